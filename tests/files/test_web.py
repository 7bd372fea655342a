"""Pages of URLs, from a server of the test's own that answers in every wrong way."""

import contextlib
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pandas as pd
import pytest

import migfund as mf
from migfund.files import web

PAGE = (
    "<html><body><h1>Safe borders for all</h1><dl><dt>Budget</dt><dd>€ 5,000,000</dd>"
    "<dt>Country</dt><dd>Côte d’Ivoire</dd></dl></body></html>"
)
HTML = "text/html; charset=utf-8"


class Site(BaseHTTPRequestHandler):
    """A site with one good page and many bad ones."""

    asked: ClassVar[list[str]] = []
    robots = (404, "text/plain", b"")

    def do_GET(self):
        Site.asked.append(self.path)
        answers = {
            "/robots.txt": Site.robots,
            "/good": (200, HTML, PAGE.encode()),
            "/latin": (200, "text/html; charset=windows-1252", PAGE.encode("cp1252")),
            "/image": (200, "image/png", b"\x89PNG"),
            "/large": (200, HTML, b"x" * 300_000),
            "/%C3%A9t%C3%A9": (200, HTML, PAGE.encode()),
        }
        moved = {
            "/moved": "/good",
            "/loop": "/loop",
            "/there": "/back",
            "/back": "/there",
            "/file": "file:///etc/passwd",
            "/private": "/secret",
        }
        if self.path in moved:
            self.answer(302, HTML, b"", Location=moved[self.path])
        elif self.path == "/silent":
            time.sleep(2)
        elif self.path == "/endless":
            self.answer(200, HTML, b"", length=False)
            for _ in range(200):
                self.wfile.write(b"x")
                time.sleep(0.02)
        else:
            self.answer(*answers.get(self.path, (404, HTML, b"not here")))

    def answer(self, status, kind, body, *, length=True, **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self):
        with contextlib.suppress(OSError):  # the reader went away
            super().handle()

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(web, "SILENT", 0.4)
    monkeypatch.setattr(web, "LONGEST", 0.8)
    monkeypatch.setattr(web, "LIMIT", 200_000)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Site.asked, Site.robots = [], (404, "text/plain", b"")
    web._robots.cache_clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    serving = {"target": server.serve_forever, "kwargs": {"poll_interval": 0.01}, "daemon": True}
    threading.Thread(**serving).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/good", "/latin", "/moved", "/été"])
def test_a_page_is_read_from_its_url(site, tmp_path, path):
    record = mf.read_projects(site + path, cache=tmp_path).iloc[0]
    assert (record["title"], record["budget"], record["currency"]) == (
        "Safe borders for all",
        5_000_000,
        "EUR",
    )
    assert record["countries"] == ["CIV"]
    assert record["source"] == site + path


def test_a_page_is_kept_with_its_day_and_hash_and_not_fetched_again(site, tmp_path):
    first = mf.read_projects(f"{site}/moved", cache=tmp_path)
    (facts,) = tmp_path.glob("*.json")
    (page,) = tmp_path.glob("*.page")
    about = json.loads(facts.read_text(encoding="utf-8"))
    assert page.read_bytes() == PAGE.encode()
    assert about["sha256"] == hashlib.sha256(PAGE.encode()).hexdigest()
    assert (about["url"], about["final_url"]) == (f"{site}/moved", f"{site}/good")
    day = pd.Timestamp(about["fetched"])
    assert abs(pd.Timestamp.now("UTC") - day) < pd.Timedelta("1 day")
    asked = len(Site.asked)
    pd.testing.assert_frame_equal(mf.read_projects(f"{site}/moved", cache=tmp_path), first)
    assert len(Site.asked) == asked
    page.write_bytes(b"changed")
    pd.testing.assert_frame_equal(mf.read_projects(f"{site}/moved", cache=tmp_path), first)
    assert len(Site.asked) > asked


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nothing", "HTTP status 404"),
        ("/silent", "the site was silent for 0.4 s"),
        ("/endless", "not there whole after 0.8 s"),
        ("/large", "larger than 0.2 MB"),
        ("/image", "no page but image/png"),
        ("/loop", "redirects that are not followed"),
        ("/there", "redirects that are not followed"),
        ("/file", "redirects that are not followed"),
    ],
)
def test_a_fault_of_the_site_is_the_pages_alone(site, tmp_path, path, reason):
    table = mf.read_projects([site + path, f"{site}/good"], cache=tmp_path, on_error="report")
    assert table["budget"].isna().tolist() == [True, False]
    assert reason in mf.problems(table)["reason"].iloc[0]
    assert len(list(tmp_path.glob("*.page"))) == 1
    with pytest.raises(mf.ReadError, match=reason):
        mf.read_projects(site + path, cache=tmp_path)


def test_robots_are_respected_also_behind_a_redirect(site, tmp_path):
    Site.robots = (200, "text/plain", b"User-agent: *\nDisallow: /secret\n")
    for path in ("/secret", "/private"):
        with pytest.raises(mf.ReadError, match=r"robots\.txt asks not to fetch it"):
            mf.read_projects(site + path, cache=tmp_path)
    assert "/secret" not in Site.asked
    assert mf.read_projects(f"{site}/good", cache=tmp_path)["budget"].tolist() == [5_000_000]


@pytest.mark.usefixtures("site")
def test_a_site_that_is_not_there_is_a_read_error(tmp_path):
    with pytest.raises(mf.ReadError, match="cannot be fetched"):
        mf.read_projects("http://127.0.0.1:1/page", cache=tmp_path)


def test_the_folder_must_be_one():
    with pytest.raises(mf.MigfundError, match="cache must be the name of a folder"):
        mf.read_projects("page.txt", cache=5)


def test_a_folder_that_cannot_be_written_is_said(site, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(mf.ReadError, match="cannot be kept in"):
        mf.read_projects(f"{site}/good", cache=tmp_path / "file")
