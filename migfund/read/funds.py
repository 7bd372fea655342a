"""Until record.py no longer asks for a fund's name: the reader of pages gives it the name."""

__all__ = ["fund_named"]


def fund_named(text: str) -> str | None:
    """Return the short name of the one fund that a text names; None for none or several.

    Examples
    --------
    >>> fund_named("a programme of the EU Emergency Trust Fund for Africa")
    'EUTF'
    """
    from migfund.read.pages import words

    return words.fund_named(text)
