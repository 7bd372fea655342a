"""Whole pages: facts in a form, with a site's menus, other projects and contacts around them."""

import random
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from any_page_parts.facts import (
    Facts,
    Page,
    Row,
    Stated,
    fill,
    make_amount,
    make_day,
    make_facts,
    make_period,
    related_project,
    story,
)
from any_page_parts.forms import FORMS, HTML, MARKDOWN, glued
from any_page_parts.languages import CODELISTS, CODES, Label, Writer, fold, language, rows_of
from any_page_parts.rows import MONEY, OURS, PLACES, Block

PERIODS = ("period", "period_total", "period_phase")
BESIDE_OTHERS = (
    "currency",
    "title",
    "fund",
    "duration",
    "acronym",
    "reference_region",
    "other_countries",
)
"""What says nothing of a project alone."""
AS_WRITTEN = ("status", "project_type", "coverage", "region")


def make_page(seed: int, number: int) -> Page:
    """Return page `number` of a seed: languages and forms take turns, and so do the labels."""
    rng = random.Random(f"{seed} {number}")
    form_names = list(FORMS)
    cell, round_ = number % (len(CODES) * len(form_names)), number // (len(CODES) * len(form_names))
    code, form = CODES[cell % len(CODES)], form_names[cell // len(CODES)]
    turn = seed + round_ * (len(form_names) + 1) + cell // len(CODES)
    page = Page(seed, number, code, form)
    writer = Writer(code, rng)
    facts = make_facts(writer)
    if not any([facts.budget, facts.start, facts.countries]):
        facts.budget = make_amount(rng)
    leave_no_doubt(facts, writer)
    if form == "prose":
        page.text = prose_page(page, facts, writer)
    elif form == "positional":
        page.text = positional_page(page, facts, writer)
    elif form == "glued":
        page.text = glued_page(page, facts, writer, turn)
    else:
        page.text = labelled_page(page, facts, writer, turn)
    accept_named_funds(page, facts.project_id or "")
    if rng.random() < 0.05:
        page.text = page.text.replace("\n", "\r\n")
    return page


def accept_named_funds(page: Page, code: str = "") -> None:
    """Accept the fund whose name or sign stands in a label or the project's code."""
    named = words_in(" ".join([code, *(label.text for label in page.labels)]))
    for fund, signs in signs_of_funds():
        if any(sign in named for sign in signs):
            right = page.stated["fund"].right if "fund" in page.stated else ()
            page.stated["fund"] = Stated((*right, fund), needed=False)


@cache
def signs_of_funds() -> list[tuple[str, list[str]]]:
    """Return the funds of publishers.csv, each with the words of its signs and names."""
    return [
        (row["fund"], [words_in(sign) for sign in re.split(r";| \+ ", signs) if sign])
        for row in rows_of(CODELISTS / "publishers.csv")
        if row["fund"]
        for signs in [f"{row['signs']};{row['names']}"]
    ]


def words_in(text: str) -> str:
    """Return words with a blank around each, so that one text holds another in whole words."""
    return " ".join(["", *re.findall(r"[^\W_]+", fold(text)), ""])


def leave_no_doubt(facts: Facts, writer: Writer) -> None:
    """Write dates in words where 03/04/2020 could be April as well as March."""
    days = [moment for moment in (facts.start, facts.end) if moment]
    doubtful = writer.language.code == "en" and writer.day_form == "{dd}/{mm}/{y}"
    if doubtful and (not days or any(moment.day <= 12 for moment in days)):
        writer.day_form = "{d} {month} {y}"


def labelled_page(page: Page, facts: Facts, writer: Writer, turn: int) -> str:
    """Return a page that has its facts under labels."""
    rng, words = writer.rng, writer.words["page"]
    block = Block(page, facts, writer, turn)
    rows = block.rows
    title = block.pick("title") if page.form not in ("value_first", "columns") else None
    labelled = title is not None and rng.random() < (0.9 if page.form == "numbered" else 0.15)
    if labelled and title:
        rows = [*block.row(title, facts.title), *rows]
    page.stated["title"] = Stated((facts.title,), title.known if labelled and title else True)
    if facts.named_in_title:
        page.stated.setdefault("countries", Stated((facts.countries,)))
    letters = rng.choice(["as it is"] * 8 + ["upper"])
    for row in rows:
        text = row.label.text.upper() if letters == "upper" else row.label.text
        row.label = Label(text, row.label.field, row.label.known, row.label.publisher)
    make = FORMS[page.form]
    assert make is not None
    facts_lines = make(rows, writer)
    layout = Layout(page, writer)
    layout.top()
    if not labelled or rng.random() < 0.4:
        layout.title(facts.title)
    # Random numbers of its own, so that a page stays what it was.
    chance = random.Random(f"below title {page.seed} {page.number}")
    if chance.random() < 0.1:
        layout.line(chance.choice(words["below_title"]))
    if rng.random() < 0.3:
        layout.line(fill(rng.choice(words["published"]), facts, writer))
    if rng.random() < 0.5 and page.form not in ("columns", "value_first"):
        layout.heading(rng.choice(words["facts"]))
    layout.raw(facts_lines)
    layout.heading(rng.choice(words["description"]))
    for sentence in story(page, facts, writer, rng.choice([1, 2, 3, 5])):
        layout.line(sentence)
    layout.bottom(facts)
    layout.signs([row.label.publisher for row in rows])
    if page.form != "flattened":
        return layout.text()
    if not labelled:
        # Where a headline ends does not show.
        page.stated["title"] = Stated((facts.title,), needed=False)
    return " ".join(layout.text().split())


def label_page(code: str, label: Label) -> Page:
    """Return a page with a title and one label, so that each row of labels.csv has its own."""
    writer = Writer(code, random.Random(f"{code} {label.field} {label.text}"))
    page = Page(0, 0, code, "one label")
    facts = make_facts(writer)
    # Nothing but the label may be hard to read.
    facts.title = writer.rng.choice(writer.words["page"]["titles"][:6])
    writer.day_form = next(form for form in writer.words["days"] if "{month}" in form)
    writer.month_form = next(form for form in writer.words["month"] if "{month}" in form)
    start, end = make_period(writer.rng)
    amount, values = make_amount(writer.rng), writer.words["values"]
    # "Belopp SEK: 5 EUR" would contradict itself.
    said = label.text.casefold().split()
    named = {word: word.upper() for word in ("sek", "nok", "dkk")} | {"сша": "USD"}
    paid = next((named[word] for word in said if word in named), "EUR")
    shown, amount = ("7", 7_000_000) if "mio" in said else (writer.number(amount), amount)
    money = (f"{shown} {paid}", {"budget": amount, "currency": paid})
    period = (writer.period(start, end), {"start": str(start), "end": str(end)})
    places = facts.countries or ["KEN"]
    names = {field: (writer.names(places), {"countries": places}) for field in PLACES}
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "title": (facts.title, {"title": facts.title}),
        "project_id": ("7F-06893.03", {"project_id": "7F-06893.03"}),
        "prima_id": ("GH10P0512", {"prima_id": "GH10P0512"}),
        "year": ("2017", {"year": 2017}),
        "start": (writer.date(start), {"start": str(start)}),
        "end": (writer.date(end), {"end": str(end)}),
        "duration": (writer.words["length"].format(n=24), {}),
        "acronym": ("PROVIT", {}),
        "currency": ("EUR", {}),
        "fund": (writer.language.funds["NORAD"], {"fund": "NORAD"}),
        "other_countries": (writer.names(["GHA", "MLI"]), {"other_countries": ["GHA", "MLI"]}),
        "reference_region": (values["region"][0], {}),
        **{name: (values[name][0], {name: values[name][0]}) for name in AS_WRITTEN},
        **dict.fromkeys(MONEY, money),
        **dict.fromkeys(PERIODS, period),
        **names,
    }
    value, right = kinds[label.field]
    rows = [Row(label, value)]
    page.stated = {
        name: Stated((one,), label.field != "period_phase") for name, one in right.items()
    }
    page.stated["title"] = Stated((facts.title,))
    if label.field in BESIDE_OTHERS:
        words = language(code).labels["budget"][0]
        text = writer.number(amount) if label.field == "currency" else money[0]
        rows.append(Row(words, text))
        page.stated |= {name: Stated((one,)) for name, one in money[1].items()}
    if label.note == "second, beside a start":
        # Alone, "Closing date" may be that of a call for proposals.
        rows.append(Row(language(code).labels["start"][0], kinds["start"][0]))
        page.stated["start"] = Stated((str(start),))
    if label.field == "reference_region":
        page.stated["region"] = Stated((value,), needed=False)
    page.labels = [label]
    accept_named_funds(page)
    layout = Layout(page, writer)
    if label.field != "title":
        layout.title(facts.title)
    layout.raw([f"{row.label.text}: {row.value}" for row in rows])
    layout.line(writer.words["page"]["neutral"][0])
    layout.signs([label.publisher])
    page.text = layout.text()
    return page


def positional_page(page: Page, facts: Facts, writer: Writer) -> str:
    """Return a page that has its facts in lines of their own, without labels."""
    rng = writer.rng
    values: list[str] = []
    if facts.budget is not None:
        values.append(writer.amount(facts.budget, facts.currency))
        page.stated |= {"budget": Stated((facts.budget,)), "currency": Stated((facts.currency,))}
    if facts.start and facts.end:
        values.append(writer.period(facts.start, facts.end))
        page.stated |= {"start": Stated((str(facts.start),)), "end": Stated((str(facts.end),))}
    if facts.countries:
        values.append(writer.names(facts.countries, rng.choice([", ", " / ", "; "])))
        page.stated["countries"] = Stated((facts.countries,))
    if facts.status:
        words = rows_of(CODELISTS / "page_words.csv")
        listed = {fold(row["word"]) for row in words if row["kind"] == "status"}
        values.append(facts.status)
        page.stated["status"] = Stated((facts.status,), fold(facts.status) in listed)
    if facts.project_id:
        values.append(facts.project_id)
        lettered = any(letter.isalpha() for letter in facts.project_id)
        page.stated["project_id"] = Stated((facts.project_id,), lettered)
    rng.shuffle(values)
    if rng.random() < 0.15:
        values.insert(0, rng.choice(["1", "#migration #return", writer.date(make_day(rng))]))
    page.stated["title"] = Stated((facts.title,))
    layout = Layout(page, writer)
    layout.top()
    layout.title(facts.title)
    layout.raw(values)
    for sentence in story(page, facts, writer, rng.choice([0, 1, 2, 4])):
        layout.line(sentence)
    layout.bottom(facts)
    return layout.text()


def glued_page(page: Page, facts: Facts, writer: Writer, turn: int) -> str:
    """Return the text of a PDF in which all stands in one line."""
    rng, words = writer.rng, writer.words["page"]
    block = Block(page, facts, writer, turn)
    title = block.pick("title")
    rows = [row for row in block.rows if not is_sentence(row)]
    # What ends is seen by what begins: free words stand between labels.
    rows.sort(key=lambda row: row.label.field in {*MONEY, "start", "end", "period"})
    page.stated["title"] = Stated((facts.title,), bool(title and title.known and len(rows) > 1))
    if title:
        rows = [*block.row(title, facts.title), *rows]
        if facts.named_in_title:
            page.stated.setdefault("countries", Stated((facts.countries,), needed=False))
    if has_label_inside(rows, writer):
        text = " ".join(f"{row.label.text}: {row.value}" for row in rows)
    else:
        [text] = glued(rows, writer)
    told = " ".join(story(page, facts, writer, rng.choice([0, 1, 2])))
    head = rng.choice(["", "1 ", f"{rng.choice(words['facts'])} 1. "])
    return f"{head}{text} 2. {rng.choice(words['description'])} {told}"


def is_sentence(row: Row) -> bool:
    # A date may end so, too: "1 мая 2017 г. – 31 мая 2019 г."
    return row.label.field not in OURS and row.value.endswith(".") and len(row.value.split()) > 4


def has_label_inside(rows: list[Row], writer: Writer) -> bool:
    """Tell whether a value holds words that are a label elsewhere."""
    texts = [f" {fold(row.value)} " for row in rows]
    labels = {fold(one.text) for found in writer.language.labels.values() for one in found}
    return any(f" {label} " in text for label in labels for text in texts)


def prose_page(page: Page, facts: Facts, writer: Writer) -> str:
    """Return a page that says its facts in sentences."""
    rng, words = writer.rng, writer.words
    values = {}
    if facts.budget is not None:
        values["amount"] = writer.amount(facts.budget, facts.currency)
        page.stated |= {"budget": Stated((facts.budget,)), "currency": Stated((facts.currency,))}
    if facts.start and facts.end and facts.start.precision == facts.end.precision:
        values["from_to"] = writer.from_to(facts.start, facts.end)
        page.stated |= {"start": Stated((str(facts.start),)), "end": Stated((str(facts.end),))}
    if facts.countries:
        values["in"] = writer.inside(facts.countries)
        page.stated["countries"] = Stated((facts.countries,))
    kinds = [{"amount": "budget", "from_to": "period", "in": "countries"}[name] for name in values]
    if "budget" in kinds and "period" in kinds and rng.random() < 0.3:
        kinds = ["budget_period", *(kind for kind in kinds if kind == "countries")]
    said = [rng.choice(words["sentences"][kind]).format(**values) for kind in kinds]
    rng.shuffle(said)
    told = story(page, facts, writer, rng.choice([0, 1, 2, 3, 5]))
    for sentence in said:
        told.insert(rng.randint(0, len(told)), sentence)
    page.stated["title"] = Stated((facts.title,))
    layout = Layout(page, writer)
    layout.top()
    layout.title(facts.title)
    middle = rng.randint(1, len(told))
    layout.line(" ".join(told[:middle]))
    layout.line(" ".join(told[middle:]))
    layout.bottom(facts)
    return layout.text()


class Layout:
    """A page from top to bottom, as text, Markdown or HTML."""

    def __init__(self, page: Page, writer: Writer) -> None:
        self.page, self.writer, self.rng = page, writer, writer.rng
        self.words = writer.words["page"]
        self.html = page.form in HTML
        self.marks = page.form in MARKDOWN
        self.lines: list[str] = []

    def line(self, text: str) -> None:
        if text:
            self.lines += [f"<p>{escape(text)}</p>"] if self.html else [text, ""]

    def heading(self, text: str) -> None:
        plain = [f"## {text}", ""] if self.marks else ["", text, ""]
        self.lines += [f"<h2>{escape(text)}</h2>"] if self.html else plain

    def title(self, text: str) -> None:
        plain = [f"# {text}", ""] if self.marks else [text, ""]
        self.lines += [f"<h1>{escape(text)}</h1>"] if self.html else plain

    def raw(self, lines: list[str]) -> None:
        self.lines += [*lines, ""]

    def items(self, texts: Iterable[str]) -> None:
        if self.html:
            self.lines += ["<ul>", *(f"<li>{escape(text)}</li>" for text in texts), "</ul>"]
        else:
            self.lines += [*(f"- {text}" for text in texts), ""]

    def top(self) -> None:
        """Add what a site has above its pages."""
        rng = self.rng
        if rng.random() < 0.08:
            self.line(rng.choice(self.words["site"]))
            # Without a mark, nobody can tell the name of a site from a title.
            if not self.html and not self.marks:
                self.page.stated["title"].needed = False
        if rng.random() < 0.2:
            self.line(rng.choice(self.words["cookies"]))
        if rng.random() < 0.5:
            start = rng.randint(0, 6)
            menu = self.words["menu"][start : start + rng.randint(3, 7)]
            if rng.random() < 0.3:
                self.line(" | ".join(menu))
            else:
                self.items(menu)

    def bottom(self, facts: Facts) -> None:
        """Add what stands below: partners, other projects, contact, share buttons."""
        rng, writer = self.rng, self.writer
        if rng.random() < 0.25:
            self.heading(rng.choice(self.words["partners"]))
            partners = writer.words["values"]["partner"]
            self.items(fill(text, facts, writer) for text in partners)
        if rng.random() < 0.35:
            self.heading(rng.choice(self.words["related"]))
            related = [related_project(facts, writer) for _ in range(rng.randint(1, 3))]
            self.page.others["related_projects"] = "; ".join(related)
            self.items(related)
        if rng.random() < 0.4:
            self.heading(rng.choice(self.words["contact"]))
            address = fill("Anna Berg, 12 Hill Road, {other}", facts, writer)
            self.page.others["address"] = address
            for text in (address, "+43 1 504 46 77 2019", "anna.berg@example.org"):
                self.line(text)
        if rng.random() < 0.4:
            for text in (*self.words["share"], *self.words["footer"]):
                self.line(fill(text, facts, writer))

    def signs(self, publishers: list[str]) -> None:
        """Add the names by which a publisher's page is known, for labels of its own."""
        listed = {row["publisher"]: row for row in rows_of(CODELISTS / "publishers.csv")}
        for publisher in sorted({name for name in publishers if name in listed}):
            self.line(listed[publisher]["signs"].split(";")[0])
            # A page that says whose it is may be read as that fund's.
            fund = self.page.stated.get("fund", Stated(()))
            self.page.stated["fund"] = Stated((*fund.right, listed[publisher]["fund"]), False)

    def text(self) -> str:
        if not self.html:
            return "\n".join(self.lines)
        head = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>'
        return "\n".join([head, *self.lines, "</body></html>"])
