"""Which column of a table probably holds which field, by its heading and its words."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from migfund.codelists import codelist_rows
from migfund.files.sheets import Cells, cell_text, read_cells
from migfund.parse.periods import parse_period
from migfund.parse.place_names import codes
from migfund.parse.places import find_places
from migfund.parse.text import fold
from migfund.parse.units import MAJOR, money_of_heading
from migfund.read.extra_rows import second_headings, tag_fields, tag_row
from migfund.read.pages.labels import label_of
from migfund.read.presets import MONEY_FIELDS
from migfund.read.records import read_budget, read_currency

__all__ = ["suggest_mapping"]

_FIRST = 100
"""Of how many rows of a column it is looked whether they fit its heading."""
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


_FIELDS: Mapping[str, tuple[str, ...]] = {
    "project_id": ("project_id",),
    "title": ("title",),
    "budget": ("budget", "budget_total", "contribution"),
    "commitment": (),
    "disbursement": ("spent",),
    "currency": ("currency",),
    "countries": ("countries", "location"),
    "start": ("start",),
    "end": ("end",),
    "period": ("period",),
    "status": ("status",),
    "project_type": ("project_type", "sector"),
    "region": ("region",),
    "fund": ("fund",),
}
"""What labels of pages mean that head columns of tables, too, by field; the surest first."""
_HALVES = re.compile(r"\s[/|–-]\s|(?<=[\w)])/\s|\s/(?=\w)")
"""What stands between the halves of a heading in two languages."""


def suggest_mapping(
    path_or_frame: Any,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    header: int = 1,
) -> dict[str, str]:
    """Return which heading of a table probably holds which field, for you to check and pass on.

    Nothing is read by it: :func:`migfund.read_table` takes what you say, and a suggestion that you
    have read becomes that: ``mf.read_table(path, columns=suggested)``.

    Parameters
    ----------
    path_or_frame
        A file or a DataFrame, as :func:`migfund.read_table` takes it.
    sheet, delimiter, header
        As there.

    Returns
    -------
    dict of str to str
        Headings by field, in the order of fields; each heading once. Where two headings fit a
        field as well, the field is left out.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> sheet = pd.DataFrame({"Réf.": ["A-1"], "Titre du projet": ["Posts"],
    ...                       "Montant (EUR)": ["5"], "Pays": ["Mali"], "Officer": ["Ann"]})
    >>> list(mf.suggest_mapping(sheet.drop(columns="Titre du projet")).items())
    [('project_id', 'Réf.'), ('budget', 'Montant (EUR)'), ('countries', 'Pays')]
    """
    cells = read_cells(path_or_frame, sheet=sheet, delimiter=delimiter, header=header)
    joined = second_headings(cells)
    below = {} if joined is cells else dict(zip(joined.headings, cells.table.iloc[0], strict=True))
    cells = joined
    tags = tag_row(cells)
    found = tag_fields(tags, cells.headings) if tags else {}
    found |= _by_name(cells, found, below)
    if money_of_heading(found.get("budget", ""))[0]:
        found.pop("currency", None)  # of another amount than this one
    return found


def _by_name(cells: Cells, found: Mapping[str, str], below: Mapping[str, Any]) -> dict[str, str]:
    """Return headings by field, the surest first; none of two that are as sure.

    Of headings in two rows, the lower one may tell alone.
    """
    free = [h for h in cells.headings if h and cells.headings.count(h) == 1]
    ranked: dict[str, dict[int, list[str]]] = {}
    for heading in free:
        if heading not in found.values():
            column = cells.table.iloc[:, cells.position(heading)]
            for field, rank in _meanings(heading) or _meanings(cell_text(below.get(heading))):
                if not _fits(field, column):
                    continue
                ranked.setdefault(field, {}).setdefault(rank, []).append(heading)
    suggested: dict[str, str] = {}
    for field in _FIELDS:
        ranks = ranked.get(field, {}) if field not in found else {}
        taken = suggested.values()
        surest = [h for h in ranks[min(ranks)] if h not in taken] if ranks else []
        if len(surest) == 1:
            suggested[field] = surest[0]
    if "start" in suggested or "end" in suggested:
        suggested.pop("period", None)
    return suggested


def _fits(field: str, column: pd.Series) -> bool:
    """Tell whether some of a column's first cells can be read as a field, if it has any."""
    texts = dict.fromkeys(filter(None, map(cell_text, column.head(_FIRST).tolist())))
    if not texts:
        return True
    if field in MONEY_FIELDS:
        return any(read_budget(text, None).value is not None for text in texts)
    if field == "countries":
        found = [find_places(text) for text in texts]
        known = set(re.split(r"[\s,;|/]+", " ".join(texts))) <= codes().keys()
        return known or any(places.codes or places.regions for places in found)
    if field == "currency":
        return any(read_currency(text) is not None for text in texts)
    if field == "period":
        return any(parse_period(text) is not None for text in texts)
    return True


def _meanings(heading: str) -> list[tuple[str, int]]:
    """Return the fields that a heading may hold, with how sure it is: 0 is the surest.

    Of a heading in two languages, "Projektitel / Operation name", either half may tell, and both
    where no blank parts them: "Sklad/Fund".
    """
    halves = [half.strip() for half in _HALVES.split(heading)]
    whole = _meaning(heading) if len(halves) == 1 else []
    glued = len(halves) == 1 and not whole
    halves = heading.split("/") if glued else halves
    if len(halves) == 2:
        found = [_meaning(half) for half in halves]
        fields = [{field for field, _ in meant} for meant in found if meant]
        if not fields or (glued and (len(fields) < 2 or halves[0] == halves[1])):
            return []  # "A/A" heads the numbers of rows in Greek
        both = set.intersection(*fields)
        whole = [meant for meant in next(filter(None, found)) if meant[0] in both]
    percent = re.search(r"(?<!\d)(?<!\d )%|\b(?:percent|per cent)", heading, re.IGNORECASE)
    return [meant for meant in whole if not (percent and meant[0] in MONEY_FIELDS)]


def _meaning(heading: str) -> list[tuple[str, int]]:
    """Return the fields that a heading in one language may hold.

    Those of ``table_headings.csv`` count before labels of pages, which head columns as well.
    """
    plain, known = _plain(heading), _of_tables()
    own = known.get(plain) or known.get(_without_neutral(plain))
    if own:
        return own
    label = label_of(plain, whole=True) or label_of(heading, whole=True)
    if label is None or label.special:
        return []
    return [
        (field, 2 * meant.index(label.field) + 1 + label.planned)
        for field, meant in _FIELDS.items()
        if label.field in meant
    ]


@cache
def _of_tables() -> Mapping[str, list[tuple[str, int]]]:
    """Return the fields and how sure they are by the words of headings."""
    known: dict[str, dict[str, int]] = {}
    for row in codelist_rows("table_headings"):
        plain, field = _plain(row["heading"]), row["field"]
        # "Number" alone may be that of the row.
        for words in {plain, _without_neutral(plain) if field != "project_id" else plain}:
            if field:
                known.setdefault(words, {}).setdefault(field, int(row["order"]))
    return {words: list(fields.items()) for words, fields in known.items()}


@cache
def _neutral() -> frozenset[str]:
    rows = codelist_rows("table_headings")
    return frozenset(_plain(row["heading"]) for row in rows if not row["field"])


def _without_neutral(plain: str) -> str:
    """Return words without those for "of the project" and the like, if any are left."""
    return " ".join(word for word in plain.split() if word not in _neutral()) or plain


def _plain(heading: str) -> str:
    """Return the words of a heading without its currency, its brackets and its marks."""
    bare = _BRACKETS.sub(" ", heading)
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", bare)
    bare = re.sub(
        rf"\b(?:in\s+)?(?:{'|'.join(sorted(MAJOR))}|US\$|€|\$)(?!\w)",
        " ",
        bare,
        flags=re.IGNORECASE,
    )
    folded = fold(bare).casefold().translate(str.maketrans("ıł", "il"))
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())
