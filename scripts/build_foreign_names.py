"""Build migfund/codelists/foreign_names.csv: country names in the languages of the world.

Needs packages that migfund itself does not:

    pip install babel "countrynames<1.17" "normality<3"

A name counts where Unicode CLDR (through Babel) and countrynames give it to the same country, in a
language for which CLDR names every country: drafts of other languages have errors, and countrynames
also has towns, peoples and misspellings. Newer versions of countrynames need PyICU, which has to be
compiled where it is installed; so the look-up is done here, once, and not on the user's machine.
"""

import csv
import warnings
from importlib.metadata import version
from pathlib import Path

from babel import Locale, UnknownLocaleError, localedata
from countrynames import to_code

from migfund.parse.place_names import countries, key_of, listed_keys

TARGET = Path(__file__).resolve().parents[1] / "migfund" / "codelists" / "foreign_names.csv"


def main() -> None:
    by_alpha2 = {row["iso2"]: iso3 for iso3, row in countries().items()}
    names: dict[str, dict[str, set[str]]] = {}
    for identifier in sorted(localedata.locale_identifiers()):
        if "_" in identifier:
            continue  # "Swiss German" names hardly differ from German ones
        try:
            territories = Locale.parse(identifier).territories
        except UnknownLocaleError:
            continue
        if not set(by_alpha2) <= set(territories):
            continue
        for alpha2, iso3 in by_alpha2.items():
            name = territories[alpha2]
            names.setdefault(key_of(name), {}).setdefault(iso3, set()).add(name)
    rows = []
    for key, given in names.items():
        if len(given) != 1 or len(key) < 4:
            continue
        ((iso3, spellings),) = given.items()
        for name in sorted(spellings):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                agreed = by_alpha2.get(to_code(name) or "")
            if agreed == iso3 and key_of(name) not in listed_keys():
                rows.append((name, iso3))
                break  # spellings that meet in one key need one row
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "iso3"])
        writer.writerows(sorted(rows, key=lambda row: (row[1], row[0])))
    print(f"{len(rows)} names; babel {version('babel')}, countrynames {version('countrynames')}")


if __name__ == "__main__":
    main()
