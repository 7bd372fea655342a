"""Words -> money: the amount and the currency that a text states, or nothing.

How digits and marks are read is THE RULE in `migfund.parse.numbers`; which numbers are money is
decided in `migfund.parse.money`. What could be read in two ways yields nothing.
"""

import re
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd

from migfund.codelists import currencies
from migfund.errors import CurrencyError, MigfundError
from migfund.parse.money import Money, scan
from migfund.parse.money_words import money_words
from migfund.parse.numbers import LARGEST

__all__ = ["Amount", "find_amounts", "parse_amount"]

_LABEL = re.compile(r"[\w\s()/'’.,&-]*?[\s:=|–—-]*")
_NOTE = re.compile(
    r"(?:\s|[*†‡¹²³⁴-⁹]|\[\w{1,3}\]|\([A-Z][A-Z0-9&/ +-]{1,24}\)|\((?:approx|ca|est)\.?\))*\.?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of money and the words that it came from.

    Parameters
    ----------
    value
        In units of the currency, not in thousands or millions.
    currency
        ISO 4217 code; None where the text names no currency or only an ambiguous one ("$", "kr").
    text
        The very words, a substring of the input.
    start, end
        The span of `text` in the input.

    Examples
    --------
    >>> Amount(62550000.0, "EUR", "EUR 62.55 Million", 0, 17).value
    62550000.0
    """

    value: float
    currency: str | None
    text: str
    start: int
    end: int


def _check_options(dollar: str | None, decimal: str | None) -> None:
    if dollar is not None and dollar not in currencies():
        raise CurrencyError(
            f"dollar={dollar!r} is not an ISO 4217 code; give one such as 'USD' or 'CAD', or None"
        )
    if decimal not in (None, ".", ","):
        raise MigfundError(f"decimal={decimal!r} is not a decimal mark; give '.', ',' or None")


def find_amounts(
    text: str, *, dollar: str | None = None, decimal: str | None = None
) -> list[Amount]:
    """Find every amount of money in running text.

    Only numbers beside a currency (symbol, code or word) count: a bare number is not money here.
    Ranges and numbers that can be read in two ways are left out.

    Parameters
    ----------
    text
        Any text, in English, French, German, Spanish, Portuguese, Italian, Dutch or Russian.
    dollar
        The ISO 4217 code that a bare "$" or "dollars" stands for; None leaves the currency out.
    decimal
        "." or ",": the decimal mark where a number such as 1.234 does not show it.

    Returns
    -------
    list of Amount
        In the order of the text.

    Raises
    ------
    CurrencyError
        If `dollar` is not an ISO 4217 code.
    MigfundError
        If `decimal` is not a decimal mark.

    Examples
    --------
    >>> [(a.value, a.currency) for a in find_amounts("USD 120,000 of 1,5 Mio. EUR for 300 people")]
    [(120000.0, 'USD'), (1500000.0, 'EUR')]
    """
    _check_options(dollar, decimal)
    return [
        _amount(text, money, dollar) for money in scan(text, decimal) if money.stated and money.sure
    ]


@overload
def parse_amount(
    text: str, *, dollar: str | None = ..., decimal: str | None = ...
) -> Amount | None: ...


@overload
def parse_amount(
    text: "pd.Series[Any]", *, dollar: str | None = ..., decimal: str | None = ...
) -> pd.DataFrame: ...


def parse_amount(
    text: "str | pd.Series[Any]", *, dollar: str | None = None, decimal: str | None = None
) -> Amount | pd.DataFrame | None:
    """Read the one amount of money that a text states.

    A bare number counts only if it is the whole text, apart from a label ("Budget:"), footnote
    marks and a note in brackets ("(AMIF)"). Several different amounts yield nothing, unless all but
    one stand in brackets; so do ranges, and all that could be read in two ways (see the module).

    Parameters
    ----------
    text
        A text, or a Series of texts (missing values stay missing; numbers pass through).
    dollar
        The ISO 4217 code that a bare "$" or "dollars" stands for; None leaves the currency out.
    decimal
        "." or ",": the decimal mark where a number such as 1.234 does not show it.

    Returns
    -------
    Amount, None or pandas.DataFrame
        For a Series a frame on the same index: `value` (float64, units of the currency),
        `currency` (str, ISO 4217) and `text` (str, the words that were read).

    Raises
    ------
    CurrencyError
        If `dollar` is not an ISO 4217 code.
    MigfundError
        If `decimal` is not a decimal mark, or `text` is neither text nor a Series.

    Examples
    --------
    >>> parse_amount("Budget: EUR 62.55 Million")
    Amount(value=62550000.0, currency='EUR', text='EUR 62.55 Million', start=8, end=25)
    >>> parse_amount("EUR 1-2 million") is None
    True
    >>> import pandas as pd
    >>> parse_amount(pd.Series(["78.000,- Euro", None, "36 months"]))["value"].tolist()
    [78000.0, nan, nan]
    """
    _check_options(dollar, decimal)
    if isinstance(text, pd.Series):
        return _parse_series(text, dollar, decimal)
    if not isinstance(text, str):
        raise MigfundError(
            f"parse_amount needs text or a pandas Series of texts, not {type(text).__name__}; "
            "wrap other values in a Series"
        )
    return _parse_one(text, dollar, decimal)


def _parse_one(text: str, dollar: str | None, decimal: str | None) -> Amount | None:
    """Choose the one amount of a text, or none."""
    found = scan(text, decimal)
    stated = [money for money in found if money.stated]
    if not stated:
        return _bare_amount(text, found[0]) if found else None
    outside = [
        money
        for money in stated
        if text.count("(", 0, money.start) <= text.count(")", 0, money.start)
        or (money.before is not None and money.before.label)
    ]
    chosen = outside or stated
    if not all(money.sure for money in chosen):
        return None
    if len({(money.value, money.codes) for money in chosen}) > 1:
        return None
    return _amount(text, chosen[0], dollar)


def _amount(text: str, money: Money, dollar: str | None) -> Amount:
    """Make the public record of a number that is sure."""
    start = money.start if money.before and money.before.label else money.begin
    if money.sign < 0 and text[:start].endswith(("-", "−")):
        start -= 1
    currency = dollar if money.currency == "$" else money.currency
    end = money.after.end
    return Amount(float(money.value or 0), currency, text[start:end], start, end)


def _bare_amount(text: str, money: Money) -> Amount | None:
    """Take a number without a currency that is the whole text but for a label and notes."""
    start, end = money.start - (money.sign < 0), money.after.end
    labelled = _is_label(text[:start])
    if labelled is None or not money.sure or not _NOTE.fullmatch(text, end):
        return None
    if money.codes is not None or (money.factor == 1 and money.is_year):
        return None
    if 0 < len(text[money.end : end].strip()) < 3 and not labelled:
        return None  # "5 m" alone may be metres
    return Amount(float(money.value or 0), None, text[start:end], start, end)


def _is_label(head: str) -> bool | None:
    """Tell whether the words before a bare number name money; None if they name something else."""
    if len(head) > 120 or not _LABEL.fullmatch(head) or re.search("[0-9]|[(]$", head.strip()):
        return None
    words = money_words()
    named = set(re.findall(r"[^\W\d_]+", head.lower()))
    if not named:
        return None if re.search(r"[^\s:=–—|-]", head) else False
    return True if named & words.labels and named <= words.labels | words.fillers else None


def _parse_series(texts: "pd.Series[Any]", dollar: str | None, decimal: str | None) -> pd.DataFrame:
    """Parse each distinct value once."""
    if texts.dtype == object:
        # Lists cannot be told apart by hash, and True would be taken for 1.
        known = [isinstance(v, str | int | float) and not isinstance(v, bool) for v in texts]
        texts = texts.where(pd.Series(known, index=texts.index))
    codes, distinct = pd.factorize(texts)
    parsed = [_parse_any(value, dollar, decimal) for value in distinct]
    values = [amount.value if amount else np.nan for amount in parsed]
    currencies = [amount.currency if amount else None for amount in parsed]
    words = [amount.text if amount else None for amount in parsed]
    return pd.DataFrame(
        {
            "value": np.array([*values, np.nan], dtype="float64")[codes],
            "currency": pd.array(currencies, dtype="str").take(codes, allow_fill=True),
            "text": pd.array(words, dtype="str").take(codes, allow_fill=True),
        },
        index=texts.index,
    )


def _parse_any(value: object, dollar: str | None, decimal: str | None) -> Amount | None:
    """Parse a text; a number is its own value if it is finite and of a believable size."""
    if isinstance(value, str):
        return _parse_one(value, dollar, decimal)
    if isinstance(value, int | float) and abs(value) <= LARGEST:
        text = str(value)
        return Amount(float(value), None, text, 0, len(text))
    return None
