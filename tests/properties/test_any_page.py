"""Pages made up from facts are read as the facts, or not at all; never as what stands beside them.

`make test` reads a fixed set of pages, each form in each language; `make fuzz` sets MIGFUND_FUZZ
to the number of pages (and takes other ones with MIGFUND_SEED). A page that fails is shown again by
``python tests/any_page.py --seed SEED --show NUMBER``.
"""

import os
from collections import defaultdict

import pytest
from any_page import (
    CODES,
    FORMS,
    describe,
    make_page,
    own_labels,
    read_pages,
    tally,
)
from any_page_parts.pages import label_page

FUZZ = "MIGFUND_FUZZ" in os.environ
PER_FORM = len(CODES)
ROUND = PER_FORM * len(FORMS)
PAGES = int(os.environ.get("MIGFUND_FUZZ", 6 * ROUND))
SEED = int(os.environ.get("MIGFUND_SEED", "12"))
LEAST = {"prose": 0.95, "glued": 0.96, "no_mark": 0.96, "columns": 0.95, "nested": 0.97}
LEAST["flattened"] = 0.85
"""Share of stated values that must be read; of what is not listed here 98 %."""
AIM = 0.98
MOST = defaultdict(lambda: 0.05, prose=0.1, flattened=0.1)
"""Share of a form's pages on which the reader may fall short: what it has reached, and no aim."""
RUN_ON = {"flattened", "glued", "prose"}
"""Forms in which lines do not show where values end."""
ENOUGH = 200
"""Values of which a share is a share."""
MONEY_DATES_PLACES = {"budget", "currency", "start", "end", "countries"}


def numbers_of(form):
    first = list(FORMS).index(form) * PER_FORM
    return [n for n in range(max(PAGES, ROUND)) if first <= n % ROUND < first + PER_FORM]


@pytest.fixture(scope="module", params=FORMS)
def outcomes(request):
    """Return what was read of all pages of a form."""
    return read_pages([make_page(SEED, number) for number in numbers_of(request.param)])


def fail_if(fails, outcomes, most=0.0):
    """Fail if a larger share of outcomes than `most` does, with the first of them and its page."""
    failed = [outcome for outcome in outcomes if fails(outcome)]
    if len(failed) > most * len(outcomes):
        message = f"{len(failed)} of {len(outcomes)} pages, such as\n{describe(failed[0])}"
        pytest.fail(message, pytrace=False)


def test_no_amount_date_or_country_is_wrong(outcomes):
    def is_wrong(outcome):
        return any(outcome.verdicts.get(name) == "wrong" for name in MONEY_DATES_PLACES)

    # A text in one line, or of sentences, does not show everywhere where its lists end.
    fail_if(is_wrong, outcomes, 0.02 if outcomes[0].page.form in RUN_ON else 0)


def test_hardly_anything_else_is_wrong(outcomes):
    def is_wrong(outcome):
        return "wrong" in outcome.verdicts.values()

    fail_if(is_wrong, outcomes, 0.06 if outcomes[0].page.form in RUN_ON else 0.02)


def test_exact(outcomes):
    form = outcomes[0].page.form
    least = LEAST.get(form, AIM)
    counts = tally(outcomes, lambda one: one.page.language)
    whole = tally(outcomes, lambda _: "all")
    for key, count in {**counts, **whole}.items():
        if count.total >= ENOUGH and count.share < least:
            print(f"{form}, {key}: {100 * count.share:.1f} % exact of {count.total} values")
            fail_if(lambda one: "missing" in one.verdicts.values(), outcomes)


def test_hardly_any_page_is_refused(outcomes):
    def is_refused(outcome):
        return outcome.refused and any(one.needed for one in outcome.page.stated.values())

    fail_if(is_refused, outcomes, MOST[outcomes[0].page.form])


def test_hardly_anything_is_lost_in_silence(outcomes):
    def is_silent(outcome):
        return not MONEY_DATES_PLACES.isdisjoint(outcome.silent)

    fail_if(is_silent, outcomes, MOST[outcomes[0].page.form])


@pytest.mark.parametrize("code", CODES)
def test_every_label_is_read(code):
    """Each row of labels.csv is read on a page of its own; without fuzz, some 50 a language."""
    labels = own_labels(code)
    chosen = labels if FUZZ else labels[:: max(1, len(labels) // 50)]
    outcomes = read_pages([label_page(code, label) for label in chosen])
    failed = [one for one in outcomes if {"wrong", "missing"} & {*one.verdicts.values()}]
    if failed:
        names = "; ".join(
            f"{one.page.labels[0].text} ({one.page.labels[0].field})" for one in failed
        )
        pytest.fail(f"{len(failed)} labels: {names}\n{describe(failed[0])}", pytrace=False)


@pytest.mark.parametrize("code", CODES)
def test_pages_are_made_alike_and_state_what_they_show(code):
    for number in range(CODES.index(code), 2 * ROUND, PER_FORM):
        page = make_page(SEED, number)
        assert page.text == make_page(SEED, number).text
        assert page.language == code
        assert any(one.needed for one in page.stated.values())
        for name in ("status", "project_id", "title"):
            if name in page.stated and page.form not in ("dl", "html_table", "html_bold"):
                assert any(right in page.text for right in page.stated[name].right), page.text
