"""The vocabulary of project pages holds to its own rules: labels, publishers and other words."""

import re
from collections import Counter

import pandas as pd
import pytest

from migfund.codelists import codelist
from migfund.parse.places import find_places
from migfund.parse.text import fold

LANGUAGES = "en fr es de pt it ru nl sv nb da uk".split()
SMALL = set("bg ca cs el et fi hr hu lt lv pl ro sk sl tr".split())
"""Languages of which the most frequent words are listed."""
OURS = (
    "title acronym project_id prima_id status project_type coverage region year start end period "
    "duration period_total period_phase budget budget_total contribution fund countries "
    "other_countries currency reference_region location"
).split()
OTHERS = (
    "contact deadline published updated signed results objective description activities "
    "participants target_group beneficiaries partner implementer sector cofinancing "
    "own_contribution spent balance previous_phase next_phase related call call_budget "
    "programme_budget staff reporting markers media menu"
).split()
# The kinds of page_words.csv that a whole line or a word of a label is compared with.
KINDS = "status coverage menu missing project modifier planned total part own other".split()
# Those that sentences are searched for; Russian and Ukrainian have no articles.
IN_SENTENCES = (
    "abbreviation all and apiece aside call called countries covers event from gift given goes_on "
    "in limit money more noun own other payer pays programme projects refers relative review run "
    "several speaker strong"
).split()
CUSTOMS = re.compile(
    r"dollar=[A-Z]{3}|currency=[A-Z]{3}|dayfirst=(?:yes|no)|brackets=payer|within=[a-z_]+(?:,[a-z_]+)*"
    r"|(?:first|second|after|starts):[^=;]+=(?:status|project_type|fund|budget|row)"
)

LABELS = codelist("labels")
PUBLISHERS = codelist("publishers")
WORDS = codelist("page_words")
EVERYWHERE = LABELS[LABELS["publisher"] == ""]


def bare(label: str) -> str:
    """Take the sign that anything may follow from a label."""
    return label.removesuffix("…").rstrip()


def words_of(label: str) -> str:
    """The words of a label, in which all its spellings meet."""
    plain = fold(bare(label)).replace("ø", "o").replace("æ", "ae").replace("œ", "oe")
    return re.sub(r"[\W_]+", " ", plain).strip()


def repeated(table: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    """The rows that stand more than once, by some of their columns."""
    counts = Counter(table[columns].itertuples(index=False, name=None))
    return [row for row, times in counts.items() if times > 1]


def test_columns_and_size() -> None:
    assert LABELS.columns.tolist() == ["label", "field", "language", "publisher", "note"]
    assert PUBLISHERS.columns.tolist() == ["publisher", "fund", "signs", "names", "customs", "note"]
    assert WORDS.columns.tolist() == ["kind", "word", "language", "note"]
    assert len(LABELS) > 2500


def test_labels_are_folded() -> None:
    labels = LABELS["label"].map(bare)
    assert labels[labels.map(fold) != labels].tolist() == []


def test_labels_have_words_and_no_signs_that_a_look_up_drops() -> None:
    odd = (
        LABELS["label"]
        .map(bare)
        .astype(object)
        .str.contains(r"[^\w '/,&+%-]|^[^\w%]|[^\w']$", regex=True)
    )
    degree = LABELS["label"].str.contains(r"\bn°", regex=True)
    assert LABELS.loc[odd & ~degree, "label"].tolist() == []
    assert LABELS.loc[LABELS["label"].map(words_of) == "", "label"].tolist() == []


def test_fields_and_languages_are_known() -> None:
    assert set(LABELS["field"]) == {*OURS, *OTHERS}
    assert set(LABELS["language"]) == {*LANGUAGES, *SMALL}


def test_no_label_stands_twice() -> None:
    table = LABELS.assign(
        words=LABELS["label"].map(words_of), open=LABELS["label"].str.endswith("…").astype(str)
    )
    assert repeated(table, ["words", "open", "language", "publisher"]) == []


def test_a_label_means_one_field_in_all_languages() -> None:
    fields = EVERYWHERE.assign(words=EVERYWHERE["label"].map(words_of)).groupby("words")["field"]
    several = fields.nunique()
    assert several[several > 1].index.tolist() == []


@pytest.mark.parametrize("field", [*OURS, *OTHERS])
def test_every_field_has_labels_in_every_language(field: str) -> None:
    named = set(EVERYWHERE.loc[EVERYWHERE["field"] == field, "language"])
    assert [language for language in LANGUAGES if language not in named] == []


def test_no_label_is_a_country() -> None:
    found = {label: find_places(label) for label in LABELS["label"].map(bare).unique()}
    assert [label for label, places in found.items() if places.codes and not places.unknown] == []


def test_publishers_of_labels_are_known() -> None:
    assert set(LABELS["publisher"]) - {""} <= set(PUBLISHERS["publisher"])


def test_a_publishers_label_differs_from_the_one_for_all_pages() -> None:
    own = LABELS[LABELS["publisher"] != ""].merge(EVERYWHERE, on=["label", "language"])
    same = (own["field_x"] == own["field_y"]) & (own["note_x"] == own["note_y"])
    assert own.loc[same, "label"].tolist() == []


def test_publishers() -> None:
    assert PUBLISHERS["publisher"].is_unique
    assert PUBLISHERS["publisher"].str.fullmatch(r"[a-z_]+").all()
    for column in ("signs", "names"):
        listed = [sign for cell in PUBLISHERS[column] for sign in cell.split(";") if sign]
        assert [sign for sign in listed if fold(sign) != sign] == []
        assert [sign for sign, n in Counter(listed).items() if n > 1] == []
    customs = [custom for cell in PUBLISHERS["customs"] for custom in cell.split(";") if custom]
    assert [custom for custom in customs if not CUSTOMS.fullmatch(custom)] == []
    wider = {p for c in customs if c.startswith("within=") for p in c[7:].split(",")}
    assert wider <= set(PUBLISHERS["publisher"])


def test_a_fund_whose_publisher_is_known_by_no_sign_is_known_by_a_name() -> None:
    unknown = (PUBLISHERS["signs"] == "") & (PUBLISHERS["names"] == "")
    assert PUBLISHERS.loc[unknown, "publisher"].tolist() == []


def test_page_words() -> None:
    assert set(KINDS) <= set(WORDS["kind"])
    assert set(WORDS["language"]) <= {*LANGUAGES, *SMALL}
    assert WORDS.loc[WORDS["word"].map(fold) != WORDS["word"], "word"].tolist() == []
    assert repeated(WORDS, ["kind", "word", "language"]) == []


@pytest.mark.parametrize("kind", [*KINDS, *IN_SENTENCES])
def test_every_kind_of_word_in_every_language(kind: str) -> None:
    named = set(WORDS.loc[WORDS["kind"] == kind, "language"])
    assert [language for language in LANGUAGES if language not in named] == []


def test_a_line_that_is_a_status_or_of_the_menu_is_no_label_of_a_value() -> None:
    lines = {kind: set(WORDS.loc[WORDS["kind"] == kind, "word"].map(words_of)) for kind in KINDS}
    ours = set(EVERYWHERE.loc[EVERYWHERE["field"].isin(OURS), "label"].map(words_of))
    assert lines["status"] & set(EVERYWHERE["label"].map(words_of)) == set()
    assert lines["menu"] & ours == set()
    assert lines["menu"] & lines["status"] == set()


def test_the_reader_finds_each_label() -> None:
    words = pytest.importorskip("migfund.read.pages.labels")
    rows = EVERYWHERE[~EVERYWHERE["label"].str.endswith("…")]
    found = {row.label: words.label_of(row.label) for row in rows.itertuples()}
    wrong = [
        (row.label, row.field)
        for row in rows.itertuples()
        if found[row.label] is None or found[row.label].field != row.field
    ]
    assert wrong == []
