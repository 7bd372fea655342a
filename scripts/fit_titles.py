"""Find the points of ``migfund/codelists/title_signs.csv`` from labelled pages.

    python scripts/fit_titles.py data/labels/gold.jsonl=data/pages [GOLD=FOLDER ...]
    python scripts/fit_titles.py --try data/labels/gold.jsonl=data/pages [GOLD=FOLDER ...]

A label file has one JSON object a line, with "file", "title", "alt" and "ambiguous" as
``data/README.md`` says. The points are those under which the labelled titles are likeliest: a
conditional logit over the lines of a page and "none of them", with a penalty on large points. With
``--try`` the publishers (what stands before the first "_" of a file's name) are left out in eight
parts, and the titles of each part are sought with the points of the others; nothing is written.
"""

import argparse
import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from migfund.read.page import Page
from migfund.read.pages import titles
from migfund.read.pages.lines import lines_of
from migfund.read.pages.positions import value_lines
from migfund.read.pages.statements import Statements

TABLE = Path(__file__).resolve().parents[1] / "migfund" / "codelists" / "title_signs.csv"
PENALTY = 1.0
PARTS = 8
STEPS = 400
CODE = re.compile(
    r"^(?:\d{1,2}(?:\.\d)?\.? |(?=\S*\d)[A-Z0-9./_-]{4,} (?:[-–:·] )?)"
    r"|\s*\((?=[^()]*\d)[A-Z0-9./_-]{4,}\)$"
)
"""Numbers before and behind a title, which the reader parts from it later."""


class Labelled(NamedTuple):
    """A page: its candidates, which of them are the title, and who published it."""

    name: str
    publisher: str
    difficulty: str
    signs: list[frozenset[str]]
    texts: list[str]
    right: list[bool]
    stated: bool


def fold(words: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", words)).strip().casefold()


def bare(words: str) -> str:
    return fold(CODE.sub("", words).strip('“”„«»" '))


def pages(sources: list[str]) -> Iterator[Labelled]:
    """Read labelled pages and find the candidates of each."""
    for source in sources:
        gold, _, folder = source.partition("=")
        for line in Path(gold).read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            name = label["file"].removesuffix(".txt")
            path = Path(folder) / f"{name}.txt"
            if "title" in label.get("ambiguous", ()) or not path.exists():
                continue
            text = path.read_text(encoding="utf-8")
            page = Page(name, text)
            lines = lines_of(page)
            statements = Statements(page, lines)
            values, _ = value_lines(statements)
            labelled = [s for s in statements.stated if s.field == "title" and s.words]
            found = titles.candidates_of(statements, values, labelled)
            accepted = [label["title"], *label.get("alt", {}).get("title", ())]
            titles_of_page = {bare(title) for title in accepted if title}
            yield Labelled(
                name,
                name.partition("_")[0],
                label.get("difficulty", ""),
                [one.signs for one in found],
                [one.found.text for one in found],
                [bare(one.found.text) in titles_of_page for one in found],
                bool(label["title"]),
            )


def fit(labelled: list[Labelled], names: list[str]) -> np.ndarray:
    """Return the points of each sign, and of "none of them", at the end."""
    place = {name: number for number, name in enumerate(names)}
    tables = []
    for page in labelled:
        table = np.zeros((len(page.signs) + 1, len(names) + 1))
        for row, signs in enumerate(page.signs):
            table[row, [place[sign] for sign in signs]] = 1
        table[-1, -1] = 1
        right = np.array([*page.right, not any(page.right)], dtype=float)
        tables.append((table, right))
    # The widths of Newton's steps are bounded from the start: half the sum of squares is a bound
    # of the curvature of a logit.
    rows = np.concatenate([table for table, _ in tables])
    curve = rows.T @ rows / 2 + PENALTY * np.eye(len(names) + 1)
    inverse = np.linalg.inv(curve)
    points = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        slope = -PENALTY * points
        for table, right in tables:
            share = np.exp(table @ points - (table @ points).max())
            share /= share.sum()
            hit = share * right
            slope += table.T @ (hit / hit.sum() - share)
        points += inverse @ slope
    return points


def best(page: Labelled, names: list[str], points: np.ndarray) -> tuple[float, int]:
    """Return the share of the best candidate, and its place; -1 where there is none."""
    worth = dict(zip(names, points, strict=False))
    scores = np.array([sum(worth.get(sign, 0) for sign in signs) for signs in page.signs])
    if not len(scores):
        return 0.0, -1
    share = np.exp(scores) / (np.exp(scores).sum() + np.exp(points[-1]))
    top = int(scores.argmax())
    same = [place for place, text in enumerate(page.texts) if text == page.texts[top]]
    return float(share[same].sum()), top


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sources", nargs="+", metavar="GOLD=FOLDER")
    parser.add_argument("--try", dest="only_try", action="store_true")
    parser.add_argument("--show", action="store_true", help="with --try, what was not right")
    asked = parser.parse_args()
    labelled = list(pages(asked.sources))
    names = sorted({sign for page in labelled for signs in page.signs for sign in signs})
    if asked.only_try:
        try_out(labelled, names, show=asked.show)
        return
    notes = {}
    if TABLE.exists():
        with TABLE.open(encoding="utf-8", newline="") as file:
            notes = {row["sign"]: row["note"] for row in csv.DictReader(file)}
    points = fit(labelled, names)
    rows = sorted(zip(names, points, strict=False), key=lambda row: (-round(row[1], 1), row[0]))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sign", "points", "note"])
        for name, worth in [*rows, (titles.NONE, points[-1])]:
            writer.writerow([name, f"{worth:.1f}", notes.get(name, "")])
    print(f"{TABLE.name}: {len(rows)} signs from {len(labelled)} pages")


def try_out(labelled: list[Labelled], names: list[str], *, show: bool) -> None:
    publishers = sorted({page.publisher for page in labelled})
    part = {name: number % PARTS for number, name in enumerate(publishers)}
    outcomes = []
    for left_out in range(PARTS):
        points = fit([page for page in labelled if part[page.publisher] != left_out], names)
        outcomes += [
            (page, *best(page, names, points))
            for page in labelled
            if part[page.publisher] == left_out
        ]
    for difficulty in sorted({page.difficulty for page in labelled}):
        own = [one for one in outcomes if one[0].difficulty == difficulty]
        stated = sum(page.stated for page, _, _ in own)
        print(f"{difficulty}: {len(own)} pages, {stated} titles; right/wrong from a share of")
        for least in (0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            taken = [page.right[top] for page, share, top in own if top >= 0 and share >= least]
            print(f"  {least:.1f}  {sum(taken):>4} / {len(taken) - sum(taken)}")
    if show:
        for page, share, top in sorted(outcomes, key=lambda one: -one[1]):
            if top < 0 or page.right[top]:
                continue
            right = [page.texts[n] for n, ok in enumerate(page.right) if ok][:1]
            words = page.texts[top][:70]
            print(f"{share:.2f} {page.difficulty[:1]} {page.name}: {words!r} for {right}")


if __name__ == "__main__":
    main()
