"""Bytes to text: web pages, encodings, PDF, archives, streams; and nothing that makes it fall."""

import contextlib
import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.errors import MigfundError, MissingExtraError
from migfund.files import documents, limits
from migfund.files.documents import read_document
from migfund.files.html import html_text

TITLE = "Safer Border Posts in Georgia and Armenia"


FIELDS = {
    "Start Date": "2025",
    "End Date": "2027",
    "Project Status": "Active",
    "Project Type": "Immigration and Borders",
    "Budget Amount (USD)": "300 000.00",
    "Coverage": "Regional",
    "Year": "2024",
    "IDF Region": "Europe",
    "Prima ID": "GE10P0521",
    "Projects ID": "IB.0450",
    "Benefiting Member States": "Georgia",
}


PROSE = "Officers will attend courses and receive equipment. A second strand drafts a regulation. "


MENU = "<ul><li><a>Who we are</a></li><li><a>Our work</a></li></ul>"


def text_form() -> str:
    lines = [line for pair in FIELDS.items() for line in ("-", *pair)]
    return "\n".join(["- Our work", TITLE, *lines, PROSE])


def page_of(block: str) -> str:
    """Put a block of labels and values on a page such as content systems write."""
    return (
        "<!DOCTYPE html><html><head><title>Other words | Fund</title><style>b{}</style>"
        f"<script>var budget = '1 USD';</script></head><body><header>{MENU}</header>"
        f"<main><h1>{TITLE}</h1>{block}<p>{PROSE * 3}</p></main>"
        "<footer>Budget Amount (USD) 999</footer></body></html>"
    )


def blocks(pattern: str, around: str = "{}") -> str:
    value = {name: value.replace(" ", "&nbsp;") for name, value in FIELDS.items()}
    return page_of(around.format("".join(pattern.format(*pair) for pair in value.items())))


FORMS = {
    "field__label": blocks(
        '<div class="field"><div class="field__label">{}</div>'
        '<div class="field__item">{}</div></div>'
    ),
    "spans": blocks(
        '<div><span class="views-label">{}: </span><span class="field-content">{}</span></div>'
    ),
    "dl": blocks("<dt>{}</dt><dd>{}</dd>", "<dl>{}</dl>"),
    "dl with colons": blocks("<dt>{}:</dt><dd><p>{}</p></dd>", "<dl>{}</dl>"),
    "table": blocks("<tr><th>{}</th><td>{}</td></tr>", "<table>{}</table>"),
    "plain table": blocks("<tr><td>{}</td><td><p>{}</p></td></tr>", "<table>{}</table>"),
    "strong": blocks("<p><strong>{}</strong> {}</p>"),
    "strong with colon": blocks("<p><strong>{}:</strong> {}</p>"),
    "strong and breaks": blocks("<b>{}</b> {}<br>", "<p>{}</p>"),
    "list": blocks("<li><strong>{}</strong>: {}</li>", "<ul>{}</ul>"),
    "headings": blocks("<h3>{}</h3><p>{}</p>"),
}


def record_of(content: str | bytes) -> dict[str, object]:
    stream = io.BytesIO(content) if isinstance(content, bytes) else io.StringIO(content)
    record = mf.read_projects(stream).iloc[0].to_dict()
    # Where a value stands, and beside what, differs between forms, and nothing else.
    del record["source"], record["source_locator"], record["read_from"]
    return {name: value for name, value in record.items() if not is_missing(value)}


def is_missing(value: object) -> bool:
    return value is None or value != value or (isinstance(value, list) and not value)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_web_page_reads_as_its_text_does(form: str) -> None:
    expected = record_of(text_form())
    assert (expected["title"], expected["budget"], expected["currency"]) == (TITLE, 300000.0, "USD")
    assert len(expected) >= 17
    assert record_of(FORMS[form]) == expected


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>one <i>line</i> of\n words</p><p>two", ["one line of words", "two"]),
        ("<div>a<br>b<hr>c</div>", ["a", "b", "c"]),
        ("<ul><li>a<ul><li>b</ul><li><p>c</p></ul>", ["- a", "- b", "- c"]),
        ("<dl><dt>Where</dt><dd><ul><li>Chad</ul></dd></dl>", ["Where", "Chad"]),
        ("<table><tr><td>a<td>b<td><td>d</table>", ["a\tb\t\td"]),
        (
            "<table><tr><th>Country<th>Budget<tr><td>Chad<td>5</table>",
            ["Country\tBudget", "Chad", "5"],
        ),
        (
            "<table><tr><th>Start<td>2025<th>End<td>2027</table>",
            ["Start", "2025", "End", "2027"],
        ),
        ("<table><tr><td>a<td><p>b</p><p>c</p><td>d</table>", ["a", "b", "c", "d"]),
        ("<p><b>P</b>roject <b>worth</b> 5", ["Project worth 5"]),
        ("<p><b>Start</b> <b>Date</b> 2025", ["Start Date\t2025"]),
        ("<p>Mig\u00adra\u200btion\u00a0fund", ["Migration fund"]),
        ("<p>a<script>b</script>c<template>d</template><noscript>e</noscript>", ["ac"]),
        ("<p>a</p><p hidden>b</p><p style='display: none'>c</p>d", ["a", "d"]),
        ("<div class=accordion-body style='display:none'>Budget</div>", ["Budget"]),
        ("<pre>a\nb</pre>", ["a", "b"]),
    ],
)
def test_lines_of_a_web_page(page: str, lines: list[str]) -> None:
    assert html_text(f"<html><body>{page}").splitlines() == lines


def test_a_title_without_the_site_stands_for_a_missing_heading() -> None:
    head = "<html><head><title>Safe | sound | The Fund</title></head><body>"
    assert html_text(f"{head}<p>Text</p>").splitlines() == ["Safe | sound", "", "Text"]
    assert html_text(f"{head}<h1>Own</h1>").splitlines() == ["Own"]


def test_surroundings_go_only_where_a_main_part_is_marked() -> None:
    around = "<nav>Menu</nav>{}<aside>Beside</aside><div id=cookie-bar>Cookies</div>"
    marked = html_text("<html>" + around.format(f"<main>{PROSE * 3}</main>"))
    assert marked.splitlines() == [(PROSE * 3).strip()]
    for weak in (f"<div>{PROSE * 3}</div>", "<main>Little</main>"):
        lines = html_text("<html>" + around.format(weak)).splitlines()
        assert {"Menu", "Beside", "Cookies"} < set(lines)


def test_title_and_facts_around_the_main_part_stay() -> None:
    facts = "<aside><dl><dt>Budget</dt><dd>EUR 5</dd></dl></aside>"
    page = f"<html><header><h1>Title</h1></header><main>{PROSE * 3}</main>{facts}"
    lines = html_text(page).splitlines()
    assert (lines[0], lines[-2:]) == ("Title", ["Budget", "EUR 5"])


def test_text_with_a_tag_in_it_stays_text() -> None:
    for text in ("<p align=center>\n\n# Heading\n\nWords", "a < b\nc > d", "<EUR 5>\n2025>"):
        assert read_document(text.encode()).text == text


@pytest.mark.parametrize(
    "text",
    ['\ufeff<?xml version="1.0"?>\n<iati-activities/>', "\n<iati-activities></iati-activities>"],
)
def test_xml_is_no_page(text: str) -> None:
    with pytest.raises(MigfundError, match=r"it is XML and no web page; mf\.read_iati reads IATI"):
        read_document(text.encode())
    page = '<?xml version="1.0"?><!DOCTYPE html><html><p>Budget: EUR 5</p></html>'
    assert read_document(page.encode()).text.strip() == "Budget: EUR 5"


@pytest.mark.parametrize("page", ["<html></html>", "<html><script>x</script>", "<html><!-- a -->"])
def test_a_web_page_without_text(page: str) -> None:
    with pytest.raises(MigfundError, match="the HTML page holds no text"):
        read_document(page.encode())


def test_a_web_page_nested_too_deeply_is_not_cut_in_silence() -> None:
    with pytest.raises(MigfundError, match="nested too deeply"):
        read_document(b"<html>" + b"<div>" * 400 + b"Budget")


def test_a_guess_is_among_the_problems_of_its_record() -> None:
    page = text_form().replace(TITLE, "Współpraca z Gruzją")
    table = mf.read_projects(io.BytesIO(page.encode("cp1250")))
    assert mf.problems(table)["field"].tolist() == ["encoding"]


def test_a_page_saved_as_mhtml() -> None:
    mhtml = (
        "From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="=="\r\n\r\n'
        "--==\r\nContent-Type: text/html; charset=windows-1252\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<html><body><dl><dt>Dur=E9e</dt><dd>12 mo=\r\nis</dd></dl></body></html>\r\n--==--\r\n"
    )
    document = read_document(mhtml.encode())
    assert (document.text.splitlines(), document.doubts) == (["Durée", "12 mois"], ())
    with pytest.raises(MigfundError, match="holds no HTML"):
        read_document(mhtml.replace("text/html", "text/css").encode())


def make_pdf(*pages: list[str]) -> bytes:
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    buffer = io.BytesIO()
    with rc_context({"pdf.fonttype": 42}), PdfPages(buffer) as pdf:
        for lines in pages:
            figure = Figure(figsize=(8, 11))
            for number, line in enumerate(lines):
                figure.text(0.05, 0.97 - 0.03 * number, line, fontsize=8)
            pdf.savefig(figure)
    return buffer.getvalue()


def test_a_pdf_reads_as_its_text_does() -> None:
    pytest.importorskip("pypdfium2")
    lines = text_form().splitlines()
    lines = [line for line in lines if line != "-"]
    assert record_of(make_pdf(lines)) == record_of("\n".join(lines))


def test_pages_of_a_pdf_and_those_without_text() -> None:
    pytest.importorskip("pypdfium2")
    document = read_document(make_pdf(["Coût", "5 €"], [], ["End"]))
    assert document.text == "Coût\n5 €\n\n\n\nEnd"
    assert document.doubts[0].reason.startswith("without text: page 2;")


FULL = "The project trains officers of the border police of both countries and gives them a"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ([FULL, "small library,", "too."], [f"{FULL} small library,", "too."]),
        (
            [FULL, f"small library {FULL[4:]}", "école."],
            [f"{FULL} small library {FULL[4:]} école."],
        ),
        ([f"{FULL} library.", "and"], [f"{FULL} library.", "and"]),
        ([f"{FULL} multi-", "lateral"], [f"{FULL} multi-", "lateral"]),
        ([FULL, "Library"], [FULL, "Library"]),
        ([FULL, "5 books"], [FULL, "5 books"]),
        ([FULL, "a) training"], [FULL, "a) training"]),
        ([FULL, "o training"], [FULL, "o training"]),
        ([FULL, "budget: EUR 5"], [FULL, "budget: EUR 5"]),
        (["Status", "active", FULL], ["Status", "active", FULL]),
        ([FULL[:62], "active", FULL], [FULL[:62], "active", FULL]),
        ([], []),
    ],
)
def test_wrapped_lines_of_a_pdf_are_joined_and_labels_are_not(
    lines: list[str], joined: list[str]
) -> None:
    assert documents._join_wrapped(lines) == joined


def test_a_wrapped_sentence_of_a_pdf_is_read_whole() -> None:
    pytest.importorskip("pypdfium2")
    pdf = make_pdf(["Status", "active", FULL, "small library."])
    assert read_document(pdf).text == f"Status\nactive\n{FULL} small library."


def minimal_pdf(trailer: str) -> bytes:
    """Write a PDF of one empty page by hand, with a right table of its objects."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        f"<</Filter/Standard/V 1/R 2/P -4/O <{'41' * 32}>/U <{'42' * 32}>>>",
    ]
    text, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    text += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R"
    return f"{text}{trailer}>>\nstartxref\n{text.index('xref')}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (minimal_pdf(""), "no text layer; run text recognition first"),
        (minimal_pdf(f"/Encrypt 4 0 R/ID[<{'43' * 16}><{'43' * 16}>]"), "protected by a password"),
        (b"%PDF-1.7\nnothing", "the PDF is broken"),
    ],
)
def test_a_pdf_that_gives_no_text(content: bytes, reason: str) -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(MigfundError, match=reason):
        read_document(content)


def test_the_extra_for_pdf_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'migfund\[pdf\]'"):
        read_document(minimal_pdf(""))


def test_a_document_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 1_000_000)
    with pytest.raises(MigfundError, match="larger than 1 MB"):
        read_document(b"a" * 1_000_001)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<html>", b"%PDF-1.4\n", b"\xff\xfe", b"MIME-Version: 1.0\n", b"<p>"]),
)
def test_any_bytes_raise_no_other_error(content: bytes, start: bytes) -> None:
    pytest.importorskip("pypdfium2")
    with contextlib.suppress(MigfundError):
        mf.read_projects(io.BytesIO(start + content))


@given(st.lists(st.sampled_from("table tr td th li dl dt b p div br /td /tr /b /p x".split())))
def test_any_tags_keep_all_their_text(tags: list[str]) -> None:
    page = "<html><body>" + "".join(f"<{tag}>w{n}" for n, tag in enumerate(tags)) + "<p>end"
    words = html_text(page).replace("- ", "")
    assert [n for n in range(len(tags)) if f"w{n}" not in words] == []


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("<p>EUR 45000<sup>1</sup></p>", "EUR 45000"),
        ("<p>EUR 450 000<sup>2</sup> in all</p>", "EUR 450 000 in all"),
        ("<p>Budget<sup>[3]</sup>: 5</p>", "Budget: 5"),
        ("<p>until 31.12.2023<sup>*</sup></p>", "until 31.12.2023"),
        ("<p>45 km<sup>2</sup></p>", "45 km²"),
        ("<p>3.5 x 10<sup>6</sup> EUR</p>", "3.5 x 10⁶ EUR"),
        ("<p>€ 45<sup>99</sup></p>", "€ 45⁹⁹"),
        ("<p>1<sup>er</sup> mars</p>", "1er mars"),
        ("<p><sup>1</sup> As of May</p>", "¹ As of May"),
    ],
)
def test_marks_of_footnotes_are_no_digits(body, line):
    assert html_text(f"<html><body>{body}</body></html>") == line


@pytest.mark.parametrize(
    "menu", ["<ul><li>Chad<li>Kenya</ul>", "<a>Chad</a><a>Mali</a><a>Iran</a>"]
)
def test_a_menu_is_left_out_where_the_page_says_more(menu):
    rest = "<h1>Wells</h1><p>Country: Niger</p><p>Ten villages have a well of their own now.</p>"
    assert html_text(f"<html><body><nav>{menu}</nav>{rest}</body></html>").startswith("Wells")
    path = html_text(f"<html><body><nav aria-label=breadcrumb>{menu}</nav>{rest}</body></html>")
    assert "Chad" in path
    assert "Chad" in html_text(f"<html><body><nav>{menu}</nav><h1>Wells</h1></body></html>")
