"""What the headings of a table say of their columns: the currency, the unit, and which is what."""

import re
from collections.abc import Mapping
from typing import Any

from migfund.codelists import currencies
from migfund.files.sheets import Cells, read_cells
from migfund.parse.amounts import parse_amount
from migfund.parse.text import fold
from migfund.read.extra_rows import second_headings, tag_fields, tag_row
from migfund.read.pages.labels import label_of

__all__ = ["money_of_heading", "suggest_mapping"]

_MAJOR = frozenset("EUR USD GBP CHF SEK NOK DKK CAD AUD JPY NZD".split())
"""Codes that no word in capital or small letters is: ALL and TOP are codes as well."""
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_IN = re.compile(r"^(?:in|en|em|di|i|w|v|в|of|de|d'|amounts?|values?)\s+", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|de|d'|di|von)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9]\d*$")
"""A number at the end of a heading, which need be no unit: "Grants over 1000"."""
_UNITS = (
    (
        1e6,
        r"millions?|millionen|millones|milhoes|milioni|miljoen|mio|mln|mn|mill|m|meur|musd|млн"
        "|1000000",
    ),
    (
        1e3,
        r"thousands?|tausend|milliers|miles|migliaia|duizend|tsd|k|keur|kusd|'?000s?|тыс"
        "|1000s?",
    ),
    (1e9, r"billions?|milliards?|milliarden|miliardi|miljard|mrd|mlrd|mld|bln|bn|млрд"),
)


def money_of_heading(heading: str) -> tuple[str | None, float]:
    """Return the currency and the unit that the heading of a column of money states.

    Examples
    --------
    >>> money_of_heading("Budget (EUR million)"), money_of_heading("USD_Commitment")
    (('EUR', 1000000.0), ('USD', 1.0))
    >>> money_of_heading("Amount in thousands of euros"), money_of_heading("EUR/USD")
    (('EUR', 1000.0), (None, 1.0))
    """
    parts = _BRACKETS.findall(heading)
    inside = re.search(r"\b(?:in|en)\s+(.+)$", _BRACKETS.sub(" ", heading), re.IGNORECASE)
    parts += [inside[1]] if inside else []
    words = re.split(r"[\s,:]+", _BRACKETS.sub(" ", heading).strip())
    parts += [" ".join(words[at:]) for at in range(len(words)) if not _NUMBER.match(words[at])]
    codes = _codes(heading)
    unit = max((_unit(part) for part in parts), default=1.0)
    for part in parts:
        for said in (part, _IN.sub("", part.strip()), _OF.sub(" ", _IN.sub("", part.strip()))):
            amount = parse_amount(f"5 {said}")
            if amount is not None and amount.currency and amount.text == f"5 {said}":
                codes.add(amount.currency)
                unit = max(unit, amount.value / 5)
    return (codes.pop() if len(codes) == 1 else None), unit


def _codes(heading: str) -> set[str]:
    """Return the currencies whose codes stand in a heading as words of their own."""
    capitals = heading.upper() == heading and not re.fullmatch(r"[A-Z]{3}", heading)
    bracketed = set(re.findall(r"[A-Z]{3}", " ".join(_BRACKETS.findall(heading))))
    found = set()
    for word in re.split(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])", heading):
        code = word.upper()
        sure = code in _MAJOR or code in bracketed or (word == code and not capitals)
        if len(word) == 3 and code in currencies() and sure:
            found.add(code)
    return found


def _unit(part: str) -> float:
    """Return the unit that words in brackets or behind "in" are, if nothing but a unit."""
    said = fold(re.sub(r"[A-Z]{3}|[€$£¥]", " ", _IN.sub("", part.strip()))).casefold()
    said = re.sub(r"(?<=\d)[ .,'](?=000)", "", said)
    said = re.sub(r"\b(?:in|en|of|de|d|x|euros?|dollars?|us)\b|\bx(?=\d)|[,;:×*]", " ", said).strip(
        " ."
    )
    found = [size for size, words in _UNITS if re.fullmatch(words, said)]
    return found[0] if found else 1.0


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
_OF_TABLES: Mapping[str, tuple[str, ...]] = {
    "project_id": ("id", "code", "codigo", "codice", "kod", "код", "identifier", "numero",
        "kennung", "identifiant", "project identifier", "identificador"),
    "title": ("name", "nombre", "nom", "nome", "naam", "namn", "navn", "имя", "subject",
        "subject of grant or contract", "description of action"),
    "commitment": ("commitment", "commitments", "committed", "commitment amount", "engagement",
        "engagements", "amount committed", "compromiso", "total commitment", "verpflichtungen"),
    "countries": ("recipient", "laender"),
    "start": ("date start", "von", "da", "de"),
    "end": ("date end", "bis", "a", "al"),
    "currency": ("waehrung",),
    "status": ("state",),
    "fund": ("instrument", "programme"),
}  # fmt: skip
"""Headings of tables that are no labels of pages, without accents."""


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
    cells = second_headings(cells)
    tags = tag_row(cells)
    found = tag_fields(tags, cells.headings) if tags else {}
    found |= _by_name(cells, found)
    if money_of_heading(found.get("budget", ""))[0]:
        found.pop("currency", None)  # of another amount than this one
    return found


def _by_name(cells: Cells, found: Mapping[str, str]) -> dict[str, str]:
    """Return headings by field, the surest first; none of two that are as sure."""
    free = [h for h in cells.headings if h and cells.headings.count(h) == 1]
    ranked: dict[str, dict[int, list[str]]] = {}
    for heading in free:
        if heading not in found.values():
            for field, rank in _meanings(heading):
                ranked.setdefault(field, {}).setdefault(rank, []).append(heading)
    suggested: dict[str, str] = {}
    for field in _FIELDS:
        ranks = ranked.get(field, {})
        surest = ranks[min(ranks)] if ranks and field not in found else []
        if len(surest) == 1 and surest[0] not in suggested.values():
            suggested[field] = surest[0]
    if "start" in suggested or "end" in suggested:
        suggested.pop("period", None)
    return suggested


def _meanings(heading: str) -> list[tuple[str, int]]:
    """Return the fields that a heading may hold, with how sure it is: 0 is the surest.

    Labels of pages, in twelve languages, head columns as well.
    """
    plain = _plain(heading)
    own = [(field, 0) for field, names in _OF_TABLES.items() if plain in names]
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


def _plain(heading: str) -> str:
    """Return the words of a heading without its currency, its brackets and its marks."""
    bare = _BRACKETS.sub(" ", heading)
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", bare)
    bare = re.sub(
        r"\b(?:in\s+)?(?:EUR|USD|GBP|CHF|US\$|€|\$)(?!\w)", " ", bare, flags=re.IGNORECASE
    )
    return " ".join(re.sub(r"[^\w]+", " ", fold(bare).casefold()).split())
