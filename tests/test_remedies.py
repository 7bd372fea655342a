"""What the messages about rates, price indices and tables advise, done as it stands there.

Each case brings the fault about, does what the message says, and gets the right value. What a
message prints as code is taken from the message itself; what it says in words is done by hand.
"""

import ast
import inspect
import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pandas as pd
import pytest

import migfund as mf
from migfund.currency import bundled, columns, convert, marked, own, rates, verify, written
from migfund.errors import MigfundError
from migfund.prices import deflate, deflators, read_deflators
from migfund.read import presets, tables

MODULES = (
    own,
    columns,
    written,
    marked,
    verify,
    bundled,
    rates,
    convert,
    deflators,
    deflate,
    read_deflators,
    tables,
    presets,
)

_VALUE = r"""(\{[^}]*\}|\[[^\]]*\]|'[^']*'|"[^"]*"|True|False|\d+(?:\.\d+)?)"""


class Case(NamedTuple):
    """A call that fails, what its message advises, and what is right then.

    ``then`` names the options whose values are taken from the message, "table" (the first
    ``table…`` in it is run), "stated" (the last mapping in it is given instead), or is a
    function that does by hand what its words say: of what was
    given and the options it returns both, or options alone.
    """

    does: Callable[..., Any]
    given: Any
    options: Mapping[str, Any]
    then: Any
    right: Any
    of: Callable[[Any], Any]


def code_in(message: str, name: str) -> Any:
    """Return the value that a message prints for an option, the first one of several."""
    said = re.search(rf"[Pp]ass [^.]*?\b{name}=.*", message)
    found = re.findall(rf"\b{name}={_VALUE}", said[0] if said else message)
    assert found, f"no {name}= in: {message}"
    return ast.literal_eval(found[0])


def table_in(message: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return what the first ``table…`` in a message makes of a table."""
    start = message.index("table.") if "table." in message else message.index("table[")
    for end in range(len(message), start, -1):
        try:
            tree = ast.parse(message[start:end].rstrip(" .,;"), mode="eval")
        except SyntaxError:
            continue
        if isinstance(tree.body, ast.Tuple):
            continue
        made = eval(compile(tree, "message", "eval"), {"table": table, "mf": mf})
        assert isinstance(made, pd.DataFrame)
        return made
    raise AssertionError(f"no code in: {message}")


def placed(case: Case, folder: Path) -> Any:
    """Return what is given to the function; text is written into a file."""
    if not isinstance(case.given, str):
        return case.given
    path = folder / "given.csv"
    path.write_text(case.given, encoding="utf-8")
    return path


def failed(case: Case, given: Any, options: Mapping[str, Any]) -> MigfundError:
    with pytest.raises(MigfundError) as caught:
        case.does(given, **options)
    return caught.value


def followed(case: Case, given: Any, options: dict[str, Any], message: str) -> tuple[Any, Any]:
    """Do what a message says."""
    if callable(case.then):
        done = case.then(given, options)
        return done if isinstance(done, tuple) else (given, done)
    for name in case.then.split():
        if name == "table":
            given = table_in(message, given)
        elif name == "stated":
            given = ast.literal_eval(re.findall(r"\{.*?\}", message)[-1])
        else:
            options = {**options, name: code_in(message, name)}
    return given, options


def without(*names: str) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Leave options out."""
    return lambda _, options: {k: v for k, v in options.items() if k not in names}


def with_(**new: Any) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Give options, in words that the message has not as code."""
    return lambda _, options: options | new


def mended(change: Callable[[Any], Any]) -> Callable[[Any, dict[str, Any]], tuple[Any, Any]]:
    """Mend the table, or the text of the file."""

    def mend(given: Any, options: dict[str, Any]) -> tuple[Any, Any]:
        if isinstance(given, Path):
            given.write_text(change(given.read_text(encoding="utf-8")), encoding="utf-8")
            return given, options
        return change(given), options

    return mend


def no(*columns: str) -> Callable[[Any, dict[str, Any]], tuple[Any, Any]]:
    """Drop columns."""
    return mended(lambda table: table.drop(columns=list(columns)))


def kes(rates: Any) -> float:
    """Return the rate of a shilling in January 2020, in which each table has 101."""
    return round(1 / rates.get("KES", "USD", "2020-01").rate, 6)


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


MONTHLY = {"base": "USD", "frequency": "month"}
TWO = frame(month=["2020-01", "2020-02"], KES=[101.0, 100.5])
DAYS = frame(date=["2020-01-06", "2020-01-07"], KES=[101.0, 101.0])
INDEXED = TWO.set_index("month")
HUNDREDS = frame(month=["2020-01"], KES=[101.0], JPY=[10_926.0])


def rates_case(given: Any, options: Any, then: Any, right: Any = 101.0, of: Any = kes) -> Case:
    return Case(mf.read_rates, given, options, then, right, of)


READ = [
    rates_case(TWO, {**MONTHLY, "frequency": "week"}, with_(frequency="month")),
    rates_case(TWO, {**MONTHLY, "source": 5}, with_(source="5")),
    rates_case(TWO, {**MONTHLY, "allow_jumps": 1}, with_(allow_jumps=True)),
    rates_case(
        TWO.assign(KES=[1.01, 1.005]), {**MONTHLY, "units": 0.01}, with_(units={"KES": 0.01})
    ),
    rates_case(TWO, {**MONTHLY, "units": {"KES": 0}}, with_(units={"KES": 1})),
    rates_case(TWO, {"base": "USD", "frequency": "year", "kind": "in force"}, without("frequency")),
    rates_case(
        TWO,
        {**MONTHLY, "valid_to": "until"},
        lambda t, _: (
            t.assign(until=["2020-01-31", "2020-02-29"]),
            {"base": "USD", "valid_to": "until", "kind": "in force"},
        ),
    ),
    rates_case(TWO, {"base": "USD", "kind": "end"}, "frequency"),
    rates_case(TWO, {"frequency": "month"}, with_(base="USD")),
    rates_case(TWO, {**MONTHLY, "base": "usd"}, with_(base="USD")),
    rates_case(5, MONTHLY, lambda _, o: (TWO, o)),
    rates_case('{"rates": 1}', MONTHLY, lambda _, o: (pd.DataFrame(TWO), o)),
    rates_case(TWO.iloc[:0], MONTHLY, lambda _, o: (TWO, o)),
    rates_case("", MONTHLY, mended(lambda _: TWO.to_csv(index=False))),
    rates_case(
        TWO.assign(month=["first", "second"]).rename(columns={"month": "Quand"}),
        MONTHLY,
        lambda _, o: (TWO, o),
    ),
    rates_case(
        frame(Quand=["2020-01"], ISO=["KES"], Buy=[101.0], Sell=[101.5]),
        MONTHLY,
        mended(lambda t: t.rename(columns={"ISO": "currency", "Buy": "rate", "Quand": "date"})),
    ),
    rates_case(
        frame(year=["2009/10", "2010/11"], KES=[101.0, 100.5]),
        {"base": "USD", "frequency": "year", "units": {"KES": 1}},
        lambda *_: (
            frame(date=["2019-07-01", "2020-07-01"], KES=[101.0, 100.5]),
            {"base": "USD", "units": {"KES": 1}, "kind": "in force"},
        ),
    ),
    rates_case(
        frame(code=["KES", "EUR"], rate=[103.0, 0.9]),
        {**MONTHLY, "frequency": "day"},
        "date",
        103.0,
        lambda r: r.get("USD", "KES", "2020-03-31").rate,
    ),
    rates_case(
        frame(**{"Currency": ["KES", "EUR"], "2020-01": [101.0, 0.9], "2020-02": [100.5, 0.91]}),
        MONTHLY,
        "table",
    ),
    rates_case(
        "month,KES\n2020-01,101,0\n2020-02,100,5\n",
        MONTHLY,
        lambda p, o: (
            p.write_text("month;KES\n2020-01;101,0\n2020-02;100,5\n") and p,
            o | {"decimal": ","},
        ),
    ),
    rates_case(
        "2020-01;KES;101.0\n2020-02;KES;100.5\n",
        MONTHLY,
        mended(lambda text: "date;currency;rate\n" + text),
    ),
    rates_case(
        "month,KES,\n,Buying,Selling\n2020-01,100.9,101.0\n",
        MONTHLY,
        mended(lambda _: "month,KES\n2020-01,101.0\n"),
    ),
    rates_case(
        frame(date=["2020-01"] * 2, base=["USD", "EUR"], currency=["KES", "UGX"], rate=[101, 4070]),
        MONTHLY,
        "table",
    ),
    rates_case(TWO.assign(date=TWO["month"]), MONTHLY, no("date")),
    rates_case(
        DAYS,
        {"base": "USD", "kind": "in force", "valid_to": "end"},
        lambda t, o: (t.assign(end=["2020-01-06", "2020-01-31"]), o),
    ),
    rates_case(TWO[["month"]], MONTHLY, mended(lambda t: t.assign(KES=TWO["KES"]))),
    rates_case(frame(month=["2020-01"], USD=[1.0]), MONTHLY, mended(lambda t: t.assign(KES=101.0))),
    rates_case(TWO.assign(EUR=None), MONTHLY, no("EUR")),
    rates_case(
        frame(date=["2020-01"], currency=["KES"], rate=[None]),
        MONTHLY,
        mended(lambda t: t.assign(rate=101.0)),
    ),
    rates_case(TWO, {**MONTHLY, "per": {"EUR": "currency"}}, without("per")),
    rates_case(
        frame(date=["2020-01"], currency=["KES"], rate=[101.0], unit=[0]),
        MONTHLY,
        mended(lambda t: t.assign(unit=1)),
    ),
    rates_case(
        DAYS.assign(end=["2020-01-05", "2020-01-31"]),
        {"base": "USD", "kind": "in force", "valid_to": "end"},
        mended(lambda t: t.assign(end=["2020-01-06", "2020-01-31"])),
    ),
    rates_case(
        TWO.assign(month=["2020-01", "2220-02"]),
        MONTHLY,
        mended(lambda t: t.assign(month=TWO["month"])),
    ),
    rates_case(
        frame(date=["31/01/2020", "01/02/2020"], KES=[101.0, 100.5]),
        {"base": "USD", "frequency": "month"},
        "date_format",
    ),
    rates_case(
        frame(date=["06/01/2020", "07/01/2020"], KES=[101.0, 101.0]),
        {"base": "USD"},
        "date_format",
        101.0,
        lambda r: r.get("USD", "KES", "2020-01-06").rate,
    ),
    rates_case(
        frame(date=["Jan-20", "Feb-20"], KES=[101.0, 100.5]),
        {"base": "USD", "frequency": "month"},
        "date_format",
    ),
    rates_case(TWO, {"base": "USD"}, "frequency"),
    rates_case(
        frame(year=["2020", "2021"], KES=[106.45, 109.64]),
        {"base": "USD"},
        "frequency",
        106.45,
        lambda r: r.get("USD", "KES", "2020").rate,
    ),
    rates_case(
        frame(month=["2020-01", "x"], KES=[101.0, 5]), MONTHLY, mended(lambda t: t.iloc[:1])
    ),
    rates_case(frame(month=["2020-01", "2020-02"], KES=["101,0", "100,5"]), MONTHLY, "decimal"),
    rates_case(
        frame(month=["2020-01"], IDR=["13,662.0"]),
        MONTHLY,
        "thousands",
        13_662.0,
        lambda r: r.get("USD", "IDR", "2020-01").rate,
    ),
    *(
        rates_case(
            frame(month=["2020-01"], IDR=[text]),
            {**MONTHLY, "decimal": mark},
            "thousands",
            13_662.5,
            lambda r: r.get("USD", "IDR", "2020-01").rate,
        )
        for text, mark in [
            ("13.662,5", ","),
            ("13 662,5", ","),
            ("13'662.5", "."),
            ("13\u202f662.5", "."),
        ]
    ),
    rates_case(
        frame(month=["2020-01"] * 2, KES=[101.0] * 2),
        MONTHLY,
        mended(lambda t: t.drop_duplicates()),
    ),
    rates_case(
        frame(month=["2020-01"] * 2, KES=[101.0, 102.0]), MONTHLY, mended(lambda t: t.iloc[:1])
    ),
    rates_case(TWO.assign(KES=[101.0, -1]), MONTHLY, mended(lambda t: t.iloc[:1])),
    rates_case(
        frame(date=["2020-01-01", "2020-02-01", "2020-03-01"], KES=[101.0, 100.5, 103.0]),
        {"base": "USD"},
        "frequency",
    ),
    rates_case(
        frame(date=["01/01/2020", "01/02/2020", "01/03/2020"], KES=[101.0, 100.5, 103.0]),
        {"base": "USD", "date_format": "%m/%d/%Y"},
        with_(date_format="%d/%m/%Y", frequency="month"),
    ),
    rates_case(TWO.assign(USD=[1.0, 1.1]), MONTHLY, mended(lambda t: t.iloc[:1])),
    rates_case(
        TWO.assign(KES=[101.0, 10.05]), MONTHLY, mended(lambda t: t.assign(KES=[101.0, 100.5]))
    ),
    rates_case(
        frame(month=["2016-06", "2016-07"], BYN=[2.0, 2.0]),
        MONTHLY,
        "allow_backcasts",
        2.0,
        lambda r: r.get("USD", "BYN", "2016-06").rate,
    ),
    rates_case(
        frame(month=["2016-06", "2016-07"], BYN=[2.0, 2.0]),
        MONTHLY,
        mended(lambda t: t.iloc[1:]),
        2.0,
        lambda r: r.get("USD", "BYN", "2016-07").rate,
    ),
    rates_case(
        frame(month=["2005-01", "2005-02"], ZWD=[1000.0, 6000.0]),
        MONTHLY,
        "allow_jumps",
        6000.0,
        lambda r: r.get("USD", "ZWD", "2005-02").rate,
    ),
    # The form of a published file.
    rates_case(
        "FREQ,CURRENCY,CURRENCY_DENOM,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\n"
        "M,USD,EUR,A,2020-01,1.11\nA,USD,EUR,A,2020,1.1422\n",
        {},
        "frequency",
        1.11,
        lambda r: r.get("EUR", "USD", "2020-01").rate,
    ),
    rates_case(
        "FREQ,CURRENCY,CURRENCY_DENOM,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\nM,USD,EUR,A,2020-01,1.11\n",
        {"base": "USD"},
        without("base"),
        1.11,
        lambda r: r.get("EUR", "USD", "2020-01").rate,
    ),
    rates_case(
        "FREQ,CURRENCY,CURRENCY_DENOM,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\nM,USD,EUR,A,2020-01,\n",
        {},
        mended(lambda text: text[:-1] + "1.1\n"),
        1.1,
        lambda r: r.get("EUR", "USD", "2020-01").rate,
    ),
    rates_case(
        "FREQ,CURRENCY,CURRENCY_DENOM,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\nH,USD,EUR,A,2020-S1,1.10\n",
        {},
        mended(lambda text: text.replace("H,", "M,").replace("-S1", "-01")),
        1.1,
        lambda r: r.get("EUR", "USD", "2020-01").rate,
    ),
    rates_case(
        frame(observation_date=["2018-01-01"], AEXUSUK=[1.3363], DEXJPUS=[112.18]),
        {},
        no("DEXJPUS"),
        1.3363,
        lambda r: r.get("GBP", "USD", "2018").rate,
    ),
    rates_case(
        frame(**{"ISO A3 Code": ["KES"], "Value": [113.2]}),
        {},
        "date",
        113.2,
        lambda r: r.get("EUR", "KES", "2020-03").rate,
    ),
    # Compared with the bundled rates.
    rates_case(frame(month=["2020-01"], KES=[1 / 101]), MONTHLY, "per"),
    rates_case(
        frame(month=["2020-01"], KES=[101.0], GBP=[1.3077]),
        MONTHLY,
        "per",
        1.3077,
        lambda r: round(r.get("GBP", "USD", "2020-01").rate, 9),
    ),
    rates_case(HUNDREDS, MONTHLY, "units", 109.26, lambda r: r.get("USD", "JPY", "2020-01").rate),
    rates_case(
        frame(
            month=[f"2019-{m:02}" for m in range(1, 13)],
            GBP=list(
                mf.ecb_rates().to_frame().loc["2019", "GBP"].groupby(lambda d: d.month).mean()
            ),
        ),
        MONTHLY,
        "base",
        0.87,
        lambda r: round(r.get("EUR", "GBP", "2019-02").rate, 2),
    ),
    rates_case(
        frame(month=["2020-01", "2020-02", "2020-03"], KES=[101.0, 190.0, 103.0]),
        MONTHLY,
        mended(lambda t: t.assign(KES=[101.0, 100.5, 103.0])),
    ),
    rates_case(
        frame(month=["2020-01", "2020-02", "2020-03"], KES=[101.0, 10.05, 103.0]),
        {**MONTHLY, "allow_jumps": True},
        mended(lambda t: t.assign(KES=[101.0, 100.5, 103.0])),
    ),
]


YEAR = mf.ecb_rates().to_frame().loc["2019", "USD"]
MONTHS = YEAR.groupby(YEAR.index.month).mean().tolist()
SWAPPED = [*MONTHS[:4], MONTHS[5], MONTHS[4], *MONTHS[6:]]


def case(does: Any, given: Any, options: Any, then: Any, right: Any, of: Any) -> Case:
    return Case(does, given, options, then, right, of)


def newer(**change: Any) -> str:
    """Return some rows of the ECB's file, a day newer than the bundled one."""
    table = mf.ecb_rates().to_frame()[["USD", "JPY", "GBP"]].tail(3)
    table.loc[table.index[-1] + pd.Timedelta(days=1)] = [1.2, 150.0, 0.9]
    return table.rename_axis("Date").assign(**change).to_csv()


def dollar(rates: Any) -> float:
    return rates.get("EUR", "USD", str(rates.as_of)).rate


def usd(table: Any) -> float:
    return round(float(table.filter(regex="^budget_[a-z]{3}(_20..)?$").iloc[0, -1]), 2)


def fixed_kes(rates: Any) -> float:
    return round(1 / rates.get("KES", "USD", "2020-01").rate, 6)


def read_newer(given: Any, **options: Any) -> Any:
    return mf.ecb_rates(given, **options)


SWAPS = [
    Case(
        mf.read_rates,
        frame(month=[f"2019-{m:02}" for m in range(1, 13)], USD=SWAPPED),
        {**MONTHLY, "base": "EUR"},
        mended(lambda t: t.assign(USD=MONTHS)),
        MONTHS[4],
        lambda r: r.get("EUR", "USD", "2019-05").rate,
    ),
]

ECB = [
    case(
        mf.ecb_rates,
        5,
        {},
        lambda _, o: (None, o),
        1.955_83,
        lambda r: r.get("EUR", "DEM", "2005").rate,
    ),
    case(read_newer, "x", {}, mended(lambda _: newer()), 1.2, dollar),
    case(read_newer, "Date,Dollar\n2026-01-02,1.1\n", {}, mended(lambda _: newer()), 1.2, dollar),
    case(read_newer, newer(XYZ=1.0), {}, mended(lambda _: newer()), 1.2, dollar),
    case(read_newer, newer(USD=9.0), {}, mended(lambda _: newer()), 1.2, dollar),
    case(
        read_newer, "\n".join(newer().splitlines()[:2]), {}, mended(lambda _: newer()), 1.2, dollar
    ),
]

FIXED = [
    case(mf.fixed_rates, [1], {"to": "USD"}, lambda _, o: ({"KES": 1 / 101}, o), 101, fixed_kes),
    case(
        mf.fixed_rates,
        {"USD": 1},
        {"to": "USD"},
        lambda g, o: (g | {"KES": 1 / 101}, o),
        101,
        fixed_kes,
    ),
    case(
        mf.fixed_rates,
        {"KES": 0},
        {"to": "USD"},
        lambda _, o: ({"KES": 1 / 101}, o),
        101,
        fixed_kes,
    ),
    case(mf.fixed_rates, {"KES": 101}, {"to": "USD"}, "stated", 101, fixed_kes),
    case(
        mf.fixed_rates,
        {"kes": 1 / 101},
        {"to": "USD"},
        lambda _, o: ({"KES": 1 / 101}, o),
        101,
        fixed_kes,
    ),
]

BARE = pd.DataFrame({"KES": [101.0]}, index=pd.DatetimeIndex(["2020-01-06"]))
RATES = mf.Rates(BARE, base="USD", source="own")


def make_rates(given: Any, **options: Any) -> Any:
    return mf.Rates(given, **{"base": "USD", "source": "own", **options})


def day(rates: Any) -> float:
    return rates.get("USD", "KES", "2020-01-06").rate


def look_up(given: Any, **options: Any) -> Any:
    return given.get(**{"currency": "USD", "to": "KES", "date": "2020-01-06", **options})


def rate_of(rate: Any) -> float:
    return float(rate.rate)


OBJECTS = [
    case(make_rates, BARE, {"kind": "mean"}, with_(kind="average"), 101, day),
    case(make_rates, BARE, {"kind": "end"}, "kind", 101, day),
    case(make_rates, BARE, {"per_currency": ("EUR",)}, without("per_currency"), 101, day),
    case(lambda g, **o: g | o["other"], RATES, {"other": 5}, with_(other=mf.ecb_rates()), 101, day),
    case(look_up, RATES, {"to": "kes"}, with_(to="KES"), 101, rate_of),
    case(look_up, RATES, {"date": "2020-01"}, "min_share", 101, rate_of),
    case(look_up, RATES, {"min_share": 7}, with_(min_share=0), 101, rate_of),
    case(make_rates, [[1]], {}, lambda _, o: (BARE, o), 101, day),
    case(make_rates, BARE.assign(USD=1.0), {}, no("USD"), 101, day),
    case(make_rates, BARE.iloc[[0, 0]], {}, mended(lambda t: t.iloc[:1]), 101, day),
    case(make_rates, BARE.assign(KES="x"), {}, mended(lambda t: t.assign(KES=101)), 101, day),
    case(
        make_rates,
        BARE.assign(EUR=-1.0),
        {},
        mended(lambda t: t.assign(EUR=float("nan"))),
        101,
        day,
    ),
]

FICHE = pd.DataFrame(
    {
        "budget": [105_000.0],
        "currency": ["EUR"],
        "start": pd.to_datetime(["2019-02-01"]),
        "start_precision": ["month"],
        "end": pd.to_datetime(["2020-02-01"]),
        "end_precision": ["month"],
    }
)
DONE = mf.convert_currency(FICHE)
POUNDS = round(105_000 * float(mf.ecb_rates().to_frame().loc["2019-02", "GBP"].mean()), 2)
KENYA = FICHE.assign(currency="KES", budget=10_009.0)
PARTS = mf.split_by_year(FICHE)


def convert_case(given: Any, options: Any, then: Any, right: Any = 119_187.08) -> Case:
    return Case(mf.convert_currency, given, options, then, right, usd)


CONVERTED = [
    convert_case(KENYA, {}, lambda _, o: o | {"rates": mf.ecb_rates() | mf.world_rates()}, 100.0),
    convert_case(FICHE, {"on_missing": "nearest"}, with_(max_gap_days=5)),
    convert_case(FICHE, {"on_missing": "nearest", "max_gap_days": -1}, with_(max_gap_days=1)),
    convert_case(DONE, {"value": "budget_usd", "to": "GBP"}, "value", POUNDS),
    convert_case(FICHE.drop(columns="currency"), {}, "table"),
    convert_case(FICHE, {"rates": 5}, with_(rates=mf.ecb_rates())),
    convert_case(FICHE, {"to": 5}, with_(to="USD")),
    convert_case(FICHE, {"to": "usd"}, with_(to="USD")),
    convert_case(PARTS, {}, "at", round(119_187.08 * float(PARTS["share"].iloc[0]), 2)),
    convert_case(FICHE, {"at": "part"}, with_(at="start")),
    convert_case(FICHE, {"at": 5}, with_(at="2019-02")),
    convert_case(FICHE, {"at": "begin"}, with_(at="start")),
    convert_case(
        FICHE.assign(budget=1.7e308, currency="GBP"),
        {},
        mended(lambda t: t.assign(budget=105_000.0, currency="EUR")),
    ),
    convert_case(FICHE, {"min_share": 5}, with_(min_share=0.5)),
]

INDICES = pd.DataFrame({"USA": [0.8, 1.0]}, index=[2019, 2020])
CPI = mf.Deflators(INDICES, source="own")


def index(prices: Any) -> float:
    return float(prices.to_frame().iloc[0, 0] / prices.to_frame().iloc[-1, 0])


def make_deflators(given: Any, **options: Any) -> Any:
    return mf.Deflators(given, **{"source": "own", **options})


DEFLATORS = [
    case(make_deflators, [1], {}, lambda _, o: (INDICES, o), 0.8, index),
    case(
        make_deflators,
        INDICES.set_axis(pd.to_datetime(["2019-01-01", "2020-01-01"])),
        {},
        mended(lambda t: t.set_axis(t.index.year)),
        0.8,
        index,
    ),
    case(
        make_deflators,
        INDICES.set_axis([2019, 2019]),
        {},
        mended(lambda t: t.set_axis([2019, 2020])),
        0.8,
        index,
    ),
    case(
        make_deflators,
        INDICES.assign(USA=["a", "b"]),
        {},
        mended(lambda t: t.assign(USA=[0.8, 1.0])),
        0.8,
        index,
    ),
    case(
        make_deflators,
        INDICES.assign(KEN=[0.0, 1.0]),
        {},
        mended(lambda t: t.assign(KEN=[None, 1.0])),
        0.8,
        index,
    ),
    case(
        lambda g, **o: g.pick(*o["series"]),
        CPI,
        {"series": ["KEN"]},
        with_(series=["USA"]),
        0.8,
        index,
    ),
]

VALUE = pd.DataFrame(
    {"budget_usd": [800.0], "start": pd.to_datetime(["2019-06-01"]), "country": ["USA"]}
)
STATED = FICHE.assign(budget=800.0, currency="USD")
TWO_SERIES = mf.Deflators(INDICES.assign(KEN=[1.0, 2.0]), source="own")


def deflate_case(given: Any, options: Any, then: Any, right: Any = 1000.0) -> Case:
    options = {"to_year": 2020, "deflators": CPI} | options
    of = lambda t: round(float(t.filter(regex="_2020$").iloc[0, -1]), 2)  # noqa: E731
    return Case(mf.deflate, given, options, then, right, of)


DEFLATED = [
    deflate_case(VALUE, {"at": 5}, with_(at="start")),
    deflate_case(VALUE, {"rates": mf.ecb_rates()}, without("rates")),
    deflate_case(
        STATED,
        {"to": "USD", "at": "end"},
        lambda t, o: (
            mf.convert_currency(t, to="USD", at="end"),
            {k: v for k, v in o.items() if k != "to"},
        ),
        800.0,
    ),
    deflate_case(
        VALUE.rename(columns={"budget_usd": "budget_eur"}),
        {"value": "budget_eur", "deflators": None},
        with_(deflators=CPI),
    ),
    deflate_case(VALUE, {"to_year": "2020"}, with_(to_year=2020)),
    deflate_case(STATED, {}, "to"),
    deflate_case(
        mf.deflate(VALUE, to_year=2019, deflators=CPI), {"value": "budget_usd_2019"}, "value"
    ),
    deflate_case(STATED, {"value": "budget"}, "to value"),
    deflate_case(
        VALUE.rename(columns={"budget_usd": "dollars"}),
        {"value": "dollars"},
        lambda t, o: (t.rename(columns={"dollars": "value_usd"}), o | {"value": "value_usd"}),
    ),
    deflate_case(VALUE, {"deflators": 5}, with_(deflators=INDICES["USA"])),
    deflate_case(
        VALUE.assign(when=[2019.5]), {"at": "when"}, mended(lambda t: t.assign(when=2019))
    ),
    deflate_case(
        VALUE.assign(when=["last year"]), {"at": "when"}, mended(lambda t: t.assign(when="2019"))
    ),
    deflate_case(
        VALUE, {"deflators": TWO_SERIES}, lambda _, o: o | {"deflators": o["deflators"].pick("USA")}
    ),
    deflate_case(VALUE, {"deflators": TWO_SERIES}, "series"),
    deflate_case(VALUE, {"to_year": 2030}, with_(to_year=2020)),
    deflate_case(
        VALUE.assign(start=pd.to_datetime(["2010-01-01"])),
        {},
        mended(lambda t: t.assign(start=VALUE["start"])),
    ),
    deflate_case(
        VALUE.assign(budget_usd=1e308),
        {"deflators": INDICES["USA"] * [1e-3, 1]},
        lambda _, o: (VALUE, o | {"deflators": CPI}),
    ),
    deflate_case(
        mf.convert_currency(mf.split_by_year(STATED, fiscal_year_start=7), at="start"),
        {"at": "part"},
        lambda _, o: (mf.convert_currency(mf.split_by_year(STATED), at="start"), o),
        round(1000.0 * float(PARTS["share"].iloc[0]), 2),
    ),
    deflate_case(
        mf.convert_currency(mf.split_by_year(STATED), at="start"),
        {},
        "at",
        round(1000.0 * float(PARTS["share"].iloc[0]), 2),
    ),
]

PRICES = pd.DataFrame({"iso3": ["USA"], "2019": ["0.8"], "2020": ["1.0"]})
BANK = "Country Name,Country Code,Indicator Name,Indicator Code,2019,2020\n"
WEO = "ISO,WEO Subject Code,Country,Units,2019,2020\n"
GEO = "freq,unit,coicop,geo,TIME_PERIOD,OBS_VALUE\n"


def prices_case(given: Any, options: Any, then: Any, right: Any = 0.8) -> Case:
    return Case(mf.read_deflators, given, options, then, right, index)


UPS = pd.DataFrame({"year": range(2010, 2021), "USA": [3.0, -1, 4, 2, 5, 1, 4, 2, 3, 1, 6]})
SDMX = "REF_AREA,FREQ,EXPENDITURE,TIME_PERIOD,OBS_VALUE,BASE_PER\n"
SDMX_ROWS = "USA,A,_T,2019,0.8,2020\nUSA,A,_T,2020,1.0,2020\n"
READ_PRICES = [
    prices_case(SDMX + SDMX_ROWS, {"series": "CP01"}, with_(series="_T")),
    prices_case(
        SDMX + SDMX_ROWS + "USA,A,_T,2021,103.0,2015\n",
        {},
        mended(lambda text: text.replace("USA,A,_T,2021,103.0,2015\n", "")),
    ),
    prices_case(
        "Title,CPI ANNUAL RATE\nCDID,D7G7\nUnit,%\n2019,0.8\n2020,1.0\n",
        {},
        mended(lambda text: text.replace("ANNUAL RATE", "INDEX").replace("%", "2020=1")),
    ),
    prices_case(
        "year,kind,USA\n2019,Index,0.8\n2019,Variation,1.1\n2020,Index,1.0\n",
        {},
        mended(lambda text: text.replace("2019,Variation,1.1\n", "")),
    ),
    prices_case(PRICES, {"source": 5}, with_(source="5")),
    prices_case(5, {}, lambda _, o: (PRICES, o)),
    prices_case(PRICES[["iso3", "2019"]], {}, lambda _, o: (PRICES, o)),
    prices_case(
        PRICES.rename(columns={"2019": "2018/19", "2020": "2019/20"}), {}, lambda _, o: (PRICES, o)
    ),
    prices_case(
        GEO
        + "A,I15,CP00,US,2019,0.8\nA,I15,CP00,US,2020,1.0\n"
        + "A,I15,CP01,US,2019,0.5\nA,I15,CP01,US,2020,1.0\n",
        {},
        "series",
    ),
    prices_case(
        GEO + "A,PCH_M12,CP00,US,2019,0.8\nA,PCH_M12,CP00,US,2020,1.0\n",
        {},
        mended(lambda text: text.replace("PCH_M12", "I15")),
    ),
    prices_case(
        GEO + "A,I15,CP00,US,2019,0.8\nA,I15,CP00,US,2019,0.9\nA,I15,CP00,US,2020,1.0\n",
        {},
        mended(lambda text: text.replace("A,I15,CP00,US,2019,0.9\n", "")),
    ),
    prices_case(PRICES, {"series": "CPI"}, without("series")),
    prices_case(PRICES.assign(iso3=""), {}, lambda _, o: (PRICES, o)),
    prices_case(
        pd.concat([PRICES, PRICES]), {}, mended(lambda t: t.iloc[:1].reset_index(drop=True))
    ),
    prices_case(
        pd.DataFrame({"year": [2019, 2020], "USA": [0.8, 1.0]}),
        {"series": "CPI"},
        without("series"),
    ),
    prices_case(
        pd.DataFrame({"year": ["2019", "n/y"], "USA": [0.8, 1.0]}),
        {},
        mended(lambda t: t.assign(year=[2019, 2020])),
    ),
    prices_case(
        pd.DataFrame({"year": [2019, 2020], "Inflation (%)": [1.8, 1.2], "USA": [0.8, 1.0]}),
        {},
        no("Inflation (%)"),
    ),
    prices_case(
        pd.DataFrame([[2019, 0.8, 1], [2020, 1.0, 1]], columns=["year", "USA", "USA"]),
        {},
        mended(lambda t: t.iloc[:, :2]),
    ),
    prices_case(
        frame(code=["USA"] * 2, year=[2019, 2020], cpi=[0.8, 1.0], gdp=[5, 6]), {}, no("gdp")
    ),
    prices_case(
        frame(code=["USA"] * 2, year=[2019, 2020], growth=[0.8, 1.0]),
        {},
        mended(lambda t: t.rename(columns={"growth": "index"})),
    ),
    prices_case(
        frame(code=["USA"] * 3, year=[2019, 2020, 2020], cpi=[0.8, 1.0, 1.1]),
        {},
        mended(lambda t: t.iloc[:2]),
    ),
    prices_case(
        frame(date=["2019", "2020-01", "2020"], USA=[0.8, 5, 1.0]),
        {},
        mended(lambda t: t.iloc[[0, 2]].reset_index(drop=True)),
    ),
    prices_case(
        frame(date=["2019-01", "2019-01", "2020-01"], USA=[0.8, 0.9, 1.0]),
        {},
        mended(lambda _: frame(date=["2019", "2020"], USA=[0.8, 1.0])),
    ),
    prices_case(
        frame(date=["2019-01", "2019-02", "2020-03"], USA=[0.8, 0.9, 1.0]),
        {},
        mended(lambda _: frame(date=["2019", "2020"], USA=[0.8, 1.0])),
    ),
    prices_case(UPS, {}, lambda _, o: (PRICES, o)),
    prices_case(
        frame(year=range(2015, 2021), USA=[140.0, 148.0, 158.2, 100.0, 106.3, 114.8]),
        {},
        lambda _, o: (PRICES, o),
    ),
    prices_case(
        frame(year=[2018, 2019, 2020], USA=[1.0, 10.5, 1.25]),
        {},
        mended(lambda t: t.assign(USA=[1.0, 1.1, 1.25])),
    ),
    prices_case(
        BANK + "US,USA,Consumer price index (2010 = 100),FP.CPI.TOTL,80,100\n"
        "US,USA,GDP deflator (base year),NY.GDP.DEFL.ZS,70,100\n",
        {},
        "series",
    ),
    prices_case(
        BANK + "US,USA,Consumer price index (2010 = 100),FP.CPI.TOTL,80,100\n",
        {"series": "X.Y.Z"},
        with_(series="FP.CPI.TOTL"),
    ),
    prices_case(
        WEO + "USA,NGDP_D,US,Index,80,100\nUSA,NGDPD,US,U.S. dollars,5,6\n",
        {"series": "NGDPD"},
        with_(series="NGDP_D"),
    ),
    prices_case(
        "Consumer prices (previous year = 100)\nCountry Code,2019,2020\nUSA,101,102\n",
        {},
        lambda _, o: (PRICES, o),
    ),
    prices_case(
        pd.DataFrame({"iso3": ["USA"], "measure": ["Inflation"], "2019": [101.0], "2020": [102.0]}),
        {},
        lambda _, o: (PRICES, o),
    ),
    prices_case(
        PRICES.assign(**{"2019": "0,8"}), {}, mended(lambda t: t.assign(**{"2019": "0.8"}))
    ),
]

GRANTS = pd.DataFrame({"Name": ["Posts"], "Sum": ["1000"], "Where": ["Kenya"]})
COLUMNS = {"title": "Name", "budget": "Sum"}


def table_case(given: Any, options: Any, then: Any, right: Any = 1000.0) -> Case:
    of = lambda t: float(t["budget"].iloc[0])  # noqa: E731
    return Case(mf.read_table, given, options, then, right, of)


SHARED = frame(id=["P", "P"], budget=[1000, 900], countries=["Kenya", "Uganda"])
READ_TABLES = [
    table_case(GRANTS, {"columns": COLUMNS, "fill_down": ["fund"]}, without("fill_down")),
    table_case(GRANTS, {"columns": COLUMNS, "fill_down": "title"}, with_(fill_down=["title"])),
    table_case(GRANTS, {"columns": COLUMNS, "on_error": "skip"}, with_(on_error="raise")),
    table_case(GRANTS, {"columns": COLUMNS, "currency": "eur"}, with_(currency="EUR")),
    table_case(GRANTS, {"columns": COLUMNS, "fund": 5}, with_(fund="IDF")),
    table_case(
        GRANTS.assign(F="IDF"), {"columns": COLUMNS | {"fund": "F"}, "fund": "IDF"}, without("fund")
    ),
    table_case(
        GRANTS.assign(A="2019", B="2019"),
        {"columns": COLUMNS | {"start": "A", "period": "B"}},
        with_(columns=COLUMNS | {"period": "B"}),
    ),
    table_case(
        GRANTS.assign(A="year"),
        {"columns": COLUMNS | {"start_precision": "A"}},
        with_(columns=COLUMNS),
    ),
    table_case(
        GRANTS,
        {"columns": COLUMNS, "one_row": "project and country"},
        lambda t, o: (t.assign(id="P-1"), o | {"columns": COLUMNS | {"project_id": "id"}}),
    ),
    table_case(
        GRANTS.rename(columns={"Sum": "Sum (EUR)"}),
        {"columns": COLUMNS | {"budget": "Sum (EUR)"}, "currency": "USD"},
        without("currency"),
    ),
    table_case(
        frame(
            **{"Title": ["Posts"], "Reference": ["R"], "Country": ["Mali"], "Budget (EUR)": [1.5]}
        ),
        {"preset": "eu-ndici"},
        lambda t, o: (
            t.rename(columns={"Budget (EUR)": "Budget (EUR) (million)"}),
            o | {"columns": {"budget": "Budget (EUR) (million)"}},
        ),
        1_500_000.0,
    ),
    table_case(
        SHARED,
        {"columns": {"project_id": "id", "budget": "budget"}, "one_row": "project and country"},
        mended(lambda t: t.assign(budget=1000)),
    ),
    table_case(
        GRANTS.iloc[[0]].assign(Name="Total"), {"columns": COLUMNS}, mended(lambda _: GRANTS)
    ),
    table_case(GRANTS, {"columns": ["Sum"]}, with_(columns=COLUMNS)),
    table_case(GRANTS, {"columns": {"money": "Sum"}}, with_(columns=COLUMNS)),
    table_case(GRANTS, {}, with_(columns=COLUMNS)),
    table_case(GRANTS, {"columns": {"budget": "Sums"}}, with_(columns={"budget": "Sum"})),
    table_case(GRANTS, {"preset": "unknown"}, lambda *_: {"columns": COLUMNS}),
    table_case(GRANTS, {"preset": "eu-fts"}, with_(columns=COLUMNS)),
]

CASES = [
    *READ,
    *SWAPS,
    *ECB,
    *FIXED,
    *OBJECTS,
    *CONVERTED,
    *DEFLATORS,
    *DEFLATED,
    *READ_PRICES,
    *READ_TABLES,
]


def raised_at(error: MigfundError) -> tuple[str, int] | None:
    """Return the module and line of the statement that raised an error."""
    files = {module.__file__: module.__name__ for module in MODULES}
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in files]
    return (files[frames[-1].filename], int(frames[-1].lineno or 0)) if frames else None


def raises(module: ModuleType) -> dict[tuple[int, int], str]:
    """Return the statements of a module that raise one of migfund's errors, by their lines."""
    tree = ast.parse(inspect.getsource(module))
    found = [
        node for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc is not None
    ]
    return {(node.lineno, int(node.end_lineno or 0)): ast.unparse(node)[:90] for node in found}


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> list[MigfundError]:
    """Bring each fault about once."""
    folder = tmp_path_factory.mktemp("faults")
    return [failed(case, placed(case, folder), case.options) for case in CASES]


def test_each_message_has_a_case(errors: list[MigfundError]) -> None:
    reached = {where for error in errors if (where := raised_at(error))}
    first_line = inspect.getsourcelines(deflators.us_cpi)[1]
    lacking = [
        f"{module.__name__}:{first} {text}"
        for module in MODULES
        for (first, last), text in raises(module).items()
        if not any(name == module.__name__ and first <= line <= last for name, line in reached)
        and not (module is deflators and first > first_line)  # what an installation may lack
    ]
    assert lacking == []


@pytest.mark.parametrize("number", range(len(CASES)))
def test_followed_to_the_letter(number: int, errors: list[MigfundError], tmp_path: Path) -> None:
    case, message = CASES[number], str(errors[number])
    given, options = followed(case, placed(case, tmp_path), dict(case.options), message)
    assert case.of(case.does(given, **options)) == pytest.approx(case.right, rel=1e-6), message
