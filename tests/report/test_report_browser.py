"""The report in a browser: legible at three widths, light and dark, and all that can be pressed."""

import shutil

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")

WIDTHS = (390, 820, 1280)

OPEN = "all => all.forEach(details => details.open = true)"

# Text of the page that is cut off at the side, or overlaps other text.
FAULTS = """() => {
  const faults = [];
  const texts = "h1,h2,h3,h4,p,li,figcaption,img,summary,label,button,span";
  const shown = [...document.querySelectorAll(texts)].filter((e) =>
    e.checkVisibility() && !e.closest(".unseen,.scroll,.skip") && e.textContent + e.alt);
  const name = (e) => e.tagName + " " + (e.alt || e.textContent).slice(0, 40);
  const boxes = shown.map((e) => [e, e.getBoundingClientRect()]);
  boxes.sort(([, a], [, b]) => a.top - b.top);
  for (const [e, box] of boxes) {
    if (box.left < -0.5 || box.right > innerWidth + 0.5) faults.push("outside: " + name(e));
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth) faults.push("cut: " + name(e));
  }
  boxes.forEach(([one, a], at) => {
    for (let next = at + 1; next < boxes.length; next++) {
      const [other, b] = boxes[next];
      if (b.top >= a.bottom) break; // as all that follow
      if (one.contains(other) || other.contains(one)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && tall > 1) faults.push(name(one) + " / " + name(other));
    }
  });
  return faults;
}"""


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        with playwright.chromium.launch(executable_path=CHROMIUM, args=flags) as chromium:
            yield chromium


@pytest.fixture
def opened(browser, reports):
    """Open a report; at the end nothing may have been asked of a network or written as an error."""
    contexts, faults = [], []

    def open_page(which="all", width=1280, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url))
        page.goto(reports(which).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    asked = [fault for fault in faults if not fault.startswith(("file:", "data:"))]
    assert asked == []


@pytest.mark.parametrize("which", ["all", "one", "half"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_or_overlaps(opened, which, width):
    page = opened(which, width)
    page.eval_on_selector_all("details", OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(opened, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened("half" if width == 820 else "all", width, color_scheme=scheme)
    page.eval_on_selector_all("details", OPEN)
    # What is right, or cannot be told, is not written out for each element.
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def test_charts_are_drawn_again_for_phones(opened):
    drawn = [
        opened(width=width).eval_on_selector_all("figure img", "all => all.map(i => i.currentSrc)")
        for width in (390, 820, 1280)
    ]
    assert len(drawn[0]) == len(set(drawn[0])) > 4
    assert drawn[1] == drawn[2]
    assert not set(drawn[0]) & set(drawn[1])


def rows(page, table, column=0):
    """Return the texts of a column, of the rows that are seen."""
    script = "(rows, at) => rows.filter(r => r.checkVisibility()).map(r => r.cells[at].textContent)"
    return page.eval_on_selector_all(f"#{table}-table tbody tr", script, column)


def test_tables_are_folded_sorted_and_filtered(opened):
    page = opened()
    table = page.locator("#projects-table")
    assert len(rows(page, "projects")) == 40
    table.get_by_role("button", name="Show all 64 rows").click()
    assert len(rows(page, "projects")) == 64
    table.get_by_role("button", name="Show the first 40 rows").click()
    assert len(rows(page, "projects")) == 40

    table.get_by_role("button", name="Months").click()
    months = [float(text.split()[0]) for text in rows(page, "projects", 4) if text != "–"]
    assert months == sorted(months, reverse=True)
    assert months[0] > months[-1]
    head = table.locator("thead th").nth(4)
    assert head.get_attribute("aria-sort") == "descending"
    table.get_by_role("button", name="Project").focus()
    page.keyboard.press("Enter")
    titles = rows(page, "projects")
    assert titles[0].startswith("Addressing migrant")
    assert head.get_attribute("aria-sort") is None
    page.keyboard.press("Enter")
    assert rows(page, "projects")[0] > titles[0]

    table.get_by_label("Filter").fill("belarus")
    named = ["elarus" in row for row in table.locator("tbody tr").all_inner_texts()]
    assert len(rows(page, "projects")) == sum(named) > 1
    assert "of 64 rows shown" in table.get_by_role("status").inner_text()
    table.get_by_label("Filter").fill("")
    assert len(rows(page, "projects")) == 40


def test_a_sign_says_that_more_is_to_the_side(opened):
    page = opened(width=390)
    hint = page.locator("#projects-table .hint")
    assert hint.is_visible()
    box = page.locator("#projects-table")
    assert "more-right" in box.get_attribute("class")
    scroll = page.locator("#projects-table .scroll")
    title = page.locator("#projects-table tbody th").first
    left = title.bounding_box()["x"]
    scroll.evaluate("box => { box.scrollLeft = box.scrollWidth; box.scrollTop = 300; }")
    page.wait_for_function("!document.querySelector('#projects-table').matches('.more-right')")
    head = page.locator("#projects-table thead th").first
    assert title.bounding_box()["x"] == pytest.approx(left, abs=1)
    assert head.bounding_box()["y"] == pytest.approx(scroll.bounding_box()["y"], abs=1)


def test_all_columns_of_projects_fit_on_a_wide_page(opened):
    page = opened(width=1280)
    assert not page.locator("#projects-table .hint").is_visible()
    box = "box => [box.scrollWidth - box.clientWidth, box.getBoundingClientRect().right]"
    beyond, right = page.locator("#projects-table .scroll").evaluate(box)
    assert beyond <= 1
    assert right <= 1280


def test_without_scripts_the_page_is_whole(opened, reports):
    page = opened(java_script_enabled=False)
    assert page.locator("#projects-table tbody tr:visible").count() == 64
    assert page.locator("button").count() == 0
    for link in page.locator("a[href]").all():
        target = link.get_attribute("href")
        if target.startswith("#"):
            assert page.locator(target).count() == 1, target
        else:
            assert (reports("all").parent / target).stat().st_size, target


def test_printed_nothing_is_cut_off(opened, tmp_path):
    page = opened(width=700)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    wider = "all => all.filter(box => box.scrollWidth > box.clientWidth + 1).length"
    assert page.eval_on_selector_all(".scroll", wider) == 0
    assert page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
