"""Time to import migfund beside pandas alone: whole processes, in turn, medians of one run.

Floor: `import pandas`. Goal: at most 1.15 times that. migfund loads a module when one of its names
is first used, so the time until every public name is loaded stands beside it.
"""

import statistics
import subprocess
import sys
import time

RUNS = 15
OWN = "import pandas, migfund"
EVERY_NAME = f"{OWN}; [getattr(migfund, name) for name in migfund.__all__]"


def seconds(statement: str) -> float:
    """Time one fresh process that runs a statement."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - begin


def ratio(own: str = OWN, runs: int = RUNS) -> tuple[float, float, float]:
    """Return the median times of both imports and the median of their ratios, pair by pair."""
    seconds(own)  # the first import writes the byte code
    pairs = [(seconds("import pandas"), seconds(own)) for _ in range(runs)]
    floor, own = (statistics.median(column) for column in zip(*pairs, strict=True))
    return floor, own, statistics.median(b / a for a, b in pairs)


if __name__ == "__main__":
    for statement, words in ((OWN, "import migfund"), (EVERY_NAME, "every public name")):
        floor, own, relation = ratio(statement)
        print(f"{words:20} {own:6.3f} s, {relation:.3f} times import pandas ({floor:.3f} s)")
