"""Change the code in one place at a time, and see whether a test fails.

python scripts/mutate.py                      400 changes of the rules of figures, by chance:
                                              35 minutes of the processor, or more where it is busy
python scripts/mutate.py --sample 50 migfund/split
python scripts/mutate.py --lines lines.sqlite   keep which test runs which line, for another run
python scripts/mutate.py --lines lines.sqlite --part 1/2    half of the sample, beside another run
python scripts/mutate.py --lines lines.sqlite --again printed.txt   only what survived before

The tests run once under coverage, so that each change is tried by those tests alone that run its
lines: the nearest and fastest first, as many as run in ``--seconds``. What survives is printed with
its line, to be read: a test is missing, or the change makes no difference. Nothing outside a
temporary folder is written but the file of ``--lines`` and, beside it, ``.json`` with the seconds
of the processor that each test took.
"""

import argparse
import ast
import contextlib
import functools
import gc
import inspect
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TextIO

import pytest

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = [f"migfund/{name}" for name in ("parse", "currency", "split", "totals", "dates.py")]
LEFT_OUT = [
    f"--ignore=tests/{name}.py"
    for name in (
        "test_notebooks",
        "test_docs",
        "test_repository",
        "properties/test_threads",
        "report/test_report_browser",
    )
]
OTHER = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "*",
    ast.BitAnd: "|", ast.BitOr: "&", ast.And: "or", ast.Or: "and",
}  # fmt: skip
FIRST = 10  # tests that try a change, however long they take
LONGEST = 60  # seconds of the processor; what takes longer is an endless loop, and found

Lines = dict[str, dict[int, set[str]]]


@dataclass(frozen=True)
class Change:
    """One place in a file and what stands there instead."""

    file: str
    line: int
    start: int  # bytes from the beginning of the file
    end: int
    old: str
    new: str
    lines: range  # of the statement
    function: range  # lines of the function that it is in; of the file, if in none

    def __str__(self) -> str:
        """Return the place, what stood there and what stands there now."""
        return f"{self.file}:{self.line}: {self.old!r} -> {self.new!r}"


def changes(path: Path) -> Iterator[Change]:
    """Yield every change of a file: operators, numbers, truth values, conditions and results."""
    raw = path.read_bytes()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    whole = range(1, len(starts))
    name = path.relative_to(ROOT).as_posix()

    def walk(node: ast.AST, lines: range, function: range) -> Iterator[Change]:
        if isinstance(node, ast.stmt):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if isinstance(node, ast.FunctionDef):
            function = lines
        if lines and isinstance(node, ast.stmt) and hasattr(node, "body"):
            lines = range(node.lineno, node.body[0].lineno)  # only what stands before the body
        for part, new in _changed(node):
            start = starts[part.lineno - 1] + part.col_offset
            end = starts[part.end_lineno - 1] + part.end_col_offset
            old = raw[start:end].decode()
            if _is_written(part, old):
                yield Change(name, part.lineno, start, end, old, new, lines, function)
        left_out = _not_behaviour(node)
        for below in ast.iter_child_nodes(node):
            if below not in left_out:
                yield from walk(below, lines, function)

    return walk(ast.parse(raw), whole, whole)


def _changed(node: ast.AST) -> Iterator[tuple[Any, str]]:
    """Yield what can be changed in a node itself: the part, and its new text."""

    def text(node: ast.AST) -> str:
        return f"({ast.unparse(node)})"

    match node:
        case ast.Compare(ops=[op], comparators=[right]):
            yield node, f"({text(node.left)} {OTHER[type(op)]} {text(right)})"
        case ast.BinOp(op=op) if type(op) in OTHER and not isinstance(node.left, ast.JoinedStr):
            yield node, f"({text(node.left)} {OTHER[type(op)]} {text(node.right)})"
        case ast.BoolOp():
            yield node, "(" + f" {OTHER[type(node.op)]} ".join(map(text, node.values)) + ")"
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node, text(node.operand)
        case ast.Constant(value=bool()):
            yield node, str(not node.value)
        case ast.Constant(value=int() | float()):
            yield node, repr(node.value + 1)
        case ast.If() | ast.IfExp() | ast.While():
            yield node.test, f"(not {text(node.test)})"
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield value, "None"


def _is_written(node: ast.AST, text: str) -> bool:
    """Tell whether a text is a node's own; within f-strings, older Pythons count otherwise."""
    with contextlib.suppress(SyntaxError):
        return ast.dump(ast.parse(f"({text})", mode="eval").body) == ast.dump(node)
    return False


def _not_behaviour(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node that are types, or words of an error."""
    parts: list[ast.AST | None] = []
    match node:
        case ast.Raise():
            return list(ast.iter_child_nodes(node))
        case ast.If() if "TYPE_CHECKING" in ast.unparse(node.test):
            return list(ast.iter_child_nodes(node))
        case ast.FunctionDef():
            parts = [node.returns, *node.decorator_list]
        case ast.arg() | ast.AnnAssign():
            parts = [node.annotation]
        case ast.FormattedValue():
            parts = [node.format_spec]
    return [part for part in parts if part is not None]


class Watch:
    """A plugin of pytest: names the running test to coverage, and keeps the seconds it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Run a test, with what is set up for it."""
        import coverage

        current = coverage.Coverage.current()
        if current is not None:
            current.switch_context(item.nodeid)
        begun = sum(os.times()[:4])
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = sum(os.times()[:4]) - begun
            if current is not None:
                current.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that fails before anything is changed: it can find nothing."""
        if report.failed:
            self.failed.add(report.nodeid)


def watched(path: Path) -> int:
    """Run the tests in this process, which coverage watches; write the seconds of those passed."""
    sys.path.insert(0, str(ROOT))  # before an installed copy
    watch = Watch()
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *LEFT_OUT], [watch])
    failed = dict.fromkeys(watch.failed)  # without a time: they find nothing
    path.write_text(json.dumps(watch.seconds | failed))
    return 0


def tests_of_lines(copy: Path, kept: Path | None) -> tuple[Lines, dict[str, float | None]]:
    """Run the tests under coverage; return the tests that run each line, and their seconds."""
    import coverage

    data = copy / "lines.sqlite" if kept is None else kept.resolve()
    seconds = data.with_suffix(".json")
    if not data.exists():
        settings = copy / "mutate.ini"
        settings.write_text(f"[run]\nsource_pkgs = migfund\ncore = ctrace\ndata_file = {data}\n")
        command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}"]
        command += ["scripts/mutate.py", "--watched", str(seconds)]
        subprocess.run(command, cwd=copy, check=True)
    found = coverage.CoverageData(str(data))
    found.read()
    lines: Lines = defaultdict(lambda: defaultdict(set))
    for file in found.measured_files():
        parts = Path(file).parts
        place = "/".join(parts[len(parts) - 1 - parts[::-1].index("migfund") :])
        for line, contexts in found.contexts_by_lineno(file).items():
            lines[place][line].update(contexts)
    return lines, json.loads(seconds.read_text())


@dataclass
class Plan:
    """Which tests try a change."""

    lines: Lines
    seconds: dict[str, float | None]
    budget: float
    names: list[str] = field(default_factory=list)  # of all tests that there are

    def tests(self, change: Change) -> tuple[list[str], bool]:
        """Return the tests for a change, the nearest and fastest first, and if they run its line.

        First come those written since the lines were gathered, then as many as run within the
        budget, ``FIRST`` at least. What runs once in a process (a constant, a list that is kept)
        is run by the first test alone or by none; so the tests of the function come after those of
        the lines, and where they are few those of the file.
        """
        path = Path(change.file)
        folder = path.parts[1].removesuffix(".py")
        mirrored = f"tests/{path.parent.relative_to('migfund')}/test_{path.stem}"
        known = {
            name: taken for name in self.names if (taken := self.seconds.get(name)) is not None
        }

        def distance(test: str) -> int:
            if test.startswith((change.file, mirrored.replace("/./", "/"))):
                return 0
            return 1 if f"/{folder}/" in test or f"test_{folder}" in test else 2

        def ordered(within: range) -> list[str]:
            found = {test for line in within for test in self.lines[change.file].get(line, ())}
            return sorted(found & known.keys(), key=lambda test: (distance(test), known[test]))

        of_lines, around = ordered(change.lines), ordered(change.function)
        if len(around) < FIRST:
            around += ordered(range(1, max(self.lines[change.file], default=0) + 1))
        mine = (f"tests/{folder}/", f"tests/test_{folder}.py")
        new = [name for name in self.names if name not in self.seconds and name.startswith(mine)]
        chosen = dict.fromkeys(new)
        total = 0.0
        for number, test in enumerate(dict.fromkeys(of_lines + around)):
            total += known[test]
            if number < FIRST or total <= self.budget:
                chosen[test] = None
        return list(chosen), bool(of_lines)

    def runs_on_import(self, change: Change) -> bool:
        """Tell whether a change's lines run when no test does: its values are kept."""
        return any("" in self.lines[change.file].get(line, ()) for line in change.lines)


def new_code(old: bytes, new: bytes) -> dict[tuple[str, int], CodeType] | None:
    """Return the code of each function of a changed file, by its name and its line before.

    None, if what runs at import changes: constants, defaults, decorators.
    """

    def parts(code: CodeType) -> Iterator[tuple[bool, CodeType]]:
        yield False, code
        for inner in code.co_consts:
            if isinstance(inner, CodeType) and inner.co_flags & inspect.CO_OPTIMIZED:
                yield True, inner
            elif isinstance(inner, CodeType):  # the body of a class
                yield from parts(inner)

    def on_import(code: CodeType) -> tuple[bytes, list[str]]:
        return code.co_code, [repr(c) for c in code.co_consts if not isinstance(c, CodeType)]

    before, after = (list(parts(compile(text, "", "exec", 0, True))) for text in (old, new))
    if len(before) != len(after):
        return None
    codes: dict[tuple[str, int], CodeType] = {}
    for (is_function, was), (_, becomes) in zip(before, after, strict=True):
        if not is_function:
            same = on_import(was) == on_import(becomes)
        elif was.co_name.startswith("<"):  # a lambda or list that stands in no function
            same = (was.co_code, was.co_consts) == (becomes.co_code, becomes.co_consts)
        else:
            codes[was.co_qualname, was.co_firstlineno] = becomes
            continue
        if not same:
            return None
    return codes


@functools.cache
def users(file: str) -> frozenset[str]:
    """Return a file's module and those of the package that import it, directly or not."""

    def module(path: str) -> str:
        return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    imports = {
        module(path.relative_to(ROOT).as_posix()): set(
            re.findall(r"^\s*(?:from|import) (migfund[.\w]+)", path.read_text(), re.M)
        )
        for path in (ROOT / "migfund").rglob("*.py")
    }
    found = {module(file)}
    while more := {own for own, others in imports.items() if others & found} - found:
        found |= more
    return frozenset(found)


@contextlib.contextmanager
def written(change: Change, copy: Path) -> Iterator[tuple[bytes, bytes]]:
    """Write a change into the copy while it is tried; yield the file before and after."""
    path = copy / change.file
    old = path.read_bytes()
    new = old[: change.start] + change.new.encode() + old[change.end :]
    path.write_bytes(new)
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        compiled.unlink()
    try:
        yield old, new
    finally:
        path.write_bytes(old)


class First:
    """A plugin of pytest: ends the process at the first failure."""

    def pytest_sessionstart(self) -> None:
        """Let no test of Hypothesis look for the smallest example; that it fails is enough."""
        from hypothesis import Phase, settings

        phases = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]
        settings.register_profile("first", settings(), phases=phases)
        settings.load_profile("first")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End the process."""
        if report.failed:
            os._exit(1)


class Trial(First):
    """A plugin of pytest: gathers the tests once, and tries each change in a fork of the process.

    There the functions of the changed file get their new code, and nothing is imported again.
    What runs at import cannot be tried so: its result is None.
    """

    def __init__(self, chosen: list[Change], plan: Plan, copy: Path) -> None:
        self.chosen, self.plan, self.copy = chosen, plan, copy
        self.shown = os.fdopen(os.dup(1), "w")  # before pytest has nowhere to print

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the changes, instead of running the tests."""
        items = {item.nodeid: item for item in session.items}
        self.plan.names = list(items)
        for item in session.items:
            if "test_golden" in item.nodeid:  # loads what most tests need
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        every = gc.get_objects()
        self.functions = [thing for thing in every if isinstance(thing, FunctionType)]
        self.kept = [thing for thing in every if isinstance(thing, functools._lru_cache_wrapper)]
        gc.freeze()
        results: list[bool | None] = []
        with self.shown:
            for number, change in enumerate(self.chosen, 1):
                found, runs = self.is_found(change, items)
                results.append(found)
                say(number, change, found, runs, self.shown)
        for change in self.chosen[:1] + self.chosen[-1:]:
            if self.is_found(replace(change, new=change.old), items)[0]:
                return False  # a test fails without a change, too
        (self.copy / "trial.json").write_text(json.dumps([results, list(items)]))
        return True

    def is_found(self, change: Change, items: dict[str, pytest.Item]) -> tuple[bool | None, bool]:
        """Return whether a test finds a change, and whether one runs its line."""
        tests, runs = self.plan.tests(change)
        found = None
        with written(change, self.copy) as (old, new):
            if codes := new_code(old, new):
                child = os.fork()
                if not child:
                    self.run([items[test] for test in tests], codes, change.file)
                found = fails(child)
        return found or (None if self.plan.runs_on_import(change) else found), runs

    def run(
        self, items: list[pytest.Item], codes: dict[tuple[str, int], CodeType], file: str
    ) -> None:
        """Run tests on the changed code in this process, a fork, and end it."""
        code = 3
        try:
            usual = sum(self.plan.seconds.get(item.nodeid) or 0.1 for item in items)
            longest = min(LONGEST, 10 + int(3 * usual))
            resource.setrlimit(resource.RLIMIT_CPU, (longest, longest))
            for function in self.functions:
                old = function.__code__
                if old.co_filename.endswith(f"/{file}"):
                    function.__code__ = codes.get((old.co_qualname, old.co_firstlineno), old)
            for kept in self.kept:  # what no changed function may have made stays
                if kept.__wrapped__.__module__ in users(file):
                    kept.cache_clear()
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            code = 0
        finally:
            os._exit(code)


def say(number: int, change: Change, found: bool | None, runs: bool, where: TextIO | None) -> None:
    """Print a change that no test finds, and from time to time how far the work is."""
    if found is False:
        print(f"{change}{'' if runs else '   (no test runs this line)'}", file=where, flush=True)
    if number % 50 == 0:
        print(f"-- {number} tried", file=where, flush=True)


def fails(child: int) -> bool:
    """Wait for a process that runs tests; tell whether one fails."""
    begun = time.monotonic()
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() - begun > 10 * LONGEST:  # it waits for what never comes
            os.kill(child, signal.SIGKILL)
        time.sleep(0.02)
    return os.waitstatus_to_exitcode(ended[1]) != 0


def forked(arguments: list[str], copy: Path, plugin: First) -> int:
    """Run pytest in a process of its own, without a word; return the process's number."""
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    os.environ["PYTHONPATH"] = str(copy)  # of the processes that tests start
    if not isinstance(plugin, Trial):
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        sys.dont_write_bytecode = True
    # Hypothesis is loaded before pytest could change its assertions, which has none to change.
    quiet = [
        "-x",
        "-q",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        f"--basetemp={copy}.tmp",
    ]
    quiet += ["-p", "no:cacheprovider", "-p", "no:xdist"]
    code = 3
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        code = int(pytest.main([*quiet, *arguments], [plugin]))
    finally:
        os._exit(code)  # nothing that this process has set up is cleaned up twice


def chosen_changes(given: argparse.Namespace) -> list[Change]:
    """Return the sample; with ``--again`` what of it is printed in a file, at the nearest line."""
    files = [file for name in given.paths for file in sorted((ROOT / name).rglob("*.py"))]
    files += [ROOT / name for name in given.paths if name.endswith(".py")]
    every = [change for file in files for change in changes(file)]
    if given.again is None:
        chosen = random.Random(given.seed).sample(every, min(given.sample, len(every)))
    else:
        chosen = []
        for printed in given.again.read_text().splitlines():
            file, _, rest = printed.partition(":")
            line, _, words = rest.partition(": ")
            same = [
                change
                for change in every
                if change.file == file and words.startswith(str(change).split(": ", 1)[1])
            ]
            if same:
                chosen.append(min(same, key=lambda change: abs(change.line - int(line))))
    number, of = map(int, given.part.split("/"))
    return chosen[number - 1 :: of]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=SUBJECTS)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="of the tests of a change")
    parser.add_argument("--part", default="1/1", help="1/2 and 2/2 are the halves of a sample")
    parser.add_argument("--lines", type=Path, help="file that keeps which test runs which line")
    parser.add_argument("--again", type=Path, help="try the changes that another run printed")
    parser.add_argument("--watched", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.watched is not None:
        return watched(given.watched)
    chosen = chosen_changes(given)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not without its children
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        away = shutil.ignore_patterns(".*", "_build", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=away)
        plan = Plan(*tests_of_lines(copy, given.lines), given.seconds)
        load_what_all_need()
        trial = forked(LEFT_OUT, copy, Trial(chosen, plan, copy))
        try:
            os.waitpid(trial, 0)
            if not (copy / "trial.json").exists():
                sys.exit("the tests cannot be gathered, or one fails without a change")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(trial, signal.SIGKILL)
        results, plan.names = json.loads((copy / "trial.json").read_text())
        left = [i for i, found in enumerate(results) if found is None]
        print(f"-- {len(left)} are tried with an import each", flush=True)
        for number, i in enumerate(left, 1):
            tests, runs = plan.tests(chosen[i])
            with written(chosen[i], copy):
                results[i] = fails(forked(tests, copy, First()))
            say(number, chosen[i], results[i], runs, None)
    found = sum(results)
    print(f"{found} of {len(chosen)} changes found by a test: {found / max(len(chosen), 1):.1%}")
    return 0


def load_what_all_need() -> None:
    """Load the libraries that every child needs once, before it is forked."""
    import hypothesis.extra.pandas  # noqa: F401
    import lxml.etree  # noqa: F401
    import matplotlib as mpl
    import matplotlib.pyplot
    import pandas  # noqa: F401
    import pyarrow.dataset  # noqa: F401

    mpl.use("agg")


if __name__ == "__main__":
    sys.exit(main())
