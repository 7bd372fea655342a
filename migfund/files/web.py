"""Pages from the web: fetched because their URL was given, and kept in a folder.

Bounds: a time for each answer and for the whole page, a size, few redirects and only to http(s),
the types of pages, and what the site's robots.txt allows.
"""

import hashlib
import http.client
import json
import os
import re
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from migfund.errors import MigfundError
from migfund.files.limits import MAX_BYTES
from migfund.files.replace import replaced

__all__ = ["cache_folder", "fetch", "is_url"]

SILENT = 10.0
"""Seconds for which a site may be silent."""
LONGEST = 60.0
"""Seconds that a page may take in all."""
LIMIT = MAX_BYTES
MOST_REDIRECTS = 5
_AGENT = "migfund"
_ROBOTS_LIMIT = 500_000
_TYPES = frozenset(
    "text/html application/xhtml+xml text/plain text/markdown application/pdf message/rfc822 "
    "multipart/related".split()
)
_URL = re.compile(r"https?://", re.IGNORECASE)
_UNFOLLOWED = "redirects that are not followed: in a circle, too many, or to no http(s)"
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)


class _FaultError(Exception):
    """Why a page is not fetched."""


def is_url(path: object) -> bool:
    """Tell whether a path is the URL of a page.

    Examples
    --------
    >>> is_url("https://example.org/project"), is_url("pages/project.html"), is_url("ftp://a.org")
    (True, False, False)
    """
    return isinstance(path, str) and _URL.match(path) is not None


def cache_folder(folder: str | os.PathLike[str] | None) -> Path:
    """Return the folder that pages are kept in; the user's cache folder if none is named."""
    if isinstance(folder, str | os.PathLike):
        return Path(folder)
    if folder is not None:
        raise MigfundError(f"cache must be the name of a folder, not {folder!r}")
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "migfund" / "pages"


def fetch(url: str, folder: Path) -> bytes | str:
    """Return a page as it was fetched before or is fetched now, or the reason why there is none.

    Beside the bytes, a file ``.json`` in the folder holds the URL, the URL after redirects, when it
    was fetched, the type and the SHA-256 of the bytes. A copy that is not what its hash says is
    fetched anew; delete the folder to fetch all anew.
    """
    name = hashlib.sha256(url.encode()).hexdigest()[:24]
    page, facts = folder / f"{name}.page", folder / f"{name}.json"
    kept = _read_kept(page, facts)
    if kept is None:
        try:
            data, about = _get(url, LIMIT)
        except _FaultError as error:
            return str(error)
        about |= {"fetched": datetime.now(UTC).isoformat(timespec="seconds")}
        about |= {"url": url, "sha256": hashlib.sha256(data).hexdigest()}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with replaced(page) as beside:
                beside.write_bytes(data)
            with replaced(facts) as beside:
                beside.write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")
        except (OSError, MigfundError) as error:
            reason = getattr(error, "strerror", None) or error
            return f"fetched, but it cannot be kept in {folder} ({reason}); name a cache="
        kept = data, str(about["type"])
    return _with_charset(*kept)


def _read_kept(page: Path, facts: Path) -> tuple[bytes, str] | None:
    """Return the bytes and the type of a page in the folder; None if it is not there whole."""
    try:
        data, about = page.read_bytes(), json.loads(facts.read_text(encoding="utf-8"))
        whole = about["sha256"] == hashlib.sha256(data).hexdigest()
        return (data, str(about["type"])) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _with_charset(data: bytes, kind: str) -> bytes:
    """Write text in UTF-8 where the site's answer named another encoding for it."""
    charset = _CHARSET.search(kind)
    if charset is None or not kind.startswith("text/"):
        return data
    try:
        return ("\ufeff" + data.decode(charset[1])).encode()
    except (LookupError, ValueError):
        return data


def _get(url: str, limit: int, *, robots: bool = True) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes of a page, and the URL and type that the site gave for them."""
    opener = urllib.request.OpenerDirector()
    # Of what urllib can open, only http and https: no files, no ftp, no data in the URL.
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(robots),
    ):
        opener.add_handler(handler)
    end = time.monotonic() + LONGEST
    try:
        address = _ascii(url)
        if robots:
            _ask_robots(address)
        request = urllib.request.Request(address, headers={"User-Agent": _AGENT})
        with opener.open(request, timeout=min(SILENT, LONGEST)) as response:
            kind = response.headers.get("Content-Type", "text/html").lower()
            if kind.split(";")[0].strip() not in _TYPES:
                raise _FaultError(f"no page but {kind.split(';')[0]}; give the URL of a page")
            data = b"".join(_chunks(response, limit, end))
            return data, {"final_url": response.geturl(), "type": kind}
    except HTTPError as error:
        error.close()
        reason = _UNFOLLOWED if 300 <= error.code < 400 else f"HTTP status {error.code}"
        raise _FaultError(f"{reason}; see whether the URL opens in a browser") from None
    except TimeoutError:
        raise _FaultError(f"the site was silent for {SILENT:g} s; try again later") from None
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            raise _FaultError(f"the site was silent for {SILENT:g} s; try again later") from None
        raise _FaultError(f"cannot be fetched ({getattr(error, 'reason', error)})") from None


def _ascii(url: str) -> str:
    """Write a URL with letters of any language as the web sends it."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?-._") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path, query, ""))


def _chunks(response: IO[bytes], limit: int, end: float) -> Iterator[bytes]:
    """Read an answer in parts, up to a size and a time."""
    size = 0
    while part := response.read1(65536):  # type: ignore[attr-defined]
        size += len(part)
        if size > limit:
            raise _FaultError(f"larger than {limit / 10**6:g} MB, which no project page is")
        if time.monotonic() > end:
            raise _FaultError(f"not there whole after {LONGEST:g} s; save the page by hand")
        yield part


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirects, few of them, to http(s) and where robots.txt allows it."""

    max_redirections = MOST_REDIRECTS
    max_repeats = 2

    def __init__(self, robots: bool) -> None:
        self.robots = robots

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        """Return the request for the new place, or raise if that must not be followed."""
        if not is_url(newurl):
            raise _FaultError(f"{_UNFOLLOWED}; see whether the URL opens in a browser")
        if self.robots:
            _ask_robots(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _ask_robots(url: str) -> None:
    """Raise if a site's robots.txt does not allow a page; wait if it asks for that."""
    parts = urlsplit(url)
    rules = _robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
    if not rules.can_fetch(_AGENT, url):
        raise _FaultError("the site's robots.txt asks not to fetch it; save the page by hand")
    time.sleep(min(float(rules.crawl_delay(_AGENT) or 0), SILENT))


@cache
def _robots(url: str) -> RobotFileParser:
    """Return a site's rules; all is allowed where it has none."""
    rules = RobotFileParser(url)
    try:
        data, _ = _get(url, _ROBOTS_LIMIT, robots=False)
        rules.parse(data.decode("utf-8", errors="replace").splitlines())
    except _FaultError as error:
        # A site without rules answers 404, one that is down not at all or 5xx.
        if "HTTP status 4" not in str(error) and "no page but" not in str(error):
            raise
        rules.parse([])
    return rules
