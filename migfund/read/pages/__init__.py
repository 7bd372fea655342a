"""Page layouts, each in a module of its own; the first that recognises a page reads it.

A layout module has ``recognise(page) -> bool`` and ``read(page) -> dict``, a record as
:func:`migfund.read.records.make_record` gives it. A new layout is a new module and a line in
:data:`LAYOUTS`, the surest signs first.
"""

from typing import Any

from migfund.read.page import Page
from migfund.read.pages import (
    ada,
    canada,
    devfund_lines,
    eu_delegation,
    eu_grant_form,
    eu_reference,
    eutf_action,
    finland,
    icmpd,
    idf_labels,
    labelled,
    mpf_fiche,
    prose_page,
)

__all__ = ["LAYOUTS", "read_page"]

LAYOUTS = (
    idf_labels,
    mpf_fiche,
    eutf_action,
    eu_reference,
    ada,
    canada,
    devfund_lines,
    icmpd,
    eu_grant_form,
    finland,
    labelled,
    eu_delegation,
    prose_page,
)


def read_page(page: Page) -> dict[str, Any] | None:
    """Read a page by the layout that recognises it; None where none does."""
    return next((layout.read(page) for layout in LAYOUTS if layout.recognise(page)), None)
