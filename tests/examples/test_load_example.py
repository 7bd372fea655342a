"""The example that comes with the package."""

from pathlib import Path

import pytest

import migfund as mf

DATA = Path(__file__).parents[2] / "data" / "pages"


def test_the_pages_are_those_of_the_data_folder():
    pages = sorted(mf.example_pages().iterdir())
    assert len(pages) == 25
    for page in pages:
        assert page.read_bytes() == (DATA / page.name).read_bytes()


def test_the_example_is_these_pages_read(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    projects = mf.load_example()
    assert len(projects) == 25
    assert projects["source"].map(lambda name: Path(name).is_file()).all()
    stated = projects.set_index(projects["source"].map(lambda name: Path(name).stem))
    assert stated.loc["seed_mpf", ["budget", "currency"]].tolist() == [105_000, "EUR"]
    assert stated.loc["sdc_01_north_africa", "currency"] == "CHF"


def test_each_call_returns_a_table_of_its_own():
    first = mf.load_example()
    first["budget"] = 0.0
    # The nine pages in euros: 3,000,000 + 500,000 + 961,937 + 142,515 + 3,552,000 + 3,249,603.84
    # + 1,496,448.50 + 1,532,558.68 + 105,000.
    projects = mf.load_example()
    assert projects.loc[projects["currency"] == "EUR", "budget"].sum() == pytest.approx(14540063.02)
