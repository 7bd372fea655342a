"""Time to import migfund beside pandas alone: whole processes, in turn, medians of one run.

Floor: `import pandas`. Goal: at most 1.15 times that.
"""

import statistics
import subprocess
import sys
import time

RUNS = 15


def seconds(statement: str) -> float:
    """Time one fresh process that runs a statement."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - begin


def ratio(runs: int = RUNS) -> tuple[float, float, float]:
    """Give the median times of both imports and the median of their ratios, taken pair by pair."""
    seconds("import migfund")  # the first import writes the byte code
    pairs = [(seconds("import pandas"), seconds("import migfund")) for _ in range(runs)]
    floor, own = (statistics.median(column) for column in zip(*pairs, strict=True))
    return floor, own, statistics.median(b / a for a, b in pairs)


if __name__ == "__main__":
    pandas_time, migfund_time, relation = ratio()
    print(f"import pandas   {pandas_time:6.3f} s")
    print(f"import migfund  {migfund_time:6.3f} s   ratio {relation:.3f} (goal: at most 1.15)")
