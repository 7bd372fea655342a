"""Check what no linter checks: imports run one way, and no machine or registry is named."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Each part of the package may import from those before it, and from itself. What a figure rests on
# is written by many, so the module of its words stands near the front.
ORDER = (
    "errors",
    "codelists",
    "schema",
    "dates",
    "provenance.basis",
    "files",
    "parse",
    "read",
    "currency",
    "read.iati",
    "prices",
    "durations",
    "split",
    "regions",
    "totals",
    "duplicates",
    "provenance",
    "engine",
    "examples",
    "plot",
    "publish",
    "report",
    "cli",
    "__main__",
)
FORBIDDEN = re.compile(
    r"index[-]url|find[-]links|registry *= *\"?http|/home/\w|/root/|[A-Z]:\\Users"
    # A place on one machine: an absolute path to the code, its tests or the data beside it.
    r"|[\"'`]/[\w/.-]*(?:shared|migfund|tests|data/pages)/"
)
MERGE = ("<" * 7 + " ", ">" * 7 + " ")


def part_of(module: str) -> str:
    """Return the part of the package that a module belongs to."""
    names = module.split(".")[1:]
    whole = ".".join(names[:2])
    return whole if whole in ORDER else names[0]


def imports() -> list[tuple[str, str, str]]:
    """List what the package's modules import from it: place, importing and imported module."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / "migfund").rglob("*.py"))
    }
    found = []
    for module, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            source = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            if module != "migfund" and source.split(".")[0] == "migfund":
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                names = [f"{source}.{alias.name}" for alias in node.names]
                found += [(place, module, n if n in modules else source) for n in names]
    return found


def imports_out_of_order() -> list[str]:
    faults = []
    for place, module, imported in imports():
        here, there = part_of(module), part_of(imported)
        if here not in ORDER or there not in ORDER:
            faults.append(f"{place}: {here} or {there} is not in the order of imports")
        elif ORDER.index(there) > ORDER.index(here):
            faults.append(f"{place}: imports {there}, which comes after {here}")
    return faults


def circles() -> list[str]:
    """Name the modules that import each other, directly or over others."""
    needs: dict[str, set[str]] = {}
    for _, module, imported in imports():
        if module != imported:
            needs.setdefault(module, set()).add(imported)
            needs.setdefault(imported, set())
    while True:
        free = {module for module, imported in needs.items() if not imported & set(needs)}
        if not free:
            return [f"in a circle of imports, or above one: {', '.join(sorted(needs))}"] * bool(
                needs
            )
        needs = {module: imported for module, imported in needs.items() if module not in free}


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
            if line.startswith(MERGE):
                faults.append(f"{name}:{number}: the mark of a merge that was not finished")
    return faults


def main() -> int:
    faults = imports_out_of_order() + circles() + forbidden_words()
    print("\n".join(faults) or "imports run one way; no registry or machine is named")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
