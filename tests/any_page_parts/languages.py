"""How twelve languages write numbers, money, dates, countries and labels, for `any_page`.

The words are in one TOML file a language, `countries.csv` and `funds.csv`. Labels come from
`migfund/codelists/labels.csv` too, so that every row of it is tried on a page. Nothing else of
migfund is used: what is generated here has to be read by it.
"""

import csv
import random
import re
import tomllib
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"
CODELISTS = Path(__file__).parents[2] / "migfund" / "codelists"
END = re.compile(r" *(?:…|\.\.\.)$")
"""What ends a label behind which anything may follow."""
CODES = "en fr es de pt it ru nl sv nb da uk".split()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return text without accents, case and differences of spaces, as labels.csv has it."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.split()).casefold()


@cache
def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file; none if it does not exist."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTRIES = rows_of(WORDS / "countries.csv")
RECIPIENTS = [row["iso3"] for row in COUNTRIES if row["role"] == "recipient"]
DONORS = [row["iso3"] for row in COUNTRIES if row["role"] == "other"]


@dataclass(frozen=True)
class Moment:
    """A day, a month or a year."""

    year: int
    month: int = 1
    day: int = 1
    precision: str = "year"

    def __str__(self) -> str:
        length = {"year": 4, "month": 7, "day": 10}[self.precision]
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"[:length]

    @property
    def last_day(self) -> "Moment":
        """The last day of the month."""
        return Moment(self.year, self.month, monthrange(self.year, self.month)[1], self.precision)


@dataclass(frozen=True)
class Label:
    """A label as a page writes it; known unless no vocabulary can have it."""

    text: str
    field: str
    known: bool = True
    publisher: str = ""
    note: str = ""


class Language:
    """The words of one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.words: dict[str, Any] = tomllib.loads((WORDS / f"{code}.toml").read_text("utf-8"))
        self.names = {row["iso3"]: row[code] for row in COUNTRIES}
        self.inside = {row["iso3"]: self._inside(row) for row in COUNTRIES}
        self.funds = {row["key"]: row[code] for row in rows_of(WORDS / "funds.csv")}
        self._accents = self._accented_words()
        self.common = self._common_labels()
        self.labels = self._labels()

    def _inside(self, row: dict[str, str]) -> str:
        """Return "in Ghana" as the language says it."""
        name = row[self.code]
        special = self.words["in_special"].get(row["iso3"])
        return row.get(f"{self.code}_in") or special or self.words["in"].format(name=name)

    def _accented_words(self) -> dict[str, str]:
        """Return words with their accents by words without; labels.csv has none."""
        text = (WORDS / f"{self.code}.toml").read_text("utf-8")
        words = re.findall(r"[^\W\d_]+", text)
        # Of two that differ by their accents alone, the first is a label's word.
        return {fold(word): word.casefold() for word in reversed(words)}

    def accented(self, label: str) -> str:
        """Return a folded label as people write it, as far as its words are known."""
        restored = re.sub(r"[^\W\d_]+", lambda m: self._accents.get(m[0], m[0]), label)
        return restored[:1].upper() + restored[1:]

    def _common_labels(self) -> dict[str, list[Label]]:
        """Return the labels of the language's file by field; most pages have such ones."""
        return {
            field: [Label(text, field) for text in texts]
            for field, texts in {**self.words["labels"], **self.words["other_labels"]}.items()
        }

    def _labels(self) -> dict[str, list[Label]]:
        """Return labels by field: the rows of labels.csv, then those of the language's file."""
        listed = rows_of(CODELISTS / "labels.csv")
        labels: dict[str, list[Label]] = {}
        for row in listed:
            if row["language"] == self.code:
                text = self.accented(END.sub("", row["label"]))
                if END.search(row["label"]):
                    # Anything may follow; say the first word again.
                    text += f" {text.split()[0]}"
                label = Label(text, row["field"], publisher=row["publisher"], note=row["note"])
                labels.setdefault(row["field"], []).append(label)
        for field, common in self.common.items():
            have = {fold(label.text) for label in labels.get(field, [])}
            labels.setdefault(field, []).extend(
                label for label in common if fold(label.text) not in have
            )
        return labels


@cache
def language(code: str) -> Language:
    """Return the words of a language, read once."""
    return Language(code)


class Writer:
    """One page's way of writing: its language, its number and date forms, kept all along."""

    def __init__(self, code: str, rng: random.Random) -> None:
        self.rng = rng
        self.language = language(code)
        self.words = self.language.words
        self.group = rng.choice(self.words["groups"])
        self.decimal = "." if self.group == "’" else self.words["decimal"]
        self.day_form = rng.choice(self.words["days"])
        self.month_form = rng.choice(self.words["month"])
        self.range_form = rng.choice(self.words["ranges"])

    # -- numbers and money

    def number(self, value: float, *, places: int | None = None) -> str:
        """Return a number with marks between thousands; cents only where there are any."""
        if places is None:
            places = 0 if value == int(value) else 2
        text = f"{value:,.{places}f}"
        return text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)

    def amount(self, value: float, currency: str) -> str:
        """Return money in one of the ways of the language."""
        rng, millions = self.rng, value / 1_000_000
        if value >= 1_000_000 and millions == round(millions, 2) and rng.random() < 0.4:
            in_words = self.words["in_words"].get(currency)
            if millions in range(2, 11) and in_words and rng.random() < 0.35:
                return in_words.format(w=self.words["numbers"][int(millions) - 2])
            forms = self.words["millions"]
            digits = f"{millions:.2f}".rstrip("0").rstrip(".").replace(".", self.decimal)
            form = rng.choice(forms.get(currency) or forms["other"])
            return form.format(n=digits, code=currency)
        forms = self.words["money"].get(currency) or ["{code} {n}", "{n} {code}"]
        return rng.choice(forms).format(n=self.plain_number(value), code=currency)

    def plain_number(self, value: float) -> str:
        """Return a number in digits: with or without marks and cents."""
        kind = self.rng.random()
        if kind < 0.06:
            return f"{value:.2f}"
        if kind < 0.12 and value == int(value):
            return f"{value:.0f}"
        return self.number(value, places=2 if kind > 0.85 else None)

    # -- dates

    def date(self, moment: Moment, *, from_: bool = False) -> str:
        """Return a date; `from_`: in the case that Slavic languages need behind "from"."""
        words = self.words
        if moment.precision == "year":
            return str(moment.year)
        alone = moment.precision == "month" and not from_
        months = words.get("months_alone", words["months"]) if alone else words["months"]
        form = self.day_form if moment.precision == "day" else self.month_form
        day = words["first"] if moment.day == 1 and "first" in words else str(moment.day)
        return form.format(
            d=day if "{month}" in form else moment.day,
            dd=f"{moment.day:02d}",
            m=moment.month,
            mm=f"{moment.month:02d}",
            month=months[moment.month - 1],
            y=moment.year,
        )

    def period(self, start: Moment, end: Moment) -> str:
        """Return a period as a value."""
        text = self.range_form.format(a=self.date(start), b=self.date(end))
        if start.precision == end.precision == "year" and self.rng.random() < 0.5:
            text = text.replace(" – ", "–").replace(" - ", "-")
        return text

    def from_to(self, start: Moment, end: Moment) -> str:
        """Return a period as it stands in a sentence."""
        form = self.words["from_to"][start.precision]
        return form.format(a=self.date(start, from_=True), b=self.date(end))

    # -- countries

    def names(self, codes: list[str], separator: str = ", ") -> str:
        """Return countries as a list; "and" as a separator joins the last two by that word."""
        names = [self.language.names[code] for code in codes]
        if separator != "and":
            return separator.join(names)
        return self.words["and"].join([", ".join(names[:-1]), names[-1]] if names[1:] else names)

    def inside(self, codes: list[str]) -> str:
        """Return "in Ghana and in Mali"."""
        phrases = [self.language.inside[code] for code in codes]
        joined = [", ".join(phrases[:-1]), phrases[-1]] if phrases[1:] else phrases
        return self.words["and"].join(joined)
