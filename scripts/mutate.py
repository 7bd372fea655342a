"""Change the code in one place at a time, and see whether a test fails.

python scripts/mutate.py                      400 changes of the rules of figures, by chance
python scripts/mutate.py --sample 50 migfund/split
python scripts/mutate.py --lines lines.sqlite   keep which test runs which line, for another run

The tests run once under coverage, so that each change is tried by those tests alone that run the
line. What survives is printed with its line, to be read: a test is missing, or the change makes no
difference. Nothing outside a temporary folder is written but the file of ``--lines``.
"""

import argparse
import ast
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = [f"migfund/{name}" for name in ("parse", "currency", "split", "totals", "dates.py")]
LEFT_OUT = ("tests/test_notebooks.py", "tests/test_docs.py", "tests/test_repository.py")
OTHER = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "*",
    ast.BitAnd: "|", ast.BitOr: "&", ast.And: "or", ast.Or: "and",
}  # fmt: skip
LONGEST = 120  # seconds; what takes longer is taken for an endless loop, and found


@dataclass(frozen=True)
class Change:
    """One place in a file and what stands there instead."""

    file: str
    line: int
    start: int  # bytes from the beginning of the file
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        """Return the place, what stood there and what stands there now."""
        return f"{self.file}:{self.line}: {self.old!r} -> {self.new!r}"


def changes(path: Path) -> Iterator[Change]:
    """Yield every change of a file: operators, numbers, truth values, conditions and results."""
    raw = path.read_bytes()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(raw)
    skipped = {
        below
        for node in ast.walk(tree)
        for part in _not_behaviour(node)
        for below in ast.walk(part)
    }

    def change(first: ast.AST, last: ast.AST, new: str) -> Change:
        start = starts[first.lineno - 1] + first.col_offset
        end = starts[last.end_lineno - 1] + last.end_col_offset
        name = path.relative_to(ROOT).as_posix()
        return Change(name, first.lineno, start, end, raw[start:end].decode(), new)

    def text(node: ast.AST) -> str:
        return f"({ast.unparse(node)})"

    for node in ast.walk(tree):
        if node in skipped:
            continue
        match node:
            case ast.Compare(ops=[op], comparators=[right]):
                new = f"{text(node.left)} {OTHER[type(op)]} {text(right)}"
                yield change(node, node, f"({new})")
            case ast.BinOp(op=op) if type(op) in OTHER and not isinstance(node.left, ast.JoinedStr):
                new = f"{text(node.left)} {OTHER[type(op)]} {text(node.right)}"
                yield change(node, node, f"({new})")
            case ast.BoolOp():
                new = f" {OTHER[type(node.op)]} ".join(map(text, node.values))
                yield change(node, node, f"({new})")
            case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
                yield change(node, node, text(node.operand))
            case ast.Constant(value=bool()):
                yield change(node, node, str(not node.value))
            case ast.Constant(value=int() | float()):
                yield change(node, node, repr(node.value + 1))
            case ast.If() | ast.IfExp() | ast.While():
                yield change(node.test, node.test, f"(not {text(node.test)})")
            case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
                yield change(value, value, "None")


def _not_behaviour(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node that are types, or words of an error."""
    if isinstance(node, ast.Raise):
        return [node]
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return [node]
    parts: list[ast.AST | None] = []
    if isinstance(node, ast.FunctionDef):
        parts = [node.returns, *node.decorator_list]
    if isinstance(node, ast.arg | ast.AnnAssign):
        parts = [node.annotation]
    if isinstance(node, ast.JoinedStr):
        parts = [
            value.format_spec for value in node.values if isinstance(value, ast.FormattedValue)
        ]
    return [part for part in parts if part is not None]


def tests_of_lines(copy: Path, kept: Path | None) -> dict[tuple[str, int], set[str]]:
    """Run the tests under coverage; return for each line the tests that run it."""
    import coverage

    data = copy / ".coverage" if kept is None else kept.resolve()
    if not data.exists():
        settings = copy / "mutate.ini"
        settings.write_text(
            "[run]\nbranch = true\ndynamic_context = test_function\nsource = migfund\n"
            f"data_file = {data}\n"
        )
        command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
        command += ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests"]
        command += [f"--ignore={name}" for name in LEFT_OUT]
        done = subprocess.run(command, cwd=copy, check=False)
        if done.returncode:
            sys.exit("the tests must pass before the code is changed")
    found = coverage.CoverageData(str(data))
    found.read()
    modules = {path.stem: path for path in (ROOT / "tests").rglob("test_*.py")}
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    for file in found.measured_files():
        parts = Path(file).parts
        place = "/".join(parts[len(parts) - 1 - parts[::-1].index("migfund") :])
        for line, contexts in found.contexts_by_lineno(file).items():
            for context in contexts:
                module, _, test = context.partition(".")
                if module in modules:
                    where = modules[module].relative_to(ROOT).as_posix()
                    lines[place, line].add(f"{where}::{test.replace('.', '::')}")
    return lines


def survives(change: Change, tests: set[str], copy: Path) -> bool:
    """Tell whether all tests of a line pass on the changed code, in a process of its own."""
    path = copy / change.file
    whole = path.read_bytes()
    changed = whole[: change.start] + change.new.encode() + whole[change.end :]
    path.write_bytes(changed)
    folder = change.file.split("/")[1]
    # The tests of the package itself are the likeliest to notice.
    ordered = sorted(tests, key=lambda name: (f"/{folder}" not in name, name))
    child = os.fork()
    if not child:
        _try(ordered, copy)
    begun, status = time.monotonic(), 0
    try:
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() - begun > LONGEST:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                print(f"{change}   (longer than {LONGEST} s, taken for found)", flush=True)
                return False
            time.sleep(0.05)
        status = os.waitstatus_to_exitcode(ended[1])
    finally:
        path.write_bytes(whole)
    return status == 0


def _try(tests: list[str], copy: Path) -> None:
    """Run tests in the child, and end it."""
    import pytest

    os.chdir(copy)
    sys.path.insert(0, str(copy))
    sys.dont_write_bytecode = True
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests])
    os._exit(int(code))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=SUBJECTS)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=Path)
    given = parser.parse_args()
    files = [file for name in given.paths for file in sorted((ROOT / name).rglob("*.py"))]
    files += [ROOT / name for name in given.paths if name.endswith(".py")]
    every = [change for file in files for change in changes(file)]
    chosen = random.Random(given.seed).sample(every, min(given.sample, len(every)))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        away = shutil.ignore_patterns(".git", ".venv*", "_build", "__pycache__", "report")
        shutil.copytree(ROOT, copy, ignore=away)
        lines = tests_of_lines(copy, given.lines)
        import lxml.etree  # noqa: F401  what every child needs, loaded once
        import matplotlib as mpl
        import pandas  # noqa: F401
        import pyarrow.dataset  # noqa: F401

        mpl.use("agg")
        survivors = []
        for number, change in enumerate(chosen, 1):
            tests = lines[change.file, change.line]
            if not tests or survives(change, tests, copy):
                survivors.append(change)
                print(f"{change}{'' if tests else '   (no test runs this line)'}", flush=True)
            if number % 50 == 0:
                print(f"-- {number} tried, {number - len(survivors)} found", flush=True)
    found = len(chosen) - len(survivors)
    print(f"{found} of {len(chosen)} changes found by a test: {found / max(len(chosen), 1):.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
