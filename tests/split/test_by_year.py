import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import migfund as mf
from migfund.split.by_year import least_and_most

NAMES = {4: "year", 7: "month", 10: "day"}


def table_of(*dates: tuple[str | None, str | None], **columns: Any) -> pd.DataFrame:
    """Projects of 1200 from texts: "2025", "2025-04" or "2025-04-30"."""
    starts, ends = ([pair[at] for pair in dates] for at in (0, 1))
    return pd.DataFrame(
        {
            "start": pd.Series([pd.Timestamp(t) if t else pd.NaT for t in starts]).astype(
                "datetime64[us]"
            ),
            "start_precision": [NAMES[len(t)] if t else None for t in starts],
            "end": pd.Series([pd.Timestamp(t) if t else pd.NaT for t in ends]).astype(
                "datetime64[us]"
            ),
            "end_precision": [NAMES[len(t)] if t else None for t in ends],
            "budget": [1200.0] * len(dates),
            **columns,
        }
    )


def shares(start: str, end: str, **options: Any) -> dict[str, list[float]]:
    """Least, central and largest share of a project by the label of its year, quarter or month."""
    done = mf.split_by_year(table_of((start, end), budget=[1.0]), **options)
    label = next(n for n in ("calendar_year", "fiscal_year", "quarter", "month") if n in done)
    figures = done[["budget_low", "budget", "budget_high"]].to_numpy().tolist()
    assert done["share"].tolist() == done["budget"].tolist()
    return dict(zip(done[label], figures, strict=True))


def exact(**parts: float) -> dict[str, Any]:
    """What is expected where no day is uncertain: three times the same."""
    return {name.strip("_"): pytest.approx([part] * 3, rel=1e-14) for name, part in parts.items()}


def test_days_by_calendar_year() -> None:
    done = mf.split_by_year(table_of(("2019-02-01", "2021-03-31")))
    assert list(done) == [
        *["start", "start_precision", "end", "end_precision", "budget", "calendar_year"],
        *["period_from", "period_to", "budget_low", "budget_high"],
        *["project", "share", "split_rule", "divided"],
    ]
    assert done["calendar_year"].tolist() == ["2019", "2020", "2021"]
    # 334 days of 2019, 366 of 2020 and 90 of 2021.
    assert done["share"].tolist() == [334 / 790, 366 / 790, 90 / 790]
    assert done["budget"].tolist() == [1200 * share for share in done["share"]]
    assert done["budget_low"].tolist() == done["budget_high"].tolist() == done["budget"].tolist()
    days = done[["period_from", "period_to"]].astype(str).to_numpy().tolist()
    assert days == [
        ["2019-02-01", "2019-12-31"],
        ["2020-01-01", "2020-12-31"],
        ["2021-01-01", "2021-03-31"],
    ]
    assert done["split_rule"].tolist() == ["uniform by calendar year"] * 3
    assert done["project"].tolist() == [0, 0, 0]
    assert (done.dtypes[["period_from", "period_to"]] == "datetime64[us]").all()


def test_leap_years_quarters_and_months() -> None:
    assert shares("2020-01-01", "2020-12-31", freq="quarter") == exact(
        **{"2020Q1": 91 / 366, "2020Q2": 91 / 366, "2020Q3": 92 / 366, "2020Q4": 92 / 366}
    )
    assert shares("2019-01-31", "2019-03-01", freq="month") == exact(
        **{"2019-01": 1 / 30, "2019-02": 28 / 30, "2019-03": 1 / 30}
    )
    assert shares("1900-02-28", "1900-03-01", freq="month") == exact(
        **{"1900-02": 1 / 2, "1900-03": 1 / 2}
    )
    assert shares("1960-02-28", "1960-03-01", freq="month") == exact(
        **{"1960-02": 2 / 3, "1960-03": 1 / 3}
    )


def test_fiscal_years_and_their_quarters() -> None:
    assert shares("2019-07-01", "2020-06-30", fiscal_year_start=7) == exact(**{"2019/20": 1})
    assert shares("1999-06-30", "1999-07-01", fiscal_year_start=7) == exact(
        **{"1998/99": 0.5, "1999/00": 0.5}
    )
    assert shares("2020-02-01", "2020-05-31", fiscal_year_start=3, freq="quarter") == exact(
        **{"2019/20 Q4": 29 / 121, "2020/21 Q1": 92 / 121}
    )
    # A fiscal year does not change the months of the calendar.
    assert list(shares("2020-02-01", "2020-03-01", fiscal_year_start=3, freq="month")) == [
        *["2020-02", "2020-03"]
    ]
    done = mf.split_by_year(table_of(("2019-07-01", "2020-06-30")), fiscal_year_start=10)
    assert "fiscal_year" in done
    assert "calendar_year" not in done


def test_years_run_from_middle_to_middle() -> None:
    found = shares("2019", "2021")
    # From noon of 2 July 2019 to noon of 2 July 2021: 182.5 + 366 + 182.5 = 731 days.
    # Least of 2019: 31 December 2019 to 31 December 2021, one day of 732. Largest: 1 January 2019
    # to 1 January 2021, 365 days of 732. 2020: all of 2019 and 2021, or one day of each.
    assert found == {
        "2019": pytest.approx([1 / 732, 182.5 / 731, 365 / 732]),
        "2020": pytest.approx([366 / 1096, 366 / 731, 366 / 368]),
        "2021": pytest.approx([1 / 732, 182.5 / 731, 365 / 732]),
    }


def test_one_year_is_half_a_year_in_its_middle() -> None:
    assert shares("2021", "2021") == exact(**{"2021": 1})
    # 365 / 4 = 91.25 days before, 182.5 days, 91.25 after; April begins after 90 days.
    assert shares("2021", "2021", freq="quarter") == {
        "2021Q1": [0, 0, 1],
        "2021Q2": pytest.approx([0, 89.75 / 182.5, 1]),
        "2021Q3": pytest.approx([0, 92 / 182.5, 1]),
        "2021Q4": pytest.approx([0, 0.75 / 182.5, 1]),
    }


def test_a_year_and_a_day_or_a_month() -> None:
    # Some day of 2020 to 30 June 2021: centrally from noon of 1 July 2020 (183 of 366 days).
    # Least of 2020: from 31 December, 1 of 182 days. Largest: from 1 January, 366 of 547.
    assert shares("2020", "2021-06-30") == {
        "2020": pytest.approx([1 / 182, 183 / 364, 366 / 547]),
        "2021": pytest.approx([181 / 547, 181 / 364, 181 / 182]),
    }
    # Some day of 2021 to June 2021: centrally the second half of January to June, from day 90.5,
    # which the first quarter does not reach. From 1 January to 1 June, 90 and 62 of 152 days.
    assert shares("2021", "2021-06", freq="quarter") == {
        "2021Q1": pytest.approx([0, 0, 90 / 152]),
        "2021Q2": pytest.approx([62 / 152, 1, 1]),
    }


def test_months_are_whole_but_their_bounds_are_days() -> None:
    assert shares("2019-12", "2020-01") == {
        "2019": pytest.approx([1 / 32, 31 / 62, 31 / 32]),
        "2020": pytest.approx([1 / 32, 31 / 62, 31 / 32]),
    }


def test_the_only_possible_day() -> None:
    assert shares("2021", "2021-01-01", freq="month") == exact(**{"2021-01": 1})
    assert shares("2021-12-31", "2021", freq="month") == exact(**{"2021-12": 1})
    assert shares("2021-05-07", "2021-05-07", freq="month") == exact(**{"2021-05": 1})


def test_a_quarter_that_only_the_longest_case_reaches_is_a_row() -> None:
    done = mf.split_by_year(table_of(("2019-11-15", "2020")), freq="quarter")
    assert done["quarter"].tolist() == ["2019Q4", "2020Q1", "2020Q2", "2020Q3", "2020Q4"]
    assert done["budget"].iloc[-1] == done["budget_low"].iloc[-1] == 0
    # 15 November 2019 to 31 December 2020 is 413 days.
    assert done["budget_high"].iloc[-1] == pytest.approx(1200 * 92 / 413)
    assert str(done["period_to"].iloc[-1].date()) == "2020-12-31"


def test_thirty_years() -> None:
    found = shares("1990-01-01", "2019-12-31")
    assert len(found) == 30
    assert found["1992"] == pytest.approx([366 / 10957] * 3)


def test_the_bounds_of_a_negative_value_are_ordered() -> None:
    done = mf.split_by_year(table_of(("2019-12", "2020-01"), budget=[-32.0]))
    assert done["budget_low"].tolist() == [-31, -31]
    assert done["budget"].tolist() == [-16, -16]
    assert done["budget_high"].tolist() == [-1, -1]


def test_profiles_by_hand() -> None:
    # 2018 and 2019 have 365 days each: F(1/2) is 1/2, 3/4 and 1/4.
    two = ("2018-01-01", "2019-12-31")
    assert shares(*two) == exact(_2018=0.5, _2019=0.5)
    assert shares(*two, profile="front") == exact(_2018=0.75, _2019=0.25)
    assert shares(*two, profile="back") == exact(_2018=0.25, _2019=0.75)
    named = mf.split_by_year(table_of(two), profile="front", freq="quarter")
    assert set(named["split_rule"]) == {"front by quarter"}


def test_profiles_of_years() -> None:
    # 2019 to 2021 runs from day 182.5 of 2019, 731 days; 2019 ends at 182.5 / 731 of them.
    point = 182.5 / 731
    assert shares("2019", "2021", profile="front")["2019"][1] == pytest.approx(2 * point - point**2)
    assert shares("2019", "2021", profile="back")["2019"][1] == pytest.approx(point**2)


def pairs(starts: tuple[int, int], ends: tuple[int, int]) -> list[tuple[int, int]]:
    """Every allowed pair of a first and a last day."""
    return [
        (start, end)
        for start in range(starts[0], starts[1] + 1)
        for end in range(ends[0], ends[1] + 1)
        if start <= end
    ]


def spent(profile: Callable[[float], float], start: int, end: int, first: int, last: int) -> float:
    """The share of one project in one piece, day by day."""
    length = end + 1 - start
    return sum(
        profile((day + 1 - start) / length) - profile((day - start) / length)
        for day in range(max(start, first), min(end, last) + 1)
    )


SHAPES: dict[str, Callable[[float], float]] = {
    "uniform": lambda x: x,
    "front": lambda x: 2 * x - x * x,
    "back": lambda x: x * x,
}


def every_case() -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges of first and last days within six days, cut as the function expects them."""
    ranges = list(itertools.combinations_with_replacement(range(6), 2))
    return [
        ((early, min(late, final)), (max(soon, early), final))
        for (early, late), (soon, final) in itertools.product(ranges, ranges)
        if early <= final
    ]


@pytest.mark.parametrize("name", SHAPES)
def test_bounds_are_the_extremes_of_all_cases_day_by_day(name: str) -> None:
    shape = SHAPES[name]
    cases = sorted(set(every_case()))
    pieces = list(itertools.combinations_with_replacement(range(-1, 7), 2))
    assert len(cases) == 196
    parts = {
        (start, end, piece): spent(shape, start, end, *piece)
        for start in range(6)
        for end in range(start, 6)
        for piece in pieces
    }
    rows = list(itertools.product(cases, pieces))
    early, late, soon, final, first, last = (
        np.array(column)
        for column in zip(*((*s, *e, *piece) for (s, e), piece in rows), strict=True)
    )
    least, most = least_and_most(name, (early, late), (soon, final), first, last + 1)
    expected = [[parts[start, end, piece] for start, end in pairs(*case)] for case, piece in rows]
    low, high = np.array([min(e) for e in expected]), np.array([max(e) for e in expected])
    np.testing.assert_allclose(least, low, rtol=0, atol=1e-12)
    np.testing.assert_allclose(most, high, rtol=0, atol=1e-12)


def freq_of(text: str) -> str:
    return {4: "Y", 7: "M", 10: "D"}[len(text)]


@pytest.mark.parametrize("profile", SHAPES)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        *[("2019", "2021"), ("2020", "2020"), ("2019", "2020"), ("2020", "2020-06")],
        *[("2020-03", "2020"), ("2020-11-20", "2021"), ("2019", "2020-02-10"), ("2020", "2021-01")],
    ],
)
@pytest.mark.parametrize(
    ("freq", "month"), [("year", 1), ("year", 4), ("quarter", 2), ("month", 1)]
)
def test_bounds_of_years_are_attained(
    start: str, end: str, freq: str, month: int, profile: str
) -> None:
    table = table_of((start, end), budget=[1.0])
    done = mf.split_by_year(table, freq=freq, fiscal_year_start=month, profile=profile)
    days = [
        pd.period_range(text, periods=1, freq=freq_of(text)).asfreq("D", how)[0].ordinal
        for text in (start, end)
        for how in ("start", "end")
    ]
    one, two = np.meshgrid(
        np.arange(days[0], days[1] + 1), np.arange(days[2], days[3] + 1), indexing="ij"
    )
    allowed = one <= two
    begin, after = one[allowed], two[allowed] + 1
    for row in done.itertuples():
        # The first and the last row are cut to the days of the project: nothing lies beyond them.
        first = row.period_from.to_period("D").ordinal
        last = row.period_to.to_period("D").ordinal + 1
        points = [np.clip((day - begin) / (after - begin), 0, 1) for day in (first, last)]
        part = SHAPES[profile](points[1]) - SHAPES[profile](points[0])
        assert row.budget_low == pytest.approx(part.min(), abs=1e-12)
        assert row.budget_high == pytest.approx(part.max(), abs=1e-12)
        assert row.budget_low <= row.budget <= row.budget_high


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ((None, "2020"), "no start is stated"),
        (("2020-01", None), "no end is stated"),
        ((None, None), "no start and no end are stated"),
    ],
)
def test_missing_dates_are_unallocated(dates: tuple[Any, Any], reason: str) -> None:
    done = mf.split_by_year(table_of(("2020-01", "2020-02"), dates, ("2031", "2031")))
    assert done["calendar_year"].tolist() == ["2020", "unallocated", "2031"]
    row = done.iloc[-2]
    assert (row["project"], row["share"], row["budget_low"], row["budget"], row["budget_high"]) == (
        *(1, 1, 1200, 1200, 1200),
    )
    assert row[["period_from", "period_to"]].isna().all()
    assert row["split_rule"] == f"unallocated by calendar year: {reason}"


def test_labels_are_categories_in_the_order_of_time() -> None:
    table = table_of((None, None), ("2031-05-01", "2031-06-01"), ("2019-05-01", "2020-06-01"))
    label = mf.split_by_year(table)["calendar_year"]
    assert label.cat.ordered
    # Years that no project reached are no categories.
    assert label.cat.categories.tolist() == ["2019", "2020", "2031", "unallocated"]
    assert label.cat.categories.dtype == "str"
    assert label.tolist() == ["unallocated", "2031", "2019", "2020"]


def test_an_end_before_its_start() -> None:
    table = table_of(("2022", "2021"), ("2020-03-02", "2020-03-01"), ("2019-12-31", "2019"))
    table = table.assign(source=["a.txt", "b.txt", "c.txt"]).set_axis(["x", "y", "z"], axis=0)
    with pytest.raises(mf.DateError, match="2 of 3 projects end before they start: row x") as fault:
        mf.split_by_year(table)
    assert "row y (b.txt): 2020-03-02 to 2020-03-01" in str(fault.value)
    assert "on_invalid='unallocated'" in str(fault.value)
    done = mf.split_by_year(table, on_invalid="unallocated", freq="month")
    assert done["month"].tolist() == ["unallocated", "unallocated", "2019-12"]
    assert done["budget"].tolist() == [1200, 1200, 1200]
    assert done["split_rule"].tolist() == [
        "unallocated by month for its end: the end is before the start",
        "unallocated by month for its end: the end is before the start",
        "uniform by month",
    ]


def test_nothing_but_missing_dates_and_nothing_at_all() -> None:
    full = mf.split_by_year(table_of(("2020-01-01", "2020-02-02")))
    without = mf.split_by_year(table_of((None, None), (None, "2020")))
    empty = mf.split_by_year(table_of())
    part = mf.split_by_year(table_of(("2020-01-01", "2020-02-02")).iloc[:0])
    assert without["calendar_year"].tolist() == ["unallocated"] * 2
    assert len(empty) == len(part) == 0
    for table in (without, empty, part):
        assert list(table) == list(full)
        for name in ("period_from", "period_to", "budget_low", "budget_high", "share"):
            assert table[name].dtype == full[name].dtype
        for name in ("calendar_year", "split_rule"):
            assert table[name].cat.categories.dtype == full[name].cat.categories.dtype
            assert table[name].cat.ordered == full[name].cat.ordered


def test_rounded_parts_sum_to_the_value() -> None:
    table = table_of(("2020-01-01", "2020-03-31"), ("2019-12", "2020-01"), (None, None))
    table["budget"] = [100.0, 10.0, 0.125]
    done = mf.split_by_year(table, freq="month", decimals=2)
    # 31, 29 and 31 of 91 days are 34.066, 31.868 and 34.066. Cut to 34.06, 31.86 and 34.06, two
    # cents are left: one for February, which lost most, and one for January, the first.
    assert done["budget"].tolist() == [34.07, 31.87, 34.06, 5, 5, 0.12]
    # 10 / 32 is 0.3125.
    assert done["budget_low"].tolist()[3:] == [0.31, 0.31, 0.12]
    assert done["budget_high"].tolist()[3:] == [9.69, 9.69, 0.12]


@pytest.mark.parametrize(
    "name",
    ["calendar_year", "period_from", "period_to", "budget_low", "budget_high", "split_rule"],
)
def test_taken_columns(name: str) -> None:
    table = table_of(("2019", "2020"), **{name: [1]})
    with pytest.raises(mf.ColumnsError, match=f"already has '{name}'"):
        mf.split_by_year(table)


def test_missing_and_wrong_columns() -> None:
    table = table_of(("2019", "2020"))
    with pytest.raises(mf.ColumnsError, match=r"no column 'end_precision'.*end_precision='day'"):
        mf.split_by_year(table.drop(columns="end_precision"))
    with pytest.raises(mf.ColumnsError, match="no column 'budget_usd'"):
        mf.split_by_year(table, value="budget_usd")
    with pytest.raises(mf.ColumnsError, match=r"a table is needed .*not dict"):
        mf.split_by_year({"start": []})  # type: ignore[arg-type]
    with pytest.raises(mf.DateError, match="whose precision is not day, month or year"):
        mf.split_by_year(table.assign(start_precision="decade"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"freq": "week"}, "freq must be one of 'year', 'quarter', 'month', not 'week'"),
        ({"freq": ["year"]}, "freq must be one of"),
        ({"fiscal_year_start": 0}, "fiscal_year_start must be the number of a month.* not 0"),
        ({"fiscal_year_start": 13}, "not 13"),
        ({"fiscal_year_start": "July"}, "not 'July'"),
        ({"fiscal_year_start": 7.0}, r"not 7\.0"),
        ({"fiscal_year_start": True}, "not True"),
        ({"profile": "linear"}, "profile must be one of 'uniform', 'front', 'back', not 'linear'"),
        ({"profile": np.sqrt}, "profile must be one of"),
        ({"decimals": -1}, "decimals must be a whole number"),
        ({"on_invalid": "null"}, "on_invalid must be one of 'raise', 'unallocated', not 'null'"),
    ],
)
def test_bad_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(mf.MigfundError, match=message):
        mf.split_by_year(table_of(("2019", "2020")), **options)


def test_columns_that_share_their_memory_are_written_apart() -> None:
    table = table_of(("2018-01-01", "2019-12-31"))
    done = mf.split_by_year(table)
    done.loc[0, "budget_low"] = -1
    done["budget_high"] += 1
    assert done["budget"].tolist() == [600, 600]
    assert done["budget_high"].tolist() == [601, 601]
    done.loc[0, "budget"] = 0
    assert done["budget_high"].tolist() == [601, 601]
    assert table["budget"].tolist() == [1200]


def test_regression_a_function_named_as_a_profile_is_not_taken_for_it() -> None:
    def uniform(points: np.ndarray) -> np.ndarray:
        return points**3

    with pytest.raises(mf.MigfundError, match="profile must be one of 'uniform', 'front', 'back'"):
        mf.split_by_year(table_of(("2018", "2019")), profile=uniform)  # type: ignore[arg-type]
