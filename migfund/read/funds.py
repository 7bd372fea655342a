"""Until record.py imports from :mod:`migfund.read.pages.words`."""

from migfund.read.pages.words import fund_named

__all__ = ["fund_named"]
