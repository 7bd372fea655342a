"""Country codes of other systems than ISO 3166, for columns that hold nothing but codes.

One code says little: AUS is Australia in ISO and Austria in UNHCR's list, 380 is Italy in M49 and
the West Indies in IATI. So the whole column decides which list it follows; where two lists fit and
would read a code differently, that code is nothing.
"""

import re
from collections.abc import Iterable
from functools import cache

from migfund.codelists import codelist_rows
from migfund.parse.place_names import codes as iso_codes
from migfund.parse.places import Places

__all__ = ["code_systems", "read_codes"]

_SPLIT = re.compile(r"[\s,;|/]+")
_REGIONS = ("m49", "iati region")
_CODE = re.compile(r"[A-Z]{2,3}|[0-9]{1,4}")


@cache
def _systems() -> dict[str, dict[str, tuple[str, str]]]:
    """Return of each system the codes, with alpha-3 code ("" for no country) and what they name."""
    systems: dict[str, dict[str, tuple[str, str]]] = {
        "iso": {code: (iso3, "") for code, iso3 in iso_codes().items()}
    }
    for row in codelist_rows("country_codes"):
        system = systems.setdefault(row["system"], {})
        system.setdefault(row["code"], (row["iso3"], row["note"]))
    m49: dict[str, tuple[str, str]] = {"001": ("", "World")}
    for row in codelist_rows("m49"):
        m49[row["m49"]] = (row["iso3"], "")
        for level in ("region", "subregion", "intermediate_region"):
            if row[f"{level}_code"]:
                m49[row[f"{level}_code"]] = ("", row[level])
    regions = [row for row in codelist_rows("iati_codes") if row["list"] == "region"]
    return systems | {
        "m49": m49,
        "iati region": {row["code"]: ("", row["name"]) for row in regions},
    }


def _key(code: str, system: str) -> str:
    return code.zfill(3) if system == "m49" and code.isdigit() else code


def code_systems(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the systems that all codes of a column fit: "iso", "unhcr", "m49", "iati region".

    ISO alone where all are codes of today's ISO 3166; none where a text is no code.

    Parameters
    ----------
    texts
        The distinct values of the column, one or more codes in each.

    Examples
    --------
    >>> code_systems(["KEN", "GFR; AUS"]), code_systems(["404", "800"]), code_systems(["Kenya"])
    (('unhcr',), ('m49',), ())
    """
    words = {word for text in texts for word in _SPLIT.split(text.strip()) if word}
    if not words or not all(map(_CODE.fullmatch, words)):
        return ()
    if words <= iso_codes().keys():
        return ("iso",)
    return tuple(
        name
        for name, system in _systems().items()
        if all(_key(word, name) in system for word in words)
    )


def read_codes(text: str, systems: tuple[str, ...]) -> Places:
    """Return the countries of codes by the systems that their column fits.

    Examples
    --------
    >>> read_codes("AUS, ROM", ("unhcr",)).codes, read_codes("AUS ROM", ("iso", "unhcr"))
    (['AUT', 'ROU'], Places(codes=['ROU'], regions=[], unknown=['AUS']))
    """
    found: list[str] = []
    regions: list[str] = []
    unknown: list[str] = []
    for word in filter(None, _SPLIT.split(text.strip())):
        meanings = {(name, *_systems()[name].get(_key(word, name), ("", ""))) for name in systems}
        countries = {iso3 for _, iso3, _ in meanings}
        if len(countries) == 1 and "" not in countries:
            found += countries
            continue
        named = [note for name, iso3, note in meanings if not iso3 and name in _REGIONS]
        if len(named) == 1 == len(meanings):
            regions += named
        else:
            unknown.append(word)
    found, regions, unknown = (list(dict.fromkeys(names)) for names in (found, regions, unknown))
    return Places(found, regions, unknown)
