"""Labels with their values: the facts of a page, and what stands among them."""

from collections.abc import Iterable
from typing import Any

from any_page_parts.facts import FREE_TEXT, Facts, Page, Row, Stated, other_value
from any_page_parts.languages import CODES, RECIPIENTS, Label, Moment, Writer, language

# How often a page has which of the labels that may state a fact.
MONEY = {"budget": 9, "budget_total": 6, "contribution": 4}
TIME = {"period": 9, "start": 8, "period_total": 2, "period_phase": 1, "duration": 1}
PLACES = {"countries": 8, "location": 2}
OURS = {*MONEY, *TIME, *PLACES, "end", "currency", "other_countries", "reference_region", "acronym"}
OURS |= {"title", "project_id", "prima_id", "status", "project_type", "coverage", "region", "year"}
OURS |= {"fund"}
WITHOUT_MARKS = {"no_mark", "glued", "columns", "value_first", "positional"}
KNOWN_ONLY = {"glued", "one_line", "columns"}
NO_VALUE = ("menu",)


class Block:
    """The labelled facts of a page, and labelled values beside them that are none of its facts."""

    def __init__(self, page: Page, facts: Facts, writer: Writer, turn: int) -> None:
        self.page, self.facts, self.writer, self.turn = page, facts, writer, turn
        self.rng = writer.rng
        self.bare = page.form in WITHOUT_MARKS
        self.known_only = page.form in KNOWN_ONLY
        self.rows: list[Row] = []
        self.money: list[Row] = []
        self.time: list[Row] = []
        self._money()
        self._time()
        self._places()
        self._texts()
        groups = [[*self.money], [*self.time], *([row] for row in self.rows), *self._others()]
        if self.rng.random() < 0.7:
            self.rng.shuffle(groups)
        self.rows = [row for group in groups for row in group]

    def pick(self, field: str) -> Label | None:
        """Return a label of a field: a common one, or the next of all, for each has its turn."""
        labels = self.writer.language.labels.get(field, [])
        if self.rng.random() < 0.5:
            labels = self.writer.language.common.get(field, labels)
        if self.bare:
            # A label of two or three letters is none without a mark.
            labels = [label for label in labels if len(label.text) > 3]
        return labels[self.turn % len(labels)] if labels else None

    def pick_one_of(self, weights: dict[str, int]) -> Label | None:
        """Return a label of one of several fields; rarely one that is no word."""
        labels = {field: label for field in weights if (label := self.pick(field))}
        if not labels:
            return None
        label = labels[self.rng.choices([*labels], [weights[field] for field in labels])[0]]
        if self.rng.random() < 0.02 and not self.known_only:
            word = "Зорвекс" if self.page.language in ("ru", "uk") else "Zorvex"
            return Label(word, label.field, known=False)
        return label

    def row(self, label: Label | None, value: str, values: Iterable[str] = ()) -> list[Row]:
        """Return a row, if there is a label for it."""
        if label is None:
            return []
        if label.field in OURS:
            self.page.labels.append(label)
            self.page.words.setdefault(label.field, value)
        return [Row(label, value, list(values))]

    def state(self, name: str, label: Label | None, *right: Any, needed: bool = True) -> None:
        """Note what a field says; what stands under a label that nobody knows need not be read."""
        if label is not None:
            self.page.stated[name] = Stated(right, needed and label.known, not label.known)

    def _money(self) -> None:
        facts, writer, rng = self.facts, self.writer, self.rng
        label = self.pick_one_of(MONEY)
        if facts.budget is None or label is None:
            return
        kind = rng.random()
        currency = self.pick("currency")
        if kind < 0.08 and label.text[-1] != ")":
            text = f"{label.text} ({facts.currency})"
            label = Label(text, label.field, label.known, label.publisher)
            self.money += self.row(label, writer.plain_number(facts.budget))
        elif kind < 0.12 and currency:
            self.money += self.row(label, writer.number(facts.budget))
            self.money += self.row(currency, facts.currency)
        else:
            notes = [""] * 12 + [" (AMIF)", " (95% AMIF)", f" ({writer.amount(987_000, 'MAD')})"]
            words = writer.amount(facts.budget, facts.currency)
            self.money += self.row(label, words + rng.choice(notes))
        self.state("budget", label, facts.budget)
        self.state("currency", label, facts.currency)
        if label.known and label.field == "budget_total" and rng.random() < 0.5:
            part = round(facts.budget * 0.8, 2)
            for name, value in (
                ("contribution", part),
                ("own_contribution", round(facts.budget - part, 2)),
            ):
                words = writer.amount(value, facts.currency)
                self.money += self.row(self.pick(name), words)
                self.page.others[name] = words

    def _time(self) -> None:
        facts, writer = self.facts, self.writer
        label = self.pick_one_of(TIME)
        if label is None:
            return
        if label.field == "duration":
            if facts.start is None:
                months = writer.words["length"].format(n=self.rng.choice([12, 18, 24, 36]))
                self.time += self.row(label, months)
                return
            label = self.pick("period")
        if facts.start is None or label is None:
            return
        if facts.end is None and self.rng.random() < 0.5:
            since = writer.words["since"].format(a=writer.date(facts.start, from_=True))
            label = self.pick("period")
            self.time += self.row(label, since)
            self.state("start", label, str(facts.start))
            return
        if label.field == "start" or facts.end is None:
            begin, finish = self.pick("start"), self.pick("end")
            self.time += self.row(begin, writer.date(facts.start))
            self.state("start", begin, str(facts.start))
            if facts.end:
                self.time += self.row(finish, writer.date(facts.end))
                self.state("end", finish, str(facts.end))
            return
        total = self.pick("period_total")
        if label.field == "period_phase" and total:
            self._phase(label)
            label = total
        elif label.known and label.field == "period_total" and self.rng.random() < 0.5:
            self._phase(self.pick("period_phase"))
        text = writer.period(facts.start, facts.end)
        if self.rng.random() < 0.08:
            text += f" ({writer.words['length'].format(n=months_of(facts))})"
        self.time += self.row(label, text)
        alone = label.field != "period_phase"
        self.state("start", label, str(facts.start), needed=alone)
        self.state("end", label, str(facts.end), needed=alone)

    def _phase(self, label: Label | None) -> None:
        """Add the present phase, which lies within the whole term."""
        start, end = self.facts.start, self.facts.end
        if start and end and end.year - start.year > 1:
            phase = Moment(start.year + 1), Moment(end.year)
            self.time += self.row(label, self.writer.period(*phase))
            self.page.others["period_phase"] = self.time[-1].value if self.time else ""

    def _places(self) -> None:
        facts, writer, rng = self.facts, self.writer, self.rng
        label = self.pick_one_of(PLACES)
        if facts.countries and label and not (facts.named_in_title and rng.random() < 0.4):
            separator = rng.choice([", ", ", ", ", ", "and", "; ", " / "])
            names = writer.names(facts.countries, separator)
            lines = [writer.language.names[code] for code in facts.countries]
            self.rows += self.row(label, names, lines)
            needed = label.known or facts.named_in_title
            self.page.stated["countries"] = Stated((facts.countries,), needed, not needed)
        label = self.pick("other_countries")
        if facts.countries and label and rng.random() < 0.2:
            others = self.more_countries(2)
            self.rows += self.row(label, writer.names(others))
            self.state("other_countries", label, others)

    def more_countries(self, count: int) -> list[str]:
        """Return recipients that are none of the project's."""
        free = [code for code in RECIPIENTS if code not in self.facts.countries]
        return sorted(self.rng.sample(free, count))

    def _texts(self) -> None:
        """Add rows whose value is read as it stands."""
        facts, rng, values = self.facts, self.rng, self.writer.words["values"]
        if facts.fund:
            label, name = self.pick("fund"), self.writer.language.funds[facts.fund]
            self.rows += self.row(label, name)
            self.state("fund", label, facts.fund, *names_of_fund(facts.fund))
        for name, value, chance in (
            ("status", facts.status, 1),
            ("project_id", facts.project_id, 1),
            ("prima_id", f"{rng.choice(['GH', 'BY', 'ZM'])}10P0{rng.randint(100, 999)}", 0.3),
            ("project_type", rng.choice(values["project_type"]), 0.3),
            ("coverage", rng.choice(values["coverage"]), 0.3),
            ("region", rng.choice(values["region"]), 0.3),
            ("reference_region", rng.choice(values["region"]), 0.2),
            ("acronym", rng.choice(["PROVIT", "MIDWEB", "WAFIRA"]), 0.1),
        ):
            label = self.pick(name)
            if not value or not label or rng.random() > chance:
                continue
            if name == "reference_region" and "region" in self.page.stated:
                continue
            self.rows += self.row(label, value)
            if name == "reference_region":
                self.state("region", label, value, needed=False)
            elif name != "acronym":
                self.state(name, label, value)
        year = self.pick("year")
        if year and facts.start and rng.random() < 0.3:
            self.rows += self.row(year, str(facts.start.year))
            self.state("year", year, facts.start.year)

    def _others(self) -> list[list[Row]]:
        """Return labelled values that are none of the project's facts."""
        has_part = any(row.label.field == "contribution" for row in self.money)
        barred = {"cofinancing", "own_contribution"} if has_part else set()
        labels = self.writer.language.labels
        names = [one for one in labels if one not in OURS and one not in barred]
        count = min(self.rng.choice([0, 1, 2, 2, 3, 4]), len(names))
        rows = []
        for name in self.rng.sample(names, count):
            label = self.pick(name)
            if name in NO_VALUE or not label or (self.bare and name in FREE_TEXT):
                continue
            value = other_value(name, self.facts, self.writer)
            self.page.others[name] = value
            rows.append(self.row(label, value))
        return rows


def months_of(facts: Facts) -> int:
    """Return the length of a project in months, about."""
    if facts.start is None or facts.end is None:
        return 0
    return (facts.end.year - facts.start.year) * 12 + facts.end.month - facts.start.month + 1


def names_of_fund(key: str) -> list[str]:
    """Return the names of a fund in all languages; a reader may give it any of them."""
    return sorted({language(code).funds[key] for code in CODES})
