"""The report: figures by another route, one page that needs nothing else."""

import base64
import datetime
import html
import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf
from migfund.report.report import analyse, write_report

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "data" / "pages"
DAY = datetime.date(2026, 11, 28)


@pytest.fixture(scope="module")
def folder(reports):
    return reports("all").parent


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_total_is_that_of_the_labels(folder):
    labels = (ROOT / "data/labels/gold.jsonl").read_text(encoding="utf-8")
    gold = [json.loads(row) for row in labels.splitlines()]
    projects = pd.read_parquet(folder / "projects.parquet")
    read = {Path(source).name for source in projects.loc[projects["budget"].notna(), "source"]}
    rates = mf.ecb_rates()
    wanted = 0.0
    for row in gold:
        dollars = row["currency"] == "USD"
        # A budget in euros without a start cannot be converted.
        if row["file"] in read and row["currency"] and (dollars or row["start"]):
            rate = 1 if dollars else rates.get(row["currency"], "USD", row["start"]).rate
            wanted += row["budget"] * rate
    assert wanted > 3_000_000
    for name in ("by_fund", "by_country", "by_region", "by_year"):
        assert pd.read_parquet(folder / f"{name}.parquet")["total"].sum() == pytest.approx(wanted)


def test_the_page_needs_nothing_else(page, folder):
    links = re.findall(r"""(?:src|href|srcset)=["']([^"']*)""", page)
    own = {path.name for path in folder.iterdir()}
    assert {link for link in links if not link.startswith(("data:", "#"))} <= own
    assert not re.search(r"url\(|@import|fetch\(|https?://(?!www\.w3\.org)", page)
    images = [link for link in links if link.startswith("data:")]
    assert len(images) == len(set(images)) == 2 * page.count("<figure")
    drawn = [base64.b64decode(image.partition(",")[2]).decode() for image in images]
    # All of them, the map too, follow a choice of a dark page, in every colour.
    for svg in drawn:
        rules, rest = svg.split("</style>", 1)
        assert "prefers-color-scheme:dark" in rules
        assert "fill: var(--c0)" in rest
        assert not re.search(r"#[0-9a-f]{6}\b", rest)
    for svg in drawn:
        assert not re.search(r"""(?:href|src)=["'](?!#)""", svg)


def test_the_lead_says_what_the_figures_rest_on(page):
    lead = page.split('class="lead"')[1].split("</section>")[0].replace("\xa0", " ")
    projects = mf.merge_duplicates(mf.read_projects(PAGES))
    dollars = mf.convert_currency(projects, to="USD", on_missing="null")["budget_usd"]
    without = dollars[projects["countries"].isna()]
    for words in (
        f"66 sources describe 64 projects. {projects['budget'].notna().sum()} projects state",
        f"The {dollars.notna().sum()} that could be put into USD come to USD "
        f"{dollars.sum() / 1e6:.1f} million",
        f"{without.sum() / dollars.sum():.0%} names no country".replace("%", " %"),
        "one project, “Border Management Programme in Central Asia (BOMCA)”, is "
        f"{without.max() / without.sum() * 100:.0f} % of that.",
    ):
        assert words in lead, words


def test_every_figure_has_a_number_a_finding_and_words_for_those_who_do_not_see_it(page):
    figures = page.split("<figure ")[1:]
    for number, figure in enumerate(figures, 1):
        finding = re.search("<h3>(.*?)</h3>", figure)[1]
        assert f'alt="{finding}. ' in figure
        assert f"<figcaption><b>Figure {number}.</b>\n" in figure


def test_the_caption_of_a_phone_speaks_of_the_rows_that_a_phone_shows(page):
    (timeline,) = re.findall('<figure id="timeline">(.*?)</figure>', page, re.DOTALL)
    said = dict(re.findall(r'<span class="of-(\w+)">(\d+) of 64 projects are shown', timeline))
    assert said == {"wide": "40", "narrow": "20"}
    for figure in page.split("<figure ")[1:]:
        assert figure.count('class="of-wide"') == figure.count('class="of-narrow"')


def test_the_path_of_a_budget_can_be_followed(page):
    row = next(part for part in page.split("<tr>") if "EUR 105,000.00 (AMIF)" in part)
    for words in (
        "February 2019 – February 2020",
        "105,000.00",
        "1.135115",
        "2019-02-01 to 2019-02-28",
        "month average at start",
        "119,187.08",
        "seed_mpf.txt",
        "budget: line 35",
    ):
        assert words in row, words


def test_what_could_not_be_read_is_listed_with_its_line(page, folder):
    problems = pd.read_parquet(folder / "problems.parquet")
    section = page.split('id="gaps"')[1].split("</section>")[0]
    for source, reason in zip(problems["source"], problems["reason"], strict=True):
        assert Path(source).name in section
        assert html.escape(reason, quote=True).replace("&#x27;", "&#39;") in section
    egypt = section.split("devfund_06_egypt.txt", 1)[1].split("</article>")[0]
    assert '<li value="12"><mark>59,625</mark></li>' in egypt
    assert egypt.count("59,625") == 2  # not again in dollars


def test_a_project_on_two_pages_counts_once(page, folder):
    projects = pd.read_parquet(folder / "projects.parquet")
    # Two of 66 pages show a project of another page.
    assert len(projects) == 64
    (row,) = projects[projects["prima_id"] == "CV10P0001"].to_dict("records")
    assert [Path(name).name for name in row["sources"]] == [
        "devfund_01_cabo_verde.txt",
        "devfund_02_cabo_verde_fr.txt",
    ]
    assert "also on" in page


def test_what_to_check_is_listed(page, folder):
    findings = pd.read_parquet(folder / "findings.parquet")
    section = page.split('id="checks"')[1].split("</section>")[0]
    assert len(findings) == section.count("<tr>") - 1 > 0
    assert "perhaps the same fund as &#39;European Union&#39;" in section


def test_the_html_is_closed(page):
    class Reader(HTMLParser):
        open_tags: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag, _):
            if tag not in ("meta", "img", "source"):
                self.open_tags.append(tag)

        def handle_endtag(self, tag):
            assert self.open_tags.pop() == tag

    reader = Reader()
    reader.feed(page)
    assert reader.open_tags == []


def test_the_same_input_gives_the_same_page(reports, tmp_path):
    """Also written by another process, where one of the run wrote the first."""
    first = reports("half")
    folder = first.parents[1] / "half_of_the_pages"
    page, again = (
        path.read_text(encoding="utf-8")
        for path in (first, write_report(folder, out=tmp_path / "out", date=DAY)[0])
    )
    assert again == page
    assert "28 November 2026" in page


@pytest.mark.usefixtures("captions_alone")
def test_text_of_a_page_cannot_become_markup(tmp_path):
    text = (PAGES / "seed_idf.txt").read_text(encoding="utf-8")
    (tmp_path / "page.txt").write_text(
        text.replace("Strengthening the Capacity", "<script>alert(1)</script> Capacity")
    )
    files = write_report(tmp_path / "page.txt", out=tmp_path / "out")
    page = files[0].read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("<script") == 1
    assert "&lt;script&gt;" in page


@pytest.mark.usefixtures("without_pictures")
def test_what_was_written_is_returned(tmp_path):
    files = write_report(PAGES / "seed_mpf.txt", out=tmp_path / "out")
    names = [path.name for path in files]
    assert (names[0], names[-1]) == ("report.html", "tables.xlsx")
    assert sorted(files) == sorted((tmp_path / "out").iterdir())
    assert all(path.stat().st_size for path in files)


@pytest.mark.usefixtures("without_pictures")
def test_without_a_writer_of_excel_only_the_workbook_is_missing(tmp_path, monkeypatch):
    (tmp_path / "tables.xlsx").write_bytes(b"of an earlier report")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    files = write_report(PAGES / "seed_mpf.txt", out=tmp_path)
    assert "report.html" in {file.name for file in files}
    # The workbook of the earlier report would not be of this one.
    assert sorted(files) == sorted(tmp_path.iterdir())
    assert not (tmp_path / "tables.xlsx").exists()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(mf.MigfundError, match=r"cannot be written.*Choose another folder"):
        write_report(PAGES / "seed_mpf.txt", out=tmp_path / "file")


def test_other_currencies():
    tables = analyse(mf.read_projects([PAGES / "seed_idf.txt", PAGES / "seed_mpf.txt"]), to="EUR")
    projects = tables["projects"]
    rate = mf.ecb_rates().get("USD", "EUR", "2025").rate
    assert projects["budget_eur"].tolist() == pytest.approx([300_000 * rate, 105_000])


@pytest.mark.usefixtures("captions_alone")
def test_what_could_not_be_read_counts_in_no_total(tmp_path):
    shutil.copy(PAGES / "seed_mpf.txt", tmp_path)
    (tmp_path / "empty.txt").write_text("")
    page = write_report(tmp_path, out=tmp_path / "out")[0].read_text(encoding="utf-8")
    assert "1 source describes 1 project; 1 more source could not be read, with USD" in page
    assert "1 of 1 projects are in." in page
    assert "empty.txt" in page.split('id="gaps"')[1].split("</section>")[0]
    for path in (tmp_path / "out").glob("by_*.csv"):
        assert pd.read_csv(path)["n_all"].eq(1).all()


def test_nothing_read_is_an_error(tmp_path):
    (tmp_path / "page.txt").write_text("nothing")
    with pytest.raises(mf.ReadError, match=r"page\.txt: states nothing of a project"):
        write_report(tmp_path, out=tmp_path / "out")
