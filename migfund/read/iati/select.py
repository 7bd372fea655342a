"""Which activities are on migration: by sector code, by fund, by words."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.errors import ColumnsError, MigfundError, list_values
from migfund.parse.text import fold
from migfund.schema import TEXT, add_columns, as_table, check_option, map_distinct

__all__ = ["select_migration"]

EVIDENCE = "migration_evidence"


def select_migration(
    projects: pd.DataFrame, *, by: str | Sequence[str] = ("sector", "fund", "words")
) -> pd.DataFrame:
    """Return the projects that are on migration, with what says so.

    Which projects count as migration is disputed: each way to tell can be taken alone, and the
    evidence is a column. The codes, funds and words are listed, with their sources, in
    ``codelists/iati_migration.csv``.

    Parameters
    ----------
    projects
        A project table.
    by
        ``"sector"``: purpose codes of the DAC for migration, remittances and refugees in donor
        countries (``sectors``), its aid types for these (``aid_type``), and targets 10.7 and 10.c
        (``sdgs``); ``"fund"``: funds and organisations that exist for migration (``fund``,
        ``publisher``, ``publisher_ref``); ``"words"``: words for people who move, in twelve
        languages, in ``title`` and ``description``. Bird migration, data migration and other words
        that look alike do not count. Columns that are not there are left out.

    Returns
    -------
    pandas.DataFrame
        The rows selected, in order and with their index labels, and ``migration_evidence``, such as
        ``"sector 15190; title: refugees"``.

    Raises
    ------
    ColumnsError
        If the table has no column for one of the ways.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"title": ["Appui aux réfugiés", "Bird migration in the Sahel"]})
    >>> mf.select_migration(projects, by="words")["migration_evidence"].tolist()
    ['title: réfugiés']
    """
    table = as_table(projects)
    ways = [by] if isinstance(by, str) else by
    if not isinstance(ways, Iterable):
        raise MigfundError(f"by must name some of {list_values(_COLUMNS)}, not {by!r}.")
    ways = list(ways)
    for way in ways:
        check_option("by", way, _COLUMNS)
    if not ways:
        raise MigfundError(f"by names none of {list_values(_COLUMNS)}.")
    found: list[list[str]] = [[] for _ in range(len(table))]
    for way in ways:
        columns = [name for name in _COLUMNS[way] if name in table.columns]
        if not columns:
            raise ColumnsError(
                f"by={way!r} needs one of the columns {list_values(_COLUMNS[way])}; the table has "
                f"{list_values(table.columns, limit=30)}. Leave {way!r} out of by=."
            )
        for name in columns:
            for row, said in enumerate(_evidence(table[name], name)):
                if said:
                    found[row].append(said)
    evidence = ["; ".join(parts) for parts in found]
    marked = add_columns(table, {EVIDENCE: pd.array(evidence, dtype=TEXT)})
    return marked[np.array([bool(text) for text in evidence], dtype=bool)]


_COLUMNS = {
    "sector": ("sectors", "aid_type", "sdgs"),
    "fund": ("fund", "publisher", "publisher_ref"),
    "words": ("title", "description"),
}


def _evidence(column: "pd.Series[Any]", name: str) -> Any:
    """Return for each row what its value says of migration; nothing where it says nothing."""
    if name in ("sectors", "sdgs"):
        label, kind = ("sector", "sector") if name == "sectors" else ("SDG", "goal")
        return [_listed(cell, label, _codes(kind)) for cell in column]
    find: Callable[[str], str] = {
        "aid_type": lambda code: f"aid type {code}" if code in _codes("aid_type") else "",
        "publisher_ref": lambda ref: f"publisher {ref}" if ref in _codes("publisher") else "",
        "fund": lambda text: _matched(text, "fund", "fund"),
        "publisher": lambda text: _matched(text, "fund", "publisher"),
        "title": lambda text: _matched(text, "word", "title"),
        "description": lambda text: _matched(text, "word", "description"),
    }[name]
    return map_distinct(column, lambda value: find(str(value)))


def _listed(cell: Any, label: str, codes: frozenset[str]) -> str:
    """Return which codes of a list are among those for migration."""
    if not isinstance(cell, list | tuple | np.ndarray):
        return ""
    return "; ".join(f"{label} {code}" for code in cell if code in codes)


@cache
def _codes(kind: str) -> frozenset[str]:
    rows = codelist_rows("iati_migration")
    return frozenset(row["term"] for row in rows if row["kind"] == kind)


def _any(kind: str) -> str:
    """Return a pattern for the terms of a kind, the longest first; a star is any ending."""
    terms = sorted(map(fold, _codes(kind)), key=len, reverse=True)
    words = (re.escape(term).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+") for term in terms)
    return f"(?:{'|'.join(words)})"


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Return the pattern of words, of funds or of look-alikes.

    A look-alike is also the migration of what is no person: "whale migration", "la migration des
    baleines", "migration of the database"; of data not "migratory data", which are on people. So is
    a shelter for animals.
    """
    if kind != "look-alike":
        return re.compile(rf"(?<!\w){_any(kind)}(?!\w)")
    animals, things = _any("animal"), _any("thing")
    # "of", with an article and a word more; Russian and Ukrainian have the genitive alone.
    of = rf"(?:{_OF})[\s'-]+(?:(?!{_NOT_OF}\b)\w+[\s'-]+){{0,2}}?"
    ways = (
        _any(kind),
        rf"{animals}[\s-]+migra\w*",
        rf"migra\w*[\s-]+{animals}",
        rf"(?:migra\w*|asyl\w*|asilo)\s+{of}{animals}",
        rf"{things}[\s-]+migration\w*",
        rf"migra\w*\s+{of}{things}",
        rf"(?:миграци|міграці)\w*\s+(?:\w+\s+)?(?:{animals}|{things})",
        rf"(?:убежищ|притул)\w*\s+для\s+(?:\w+\s+)?{animals}",
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


_NOT_OF = "(?:and|in|to|by|et|en|y|e|und|och|og)"
_OF = "of|for|de|d|des|du|del|della|delle|dei|degli|di|da|das|do|dos|von|der|fur|van|voor|av|af"


def _matched(text: str, kind: str, label: str) -> str:
    """Return the words of a text that are among the terms, as the text has them."""
    folded = fold(text).replace("’", "'")
    if kind == "word":
        folded = _pattern("look-alike").sub(lambda match: "¦" * len(match[0]), folded)
    matches = list(_pattern(kind).finditer(folded))
    plain = " ".join(text.split())
    same = len(plain) == len(folded)  # folding letter by letter leaves each in its place
    words = [plain[m.start() : m.end()] if same else m[0] for m in matches]
    return f"{label}: {', '.join(dict.fromkeys(words))}" if words else ""
