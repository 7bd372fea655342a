"""The time to read a page grows with its length and no faster, whatever stands on it.

Each kind of text is one that a pattern with nested repetition, or a look at the rest of the line
from each of its words, makes quadratic. Where the reader counts its steps
(`migfund.read.pages.count_steps`), steps are compared; else processor time, with a bound so wide
that only quadratic growth breaks it. `make fuzz` (MIGFUND_FUZZ) reads a megabyte of each kind.
"""

import importlib
import math
import os
import signal
import time
from contextlib import contextmanager

import pytest

import migfund as mf

FUZZ = "MIGFUND_FUZZ" in os.environ
SIZE = 32_000 if FUZZ else 8_000
TIMES = 4
"""How much longer the longer text is; quadratic work would grow to the square of it."""
HALF_WAY = 1.5
"""Between linear (1) and quadratic (2) growth."""
LARGE = 1_000_000 if FUZZ else 50_000
SECONDS = 20
"""No machine needs as long for a megabyte, unless it looks at parts of it again and again."""
FRAMES = {
    "bare": ("Safe borders\n\n", "\nEnd date: 2022\n"),
    "labelled": (
        "Safe borders\n\nCountry: Kenya\nStart date: 2019\nStatus: Completed\n",
        "\nEnd date: 2022\nBudget: EUR 5,000\n",
    ),
}
# Name: what stands before, what is repeated, what stands behind.
KINDS = {
    "colons": ("", "x : ", ""),
    "short labels": ("", "a: ", ""),
    "labels": ("", "Budget: ", ""),
    "labels with values": ("", "Budget: EUR 100,000 Start date: 2019 ", ""),
    "one label": ("", "Status: Ongoing Status ", ""),
    "lines of one label": ("", "Status: Ongoing\n", ""),
    "labels without marks": ("", "Title Wells Budget EUR 5 Country Kenya ", ""),
    "label lines": ("", "Budget\n", ""),
    "label and value lines": ("", "Budget: EUR 5,000\n", ""),
    "numbered labels": ("", "1.1 Budget\n\n", ""),
    "addresses": ("", "http://a.b/c ", ""),
    "address without end": ("See http://", "a.b/", ""),
    "JSON behind a label": ("Data: {", '"a": "b", ', "}"),
    "JSON nested": ("Data: ", '{"a": [', ""),
    "emphasis in a list": ("- ", "_a ", ""),
    "stars": ("- ", "*a", ""),
    "bold labels": ("", "**Budget** ", ""),
    "links": ("", "[a](b) ", ""),
    "link without end": ("", "[a", "](b)"),
    "money and years in a sentence": ("The project costs ", "EUR 2019 ", "in all."),
    "amounts": ("The project has a budget of ", "EUR 1,000,000 and ", "more."),
    "digits": ("Budget: ", "1", ""),
    "digits in groups": ("Budget: ", "1 000 ", "EUR"),
    "digits with marks": ("Budget: ", "1,", ""),
    "factors": ("Budget: 5 ", "million ", "euros"),
    "years": ("Period: ", "2019 - ", "2020"),
    "dates": ("Period: ", "01/02/2019 ", ""),
    "months": ("Duration: ", "March ", "2019"),
    "periods in a sentence": ("The project runs ", "from 2019 to ", "2020."),
    "countries": ("Countries: ", "Kenya, ", "Uganda"),
    "countries without commas": ("Countries: ", "Niger Nigeria ", ""),
    "words of countries": ("Countries: ", "Republic of ", ""),
    "blanks": ("Budget:", " ", "EUR 5,000"),
    "no-break spaces": ("Budget:", "\u00a0", "EUR 5,000"),
    "tabs": ("Budget", "\t", "EUR 5,000"),
    "blank lines": ("", "\n", ""),
    "open brackets": ("Budget: ", "(", ""),
    "brackets": ("Countries: ", "(Kenya (", ""),
    "quotes": ("The project “", "“", ""),
    "bars": ("", "| ", ""),
    "table rows": ("| Budget | Country |\n", "| EUR 5,000 | Kenya |\n", ""),
    "dots": ("Budget ", ".", " EUR 5,000"),
    "dashes": ("Period: 2019 ", "- ", "2020"),
    "hashes": ("", "#", " Budget"),
    "slashes": ("Countries: ", "Kenya / ", ""),
    "one word": ("", "a", ""),
    "capitals": ("", "A B ", ""),
    "commas": ("", ", ", ""),
    "accents": ("", "é\u0301", ""),
    "short sentences": ("", "The project is in Kenya. ", ""),
    "one sentence": ("The project ", "helps the people who ", "live there."),
    "bullets in a line": ("", "• a ", ""),
    "phone numbers": ("Contact: ", "+43 1 504 46 77 ", ""),
    "tags": ("", "<b>", ""),
    "related projects": ("Related projects\n", "Safe borders, Kenya, 2019\n", ""),
}


def text_of(kind, frame, size):
    before, unit, after = KINDS[kind]
    head, foot = FRAMES[frame]
    return head + before + unit * (size // len(unit)) + after + foot


@contextmanager
def no_longer_than(seconds):
    """Stop after some seconds, where the system has an alarm; Python's patterns heed it."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"not read in {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a text as a page, and how long that took the processor."""

    def seconds(text):
        path = tmp_path / "page.txt"
        path.write_text(text, encoding="utf-8")
        began = time.process_time()
        table = mf.read_projects(path, on_error="report")
        assert len(table) == 1
        return time.process_time() - began

    seconds("Safe borders\n\nBudget: EUR 5,000\n")  # Patterns and lists are made once.
    return seconds


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_work_grows_with_the_length(kind, frame, read):
    count = getattr(importlib.import_module("migfund.read.pages"), "count_steps", None)
    with no_longer_than(SECONDS):
        if count:
            short, long = (count(text_of(kind, frame, size)) for size in (SIZE, TIMES * SIZE))
            assert long <= 1.1 * TIMES * short
            return
        # By time; what else runs meanwhile only adds to it, so a short time is looked for thrice.
        for _ in range(3):
            short, long = (read(text_of(kind, frame, size)) for size in (SIZE, TIMES * SIZE))
            # What a page takes at least is left out.
            power = math.log(max(long, 0.016) / max(short, 0.004), TIMES)
            if power < HALF_WAY:
                return
    pytest.fail(f"{SIZE} letters take {short:.3f} s, {TIMES * SIZE} take {long:.3f} s")


@pytest.mark.parametrize("frame", FRAMES if FUZZ else ["labelled"])
@pytest.mark.parametrize("kind", KINDS)
def test_large_pages_are_read_in_seconds(kind, frame, read):
    with no_longer_than(SECONDS):
        read(text_of(kind, frame, LARGE))
