"""Draw the picture of the README and of the site's front page from the pages in data/pages."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

import migfund as mf

ROOT = Path(__file__).resolve().parents[1]
CHART = ROOT / "docs" / "images" / "budgets.png"


def draw(target: Path = CHART) -> str:
    """Write the picture, and its words as its description, by which a test knows that it is old.

    Returns
    -------
    str
        The description.
    """
    mpl.use("agg")
    projects = mf.read_projects(ROOT / "data" / "pages", on_error="report")
    # A project that stands on several pages counts once.
    projects = mf.convert_currency(mf.merge_duplicates(projects), to="USD", on_missing="null")
    countries = mf.total_by_country(projects)
    figure, (bars, world) = plt.subplots(1, 2, figsize=(11, 4.8), width_ratios=(1, 1.7))
    mf.plot_totals(countries, top=10, ax=bars)
    mf.plot_map(countries, ax=world)
    figure.canvas.draw()
    texts = [text.get_text() for ax in figure.axes for text in [*ax.get_yticklabels(), *ax.texts]]
    description = "\n".join(" ".join(text.split()) for text in texts)
    target.parent.mkdir(exist_ok=True)
    metadata = {"Software": None, "Description": description}
    figure.savefig(target, dpi=120, metadata=metadata)
    plt.close(figure)
    return description


if __name__ == "__main__":
    draw()
    print(CHART.relative_to(ROOT))
