"""Reports that several tests look at: each is written once, also by several processes of a run."""

import datetime
import os
import shutil
import time
from pathlib import Path

import pytest

from migfund.report.report import write_report

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"
DAY = datetime.date(2026, 11, 28)
SECONDS = 600
"""How long to wait for a report that another process writes."""


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """Return a function that writes a report at its first call, and returns its page.

    There are reports on all pages, on one, and on a folder of which half cannot be read.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each process has a folder in that of the run
        root = root.parent

    def source(which):
        if which != "half":
            return {"all": PAGES, "one": PAGES / "seed_mpf.txt"}[which]
        folder = root / "half_of_the_pages"
        folder.mkdir()
        for name in ("seed_mpf.txt", "aics_01_hanoi.txt", "devfund_06_egypt.txt"):
            shutil.copy(PAGES / name, folder)
            (folder / f"empty_{name}").write_text("Nothing of a project.")
        return folder

    def page_of(which):
        out, done = root / f"report_{which}", root / f"report_{which}.done"
        try:
            (root / f"report_{which}.begun").touch(exist_ok=False)
        except FileExistsError:
            until = time.monotonic() + SECONDS
            while not done.exists() and time.monotonic() < until:
                time.sleep(0.1)
        else:
            files = write_report(source(which), out=out, date=DAY)
            done.write_text("\n".join(map(str, files)))
        return Path(done.read_text().split("\n")[0])

    return page_of
