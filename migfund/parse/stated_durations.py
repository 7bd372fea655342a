"""How long a text says that something lasts: "36 months", "2 ½ years", "Duration (months): 36"."""

import re
from typing import NamedTuple

from migfund.parse.folded import any_word, compiled

__all__ = ["Stated", "find_durations"]

_NUMBER_WORDS = {
    1: "one un une una uno um uma ein eine einen einem einer einjahrig один одного одна",
    1.5: "anderthalb eineinhalb полтора",
    2: "two deux zwei dos dois duas due два двух две",
    2.5: "zweieinhalb",
    3: "three trois drei tres tre три трех",
    4: "four quatre vier cuatro quatro quattro четыре четырех",
    5: "five cinq funf cinco cinque пять пяти",
    6: "six sechs seis sei шесть шести",
    7: "seven",
    8: "eight huit acht ocho oito otto восемь",
    9: "nine neuf neun nueve nove девять",
    10: "ten dix zehn diez dez dieci десять",
    12: "twelve douze zwolf doce doze dodici двенадцать двенадцати",
    15: "fifteen quinze funfzehn quince quindici",
    18: "eighteen dix-huit achtzehn dieciocho dezoito diciotto восемнадцать",
    24: "twenty-four vingt-quatre vierundzwanzig",
    30: "thirty trente dreissig treinta trinta trenta тридцать",
    36: "thirty-six trente-six sechsunddreissig",
    48: "forty-eight quarante-huit achtundvierzig",
}
_NUMBERS = {word: float(n) for n, words in _NUMBER_WORDS.items() for word in words.split()}
_MONTH_UNIT = (
    r"months?|mths?|mois|monat(?:e|en|s|ig\w*)?|mes(?:es|[ei])?|месяц(?:а|ев|ам|ах|ы)?|мес\.?"
)
_YEAR_UNIT = (
    r"years?|yrs?|(?:(?<=1 )|(?<=un ))an|ans|annees?|jahre?n?|jahrig\w*|anos?|ann[io]|лет|года?"
    r"|летн\w+"
)
_WORD = any_word(_NUMBERS)
_HALF = r"(?:\s?(?P<half>½|1/2)|\s+(?P<half2>and\s+a\s+half|et\s+demie?|y\s+medio|e\s+mei[ao]))?"
_DURATION = (
    rf"(?<!\w)(?<!\d[.,])(?:(?:(?:{_WORD})\s?\()?(?P<n>\d{{1,3}}(?:[.,]\d{{1,2}})?)|(?P<w>{_WORD})"
    rf"|(?=½)){_HALF}(?:\s*\([^()\d]{{1,30}}\)|\))?[\s-]*(?:calendar\s+|full\s+)?"
    rf"(?:(?P<m>{_MONTH_UNIT})|(?P<y>{_YEAR_UNIT}))(?!\w)"
)
_LABEL = (
    r"(?<!\w)(?:duration|length|duree|\w*dauer|laufzeit|duracion|duracao|durata|продолжительность"
    rf"|срок)[^\d.;]{{0,30}}?(?<!\w)(?:{_MONTH_UNIT})\)?[\s:=-]*(?P<n>\d{{1,3}})"
    r"(?![\w.,/-]*\d|\s*-?\s*[^\W\d_])"
)
# Words around a number and a unit that make them something else.
_NOT_BEHIND = (
    r"(?:(?<!\w)(?:(?:more|less|fewer|longer|shorter)\s+than|at\s+least|at\s+most"
    r"|(?:up|next|prior|close)\s+to|max(?:imum)?|min(?:imum)?|exceed\w*|almost|nearly|about|around"
    r"|approximately|approx|some|circa|ca|within|past|(?<!will )(?<!to )last|previous|recent|next"
    r"|first|second|third|final|remaining|every|each|aged?|under|after|before|by|another|additional"
    r"|further|seit|vor|nach|mindestens|maximal|hochstens|etwa|rund|bis\s+zu|alle|letzten|hace"
    r"|hasta|cada|(?:mas|menos|plus|moins|mais)\s+de|minimo|maximo|il\s+y\s+a|jusqu'a|au\s+moins"
    r"|environ|derniere?s|ultim[oi]s?|primi|primeros|premiers|tous\s+les|ha|da\s+oltre|ate"
    r"|fino\s+a|более|менее|до|около|через|каждые|последние|extension|extended|prolong\w+"
    r"|verlanger\w+)(?:[\s.:]+(?:the|of|for|by|de|um|les|des|los|gli|i))*"
    r"|\d\s*(?:[-–/]|to|or|and|a|bis|oder|ou|o|или|до))[\s.(]*$"
)
_NOT_BEFORE = (
    r"[\s,-]*(?:olds?\b|ago\b|later\b|earlier\b|after\b|before\b|prior\b"
    r"|and\s+(?:older|above|over|under)|or\s+(?:more|older|less|longer)|of\s+(?:age|experience)"
    r"|(?:long\s+)?(?:no-?\s?cost\s+)?exten[st]ion|alt\b|d'age|d'experience"
    r"|de\s+(?:edad|experiencia|idade)|plus\s+tard|apres|spater|nach\b|despues|antes|depois|dopo"
    r"|fa\b|спустя|назад|(?:to|or|a|bis|ou|o|[-–])\s*\d)"
)


class Stated(NamedTuple):
    """A stated length in months, and where it stands in the folded text."""

    months: float
    start: int
    end: int


def find_durations(text: str) -> list[Stated]:
    """List the durations that a folded text states, in order.

    Examples
    --------
    >>> find_durations("2 years and 6 months, after 3 months")
    [Stated(months=30.0, start=0, end=20)]
    """
    found: list[Stated] = []
    for m in compiled(_DURATION).finditer(text):
        months = _months_of(m)
        if found and m["m"] and months < 12 and _goes_on(text, found[-1], m.start()):
            found[-1] = Stated(found[-1].months + months, found[-1].start, m.end())
        elif (
            0 < months <= 180
            and not compiled(_NOT_BEHIND).search(text[max(0, m.start() - 40) : m.start()])
            and not compiled(_NOT_BEFORE).match(text, m.end())
        ):
            found.append(Stated(months, *m.span()))
    if found:
        return found
    labels = compiled(_LABEL).finditer(text)
    return [Stated(float(m["n"]), *m.span()) for m in labels if int(m["n"])]


def _goes_on(text: str, last: Stated, start: int) -> bool:
    """Tell whether "2 years" goes on with "(and) 6 months"."""
    years = last.months % 12 == 0 and re.search(rf"(?:{_YEAR_UNIT})$", text[last.start : last.end])
    between = re.fullmatch(r"\s*,?\s*(?:(?:and|et|und|y|e|и)\s*)?", text[last.end : start])
    return bool(years and between)


def _months_of(m: re.Match[str]) -> float:
    number = float(m["n"].replace(",", ".")) if m["n"] else _NUMBERS.get(m["w"], 0.0)
    if m["half"] or m["half2"]:
        number += 0.5
    return number * (12 if m["y"] else 1)
