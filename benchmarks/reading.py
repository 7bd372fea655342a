"""How well and how fast pages and phrases are read, beside the peers that can be installed.

    python benchmarks/reading.py            accuracy, pages a second, phrases a second
    python benchmarks/reading.py --rows N   rows of the phrase columns (default 1,000,000)
    python benchmarks/reading.py --beside FOLDER    pages a second of another checkout, in turn

Peers (price-parser, dateparser, pycountry, hdx-python-country) are timed and scored where they are
installed (`pip install price-parser dateparser pycountry hdx-python-country`), on the very same
phrases; a peer that is not there is named as such.
"""

import argparse
import contextlib
import csv
import io
import re
import statistics
import subprocess
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from labelled_pages import fields_of, is_right, load_labels

import migfund as mf
from migfund.read.pages import read_page

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "data" / "pages").glob("*.txt"))
LABELS = ROOT / "data" / "labels"
DISTINCT = 1_900
GOALS = {"pages": 1_000, "phrases": 0.3}


def accuracy() -> None:
    labels = load_labels(LABELS / "gold.jsonl")
    projects = mf.read_projects(ROOT / "data" / "pages", on_error="report")
    projects.index = [Path(source).name for source in projects["source"]]
    right, asked, by_layout = Counter(), Counter(), defaultdict(Counter)
    for label in labels:
        record = projects.loc[label["file"]]
        for field in fields_of(label):
            exact = is_right(label, record, field)
            asked[field] += 1
            right[field] += exact
            by_layout[label["layout"]]["fields"] += 1
            by_layout[label["layout"]]["right"] += exact
            by_layout[label["layout"]]["invented"] += label[field] in (None, []) and not exact
    print(f"Accuracy on {len(labels)} labelled pages (ambiguous fields left out)")
    for field in sorted(asked):
        print(f"  {field:<16} {right[field]:>3} of {asked[field]:>3}")
    for layout, counts in sorted(by_layout.items()):
        print(
            f"  layout {layout:<20} {counts['right']:>3} of {counts['fields']:>3}"
            f"   invented {counts['invented']}"
        )


TIMED = """
import re, statistics, sys, time
from pathlib import Path
import migfund.read.pages
from migfund.read.page import Page
read_page = migfund.read.pages.read_page
if hasattr(migfund.read.pages, "LAYOUTS"):  # before there was one reader for all pages
    read_page = lambda text, source: migfund.read.pages.read_page(Page(source, text))
texts = [(path, Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]]
speeds = []
for number in range(8):
    fresh = [(s, re.sub(r"(?m)^(.{60,})$", rf"\\1 {number}x.", t)) for s, t in texts]
    begin = time.process_time()
    for source, text in fresh:
        read_page(text, source)
    speeds.append(len(texts) / (time.process_time() - begin))
print(statistics.median(speeds[1:]))
"""


def pages_beside(other: Path, rounds: int = 3) -> None:
    """Print the pages a second of two checkouts, on the pages that both have, in turn."""
    pages = [str(path) for path in PAGES if (other / "data" / "pages" / path.name).exists()]
    speeds = defaultdict(list)
    for _ in range(rounds):
        for root in (other, ROOT):
            command = [sys.executable, "-c", TIMED, *pages]
            run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
            speeds[root].append(float(run.stdout))
    before, now = (statistics.median(speeds[root]) for root in (other, ROOT))
    print(
        f"{len(pages)} pages, one core: {before:,.0f} a second there, {now:,.0f} here, "
        f"{now / before:.2f} times as fast"
    )


def pages_a_second(rounds: int = 15) -> None:
    texts = [(str(path), path.read_text(encoding="utf-8")) for path in PAGES]
    speeds = []
    for number in range(rounds):
        # Other long lines each time, so that nothing kept from the round before helps.
        fresh = [
            (source, re.sub(r"(?m)^(.{60,})$", rf"\1 {number}x.", text)) for source, text in texts
        ]
        begin = time.perf_counter()
        for source, text in fresh:
            read_page(text, source)
        speeds.append(len(texts) / (time.perf_counter() - begin))
    print(
        f"Pages a second, one core: median {statistics.median(speeds[1:]):,.0f}, "
        f"best {max(speeds):,.0f} (goal: {GOALS['pages']:,})"
    )


def phrases(name: str) -> list[dict[str, str]]:
    with (LABELS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def many(texts: list[str], rows: int) -> pd.Series:
    """Make a column of so many rows with about 1,900 distinct texts out of the phrases."""
    distinct = [
        f"{text}{' ' * (number // len(texts))}"
        for number, text in zip(range(DISTINCT), texts * (DISTINCT // len(texts) + 1), strict=False)
    ]
    return pd.Series([distinct[row % DISTINCT] for row in range(rows)])


def best_of(runs: int, call: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times)


def phrase_scores() -> dict[str, Callable[[dict[str, str]], bool]]:
    def amount(row):
        found = mf.parse_amount(row["text"])
        if not row["amount"]:
            return found is None
        return (
            found is not None
            and found.value == float(row["amount"])
            and row["currency"] in ("*", found.currency or "")
        )

    def period(row):
        found = mf.parse_period(row["text"])
        wanted = (row["start"], row["end"], row["duration_months"])
        if not any(wanted):
            return found is None
        if found is None:
            return False
        length = {"day": 10, "month": 7, "year": 4, None: 0}
        start = found.start.isoformat()[: length[found.start_precision]] if found.start else ""
        end = found.end.isoformat()[: length[found.end_precision]] if found.end else ""
        months = "" if found.duration_months is None else f"{found.duration_months:g}"
        return (start, end, months) == wanted

    def places(row):
        return sorted(mf.parse_countries(row["text"])) == row["iso3"].split()

    return {"amounts": amount, "periods": period, "places": places}


def peers() -> dict[str, dict[str, Callable[[str], object]]]:
    """Return the peers that are installed: for each file, a call on one text."""
    found: dict[str, dict[str, Callable[[str], object]]] = defaultdict(dict)
    with contextlib.suppress(ImportError):
        from price_parser import Price

        found["amounts"]["price-parser"] = lambda text: Price.fromstring(text).amount_float
    with contextlib.suppress(ImportError):
        import dateparser

        found["periods"]["dateparser"] = lambda text: dateparser.parse(text)
    with contextlib.suppress(ImportError):
        import pycountry

        def by_pycountry(text):
            try:
                return [place.alpha_3 for place in pycountry.countries.search_fuzzy(text)[:1]]
            except LookupError:
                return []

        found["places"]["pycountry (fuzzy)"] = by_pycountry
    with contextlib.suppress(ImportError):
        from hdx.location.country import Country

        def by_hdx(text):
            code, _ = Country.get_iso3_country_code_fuzzy(text)
            return [code] if code else []

        found["places"]["hdx-python-country (fuzzy)"] = by_hdx
    return found


def peer_is_right(name: str, row: dict[str, str], answer: object) -> bool:
    if name == "amounts":
        return answer == (float(row["amount"]) if row["amount"] else None)
    if name == "periods":
        # One date is all that the peer gives: its year must be that of the start or the end.
        years = {row["start"][:4], row["end"][:4]} - {""}
        return str(answer.year) in years if answer is not None else not years
    return sorted(answer) == row["iso3"].split()


def phrase_files(rows: int) -> None:
    parsers = {"amounts": mf.parse_amount, "periods": mf.parse_period, "places": mf.parse_countries}
    installed = peers()
    for name, is_correct in phrase_scores().items():
        table = phrases(name)
        correct = sum(map(is_correct, table))
        column = many([row["text"] for row in table], rows)
        parsers[name](column.head(10))
        seconds = best_of(3, lambda: parsers[name](column))  # noqa: B023
        print(
            f"{name:<8} migfund: {correct} of {len(table)} right; {rows:,} rows with {DISTINCT:,} "
            f"distinct texts in {seconds:.2f} s (goal: {GOALS['phrases']} s a million)"
        )
        for peer, call in installed[name].items():
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                answers = []
                with contextlib.suppress(Exception):
                    call(table[0]["text"])  # peers load their data at the first call
                begin = time.perf_counter()
                for row in table:
                    try:
                        answers.append(call(row["text"]))
                    except Exception:
                        answers.append("error")
                each = (time.perf_counter() - begin) / len(table)
                own = best_of(3, lambda: [parsers[name](row["text"]) for row in table]) / len(table)  # noqa: B023
            good = sum(
                answer != "error" and peer_is_right(name, row, answer)
                for row, answer in zip(table, answers, strict=True)
            )
            print(
                f"         {peer}: {good} of {len(table)} right; {each * 1e6:,.0f} µs a text, "
                f"{each / own:,.1f} times migfund's {own * 1e6:,.0f} µs"
            )
        if not installed[name]:
            print("         no peer is installed")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--beside", type=Path, help="another checkout, to compare with")
    options = arguments.parse_args()
    if options.beside:
        pages_beside(options.beside.resolve())
    else:
        accuracy()
        pages_a_second()
        phrase_files(options.rows)
