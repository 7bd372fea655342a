"""Draw every chart on every kind of data, size and ground, to be looked at.

Writes one picture a chart into a folder: ``python scripts/contact_sheet.py FOLDER [CHART …]``.
"""

import io
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from PIL import Image

# This checkout, whatever is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from chart_cases import CASES, CHARTS, SIZES, draw

DPI = 110


def picture(chart: str, case: str, size: str, theme: str) -> Image.Image:
    figure = draw(chart, case, size, theme)
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=DPI)
    plt.close(figure)
    return Image.open(buffer).convert("RGB")


def sheet(chart: str) -> Image.Image:
    """Put the pictures of a chart together: a row a case."""
    rows = [
        [
            picture(chart, case, size, theme)
            for size, theme in [
                *((size, "default") for size in SIZES),
                ("one column", "dark_background"),
                ("two columns", "dark_background"),
            ]
        ]
        for case in CASES
    ]
    width = max(sum(one.width + 8 for one in row) for row in rows)
    heights = [max(one.height for one in row) + 8 for row in rows]
    whole = Image.new("RGB", (width, sum(heights)), "grey")
    for number, row in enumerate(rows):
        left = 0
        for one in row:
            whole.paste(one, (left, sum(heights[:number])))
            left += one.width + 8
    return whole


def main(folder: Path, charts: list[str]) -> None:
    mpl.use("agg")
    folder.mkdir(parents=True, exist_ok=True)
    for chart in charts or CHARTS:
        path = folder / f"{chart.replace(' ', '_')}.png"
        sheet(chart).save(path)
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
