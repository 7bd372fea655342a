"""Rows of a table that are no projects: totals, tags of the Humanitarian Exchange Language, notes.

A total that counts as a project doubles the sum of a table without a sign. A row is a total

- if its label is a word for one ("Total", "Somme", "Итого"), alone or with a currency or a year;
- if its label begins or ends with such a word ("Total Kenya"), and its sum is that of rows above
  it; where it is not, the row stays, without its sums, for nobody can tell;
- if it names nothing at all and has the sum of two or more rows above it.

Nor is a row a project that repeats the headings, says "Average" or "% of total" of those above, has
a country's name alone above the rows of that country, or a note alone below the table.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.codelists import currencies
from migfund.files.sheets import Cells, Distinct, cell_text, is_missing
from migfund.parse.amounts import parse_amount
from migfund.parse.places import find_places
from migfund.parse.text import fold
from migfund.schema import TEXT, Array

__all__ = [
    "TAGS",
    "WORDS_BELOW",
    "ExtraRow",
    "like_headings",
    "other_rows",
    "second_headings",
    "tag_currency",
    "tag_fields",
    "tag_row",
    "total_rows",
]

_STRONG = (
    "total|totals|totales|totaux|totais|totale|totali|totaal|totalt|subtotal|subtotals|sub-total"
    "|sub total|subtotale|subtotaal|sous-total|sous total|zwischensumme|teilsumme|gesamtsumme"
    "|endsumme|gesamtbetrag|eindtotaal|delsumma|slutsumma|yhteensa|valisumma|razem|ogolem|lacznie"
    "|celkem|mezisoucet|osszesen|итого|всего|подитог|всього|усього|разом|общо|ukupno|skupaj|spolu"
    "|mindosszesen|kokku|kopa|is viso|sveukupno|totalsumma|celkovy sucet|celkova suma|suma koncowa"
    "|gesamtergebnis|gesamt|toplam|σύνολο|συνολο|المجموع|الإجمالي|الاجمالي|مجموع|合计|总计|小计|合計|總計|小計|総計"
    "|합계|총계|소계|tong cong|jumlah|جمع کل"
)
_ALONE = (
    _STRONG + "|sum|sums|somme|sommes|somma|soma|suma|summe|summa|insgesamt|ensemble|"
    "i alt|ialt|сумма|сума|jumla|overall|all projects|tous les projets|alle projekte"
    "|carried forward|carry forward|brought forward|ubertrag|uebertrag|a reporter|suma y sigue"
)
_BEFORE = "grand|overall|general|sub|sum|project|projects|budget|genel|ara|le|la|el|die|the"
_AFTER = (
    "general|generale|generales|geral|generaux|sum|amount|amounts|budget|budgets|funding|cost|costs"
    "|value|all|projects|projets|proyectos|projekte|of all projects|commitments?|disbursements?"
    "|montant|montants|monto|importe|general sum|الكلي|kokku"
)
_EXACT = re.compile(
    rf"(?:(?:{_BEFORE})[\s-]+)?(?:{_ALONE})(?:\s+(?:{_AFTER}))*"
    r"(?:\s*[(\[]?\s*(?P<rest>[a-z]{3}|[€$£¥]|(?:19|20)\d\d(?:\s*[-/]\s*(?:19|20)?\d\d)?)\s*[)\]]?)?"
)
_SUM_OF = "sum of|summe der|somme d|suma de|soma d|somma d"
_NAMED = re.compile(rf"(?:{_STRONG})(?!\w).+|.+(?<!\w)(?:{_STRONG})|(?:{_SUM_OF}).+")
_FIGURE = re.compile(
    r"(?:average|mean|median|moyenne|mediane|durchschnitt|mittelwert|promedio|mediana|gemiddelde"
    r"|(?:%|percent|percentage|share)(?:\s+(?:of|du|des|del|vom|the|grand|overall|total|totals))*"
    r"|(?:of which|thereof|davon|darunter|dont|de los cuales|dos quais|di cui|waarvan|heraf|varav"
    r"|herav|в том числе|в тому числі|у тому числі)(?!\w).*"
    r"|(?:remaining )?balance|remaining(?: budget| funds)?|solde|saldo|restbetrag|остаток|залишок)"
)
_NOTE = re.compile(
    r"[*†‡¹²³(\[]|(?:notes?|n\.?b|remarks?|remarques?|sources?|anmerkung|hinweis|quelle|bemerkung"
    r"|nota|notas|fuente|fonte|disclaimer|as of|last updated|stand)\b",
    re.IGNORECASE,
)
_EDGES = " \t:.=*-–—_#'\"«»"
_HINT = re.compile(
    "tota|to[tn]g|sum|somm|soma|gesamt|zwischen|endsumme|yhteens|valisu|väli|razem|og[oó][lł]em"
    "|[lł][aą]cznie|celkem|mezisou|[oö]sszesen|итог|всего|всього|усього|разом|общо|сумма|сума"
    "|average|mean|median|moyenne|médiane|durchschnitt|mittelwert|promedio|gemiddelde|%|percent"
    "|share|ukupno|skupaj|spolu|toplam|σύνολο|συνολο|مجموع|جمالي|جمع|计|計|합계|총계|소계|tổng|jumla"
    "|i ?alt|ensemble|overall|all projects|tous les|alle proj|of which|thereof|davon|darunter|dont"
    "|cuales|dos quais|di cui|waarvan|heraf|varav|herav|том числе|тому числі|forward|bertrag"
    "|kokku|kop[aā]|i[sš] viso|s[uú][cč]et|reporter|y sigue|balance|remaining|solde|saldo"
    "|restbetrag|остаток|залишок",
    re.IGNORECASE,
)
_LONG = 100
"""Letters that the heading of a country's rows has at most."""
_SEVERAL = 2
"""Cells that a row has more of if one with a single cell beside it may be no project."""
_CENT = 0.005
"""By how much a sum may differ for each row that it adds up."""

_UNNAMED = re.compile(r"(?:Unnamed: \d+(?:_level_\d+)?)?")
"""What stands for an empty heading."""
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"^\S*\d\S*$")
"""An id or a number: one word with a digit."""
_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?")
_THOUSANDS = re.compile(
    r"[(\[]?(?:in )?'?(?:1[ .,']?)?000(?:[ .,']?000)?(?: ?[A-Z]{3}| ?[€$£])?[)\]]?"
)
_FIRST = 100
"""Of how many rows of a column it is looked whether they have figures."""

_TAG = re.compile(r"#[a-z]\w*(?:\s*\+\s*[a-z]\w*)*", re.IGNORECASE)
TAGS: tuple[tuple[str, str, tuple[set[str], ...]], ...] = (
    (
        "project_id",
        "activity",
        (
            {"code"},
            {"id"},
        ),
    ),
    (
        "title",
        "activity",
        (
            {"name"},
            {"title"},
            set(),
        ),
    ),
    (
        "countries",
        "country",
        (
            {"name"},
            {"code"},
            set(),
        ),
    ),
    ("start", "date", ({"start"},)),
    ("end", "date", ({"end"},)),
    (
        "budget",
        "value",
        (
            {"budget"},
            set(),
        ),
    ),
    (
        "commitment",
        "value",
        (
            {"commitment"},
            {"committed"},
        ),
    ),
    (
        "disbursement",
        "value",
        (
            {"disbursement"},
            {"disbursed"},
        ),
    ),
    (
        "currency",
        "currency",
        (
            {"code"},
            set(),
        ),
    ),
    ("currency", "value", ({"currency"},)),
    ("status", "status", (set(),)),
    (
        "project_type",
        "sector",
        (
            {"name"},
            set(),
        ),
    ),
    (
        "region",
        "region",
        (
            {"name"},
            set(),
        ),
    ),
)
"""Field, hashtag, and the attributes by which a column holds it, the first before the next."""


WORDS_BELOW = "words below the table, no project; left out"


class ExtraRow(NamedTuple):
    """A row that is no project, or may be none: its position, its words and what is said of it."""

    row: int
    text: str
    reason: str
    certain: bool = True


def second_headings(cells: Cells) -> Cells:
    """Return a table whose headings stand in two rows under both: "Budget" over "EUR".

    The second row is one if it has words alone, where other rows have figures, and a word below
    each heading that is empty, as cells that are merged across look; years are such words where
    the row has nothing below the other headings. Or if it has nothing but currencies and units
    above figures.
    """
    outer = ["" if _UNNAMED.fullmatch(heading) else heading for heading in cells.headings]
    if len(cells.table) < 2 or tag_row(cells):
        return cells
    inner = [cell_text(cell) for cell in cells.table.iloc[0].tolist()]
    words = [text for text in inner if text]
    if words and all(map(_is_unit, words)) and all(outer):
        columns = [cells.table.iloc[1:, at] for at, text in enumerate(inner) if text]
        if not all(map(_has_figures, columns)):
            return cells
        headings = [f"{above} {text}".strip() for above, text in zip(outer, inner, strict=True)]
        return cells.keep(np.arange(len(cells.table)) > 0)._replace(headings=headings)
    if all(outer):
        return cells
    if not all(a or b for a, b in zip(outer, inner, strict=True)):
        return cells
    if any(map(_DIGIT.search, words)) and not _years_below(outer, inner):
        return cells
    if not any(_has_figures(cells.table.iloc[1:, at]) for at, text in enumerate(inner) if text):
        return cells
    headings, group = [], ""
    for above, below in zip(outer, inner, strict=True):
        group = above or (group if below else "")
        headings.append(f"{group} {below}".strip())
        group = group if below else ""
    return cells.keep(np.arange(len(cells.table)) > 0)._replace(headings=headings)


def _years_below(outer: Sequence[str], inner: Sequence[str]) -> bool:
    """Tell whether a row has years and words below merged headings and nothing below others."""
    alone = [a for a, (heading, after) in enumerate(pairwise([*outer, "-"])) if heading and after]
    figures = [text for text in inner if _DIGIT.search(text)]
    return all(map(_YEAR.fullmatch, figures)) and not any(inner[at] for at in alone)


def _is_unit(text: str) -> bool:
    """Tell whether a cell is a currency or a unit alone: "EUR", "(1000 USD)", "Mio. €"."""
    if _THOUSANDS.fullmatch(text):
        return True
    said = re.sub(r"^(?:in|en|em|di|i|w|v|в)\s+", "", text.strip("()[] "), flags=re.IGNORECASE)
    said = re.sub(r"\s+(?:of|de|d'|di|von)\s+", " ", said)
    amount = None if _DIGIT.search(text) else parse_amount(f"5 {said}")
    whole = amount is not None and amount.text == f"5 {said}"
    return whole and amount is not None and (amount.currency is not None or amount.value != 5)


def _has_figures(column: pd.Series) -> bool:
    """Tell whether most cells of a column that hold something have a digit."""
    texts = [text for cell in column.head(_FIRST).tolist() if (text := cell_text(cell))]
    return bool(texts) and sum(bool(_DIGIT.search(text)) for text in texts) > len(texts) / 2


def tag_row(cells: Cells) -> list[str] | None:
    """Return the tags of the first row below the headings, or None if it holds none."""
    if not len(cells.table):
        return None
    first = [cell_text(cell) for cell in cells.table.iloc[0].tolist()]
    said = [text for text in first if text]
    return first if said and all(map(_TAG.fullmatch, said)) else None


def tag_fields(tags: Sequence[str], headings: Sequence[str]) -> dict[str, str]:
    """Return which heading holds which field, as the tags below the headings say.

    Examples
    --------
    >>> tag_fields(["#activity+name", "#value+eur"], ["Projet", "Montant"])
    {'title': 'Projet', 'budget': 'Montant'}
    """
    parsed = []
    for tag in tags:
        name, *attributes = [part.strip().lower() for part in tag.lstrip("#").split("+")]
        money = {part for part in attributes if part.upper() in currencies()}
        parsed.append((name, set(attributes) - money))
    found: dict[str, str] = {}
    for field, hashtag, wanted in TAGS:
        for asked in wanted:
            fitting = [
                heading
                for heading, (name, own) in zip(headings, parsed, strict=True)
                if name == hashtag
                and "appeal" not in own  # a plan of many projects
                and (own == asked or (asked and asked <= own))
            ]
            if len(fitting) == 1 and field not in found and fitting[0] not in found.values():
                found[field] = fitting[0]
    return found


def tag_currency(tag: str) -> str:
    """Return the currency that a tag states in brackets, such as "(USD)" of ``#value+usd``."""
    codes = [part.strip().upper() for part in tag.split("+")[1:]]
    return " ".join(f"({code})" for code in codes if code in currencies())


def total_rows(
    cells: Cells,
    read: Mapping[str, Distinct],
    number: Callable[[Any], float | None],
    *,
    gathered: bool,
) -> list[ExtraRow]:
    """Return the rows of totals, and those that may be some.

    Parameters
    ----------
    cells
        The table.
    read
        The cells of each field.
    number
        Returns the number that a cell of money holds, or None.
    gathered
        Whether rows with one id are one project, and repeat its sum.
    """
    sums = {f: read[f] for f in ("budget", "commitment", "disbursement") if f in read}
    if not len(cells.table):
        return []
    labels = _labels(cells, [read[f] for f in ("title", "project_id") if f in read])
    nameless = _nameless(read, sums)
    found: list[ExtraRow] = []
    skipped = np.zeros(len(cells.table), dtype=bool)
    others = {f: c for f, c in read.items() if f not in sums and f != "currency"}
    begin = 0
    if labels or nameless.any():
        figures = {
            field: np.array([np.nan if n is None else n for n in column.map(number)], dtype=float)
            for field, column in sums.items()
        }
    for row in sorted({*labels, *np.flatnonzero(nameless).tolist()}):
        above = _rows_above(row, begin, skipped, figures)
        text = labels.get(row, "")
        said = _is_total(row, text, others, figures, above)
        if said is None:
            continue
        found.append(ExtraRow(row, _words_of(row, [text], sums), *said))
        if said[1]:
            skipped[row] = True
            begin = row + 1
    known = {extra.row for extra in found}
    names = {f: c for f, c in read.items() if f in ("title", "project_id")}
    field = next((f for f in ("budget", "commitment") if f in sums), None)
    if field is not None:
        dates = [read[f].codes >= 0 for f in ("start", "end", "period") if f in read]
        dated = np.any(dates, axis=0) if dates else np.zeros(len(cells.table), dtype=bool)
        rows = np.flatnonzero(~skipped)
        more = [c.codes >= 0 for f, c in others.items() if f not in names]
        bare = ~np.any(more, axis=0) if more else np.ones(len(cells.table), dtype=bool)
        # A level or a parent says what is a part of what.
        stated = gathered or {"level", "parent_id"} & read.keys()
        ids = None if stated else read.get("project_id")
        above_others = _totals_above(names, ids, sums[field], rows, dated, bare, number)
        for row, reason, certain in above_others:
            if row not in known:
                named = [cell_text(c[row]) for c in names.values() if c[row] is not None]
                found.append(ExtraRow(row, _words_of(row, named, sums), reason, certain))
    return found


def _words_of(row: int, names: Sequence[str], sums: Mapping[str, Distinct]) -> str:
    """Return the words of a row that is shown as none of a project."""
    shown = [*names, *(str(c[row]) for c in sums.values() if c[row] is not None)]
    return " ".join(" ".join(shown).split())


_NUMBERED = r"(\w)[-./_]\d+\.?$"
"""What the number of a part, such as 1.2 or HOA-24-01, has behind that of the whole."""
_WHOLE = "the sum of {} rows below it, which count as rows of their own"
_PART = "a row without a name, a part of the sum of the named one above it; left out"
_ADDENDS = 3
"""Rows that a table has more of if the last one is hardly by chance the sum of the others."""


def _totals_above(
    names: Mapping[str, Distinct],
    ids: Distinct | None,
    sums: Distinct,
    rows: Array,
    dated: Array,
    bare: Array,
    number: Callable[[Any], float | None],
) -> list[tuple[int, str, bool]]:
    """Return the rows that add up others, with what is said and whether it is certain.

    Those are rows without the name that others have, ids such as 1 above 1.1 and 1.2, and the
    first rows of blocks that make up the whole table, without dates of their own; all with the sum
    of the rows below them. A named row that the unnamed ones below it add up to has them for
    parts. And the last row, if it has nothing but a name and the sum of all others.
    """
    cache: dict[int, float] = {}

    def figure(row: int) -> float:
        code = int(sums.codes[row])
        if code not in cache:
            value = None if code < 0 else number(sums.cells[code])
            cache[code] = np.nan if value is None else value
        return cache[code]

    blocks = _blocks(rows, figure)
    found = {row: _WHOLE.format(n) for row, n in blocks if not any(dated[at] for at, _ in blocks)}
    if ids is not None:
        wholes = _wholes(ids)
        parts: dict[str, list[int]] = {}
        if wholes:
            for row in rows.tolist():
                if ids.codes[row] >= 0 and (whole := wholes[ids.codes[row]]):
                    parts.setdefault(whole, []).append(row)
        for row in rows.tolist() if parts else []:
            below = parts.get(cell_text(ids[row]).rstrip("."), [])
            if _adds_up(figure(row), [figure(part) for part in below]):
                found[row] = _WHOLE.format(len(below))
    summed = rows[sums.codes[rows] >= 0].tolist()
    if len(summed) > _ADDENDS and bare[summed[-1]]:
        last, above = summed[-1], summed[:-1]
        if last not in found and _adds_up(figure(last), [figure(row) for row in above]):
            found[last] = f"the last row, with the sum of the {len(above)} rows above it"
    totals = [(row, reason, False) for row, reason in found.items()]
    blank = [column.codes[rows] < 0 for column in names.values()]
    unnamed = np.flatnonzero(np.all(blank, axis=0)) if blank else np.array([], dtype=int)
    if 0 < len(unnamed) < len(rows):
        each = [
            (rows[first], [figure(row) for row in rows[first + 1 : end]])
            for first, end in pairwise([*unnamed.tolist(), len(rows)])
        ]
        agree = [int(row) for row, below in each if _adds_up(figure(row), below)]
        if len(agree) == len(each) and (len(agree) > 1 or len(each[0][1]) > 1):
            said = "a row without a name that adds up rows below it; left out"
            totals = [(row, said, True) for row in agree]
        totals += [(row, _PART, True) for row in _parts_below(rows, set(unnamed.tolist()), figure)]
    return totals


def _wholes(ids: Distinct) -> list[str | None]:
    """Return the id that each distinct one extends, if the table has it; nothing if none does."""
    texts = ids.texts
    if texts is None:
        texts = pa.array([cell_text(cell) for cell in ids.cells], pa.string())
    heads = pc.replace_substring_regex(texts, _NUMBERED, r"\1")
    there = pc.is_in(heads, value_set=pc.utf8_rtrim(texts, "."))
    parts = pc.and_(there, pc.not_equal(pc.utf8_rtrim(heads, "."), pc.utf8_rtrim(texts, ".")))
    return pc.if_else(parts, heads, None).to_pylist() if pc.any(parts).as_py() else []


def _parts_below(rows: Array, unnamed: set[int], figure: Callable[[int], float]) -> list[int]:
    """Return the unnamed rows if each named one above some has their sum, one that of several."""
    named = [at for at in range(len(rows)) if at not in unnamed]
    each = [(at, end) for at, end in pairwise([*named, len(rows)]) if end > at + 1]
    sums = [
        _adds_up(figure(rows[at]), [figure(row) for row in rows[at + 1 : end]]) for at, end in each
    ]
    whole = all(sums) and any(end > at + 2 for at, end in each) and 0 not in unnamed
    return [int(rows[at]) for at in sorted(unnamed)] if whole else []


def _blocks(rows: Array, figure: Callable[[int], float]) -> list[tuple[int, int]]:
    """Return the first row of each block, and how many are below it, if blocks make up the table.

    The first row of each has the sum of the two or more others.
    """
    found, at = [], 0
    while at < len(rows):
        total, below, n = figure(rows[at]), 0.0, 0
        while at + n + 1 < len(rows) and below < total - _CENT * max(n, 1):
            n += 1
            below += figure(rows[at + n])
        if n < 2 or not abs(below - total) <= _CENT * n:
            return []
        found.append((int(rows[at]), n))
        at += n + 1
    return found if len(found) > 1 or (found and found[0][1] > 2) else []


def _adds_up(total: float, parts: Sequence[float]) -> bool:
    """Tell whether figures add up to another."""
    known = [part for part in parts if part == part]
    close = _CENT * len(known) + 1e-9 * abs(total)
    return bool(known) and bool(total) and abs(sum(known) - total) <= close


def other_rows(cells: Cells, names: Sequence[int], totals: set[int]) -> list[ExtraRow]:
    """Return the rows that repeat the headings, head the rows of a country or are notes below.

    Parameters
    ----------
    cells
        The table.
    names
        Positions of the columns in which a project may state all that it does.
    totals
        Rows that are known to be no projects.
    """
    found = []
    again = like_headings(cells)
    for row in again:
        said = "the headings again, no project; left out"
        texts = [cell_text(cell) for cell in cells.table.iloc[row].tolist()]
        if texts != cells.headings:
            said = "headings of another table, no project; left out"
        found.append(ExtraRow(row, ", ".join(filter(None, texts)), said))
    table = cells.table
    filled = np.zeros(len(table), dtype=np.int64)
    for at in range(table.shape[1]):
        filled += table.iloc[:, at].notna().to_numpy()
    last = int(np.flatnonzero(filled > 1)[-1]) if (filled > 1).any() else -1
    left = next((at for at, heading in enumerate(cells.headings) if heading), 0)
    projects = filled > 1
    projects[[*totals, *again]] = False
    ids = table.iloc[:, left][projects]
    codes = _all_have(ids, _CODE)
    numbered = left if codes or _all_have(ids, _DIGIT) else None
    for row in sorted({*np.flatnonzero(filled == 1).tolist()} - totals):
        values = enumerate(table.iloc[row].tolist())
        at, text = next(((n, v) for n, v in values if not is_missing(v)), (0, None))
        if not isinstance(text, str) or _exact(_folded(text)):
            continue
        if row < last:
            heads = at <= left and filled[row + 1] > 1 and len(text) < _LONG
            words = numbered == at and not (_CODE if codes else _DIGIT).search(text)
            if heads and (row + 1 in again or words or _is_place(text)):
                said = "a heading of rows below it, no project; left out"
                found.append(ExtraRow(row, text.strip(), said))
            elif heads and filled[row + 1] > _SEVERAL:
                said = "nothing else stands in this row; if it heads those below it, drop it"
                found.append(ExtraRow(row, text.strip(), said, certain=False))
        elif last >= 0 and (
            (at <= left and at not in names) or _NOTE.match(text.strip()) or _apart(cells, last)
        ):
            found.append(ExtraRow(row, text.strip(), WORDS_BELOW))
    return found


def _is_place(text: str) -> bool:
    """Tell whether words are the names of countries or regions and nothing else."""
    places = find_places(text)
    return bool(places.codes or places.regions) and not places.unknown


def _all_have(column: pd.Series, pattern: re.Pattern[str]) -> bool:
    """Tell whether each cell of a column of ids has what is looked for."""
    texts = [cell_text(cell) for cell in column.head(_FIRST).tolist()]
    return bool(texts) and all(map(pattern.search, texts))


def _apart(cells: Cells, last: int) -> bool:
    """Tell whether a blank row stands below the last row of several cells."""
    numbers = cells.numbers
    return numbers is not None and bool(numbers[last + 1] > numbers[last] + 1)


def like_headings(cells: Cells) -> list[int]:
    """Return the rows that repeat the headings, as tables of several pages do, or most of them."""
    first = next((at for at, heading in enumerate(cells.headings) if heading), None)
    if first is None or len([heading for heading in cells.headings if heading]) < 2:
        return []
    column = cells.table.iloc[:, first]
    if not (column.dtype == object or pd.api.types.is_string_dtype(column.dtype)):
        return []
    heading = cells.headings[first]
    if column.dtype == object:
        alike = np.array([cell_text(cell) == heading for cell in column], dtype=bool)
    else:
        trimmed = pc.utf8_trim_whitespace(pa.array(column.astype(TEXT)))
        alike = np.asarray(pc.equal(trimmed, heading).fill_null(False), dtype=bool)
    found = []
    for row in np.flatnonzero(alike).tolist():
        texts = [cell_text(cell) for cell in cells.table.iloc[row].tolist()]
        both = list(zip(texts, cells.headings, strict=True))
        same = sum(text == above for text, above in both if text)
        said = [text for text in texts if text]
        words = len(said) > 1 and not any(map(_DIGIT.search, said))
        if texts == cells.headings or words or (same > 1 and 2 * same >= len(said)):
            found.append(row)
    return found


def _labels(cells: Cells, names: Sequence[Distinct]) -> dict[int, str]:
    """Return the first words of each row in which a word for a total stands."""
    rows: set[int] = set()
    for at in range(cells.table.shape[1]):
        column = cells.table.iloc[:, at]
        if not (column.dtype == object or pd.api.types.is_string_dtype(column.dtype)):
            continue
        rows |= set(_with_hint(column))
    labels = {}
    for row in rows:
        words = [cell for cell in cells.table.iloc[row].tolist() if isinstance(cell, str)]
        first = next((w for w in words if w.strip() and not re.fullmatch(r"[\d\s.,]+", w)), "")
        for label in (first, *(cell_text(name[row]) for name in names)):
            folded = _folded(label)
            if _exact(folded) or _NAMED.fullmatch(folded) or _FIGURE.fullmatch(folded):
                labels[row] = label.strip()
                break
    return labels


def _with_hint(column: pd.Series) -> list[int]:
    """Return the rows of a column in which a word for a total may stand."""
    if column.dtype == object:
        found = [isinstance(cell, str) and bool(_HINT.search(cell)) for cell in column]
    else:  # Arrow searches a million titles in a tenth of Python's time
        texts = pa.array(column.astype(TEXT))
        found = pc.match_substring_regex(texts, _HINT.pattern, ignore_case=True).fill_null(False)
    return [int(row) for row in np.flatnonzero(np.asarray(found, dtype=bool))]


def _folded(text: str) -> str:
    return " ".join(fold(text).casefold().split()).strip(_EDGES)


def _exact(folded: str) -> bool:
    match = _EXACT.fullmatch(folded)
    rest = match["rest"] if match else None
    return match is not None and not (
        rest and rest.isalpha() and len(rest) == 3 and rest.upper() not in currencies()
    )


def _nameless(read: Mapping[str, Distinct], sums: Mapping[str, Distinct]) -> Array:
    """Return which rows have money and nothing else that is read."""
    size = len(next(iter(read.values())).codes)
    named = np.zeros(size, dtype=bool)
    others = [column for field, column in read.items() if field not in (*sums, "currency", "fund")]
    for column in others:
        named |= column.codes >= 0
    money = np.zeros(size, dtype=bool)
    for column in sums.values():
        money |= column.codes >= 0
    return money & ~named if others else np.zeros(size, dtype=bool)


def _rows_above(
    row: int, begin: int, skipped: Array, figures: Mapping[str, Array]
) -> list[list[tuple[float, int]]]:
    """Return, of each column of money, the sums that a total may have and of how many rows."""
    possible = []
    for values in figures.values():
        sums = []
        every = ~skipped[:row]
        for first, rows in ((begin, every), (0, every), (0, ~every)):
            part = values[first:row][rows[first:row]]
            part = part[~np.isnan(part) & (part != 0)]
            if len(part):
                sums.append((float(part.sum()), len(part)))
        possible.append(sums)
    return possible


def _is_total(
    row: int,
    text: str,
    others: Mapping[str, Distinct],
    figures: Mapping[str, Array],
    above: list[list[tuple[float, int]]],
) -> tuple[str, bool] | None:
    """Return what is said of a row, and whether it is certain; None of a project's row."""
    own = [float(values[row]) for values in figures.values()]
    counts = [
        max(
            (n for total, n in sums if abs(total - value) <= _CENT * n + 1e-9 * abs(total)),
            default=0,
        )
        for value, sums in zip(own, above, strict=True)
        if value == value and value != 0
    ]
    agrees = bool(counts) and min(counts) > 0
    if not text:
        return (
            ("a row without a name that adds up rows above it; left out", True)
            if (agrees and min(counts) > 1)
            else None
        )
    folded = _folded(text)
    dated = any(f in others and others[f][row] is not None for f in ("start", "end", "period"))
    identity = others["project_id"][row] if "project_id" in others else None
    if identity is not None and cell_text(identity) != text:
        return None
    rest = [f for f, column in others.items() if column[row] not in (None, text)]
    if _FIGURE.fullmatch(folded):
        if dated or rest:
            return None
        return "a figure about the rows above it, no project; left out", True
    if _exact(folded):
        if rest and not figures:  # no sum tells
            return None
        if agrees or not counts:
            return "a total, no project; left out", True
        if dated:
            return None
        return "a total, no project; left out, though rows above it have another sum", True
    if agrees:
        return "a total of rows above it, no project; left out", True
    if rest or not counts or not any(above):
        return None
    return "may be a total of other rows, though they have another sum", False
