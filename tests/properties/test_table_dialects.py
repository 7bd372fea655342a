"""A table of projects, rendered in many dialects, comes back as it was, or is refused.

Missing with a problem is allowed where a dialect leaves a cell unclear; another number never is.
"""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf

HEADINGS = {
    "en": ("Project ID", "Title", "Budget", "Currency", "Country", "Start date", "End date"),
    "fr": ("Référence", "Titre du projet", "Montant", "Devise", "Pays", "Début", "Fin"),
    "es": ("Código", "Título", "Presupuesto", "Moneda", "País", "Fecha de inicio", "Fecha de fin"),
    "de": ("Kennung", "Projekttitel", "Betrag", "Währung", "Land", "Beginn", "Ende"),
}
TOTALS = {"en": "Grand total", "fr": "Total général", "es": "Suma", "de": "Gesamtsumme"}
COUNTRIES = {"Mali": "MLI", "Kenya": "KEN", "Armenia": "ARM", "Ghana": "GHA"}
FIELDS = ("project_id", "title", "budget", "currency", "countries", "start", "end")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DATES = {
    "iso": lambda d: d.isoformat(),
    "points": lambda d: f"{d:%d.%m.%Y}",
    "slashes": lambda d: f"{d:%d/%m/%Y}",
    "american": lambda d: f"{d:%m/%d/%Y}",
    "short": lambda d: f"{d.day}/{d.month}/{d:%y}",
    "short american": lambda d: f"{d.month}/{d.day}/{d:%y}",
    "named": lambda d: f"{d.day}-{MONTHS[d.month - 1]}-{d:%y}",
    "month": lambda d: f"{MONTHS[d.month - 1]}-{d:%y}",
    "words": lambda d: f"{d.day} {d:%B} {d.year}",
    "year": lambda d: str(d.year),
}
MONTHFIRST = {"american", "short american"}


def grouped(value: float, thousands: str, decimal: str, cents: bool) -> str:
    text = f"{value:,.2f}" if cents else f"{value:,.0f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


projects = st.lists(
    st.fixed_dictionaries(
        {
            "budget": st.one_of(
                st.integers(100, 10**9).map(lambda cents: cents / 100),
                st.integers(1, 10**6).map(lambda thousands: thousands * 10.0),
                st.integers(1000, 999_999).map(float),
            ),
            "currency": st.sampled_from(["EUR", "USD", "GBP"]),
            "country": st.sampled_from(sorted(COUNTRIES)),
            "start": st.dates(dt.date(2000, 1, 1), dt.date(2015, 12, 31)),
            "end": st.dates(dt.date(2016, 1, 1), dt.date(2030, 12, 31)),
        }
    ),
    min_size=2,
    max_size=9,
)
dialects = st.fixed_dictionaries(
    {
        "language": st.sampled_from(sorted(HEADINGS)),
        "delimiter": st.sampled_from([",", ";", "\t", "|"]),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        "marks": st.sampled_from([("", "."), (",", "."), (".", ","), (" ", ","), ("'", ".")]),
        "cents": st.booleans(),
        "date": st.sampled_from(sorted(DATES)),
        "currency": st.sampled_from(["column", "heading", "cell", "caller", "unit"]),
        "above": st.integers(0, 3),
        "total": st.sampled_from(["none", "label", "id", "empty", "groups"]),
        "tags": st.booleans(),
        "merged": st.booleans(),
        "quotes": st.booleans(),
        "seed": st.integers(0, 1000),
        "file": st.sampled_from(["csv", "csv", "xlsx", "xlsx typed"]),
    }
)


class Rendered:
    """Rows of text, or of typed cells, the headings of the fields, and what should come back."""

    def __init__(self, table: list[dict[str, Any]], how: dict[str, Any]) -> None:
        self.how = how
        typed = how["file"] == "xlsx typed"
        one_currency = how["currency"] in ("heading", "caller", "unit")
        self.currency = table[0]["currency"]
        names = dict(zip(FIELDS, HEADINGS[how["language"]], strict=True))
        if how["currency"] in ("heading", "unit"):
            said = self.currency + (" million" if how["currency"] == "unit" else "")
            names["budget"] += f" ({said})"
        if how["currency"] != "column":
            names.pop("currency")
        self.names, self.wanted, bodies = names, [], []
        for number, project in enumerate(table):
            budget = project["budget"] if how["cents"] else float(round(project["budget"]))
            code = self.currency if one_currency else project["currency"]
            self.wanted.append(project | {"budget": budget, "currency": code, "id": f"P-{number}"})
            bodies.append(self.row(self.wanted[-1], typed))
        order = list(names)
        random.Random(how["seed"]).shuffle(order)
        self.order, self.rows = order, [[row[field] for field in order] for row in bodies]
        self.add_totals(typed)
        heads = [[names[field] for field in order]]
        if how["tags"]:
            tags = {"budget": "#value+budget", "title": "#activity+name"}
            heads.append([tags.get(field, f"#meta+{field.replace('_', '')}") for field in order])
        self.header = 1 + how["above"]
        title = ["Projects of the fund"] + [""] * (len(order) - 1)
        self.cells = [title] * how["above"] + heads + self.rows

    def row(self, project: dict[str, Any], typed: bool) -> dict[str, Any]:
        date = DATES[self.how["date"]]
        return {
            "project_id": project["id"],
            "title": f"Support, part {project['id']}",
            "budget": self.money(project["budget"], project["currency"], typed),
            "currency": project["currency"],
            "countries": project["country"],
            "start": project["start"] if typed else date(project["start"]),
            "end": project["end"] if typed else date(project["end"]),
        }

    def money(self, value: float, code: str, typed: bool) -> Any:
        if self.how["currency"] == "unit":
            return value / 1e6 if typed else repr(value / 1e6)
        if typed and self.how["currency"] != "cell":
            return value
        text = grouped(value, *self.how["marks"], self.how["cents"])
        return f"{code} {text}" if self.how["currency"] == "cell" else text

    def add_totals(self, typed: bool) -> None:
        kind, language = self.how["total"], self.how["language"]
        if kind == "none":
            return
        values = [project["budget"] for project in self.wanted]

        def total(label: str, figures: list[float]) -> list[Any]:
            said = self.money(round(sum(figures), 2), self.currency, typed)
            place = "project_id" if kind == "id" else "title"
            return [said if f == "budget" else label if f == place else "" for f in self.order]

        if kind == "groups":
            half = len(values) // 2
            first, second = total("Subtotal", values[:half]), total("Subtotal", values[half:])
            self.rows = [*self.rows[:half], first, *self.rows[half:], second]
            self.rows.append(total(TOTALS[language], values))
        else:
            self.rows.append(total("" if kind == "empty" else TOTALS[language], values))

    def save(self, folder: Path) -> Path:
        if self.how["file"] == "csv":
            mark, quotes = self.how["delimiter"], self.how["quotes"]

            def cell(value: Any) -> str:
                text = str(value)
                return f'"{text}"' if quotes or mark in text else text

            text = "".join(mark.join(map(cell, row)) + "\r\n" for row in self.cells)
            path = folder / "table.csv"
            path.write_bytes(text.encode(self.how["encoding"]))
            return path
        return self.save_workbook(folder / "table.xlsx")

    def save_workbook(self, path: Path) -> Path:
        import xlsxwriter

        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            formats = {"month": "mmm-yy", "year": "yyyy"}
            date = book.add_format({"num_format": formats.get(self.how["date"], "dd/mm/yyyy")})
            for n, row in enumerate(self.cells):
                for at, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(n, at, dt.datetime(*value.timetuple()[:3]), date)
                    elif value != "":
                        sheet.write(n, at, value)
            if self.how["merged"]:
                self.merge(sheet)
        return path

    def merge(self, sheet: Any) -> None:
        """Merge the country over rows in which it is the same."""
        at = self.order.index("countries")
        begin = 0
        for n in range(1, len(self.cells) + 1):
            same = n < len(self.cells) and self.cells[n][at] == self.cells[begin][at] != ""
            if not same:
                if n - begin > 1 and self.cells[begin][at] in COUNTRIES:
                    sheet.merge_range(begin, at, n - 1, at, self.cells[begin][at])
                begin = n

    def options(self) -> dict[str, Any]:
        given = {"columns": self.names, "header": self.header}
        return given | ({"currency": self.currency} if self.how["currency"] == "caller" else {})


def check(table: pd.DataFrame, rendered: Rendered) -> None:
    how = rendered.how
    assert table["project_id"].tolist() == [project["id"] for project in rendered.wanted]
    listed = mf.problems(table)
    for row, project in zip(table.to_dict("records"), rendered.wanted, strict=True):
        told = set(listed.loc[listed["locator"] == row["source_locator"], "field"])
        if pd.isna(row["budget"]):
            assert {"budget", "currency"} & told
        else:
            assert row["budget"] == pytest.approx(project["budget"], abs=0.006)
            assert row["currency"] == project["currency"]
        assert list(row["countries"]) == [COUNTRIES[project["country"]]]
        precision = how["date"] if how["date"] in ("month", "year") else "day"
        for name in ("start", "end"):
            if pd.isna(row[name]):
                assert name in told
                continue
            day = project[name]
            if precision != "day":
                day = pd.Timestamp(day).to_period(precision[0].upper())
                day = (day.start_time if name == "start" else day.end_time).date()
            assert row[name].date() == day
            assert row[f"{name}_precision"] == precision


@tried(40)
@given(projects, dialects)
def test_a_table_in_any_dialect_comes_back_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, table: list[dict[str, Any]], how: dict[str, Any]
) -> None:
    rendered = Rendered(table, how)
    path = rendered.save(tmp_path_factory.mktemp("dialect"))
    try:
        read = mf.read_table(path, **rendered.options())
    except mf.MigfundError:
        return
    check(read, rendered)
    left_out = mf.problems(read).query("field == 'row'")
    assert len(read) + len(left_out) == len(rendered.cells) - rendered.header
