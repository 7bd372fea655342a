"""Draw the README's chart from the pages in data/pages."""

from pathlib import Path

import matplotlib as mpl

import migfund as mf

ROOT = Path(__file__).resolve().parents[1]
CHART = ROOT / "docs" / "images" / "budget_by_subregion.png"


def draw(target: Path = CHART) -> str:
    """Write the chart, and what stands in it as its description, by which a test knows it is old.

    Returns
    -------
    str
        The description.
    """
    mpl.use("agg")
    projects = mf.read_projects(ROOT / "data" / "pages", on_error="report")
    # A project that stands on several pages counts once.
    projects = mf.convert_currency(mf.merge_duplicates(projects), to="USD", on_missing="null")
    ax = mf.plot_totals(mf.total_by_region(projects, level="subregion"))
    texts = [text.get_text() for text in [*ax.get_yticklabels(), *ax.texts]]
    description = "\n".join(" ".join(text.split()) for text in texts)
    target.parent.mkdir(exist_ok=True)
    metadata = {"Software": None, "Description": description}
    ax.get_figure(root=True).savefig(target, dpi=120, metadata=metadata)
    return description


if __name__ == "__main__":
    draw()
    print(CHART.relative_to(ROOT))
