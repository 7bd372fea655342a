"""Check what no linter checks: imports run one way, and no machine or registry is named."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Each part of the package may import from those before it, and from itself.
ORDER = (
    "errors",
    "schema",
    "problems",
    "dates",
    "parse",
    "read",
    "rates",
    "policies",
    "lookup",
    "convert",
    "deflators",
    "deflator_files",
    "deflate",
    "durations",
    "split",
    "regions",
    "sameness",
    "duplicates",
    "merge",
    "checks",
    "cofunding",
    "totals",
    "concentration",
    "trace",
    "compare",
    "steps",
    "explain_totals",
    "explain",
    "references",
    "methods",
    "plot",
    "write",
    "publish",
    "report",
    "cli",
)
FORBIDDEN = re.compile(
    r"index[-]url|find[-]links|registry *= *\"?http|/home/\w|/root/|[A-Z]:\\Users"
)


def part_of(module: str) -> str:
    """Give the part of the package that a module belongs to."""
    return module.split(".")[1] if "." in module else module


def imports_out_of_order() -> list[str]:
    faults = []
    for path in sorted((ROOT / "migfund").rglob("*.py")):
        place = path.relative_to(ROOT).with_suffix("").parts
        here = place[1]
        if here == "__init__":
            continue
        if here not in ORDER:
            faults.append(f"{path.relative_to(ROOT)}: not in the order of imports")
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("migfund."):
                there = part_of(node.module or "")
                if ORDER.index(there) > ORDER.index(here):
                    faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: imports {there}")
    return faults


def forbidden_words() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    faults = []
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        if path == Path(__file__).resolve() or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if FORBIDDEN.search(line):
                faults.append(
                    f"{name}:{number}: names a registry or a machine: {line.strip()[:80]}"
                )
    return faults


def main() -> int:
    faults = imports_out_of_order() + forbidden_words()
    print("\n".join(faults) or "imports run one way; no registry or machine is named")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
