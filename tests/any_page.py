"""Pages made up from facts: any language, any form, with other figures around them.

A page is `make_page(seed, number)`: facts of a project, written in one of the `FORMS` and one of
twelve languages, among what real pages have beside them (other amounts, dates and countries,
menus, contacts, related projects). It knows which values are right for each field, so that
`judge` can say of what was read whether it is exact, missing or wrong. `any_page_parts` has what
pages consist of; a language is one TOML file there, a form is one function.

    python tests/any_page.py --pages 2000 --seed 1 --report      what is read, by form and language
    python tests/any_page.py --seed 1 --show 1234                one page and what it states
    python tests/any_page.py --pages 400 --write FOLDER          the pages and their titles' labels
"""

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from any_page_parts.facts import Page
from any_page_parts.forms import FORMS
from any_page_parts.languages import CODES, Label, Moment, fold, language
from any_page_parts.pages import label_page, make_page
from any_page_parts.rows import MONEY, OURS, PLACES, TIME

FIELDS = (
    "title project_id prima_id status project_type coverage region year fund "
    "budget currency start end countries other_countries"
).split()


@dataclass
class Outcome:
    """What was read of a page: a verdict for each field that has one."""

    page: Page
    said: dict[str, Any]
    verdicts: dict[str, str]
    """exact, missing or wrong; a field that needs not be read and is not has no verdict."""
    silent: list[str]
    """Stated fields that were not read and of which no problem says a word."""
    refused: bool


def read_pages(pages: list[Page]) -> list[Outcome]:
    """Read pages as a user does, from a folder of files, and judge what was read."""
    import migfund as mf

    with tempfile.TemporaryDirectory() as folder:
        for position, page in enumerate(pages):
            path = Path(folder) / f"{position:06d}.txt"
            path.write_text(page.text, encoding="utf-8", newline="")
        table = mf.read_projects(folder, on_error="report")
    assert len(table) == len(pages)
    return [judge(page, row) for page, row in zip(pages, table.to_dict("records"), strict=True)]


def judge(page: Page, row: dict[str, Any]) -> Outcome:
    """Compare what was read with what the page states."""
    said = {name: value_of(row, name) for name in FIELDS}
    verdicts = {}
    for name, value in said.items():
        stated = page.stated.get(name)
        if value is None:
            if stated and stated.needed:
                verdicts[name] = "missing"
        elif stated is None and name == "fund" and is_in_label(value, page):
            continue  # "Interreg support" names the fund, too
        elif stated is None or comparable(value) not in map(comparable, stated.right):
            verdicts[name] = "wrong"
        elif stated.needed:
            verdicts[name] = "exact"
    problems = row["problems"] if isinstance(row["problems"], list) else []
    silent = [
        name
        for name, stated in page.stated.items()
        if said[name] is None and (stated.needed or stated.unknown)
        if not any(is_about(problem, name, page) for problem in problems)
    ]
    return Outcome(page, said, verdicts, silent, not any(said.values()))


def is_in_label(words: str, page: Page) -> bool:
    return any(fold(words) in fold(label.text) for label in page.labels)


def value_of(row: dict[str, Any], name: str) -> Any:
    """Return what a row of the project table says: dates at their precision, lists sorted."""
    value = row.get(name)
    if isinstance(value, list | tuple) or hasattr(value, "tolist"):
        return sorted(value) or None
    if value is None or value != value or str(value) in ("NaT", "<NA>"):
        return None
    if name in ("start", "end"):
        return str(Moment(value.year, value.month, value.day, row[f"{name}_precision"]))
    return int(value) if name == "year" else value


def comparable(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def is_about(problem: dict[str, Any], name: str, page: Page) -> bool:
    """Tell whether a problem is of a field, or of the words that the page has for it."""
    names = {"start": (*TIME, "end"), "end": (*TIME, "end"), "countries": tuple(PLACES)}
    fields = {name, *names.get(name, ()), *(MONEY if name in ("budget", "currency") else ())}
    words = [page.words[field] for field in fields if field in page.words]
    text = f"{problem.get('text')} {problem.get('reason')}"
    return problem.get("field") in fields or any(one in text for one in words)


@dataclass
class Tally:
    """Verdicts counted."""

    exact: int = 0
    missing: int = 0
    wrong: int = 0

    def add(self, verdicts: Iterable[str]) -> None:
        for verdict in verdicts:
            setattr(self, verdict, getattr(self, verdict) + 1)

    @property
    def total(self) -> int:
        return self.exact + self.missing + self.wrong

    @property
    def share(self) -> float:
        """Exact values by all that are stated."""
        return self.exact / max(1, self.total)

    def __str__(self) -> str:
        return f"{100 * self.share:.1f}/{self.wrong}"


def tally(outcomes: Iterable[Outcome], key: Callable[[Outcome], Any]) -> dict[Any, Tally]:
    """Count verdicts by a key of the outcome."""
    counts: defaultdict[Any, Tally] = defaultdict(Tally)
    for outcome in outcomes:
        counts[key(outcome)].add(outcome.verdicts.values())
    return counts


def own_labels(code: str) -> list[Label]:
    """Return the labels of our fields in a language, but for those that mean two things."""
    fields = defaultdict(set)
    for other in CODES:
        for found in language(other).labels.values():
            for label in found:
                fields[fold(label.text)].add(label.field)
    return [
        label
        for found in language(code).labels.values()
        for label in found
        if label.field in OURS and label.known and len(fields[fold(label.text)]) == 1
    ]


def describe(outcome: Outcome) -> str:
    """Return a page with what it states and what was read."""
    page = outcome.page
    rows = []
    for name in FIELDS:
        stated = page.stated.get(name)
        right = " or ".join(map(str, stated.right[:2])) if stated else "not stated"
        verdict = outcome.verdicts.get(name, "")
        if stated or verdict:
            rows.append(f"  {verdict:8} {name:16} page: {right}   read: {outcome.said[name]}")
    head = f"===== seed {page.seed}, page {page.number}: {page.form}, {page.language}"
    return "\n".join([head, page.text.rstrip(), "-----", *rows])


def report(outcomes: list[Outcome], shown: int) -> str:
    """Return exactness (per cent) and wrong values (number) by form, language and field."""
    cells = tally(outcomes, lambda one: (one.page.form, one.page.language))
    forms = tally(outcomes, lambda one: one.page.form)
    languages = tally(outcomes, lambda one: one.page.language)
    text = [f"{'exact %/wrong':18}{'all':>10}" + "".join(f"{code:>10}" for code in CODES)]
    for form in FORMS:
        row = [forms.get(form, ""), *(cells.get((form, code), "") for code in CODES)]
        text.append(f"{form:18}" + "".join(f"{cell!s:>10}" for cell in row))
    whole = Tally()
    whole.add(verdict for one in outcomes for verdict in one.verdicts.values())
    row = [whole, *(languages.get(code, "") for code in CODES)]
    text.append(f"{'all':18}" + "".join(f"{cell!s:>10}" for cell in row))
    by_field = Counter((name, verdict) for o in outcomes for name, verdict in o.verdicts.items())
    silent = Counter(name for outcome in outcomes for name in outcome.silent)
    text.append(f"\n{'field':18}{'exact':>8}{'missing':>8}{'wrong':>8}{'silent':>8}")
    for name in FIELDS:
        counts = [by_field[name, verdict] for verdict in ("exact", "missing", "wrong")]
        text.append(f"{name:18}" + "".join(f"{n:8}" for n in (*counts, silent[name])))
    refused = sum(outcome.refused for outcome in outcomes)
    text.append(f"\n{len(outcomes)} pages, {refused} of which nothing was read")
    had = [(one.page.language, label) for one in outcomes for label in one.page.labels]
    used = {(code, fold(label.text)) for code, label in had}
    known = {(code, fold(label.text)) for code in CODES for label in own_labels(code)}
    text.append(f"{len(known & used)} of {len(known)} labels stood on a page")
    failed = [one for one in outcomes if {"wrong", "missing"} & {*one.verdicts.values()}]
    failed.sort(key=lambda one: "wrong" not in one.verdicts.values())
    return "\n".join([*text, "", *map(describe, failed[:shown])])


def write(pages: list[Page], folder: Path) -> None:
    """Write pages, those with one label too, and their titles for ``scripts/fit_titles.py``."""
    from migfund.files.html import html_text, is_html

    folder.mkdir(parents=True, exist_ok=True)
    pages += [label_page(code, own_labels(code)[n]) for code in CODES for n in (0, 9, 99)]
    texts = [
        (html_text(page.text) if is_html(page.text) else page.text, page.stated["title"].right)
        for page in pages
        if "title" in page.stated
    ]
    with (folder / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for number, (text, titles) in enumerate(texts):
            name = f"generated_{number}.txt"
            (folder / name).write_text(text, encoding="utf-8", newline="")
            label = {"file": name, "difficulty": "generated", "title": titles[0]}
            gold.write(
                json.dumps(label | {"alt": {"title": titles[1:]}}, ensure_ascii=False) + "\n"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Read pages made up from facts.")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--form", choices=FORMS, help="only pages of this form")
    parser.add_argument("--language", choices=CODES, help="only pages in this language")
    parser.add_argument("--report", action="store_true", help="read them and count")
    parser.add_argument("--failures", type=int, default=3, help="pages shown, wrong ones first")
    parser.add_argument("--show", type=int, metavar="NUMBER", help="one page, and what is read")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write pages and gold.jsonl")
    options = parser.parse_args()
    numbers = [options.show] if options.show is not None else range(options.pages)
    pages = [make_page(options.seed, number) for number in numbers]
    pages = [
        page
        for page in pages
        if options.form in (None, page.form) and options.language in (None, page.language)
    ]
    if options.show is not None:
        print(describe(*read_pages(pages)))
    elif options.write:
        write(pages, options.write)
    elif options.report:
        print(report(read_pages(pages), options.failures))
    else:
        print("\n\n".join(page.text for page in pages))


if __name__ == "__main__":
    main()
