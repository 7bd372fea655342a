"""From figures back to the page."""

import shutil
from pathlib import Path

import pytest

import migfund as mf

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"


def test_words_are_marked_in_their_lines():
    projects = mf.read_projects(PAGES / "seed_mpf.txt")
    page = mf.mark_source(projects, 0)
    assert page.marks[35] == [("budget", "EUR 105,000.00 (AMIF)")]
    assert page.marks[29] == [("period", "February 2019 – February 2020")]
    html = page._repr_html_()
    assert '<mark style="background:#bfe3c6">EUR 105,000.00 (AMIF)</mark>' in html
    assert html.count("<mark") == len(page.marks)


def test_a_part_of_a_line_is_marked_alone():
    projects = mf.read_projects(PAGES / "iom_c08_readmission_caucasus.txt")
    html = mf.mark_source(projects, 0)._repr_html_()
    assert "amounting to <mark" in html
    assert ">USD 120,000</mark>. It counts" in html


def test_text_of_the_page_cannot_become_markup(tmp_path):
    text = (PAGES / "seed_idf.txt").read_text(encoding="utf-8")
    (tmp_path / "page.txt").write_text(text.replace("Belarusian", "<script>"))
    html = mf.mark_source(mf.read_projects(tmp_path / "page.txt"), 0)._repr_html_()
    assert "<script" not in html


def test_a_page_that_has_gone(tmp_path):
    shutil.copy(PAGES / "seed_idf.txt", tmp_path / "page.txt")
    projects = mf.read_projects(tmp_path / "page.txt")
    (tmp_path / "page.txt").unlink()
    with pytest.raises(mf.ReadError, match="no longer there"):
        mf.mark_source(projects, 0)


def test_an_unknown_label():
    projects = mf.read_projects(PAGES / "seed_idf.txt")
    with pytest.raises(
        mf.ColumnsError, match=r"no project has the id or index label 7; .* the labels 0"
    ):
        mf.mark_source(projects, 7)
