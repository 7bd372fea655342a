"""What a paper must say about its figures: a paragraph, references and the rates used."""

import html
import re
from importlib import metadata

import numpy as np
import pandas as pd

from migfund.currency.convert import MISSING
from migfund.currency.lookup import MAX_GAP_DAYS
from migfund.provenance.references import bibtex_of
from migfund.provenance.steps import constant_column, converted_column
from migfund.schema import TIME_COLUMNS, UNALLOCATED
from migfund.totals.total_by import total_by

__all__ = ["MethodsNote", "methods_note"]

_SAME = "same currency"
_LAW = re.compile(r"; (?=[A-Z]{3} fixed to [A-Z]{3} by )")
"""Where, in what is cited for a rate, a law begins."""
_DETAIL = re.compile(r"(?:, partial)? \([^()]*\)$")
"""What a basis says about one row alone: the share of days known, the days off."""
_REBASED = re.compile(r"(?<=shares rebased) from [\d.]+")
"""What a rule of a split says about one project alone: what its shares added up to."""
_RATES = {
    "_of": "currency",
    "fx_rate": "rate",
    "fx_date_from": "date_from",
    "fx_date_to": "date_to",
    "fx_basis": "basis",
    "fx_source": "source",
}


class MethodsNote:
    """What to say about converted and deflated budgets; printed, the paragraph.

    Parameters
    ----------
    text
        A paragraph for a paper.
    bibtex
        Entries for the sources of the rates and price indices and for migfund.
    rates
        The distinct rates used: ``currency``, ``to``, ``rate`` (units of ``to`` for one unit of
        ``currency``), ``date_from``, ``date_to``, ``basis``, ``source`` and ``n_projects``.
    """

    def __init__(self, text: str, bibtex: str, rates: pd.DataFrame) -> None:
        self.text = text
        self.bibtex = bibtex
        self.rates = rates

    def __str__(self) -> str:
        """Give the paragraph."""
        return self.text

    def __repr__(self) -> str:
        """Say how much there is."""
        return f"<MethodsNote: {len(self.text.split())} words, {len(self.rates)} rates>"

    def _repr_html_(self) -> str:
        """Write the paragraph and the references as HTML."""
        return f"<p>{html.escape(self.text)}</p><pre>{html.escape(self.bibtex)}</pre>"


def methods_note(table: pd.DataFrame) -> MethodsNote:
    """Write what a paper must say about how a table's figures were made.

    It says what the table shows and no more: a table that was filtered is described as it is now.

    Parameters
    ----------
    table
        A project table after :func:`migfund.convert_currency`; constant prices, durations and
        splits are described where the table has them.

    Returns
    -------
    MethodsNote
        With ``text``, ``bibtex`` and ``rates``; printed, the text.

    Raises
    ------
    ColumnsError
        If the table was not converted.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.read_projects(["data/pages/seed_idf.txt", "data/pages/seed_mpf.txt"])
    >>> note = mf.methods_note(mf.convert_currency(projects, to="USD"))
    >>> note.text.split(". ")[0]
    'The table holds 2 projects, 2 of them with a budget in USD'
    >>> note.rates[["currency", "to", "date_from", "n_projects"]].astype(str).values.tolist()
    [['EUR', 'USD', '2019-02-01', '1']]
    """
    column = converted_column(table)
    to = column.removeprefix("budget_").upper()
    table = _plain(table)
    rows = table.rename(columns={"currency": "_of"})
    rows["_how"] = _how(table)
    deflated = constant_column(table)
    sentences = [
        *_conversion(rows, column, to),
        *_sources(rows, column),
        *(_deflation(table, deflated[0], deflated[3]) if deflated else []),
        *_durations(table),
        *_split(table, column),
        f"This note was written with migfund {metadata.version('migfund')}.",
    ]
    used = rows.loc[rows["_how"] == "converted", "fx_source"].dropna()
    sources = list(dict.fromkeys(_published(source) for source in used.unique()))
    prices = table["deflator_source"].dropna().unique().tolist() if deflated else []
    bibtex = bibtex_of(sources, prices)
    return MethodsNote(" ".join(sentences), bibtex, _rates(rows, column, to))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Give categories as plain values: a group for each that is there, none for the others."""
    named = [name for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(named, object))


def _published(source: str) -> str:
    """Give the table that a rate is from, without the laws that fix it."""
    return _LAW.split(source)[0]


def _how(table: pd.DataFrame) -> pd.Series:
    """Say of each row what became of its budget."""
    basis = table["fx_basis"].astype(object)
    missing = basis.astype(str).str.startswith(MISSING)
    kinds = [basis.isna(), basis == _SAME, missing]
    words = np.select(kinds, ["no budget", _SAME, "missing"], default="converted")
    return pd.Series(words, index=table.index)


def _counts(rows: pd.DataFrame, keys: list[str], column: str) -> pd.DataFrame:
    """Count the projects by keys; one split over several countries counts once."""
    needed = dict.fromkeys([*keys, column, "source", "source_locator", "share"])
    some = rows[[name for name in needed if name in rows]]
    counted = total_by(some, keys, value=column)
    return counted.sort_values("n_projects", ascending=False, kind="stable")


def _number(counts: pd.DataFrame, how: str) -> int:
    """Give the number of projects of which one thing became."""
    return int(counts.loc[counts["_how"] == how, "n_projects"].sum())


def _listed(words: pd.Series, numbers: pd.Series, *, limit: int = 6) -> str:
    """Write words with their numbers, the first few and how many projects are left."""
    pairs = list(zip(words, numbers, strict=True))
    shown = [f"{word} ({number})" for word, number in pairs[:limit]]
    rest = sum(number for _, number in pairs[limit:])
    return ", ".join(shown) + (f" and others ({rest})" if rest else "")


def _conversion(rows: pd.DataFrame, column: str, to: str) -> list[str]:
    """Say how many budgets were converted, by which policy, and how many are missing and why."""
    counts = _counts(rows, ["_how"], column)
    projects = int(counts["n_all"].iloc[0]) if len(counts) else 0
    known = int(counts["n_all_known"].iloc[0]) if len(counts) else 0
    said = [f"The table holds {_projects(projects)}, {known} of them with a budget in {to}."]
    converted = rows[rows["_how"] == "converted"]
    if len(converted):
        kinds = _counts(converted.assign(_kind=_kind(converted)), ["_kind"], column)
        of = _counts(converted, ["_of"], column)
        said.append(
            f"The budgets of {_projects(_number(counts, 'converted'))} were converted, from "
            f"{_listed(of['_of'], of['n_projects'])}, at the rate: "
            f"{_listed(kinds['_kind'], kinds['n_projects'])}."
        )
        partial = converted[converted["fx_basis"].str.contains(", partial", regex=False)]
        if len(partial):
            number = int(_counts(partial, ["_how"], column)["n_projects"].iloc[0])
            said.append(f"For {_projects(number)} the rate covers a part of the period's days.")
    if _number(counts, _SAME):
        said.append(f"{_projects(_number(counts, _SAME))} stated the budget in {to}.")
    if _number(counts, "missing"):
        missing = rows[rows["_how"] == "missing"]
        why = missing.assign(_why=missing["fx_basis"].str.removeprefix(MISSING))
        reasons = _counts(why, ["_why"], column)
        said.append(
            f"The budgets of {_projects(_number(counts, 'missing'))} could not be converted and "
            f"are missing: {_listed(reasons['_why'], reasons['n_projects'])}."
        )
    if _number(counts, "no budget"):
        said.append(f"{_projects(_number(counts, 'no budget'))} stated no budget.")
    return said


def _projects(number: int) -> str:
    """Write a number of projects."""
    return f"{number} project" if number == 1 else f"{number} projects"


def _kind(rows: pd.DataFrame) -> list[str]:
    """Give each row's basis without what it says about that row alone."""
    return [_DETAIL.sub("", basis) for basis in rows["fx_basis"]]


def _sources(rows: pd.DataFrame, column: str) -> list[str]:
    """Say where the rates are from, and from and to when they were published."""
    used = rows[rows["_how"] == "converted"]
    if not len(used):
        return []
    used = used.assign(_table=[_published(source) for source in used["fx_source"]])
    sources = _counts(used, ["_table"], column)
    one = len(sources) == 1
    names = sources["_table"]
    listed = names.iloc[0] if one else _listed(names, sources["n_projects"])
    days = f"{used['fx_date_from'].min():%Y-%m-%d} to {used['fx_date_to'].max():%Y-%m-%d}"
    said = [f"The rates are of {days}, from {listed}.", *_laws(used, column)]
    if used["fx_basis"].str.startswith("day ").any():
        said.append(
            "A day on which no rate was published takes the last one of the "
            f"{MAX_GAP_DAYS} days before it."
        )
    return said


def _laws(used: pd.DataFrame, column: str) -> list[str]:
    """Say which rates follow from law, and for how many projects each."""
    found = pd.Series([_LAW.split(source)[1:] for source in used["fx_source"]], index=used.index)
    laws = used.assign(_law=found).explode("_law").dropna(subset="_law")
    if not len(laws):
        return []
    counts = _counts(laws, ["_law"], column)
    return [f"Fixed by law: {_listed(counts['_law'], counts['n_projects'], limit=10)}."]


def _deflation(table: pd.DataFrame, column: str, year: str) -> list[str]:
    """Say how many budgets are in constant prices, from which indices, and what is missing."""
    basis = table["deflator_basis"].astype(object)
    missing = basis.astype(str).str.startswith(MISSING)
    done = table[table["deflator"].notna()]
    said = []
    if len(done):
        sources = _counts(done, ["deflator_source"], column)
        listed = _listed(sources["deflator_source"], sources["n_projects"])
        years = done["deflator_basis"].astype(str).str.extract(r"prices of (\d{4}) to prices of")[0]
        number = int(sources["n_all"].iloc[0])
        said.append(
            f"The budgets of {_projects(number)}, in prices of {years.min()} to {years.max()}, are "
            f"restated in prices of {year}: divided by the price index of their year relative to "
            f"that of {year}. The indices are of {listed}."
        )
        estimates = done[done["deflator_basis"].astype(str).str.endswith(", estimate")]
        if len(estimates):
            number = int(_counts(estimates, ["deflator_source"], column)["n_all"].iloc[0])
            said.append(f"For {_projects(number)} an index is the source's estimate.")
    if missing.any():
        why = table[missing].assign(_why=basis[missing].str.removeprefix(MISSING))
        reasons = _counts(why, ["_why"], column)
        said.append(
            f"The budgets of {_projects(int(reasons['n_all'].iloc[0]))} could not be restated in "
            f"prices of {year} and are missing: "
            f"{_listed(reasons['_why'], reasons['n_projects'])}."
        )
    return said


def _durations(table: pd.DataFrame) -> list[str]:
    """Say for how many projects a duration is known, and how many are between bounds."""
    names = ["duration_months", "duration_months_min", "duration_months_max"]
    if not set(names) <= set(table.columns):
        return []
    unit = "rows" if "share" in table else "projects"
    known = table["duration_months"].notna()
    open_ = known & (table["duration_months_max"] - table["duration_months_min"] > 1e-9)
    return [
        f"A duration in months is known for {int(known.sum())} of {len(table)} {unit}; for "
        f"{int(open_.sum())} of them the stated dates leave it between bounds."
    ]


def _split(table: pd.DataFrame, column: str) -> list[str]:
    """Say how the table is split, by which rules, and how many rows are of no country or time."""
    pieces = [name for name in TIME_COLUMNS if name in table and "period_from" in table]
    keys = [name for name in ("country", *pieces) if name in table]
    if "share" not in table or not keys:
        return []
    none = [
        f"{int((table[k] == UNALLOCATED).sum())} of them {UNALLOCATED} by {k.replace('_', ' ')}"
        for k in keys
    ]
    by = " and ".join(key.replace("_", " ") for key in keys)
    listed = ", ".join(none) if len(keys) > 1 else none[0].rpartition(" by ")[0]
    said = [f"The table is split by {by} into {len(table)} rows, {listed}."]
    if "split_rule" in table:
        rules = table.assign(_rule=table["split_rule"].astype(object).map(_rule))
        counts = _counts(rules, ["_rule"], column)
        said.append(f"Rules: {_listed(counts['_rule'], counts['n_projects'])}.")
    return said


def _rule(words: object) -> object:
    """Give a rule without what it says about one project alone, its splits one after the other."""
    return _REBASED.sub("", words).replace("; ", " then ") if isinstance(words, str) else words


def _rates(rows: pd.DataFrame, column: str, to: str) -> pd.DataFrame:
    """List the distinct rates used, by currency and date."""
    used = rows[rows["_how"] == "converted"]
    counted = _counts(used, list(_RATES), column)[[*_RATES, "n_projects"]]
    rates = counted.rename(columns=_RATES).assign(to=to)
    order = ["currency", "to", "rate", "date_from", "date_to", "basis", "source", "n_projects"]
    by = ["currency", "date_from", "date_to", "basis"]
    return rates[order].sort_values(by, ignore_index=True)
