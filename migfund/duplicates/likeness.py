"""What may be one and is not taken for it: funds under several names, projects that are alike."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import PurePath
from typing import NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.duplicates.find import Sameness, days_of, keys_of, title_key, values_of
from migfund.schema import Array, lists_of_text, numbers_of

__all__ = ["Alike", "alike_projects", "fund_names"]

_ARTICLES = frozenset("the la le les el los il lo gli die der das den het de o os a".split())
_MANY = 10
"""Projects in which a word may stand, among those of one start or budget, to bring two together."""


@cache
def _bodies() -> dict[str, str]:
    """Map each name of a publisher, as it is compared, to one of them."""
    bodies = {}
    for row in codelist_rows("publishers"):
        for name in row["names"].split(";"):
            bodies[_bare(name)] = row["publisher"]
    return bodies


def _bare(name: str) -> str:
    words = (title_key(name) or "").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


def _body(name: str) -> str:
    """Write the name of a fund as the body that it names, whatever it is called."""
    inside = re.findall(r"[(\[]([^)\]]+)[)\]]", name)
    outside = re.sub(r"[(\[][^)\]]*[)\]]", " ", name)
    said = [bare for bare in map(_bare, (outside, *inside)) if bare]
    return next((_bodies()[bare] for bare in said if bare in _bodies()), "".join(said[:1]))


def fund_names(funds: Iterable[object]) -> list[list[str]]:
    """Return names of funds that may be one, the most frequent of each first.

    They are the same but for an article, what stands in brackets, case and accents; or are names
    of one publisher in ``codelists/publishers.csv``.

    Examples
    --------
    >>> fund_names(["European Commission", "IDF", "The European Union", "The European Union"])
    [['The European Union', 'European Commission']]
    """
    named: dict[str, list[str]] = {}
    counts = Counter(fund for fund in funds if isinstance(fund, str))
    for name, _ in counts.most_common():
        named.setdefault(_body(name), []).append(name)
    return [names for body, names in named.items() if body and len(names) > 1]


class Alike(NamedTuple):
    """Two rows that may be one project.

    Parameters
    ----------
    rows
        Their positions.
    agree
        What they agree in: "start", "budget".
    words
        Words that both have, the rarest first.
    money
        The position of the one row that states a budget; None where both or none do.
    """

    rows: tuple[int, int]
    agree: list[str]
    words: list[str]
    money: int | None


def alike_projects(table: pd.DataFrame, same: Sameness) -> list[Alike]:
    """Return pairs of rows that may be one project and are not taken for it.

    They have the same start, to the month or day, or the same budget, and share half of the words
    of their titles, the rarer counting more; where a page states no title, the name of its file
    shares a word with the other's title that no third project has. Rows that state different
    funds, ids, countries, starts, budgets or numbers in their titles are not among them.

    Parameters
    ----------
    table
        A project table.
    same
        What :func:`~migfund.duplicates.find.same_project` found in it.
    """
    rows = _Rows(table, same)
    pairs = dict.fromkeys(
        pair
        for members in [*rows.by_start(), *rows.by_budget()]
        for pair in _pairs_of(members, rows.words)
    )
    return [found for pair in sorted(pairs) if (found := rows.compare(*pair))]


def _pairs_of(members: Sequence[int], words: Sequence[set[str]]) -> Iterator[tuple[int, int]]:
    """Pair the rows that share a word, unless it is a word of very many of them."""
    having: dict[str, list[int]] = {}
    for row in members:
        for word in words[row]:
            having.setdefault(word, []).append(row)
    for rows in having.values():
        if len(rows) <= _MANY:
            yield from combinations(rows, 2)


class _Rows:
    """What is compared of each row, worked out once."""

    def __init__(self, table: pd.DataFrame, same: Sameness) -> None:
        self.project = same.first.tolist()
        self.titles = keys_of(table, "title", title_key)
        files = [_file_words(source) for source in values_of(table, "source")]
        texts = [title or file for title, file in zip(self.titles, files, strict=True)]
        self.words = [set(re.findall(r"[^\W\d]{3,}", text)) for text in texts]
        self.numbers = [set(re.findall(r"\d+", title or "")) for title in self.titles]
        once = {(project, word) for project, some in zip(self.project, self.words, strict=True)
                for word in some}  # fmt: skip
        self.frequency = Counter(word for _, word in once)
        funds = [fund if isinstance(fund, str) else None for fund in values_of(table, "fund")]
        bodies = {fund: fund and _body(fund) for fund in set(funds)}
        self.funds = [bodies[fund] for fund in funds]
        self.ids = [keys_of(table, name, title_key) for name in ("prima_id", "project_id")]
        lists = lists_of_text(table, "countries").to_pylist() if "countries" in table else []
        self.countries = [set(codes or ()) for codes in lists] or [set[str]()] * len(table)
        self.first, self.last = days_of(table, "start")
        self.to_month = ~np.isnat(self.first) & ((self.last - self.first).astype(int) <= 31)
        self.budget = _known(table, "budget")
        self.currency = values_of(table, "currency")

    def by_start(self) -> list[list[int]]:
        """Group the rows by the month of their start, where they state one."""
        return _groups(self.first.astype("datetime64[M]"), self.to_month)

    def by_budget(self) -> list[list[int]]:
        """Group the rows by their budget."""
        return _groups(self.budget, self.budget > 0)

    def compare(self, one: int, other: int) -> Alike | None:
        """Say what two rows agree in; None where something tells them apart."""
        if self.project[one] == self.project[other] or self._differ(one, other):
            return None
        agree = [
            name
            for name, holds in (
                ("start", self.to_month[[one, other]].all()),
                ("budget", self.budget[one] == self.budget[other]),
            )
            if holds
        ]
        shared = self.words[one] & self.words[other]
        if not agree or not self._alike(one, other, shared):
            return None
        stated = [row for row in (one, other) if not np.isnan(self.budget[row])]
        words = sorted(shared, key=lambda word: (self.frequency[word], word))
        return Alike((one, other), agree, words, stated[0] if len(stated) == 1 else None)

    def _alike(self, one: int, other: int, shared: set[str]) -> bool:
        if self.titles[one] and self.titles[other]:
            return 2 * self._weight(shared) >= min(map(self._weight, self._words_of(one, other)))
        return any(self.frequency[word] == 2 for word in shared)

    def _words_of(self, *rows: int) -> list[set[str]]:
        return [self.words[row] for row in rows]

    def _weight(self, words: set[str]) -> float:
        return sum(1 / self.frequency[word] for word in words)

    def _differ(self, one: int, other: int) -> bool:
        """Tell whether the rows state different things where both state one."""
        for stated in (self.funds, *self.ids):
            if stated[one] and stated[other] and stated[one] != stated[other]:
                return True
        for sets in (self.countries, self.numbers):
            if sets[one] and sets[other] and not sets[one] & sets[other]:
                return True
        if self.last[one] < self.first[other] or self.last[other] < self.first[one]:
            return True
        money = [(self.budget[row], self.currency[row]) for row in (one, other)]
        known = not np.isnan([amount for amount, _ in money]).any()
        same_title = self.titles[one] is not None and self.titles[one] == self.titles[other]
        return same_title or (known and money[0] != money[1])


def _groups(values: Array, known: Array) -> list[list[int]]:
    """Return the positions of the rows with the same value, where it is known."""
    rows = pd.Series(np.flatnonzero(known))
    found: list[list[int]] = rows.groupby(values[known]).agg(list).tolist()
    return found


def _known(table: pd.DataFrame, column: str) -> Array:
    return numbers_of(table, column) if column in table else np.full(len(table), np.nan)


def _file_words(source: object) -> str:
    return title_key(PurePath(source).stem) or "" if isinstance(source, str) else ""
