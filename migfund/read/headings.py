"""What the headings of a table say of their columns: the currency, the unit, and which is what."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from migfund.codelists import currencies
from migfund.files.sheets import Cells, read_cells
from migfund.parse.amounts import parse_amount
from migfund.parse.text import fold
from migfund.read.extra_rows import tag_fields, tag_row

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
    (1e9, r"billions?|milliards?|milliarden|miliardi|miljard|mrd|bn|млрд"),
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
    said = re.sub(r"\b(?:in|en|of|de|d|x|euros?|dollars?|us)\b|[,;:×*]", " ", said).strip(" .")
    found = [size for size, words in _UNITS if re.fullmatch(words, said)]
    return found[0] if found else 1.0


_NAMES: Mapping[str, tuple[str, ...]] = {
    "project_id": (
        "project id", "id", "project code", "code", "reference", "ref", "project number",
        "identifier", "iati identifier", "grant id", "contract number", "numero", "kennung",
        "project no", "codigo", "activity id", "projectid", "award id", "decision number",
    ),
    "title": (
        "title", "project title", "name", "project name", "activity title", "titre", "intitule",
        "titre du projet", "titulo", "nombre del proyecto", "projekttitel", "titel", "project",
        "projet", "proyecto", "projekt", "nom du projet", "subject", "subject of grant or contract",
        "titolo", "наименование", "название",
    ),
    "budget": (
        "budget", "total budget", "project budget", "amount", "total amount", "montant", "monto",
        "importe", "betrag", "grant", "grant amount", "amount awarded", "funding", "total cost",
        "project cost", "value", "presupuesto", "sum", "eu contribution", "contribution",
        "bewilligte mittel", "importo", "orcamento", "бюджет", "сумма", "total project cost",
        "montant total", "foerdersumme", "budget total", "total funding",
    ),
    "commitment": ("commitment", "commitments", "committed", "commitment amount", "engagement",
        "engagements", "amount committed", "compromiso", "total commitment", "verpflichtungen"),
    "disbursement": ("disbursement", "disbursements", "disbursed", "paid", "amount paid",
        "expenditure", "decaissement", "paiements", "desembolso", "auszahlungen", "payments"),
    "currency": ("currency", "currency code", "devise", "moneda", "waehrung", "wahrung", "valuta",
        "monnaie", "moeda", "валюта", "original currency"),
    "countries": (
        "country", "countries", "recipient country", "recipient countries", "pays", "pais",
        "paises", "land", "laender", "lander", "paese", "beneficiary country", "location",
        "country name", "recipient", "partner country", "partnerland", "страна",
        "pays beneficiaire",
        "country of implementation", "geographical coverage",
    ),
    "start": (
        "start", "start date", "date start", "from", "begin", "beginning", "debut", "date de debut",
        "inicio", "fecha de inicio", "beginn", "start year", "startdatum", "project start date",
        "commencement", "planned start date", "approval date", "starting date", "inizio",
    ),
    "end": (
        "end", "end date", "date end", "to", "fin", "date de fin", "fecha de fin", "ende",
        "completion date", "closing date", "project end date", "enddatum", "planned end date",
        "fine", "termino", "finish", "until", "end year",
    ),
    "period": ("period", "duration", "project period", "periode", "periodo", "laufzeit", "duree",
        "implementation period"),
    "status": ("status", "project status", "statut", "estado", "stand", "state"),
    "project_type": ("sector", "theme", "type", "project type", "secteur", "thema", "tema",
        "thematic area"),
    "region": ("region", "regione", "sub region", "subregion", "region name"),
    "fund": ("fund", "funding source", "instrument", "fonds", "fondo", "programme", "budget line"),
}  # fmt: skip
"""Headings that tables give to columns, without accents, by field; the commonest first."""
_CLOSE = 0.86


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
    tags = tag_row(cells)
    found = tag_fields(tags, cells.headings) if tags else {}
    found |= _by_name(cells, found)
    if money_of_heading(found.get("budget", ""))[0]:
        found.pop("currency", None)  # of another amount than this one
    return found


def _by_name(cells: Cells, found: Mapping[str, str]) -> dict[str, str]:
    """Return headings by field, the best fits first."""
    free = [h for h in cells.headings if h and cells.headings.count(h) == 1]
    free = [heading for heading in free if heading not in found.values()]
    scores = sorted(
        (-score, rank, field, heading)
        for field, names in _NAMES.items()
        if field not in found
        for heading in free
        if (score := _score(_plain(heading), names)[0]) >= _CLOSE
        for rank in [_score(_plain(heading), names)[1]]
    )
    suggested: dict[str, str] = {}
    for score, rank, field, heading in scores:
        rivals = [h for s, r, f, h in scores if (s, r, f) == (score, rank, field)]
        free_rivals = [h for h in rivals if h not in suggested.values()]
        if field not in suggested and free_rivals == [heading]:
            suggested[field] = heading
    if "start" in suggested or "end" in suggested:
        suggested.pop("period", None)
    return {field: suggested[field] for field in _NAMES if field in suggested}


def _plain(heading: str) -> str:
    """Return the words of a heading without its currency, its brackets and its marks."""
    bare = _BRACKETS.sub(" ", heading)
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", bare)
    bare = re.sub(
        r"\b(?:in\s+)?(?:EUR|USD|GBP|CHF|US\$|€|\$)(?!\w)", " ", bare, flags=re.IGNORECASE
    )
    return " ".join(re.sub(r"[^\w]+", " ", fold(bare).casefold()).split())


def _score(plain: str, names: tuple[str, ...]) -> tuple[float, int]:
    """Return how well words fit the names of a field, and the place of the best of these."""
    best = max(
        (
            SequenceMatcher(None, plain, name).ratio() if len(plain) > 3 else float(plain == name),
            -at,
        )
        for at, name in enumerate(names)
    )
    return round(best[0], 3), -best[1]
