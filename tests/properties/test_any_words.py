"""Amounts, periods and lists of countries in twelve languages: exactly the fact, or nothing.

Facts are rendered by the lists below, which share nothing with the package's own. `make test` takes
a fixed number of phrases; `make fuzz` sets MIGFUND_FUZZ to 100,000.
"""

import datetime as dt
import os
import random
import time
from collections.abc import Callable

import pytest

from migfund.parse.amounts import find_amounts, parse_amount
from migfund.parse.dates import is_ambiguous_date, parse_date
from migfund.parse.periods import find_periods, parse_period
from migfund.parse.places import find_places, mentioned_countries

PHRASES = int(os.environ.get("MIGFUND_FUZZ", "3000"))
LANGUAGES = "en fr es de pt it nl sv no da ru uk".split()


def _by_language(words: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, words.split(";"), strict=True))


# Numbers in words, what multiplies them, and the euro behind a million and behind a thousand.
SMALL = {
    "en": "2 two 3 three 5 five 7 seven 12 twelve 25 twenty-five 90 ninety 1.5 one#and#a#half",
    "fr": "2 deux 3 trois 5 cinq 7 sept 12 douze 25 vingt-cinq 90 quatre-vingt-dix",
    "es": "2 dos 3 tres 5 cinco 7 siete 12 doce 25 veinticinco 90 noventa",
    "de": "2 zwei 3 drei 5 fünf 7 sieben 12 zwölf 25 fünfundzwanzig 90 neunzig 1.5 anderthalb",
    "pt": "2 dois 3 três 5 cinco 7 sete 12 doze 25 vinte#e#cinco 90 noventa",
    "it": "2 due 3 tre 5 cinque 7 sette 12 dodici 25 venticinque 90 novanta",
    "nl": "2 twee 3 drie 5 vijf 7 zeven 12 twaalf 25 vijfentwintig 90 negentig 1.5 anderhalf",
    "sv": "2 två 3 tre 5 fem 7 sju 12 tolv 25 tjugofem 90 nittio",
    "no": "2 to 3 tre 5 fem 7 sju 12 tolv 25 tjuefem 90 nitti 1.5 halvannen",
    "da": "2 to 3 tre 5 fem 7 syv 12 tolv 25 femogtyve 90 halvfems 1.5 halvanden",
    "ru": "2 два 3 три 5 пять 7 семь 12 двенадцать 25 двадцать#пять 90 девяносто 1.5 полтора",
    "uk": "2 два 3 три 5 п'ять 7 сім 12 дванадцять 25 двадцять#п'ять 90 дев'яносто 1.5 півтора",
}
MILLIONS = _by_language(
    "million;millions d';millones de ;Millionen ;milhões de ;milioni di ;miljoen ;miljoner "
    ";millioner ;millioner ;миллионов ;мільйонів "
) | {"en": "million "}
THOUSANDS = _by_language(
    "thousand;mille;mil;Tausend;mil;mila;duizend;tusen;tusen;tusind;тысяч;тисяч"
)
EURO = _by_language("euros;euros;euros;Euro;euros;euro;euro;euro;euro;euro;евро;євро")
EQUAL = _by_language(
    "i.e. about;soit environ;equivalentes a;das sind rund;ou seja, cerca de;pari a circa"
    ";oftewel ongeveer;motsvarande;tilsvarende;svarende til;что эквивалентно"
    ";що еквівалентно"
)
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
FROM_TO = {
    "en": "from {} to {}", "fr": "de {} à {}", "es": "de {} a {}", "de": "von {} bis {}",
    "pt": "de {} a {}", "it": "da {} a {}", "nl": "van {} tot {}", "sv": "från {} till {}",
    "no": "fra {} til {}", "da": "fra {} til {}", "ru": "с {} по {}", "uk": "з {} по {}",
}  # fmt: skip
OPEN = {
    "en": "{} onwards", "fr": "à partir de {}", "es": "a partir de {}", "de": "ab {}",
    "pt": "a partir de {}", "it": "a partire da {}", "nl": "vanaf {}", "sv": "från {}",
    "no": "fra {}", "da": "fra {}", "ru": "с {}", "uk": "з {}",
}  # fmt: skip
MONTH_UNIT = _by_language(
    "months;mois;meses;Monate;meses;mesi;maanden;månader;måneder;måneder;месяцев;місяців"
)
COUNTRIES = {
    "en": "Kenya KEN;Germany DEU;South Sudan SSD;Moldova MDA;Sierra Leone SLE;Türkiye TUR",
    "fr": "Kenya KEN;Allemagne DEU;Soudan du Sud SSD;Moldavie MDA;Sierra Leone SLE;Turquie TUR",
    "es": "Kenia KEN;Alemania DEU;Sudán del Sur SSD;Moldavia MDA;Sierra Leona SLE;Turquía TUR",
    "de": "Kenia KEN;Deutschland DEU;Südsudan SSD;Moldau MDA;Sierra Leone SLE;Türkei TUR",
    "pt": "Quênia KEN;Alemanha DEU;Sudão do Sul SSD;Moldávia MDA;Serra Leoa SLE;Turquia TUR",
    "it": "Kenya KEN;Germania DEU;Sud Sudan SSD;Moldavia MDA;Sierra Leone SLE;Turchia TUR",
    "nl": "Kenia KEN;Duitsland DEU;Zuid-Soedan SSD;Moldavië MDA;Sierra Leone SLE;Turkije TUR",
    "sv": "Kenya KEN;Tyskland DEU;Sydsudan SSD;Moldavien MDA;Sierra Leone SLE;Turkiet TUR",
    "no": "Kenya KEN;Tyskland DEU;Sør-Sudan SSD;Moldova MDA;Sierra Leone SLE;Tyrkia TUR",
    "da": "Kenya KEN;Tyskland DEU;Sydsudan SSD;Moldova MDA;Sierra Leone SLE;Tyrkiet TUR",
    "ru": "Кении KEN;Германии DEU;Южном Судане SSD;Молдове MDA;Сьерра-Леоне SLE;Турции TUR",
    "uk": "Кенії KEN;Німеччині DEU;Південному Судані SSD;Молдові MDA;Сьєрра-Леоне SLE"
    ";Туреччині TUR",
}
AND = _by_language("and;et;y;und;e;e;en;och;og;og;и;та")
DISTRACTORS = ("(Syria crisis)", "(Chad Smith)", "(Michael Jordan)")


def _grouped(number: int, language: str, draw: random.Random) -> str:
    mark = "," if language == "en" else draw.choice([".", " ", "\u00a0"])
    return f"{number:,}".replace(",", mark)


def _amount(language: str, draw: random.Random) -> tuple[str, float, str | None]:
    """Return a phrase with money, its value and its currency."""
    words = SMALL[language].split()
    at = draw.randrange(0, len(words), 2)
    number, word = float(words[at]), words[at + 1].replace("#", " ")
    million, euro = MILLIONS[language], EURO[language]
    mark = "." if language == "en" else ","
    whole = draw.randrange(2, 999)
    half = f"{whole}{mark}5"
    full = draw.randrange(10_000, 9_999_999)
    other = _grouped(full + 77_777, language, draw)
    if number == 1.5:
        singular = {"no": "million ", "da": "million ", "ru": "миллиона ", "uk": "мільйона "}
        million = singular.get(language, million)
    forms: list[Callable[[], tuple[str, float]]] = [
        lambda: (f"{word} {million}{euro}", number * 1e6),
        lambda: (f"{word} {million}{euro}".capitalize(), number * 1e6),
        lambda: (f"{whole} {million}{euro}", whole * 1e6),
        lambda: (f"{half} {million}{euro}", (whole + 0.5) * 1e6),
        lambda: (f"{_grouped(full, language, draw)} {euro}", full),
        lambda: (f"EUR {_grouped(full, language, draw)}", full),
        lambda: (f"{_grouped(full, language, draw)} {euro} (USD {other})", full),
        lambda: (f"{_grouped(full, language, draw)} {euro}, {EQUAL[language]} {other} USD", full),
        lambda: (f"{whole} {million}{euro}, {EQUAL[language]} {other} MAD", whole * 1e6),
        lambda: (f"{full / 1e7:.6e} EUR".replace("e-0", "e+0"), -1.0),
        lambda: (f"{whole} {million.split()[0]} "
                 f"{draw.randrange(2, 9)}00 {THOUSANDS[language]} {euro}", -2.0),
    ]  # fmt: skip
    text, value = draw.choice(forms)()
    if value == -1.0:
        value = float(text.split()[0])
    if value == -2.0:
        hundreds = next(int(part[0]) for part in text.split()[2:] if part[1:] == "00")
        value = whole * 1e6 + hundreds * 1e5
    return text, float(value), "EUR"


def _date(language: str, draw: random.Random) -> tuple[str, dt.date, str]:
    """Return the words of a date, its first day and its precision."""
    day = dt.date(draw.randrange(2005, 2024), draw.randrange(1, 13), draw.randrange(1, 28))
    month = MONTHS[language].split()[day.month - 1]
    of = {"es": "de ", "pt": "de "}.get(language, "")
    dot = "." if language in ("de", "no", "da") else ""
    numeric = f"{day:%d.%m.%Y}"
    named = f"{day.day}{dot} {of}{month} {of}{day.year}"
    if language == "en":
        named = draw.choice([named, f"{month} {day.day}, {day.year}"])
    forms = [(named, "day"), (numeric, "day"), (day.isoformat(), "day")]
    forms += [(f"{month} {of}{day.year}", "month"), (str(day.year), "year")]
    text, precision = draw.choice(forms)
    first = day if precision == "day" else day.replace(day=1)
    return text, first.replace(month=1) if precision == "year" else first, precision


def _exact(language: str, kind: str, draw: random.Random) -> bool:
    """Render one fact and read it; False where it was missed, an error where it is another."""
    if kind == "amount":
        text, value, currency = _amount(language, draw)
        found = parse_amount(text)
        assert found is None or (found.value, found.currency) == (value, currency), text
        return found is not None
    if kind == "period":
        (a, first, precise), (b, last, precise_end) = _date(language, draw), _date(language, draw)
        months = draw.randrange(2, 60)
        with_end = draw.random() < 0.6
        text = FROM_TO[language].format(a, b) if with_end else OPEN[language].format(a)
        if draw.random() < 0.3 and not with_end:
            text, with_end = f"{months} {MONTH_UNIT[language]}, {text}", False
        else:
            months = 0
        period = parse_period(text)
        if period is None:
            return False
        assert period.start in (None, first), text
        assert period.start_precision in (None, precise), text
        assert period.duration_months in (None, months or None), text
        assert period.end is None or (with_end and period.end_precision == precise_end), text
        assert period.end is None or period.end.year == last.year, text
        return period.start is not None and (period.end is not None) == with_end
    listed = draw.sample(COUNTRIES[language].split(";"), draw.randrange(1, 5))
    names, codes = zip(*(one.rsplit(" ", 1) for one in listed), strict=True)
    parts = [", ".join(names), "; ".join(names), " / ".join(names), "\n".join(names)]
    if len(names) > 1:
        parts.append(f"{', '.join(names[:-1])} {AND[language]} {names[-1]}")
    text = draw.choice(parts) + draw.choice(["", "", f" {draw.choice(DISTRACTORS)}"])
    found_codes = find_places(text).codes
    assert set(found_codes) <= set(codes), text
    return found_codes == list(codes)


@pytest.mark.parametrize("kind", ["amount", "period", "places"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_exactly_the_fact_or_nothing(language: str, kind: str) -> None:
    draw = random.Random(f"{language} {kind}")
    count = max(PHRASES // (3 * len(LANGUAGES)), 20)
    exact = sum(_exact(language, kind, draw) for _ in range(count))
    assert exact >= 0.98 * count


HOSTILE = (
    "x : |Budget: |EUR 2019 |_a |five million |1|1.|1,|1 000 |EUR 5 (USD 6) |(|2019 |2019-|and |"
    "5 million 300 thousand |01/02/2019 |March 2011|from 2019 to |36 months |thirty |of the |in |"
    "on in of the |Kenya |Kenya (|Kenya: 40 %; |Syria crisis |Republic of |AbC|  |\n|zwei bis |"
    "fünfhunderttausend|Dem. People's Rep. of |N4 billion |2.4e+07 |http://a.b/c |en millions de "
).split("|")
READERS: list[Callable[[str], object]] = [
    parse_amount, find_amounts, parse_period, find_periods, parse_date, is_ambiguous_date,
    find_places, mentioned_countries,
]  # fmt: skip


def _seconds(read: Callable[[str], object], text: str) -> float:
    begin = time.process_time()
    read(text)
    return time.process_time() - begin


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_time_grows_with_the_text(read: Callable[[str], object]) -> None:
    for part in HOSTILE:
        short, long = (part * (size // len(part)) for size in (2_000, 16_000))
        # Linear is 8 times as long, quadratic 64 times; what is fast anyway is not measured.
        for _ in range(3):
            slow = _seconds(read, long)
            if slow < 0.05 or slow < 24 * _seconds(read, short):
                break
        else:
            pytest.fail(f"{read.__name__} takes {slow:.2f} s for {part!r} repeated")
