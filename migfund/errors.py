"""The exceptions, and how values are listed in their messages."""

from collections.abc import Iterable, Sequence
from typing import Any

__all__ = [
    "ColumnsError",
    "CurrencyError",
    "DateError",
    "MigfundError",
    "MissingExtraError",
    "OverlapWarning",
    "PartitionError",
    "PlaceError",
    "RatesUnavailable",
    "ReadError",
    "ScopeError",
    "join_some",
    "list_values",
]


class MigfundError(ValueError):
    """The base of every error that migfund raises on purpose.

    Each message says what is wrong, with up to five values and a count, what exists, and what
    to do.
    """


class ReadError(MigfundError):
    """A file, folder or pattern that could not be read as project records.

    Parameters
    ----------
    source
        The file or pattern at fault.
    reason
        What is wrong with it and what to do.
    """

    def __init__(self, source: object, reason: str) -> None:
        self.source = str(source)
        self.reason = reason
        super().__init__(f"{source}: {reason}")

    def __reduce__(self) -> tuple[type["ReadError"], tuple[str, str]]:
        """Pickle by source and reason, as processes exchange errors."""
        return type(self), (self.source, self.reason)


class ColumnsError(MigfundError):
    """A table lacks a column that is needed, or has one that would be overwritten."""


class CurrencyError(MigfundError):
    """A budget that cannot be converted: unknown currency, no date, or no rate for its date."""


class DateError(MigfundError):
    """A date, or a pair of them, that cannot be true."""


class PlaceError(MigfundError):
    """A country or a region that the lists do not know."""


class ScopeError(MigfundError):
    """Figures that must not be added up, such as budgets in different currencies."""


class RatesUnavailable(MigfundError):  # noqa: N818 - a state of the service, named as one
    """Rates that were asked of a web service and are not to be had; nothing replaces them."""


class MissingExtraError(MigfundError, ImportError):
    """A package that only this function needs is not installed."""


class PartitionError(MigfundError):
    """Partitions of a run that could not be read; the others were finished.

    Parameters
    ----------
    failed
        Name and reason of each.
    totals
        The totals of the others; none if there are no others.
    """

    def __init__(self, failed: Sequence[tuple[str, str]], totals: Any) -> None:
        self.failed = list(failed)
        self.totals = totals
        said = join_some([f"{name}: {reason}" for name, reason in self.failed])
        super().__init__(
            f"{len(self.failed)} partitions could not be read: {said}. Mend them or leave them out "
            "of over=. The attribute 'failed' of this error lists all of them, and 'totals' has "
            "the totals of the others."
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep both through a process."""
        return type(self), (self.failed, self.totals)


class OverlapWarning(UserWarning):
    """Totals whose groups overlap, so that they must not be added up."""


def list_values(values: Iterable[Any], *, limit: int = 5) -> str:
    """Write distinct values for a message: the first five, and how many more there are.

    Examples
    --------
    >>> list_values(["XXX", "YYY", "XXX"])
    "'XXX', 'YYY'"
    >>> list_values(range(8))
    '0, 1, 2, 3, 4 and 3 more'
    """
    shown = [repr(value) if isinstance(value, str) else str(value) for value in values]
    shown = list(dict.fromkeys(shown))
    return join_some(shown, sep=", ", limit=limit)


def join_some(
    parts: Sequence[str], *, sep: str = "; ", limit: int = 5, of: int | None = None
) -> str:
    """Join the first five parts of a message, and say how many more of all there are.

    Examples
    --------
    >>> join_some(["row 1", "row 2", "row 3"], limit=2)
    'row 1; row 2; and 1 more'
    """
    rest = (len(parts) if of is None else of) - limit
    more = f"{sep.rstrip().replace(',', '')} and {rest} more" if rest > 0 else ""
    return sep.join(parts[:limit]) + more
