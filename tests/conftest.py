"""What all tests share: charts without a screen, and reproducible hypothesis runs."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("Agg")

# Garbage is looked for after as many more objects as a test of tables or charts makes: a tenth of
# the time of all tests.
gc.set_threshold(20_000, 10, 10)

# `make fuzz` takes more examples than `make test` has time for.
settings.register_profile(
    "migfund",
    deadline=None,
    print_blob=True,
    derandomize=True,
    max_examples=100 if "MIGFUND_FUZZ" in os.environ else 20,
)
settings.load_profile("migfund")


LONGEST = {"test_they_run", "test_site_builds_without_a_warning_and_loads_nothing_from_elsewhere"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that no worker waits for another at the end."""
    items.sort(key=lambda item: item.name not in LONGEST)


def pytest_collection_finish() -> None:
    """Leave the thousands of tests out of all later searches for garbage: they stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    """Close the figures of a test, so that none is left for the next."""
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures of reports undrawn, which take most of the time of a report."""
    monkeypatch.setattr("migfund.report.figures._for_both_grounds", lambda *_, **__: ("<svg/>", ""))


@pytest.fixture
def captions_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures of reports out, but for their captions, whose words are on the page."""
    from matplotlib.figure import Figure

    from migfund.plot.chart import take_caption

    def caption(chart: Any, width: float, height: float, *, phone: bool) -> tuple[str, str]:
        figure = Figure(figsize=(width, height), dpi=72, layout="constrained")
        return "<svg/>", take_caption(chart(figure.subplots(), phone))

    monkeypatch.setattr("migfund.report.figures._for_both_grounds", caption)
