"""Draw the README's chart from the pages in data/pages."""

from pathlib import Path

import matplotlib as mpl

import migfund as mf

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    mpl.use("agg")
    projects = mf.read_projects(ROOT / "data" / "pages", on_error="report")
    projects = mf.convert_currency(projects, to="USD", on_missing="null")
    totals = mf.total_by_region(projects, value="budget_usd", level="subregion")
    figure = mf.plot_totals(totals).get_figure(root=True)
    target = ROOT / "docs" / "images" / "budget_by_subregion.png"
    target.parent.mkdir(exist_ok=True)
    figure.savefig(target, dpi=120, metadata={"Software": None})
    print(target.relative_to(ROOT))
