import builtins
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_boxes import SIZES, assert_words_have_room
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, Rectangle

import migfund as mf
from migfund.codelists import codelist_rows
from migfund.plot.chart import take_caption
from migfund.plot.classes import NO_PROJECT, classes_of, faces_on
from migfund.plot.maps import _LARGEST, _middles, _outlines, _shapes

CODES = [row["iso3"] for row in codelist_rows("countries")]
KINDS: dict[str, Any] = {
    "classes": mf.plot_map,
    "circles": lambda totals, **more: mf.plot_map(totals, kind="circles", **more),
    "tiles": mf.plot_tiles,
}


def by_country(*rows: tuple[str | None, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["country", "budget_usd"]).astype({"budget_usd": "float64"})
    return mf.total_by(table, "country")


def many(countries: int = 200) -> pd.DataFrame:
    values = np.random.default_rng(3).lognormal(14, 2, countries)
    rows = list(zip(CODES[:countries], values.tolist(), strict=True))
    return by_country(*rows, ("unallocated", 5e8), (None, 3e6), (None, None), ("KSV", 1e5))


TABLES = {
    "zeros, below zero, far above": by_country(
        ("KEN", 0.0), ("UGA", -2e6), ("IND", 4.5e13), ("MLT", 3.0), ("UKR", None), (None, 7.0)
    ),
    "200 countries": many(),
    "only unallocated": by_country(("unallocated", 5.0), (None, 1.0)),
    "no rows": by_country(("KEN", 1.0)).iloc[:0],
}


def words(ax: Axes) -> list[str]:
    ax.figure.draw_without_rendering()
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def box(ax: Axes) -> str:
    ax.figure.draw_without_rendering()
    return ax.get_xlabel().replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("size", ["one column", "four in a bare figure"])
@pytest.mark.parametrize("table", ["200 countries", "only unallocated", "no rows"])
@pytest.mark.parametrize("kind", KINDS)
def test_words_of_a_map_are_neither_cut_off_nor_over_each_other(
    kind: str, table: str, size: str
) -> None:
    with plt.style.context("dark_background" if size == "one column" else "default"):
        axes = np.atleast_1d(plt.subplots(**SIZES[size])[1]).ravel()
        for ax in axes:
            assert KINDS[kind](TABLES[table], ax=ax, title="Planned budgets by country") is ax
        assert_words_have_room(axes[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_map_on_axes_of_its_own_changes_no_table_and_sets_nothing(kind: str) -> None:
    table, settings = many(), dict(plt.rcParams)
    before = table.copy(deep=True)
    ax = KINDS[kind](table)
    assert_words_have_room(ax)
    assert ax.figure.get_figwidth() == 6.9
    pd.testing.assert_frame_equal(table, before)
    assert dict(plt.rcParams) == settings


def test_classes_by_quantiles_have_as_many_countries_each() -> None:
    values = np.array([5.0, 1.0, 100.0, 2.0, 3.0, 50.0, 4.0, 1000.0, 10.0, 20.0])
    found = classes_of(values, "quantiles")
    assert found.of.tolist() == [2, 0, 4, 0, 1, 3, 1, 4, 2, 3]
    assert found.names == ["1 – 2", "3 – 4", "5 – 10", "20 – 50", "100 – 1.00k"]


def test_equal_totals_are_in_one_class() -> None:
    found = classes_of(np.array([7.0] * 8 + [1.0, 2.0, 3.0, 9.0, 11.0, 12.0]), "quantiles")
    assert len(set(found.of[:8])) == 1
    few = classes_of(np.array([5.0, 5.0, 8.0]), "quantiles")
    assert (few.of.tolist(), few.names, few.how) == ([0, 0, 1], ["5", "8"], "one for each total")


@pytest.mark.parametrize(
    ("values", "names", "of"),
    [
        ([30, 4_000], ["10 – 100", "100 – 1k", "1k – 10k"], [0, 2]),
        ([1, 1.9, 2, 9, 10, 19], ["1 – 2", "2 – 5", "5 – 10", "10 – 20"], [0, 0, 1, 2, 3, 3]),
        ([110, 160, 200], ["100 – 150", "150 – 200", "200 – 250"], [0, 1, 2]),
        ([5], ["5 – 10"], [0]),
        (
            [1e4, 4.5e13],
            ["10k – 1m", "1m – 100m", "100m – 10bn", "10bn – 1tn", "1tn – 100tn"],
            [0, 4],
        ),
    ],
)
def test_classes_between_round_numbers(
    values: list[float], names: list[str], of: list[int]
) -> None:
    found = classes_of(np.array(values, dtype=float), "round")
    assert (found.names, found.of.tolist()) == (names, of)


def test_each_positive_total_lies_within_its_round_class() -> None:
    random = np.random.default_rng(7)
    for _ in range(200):
        values = 10 ** random.uniform(-2, random.uniform(-1, 14), random.integers(1, 60))
        found = classes_of(values, "round")
        assert 1 <= len(found.names) <= 6
        assert (found.of >= 0).all()
        assert (found.of < len(found.names)).all()


def test_classes_with_the_same_three_figures_are_told_apart() -> None:
    found = classes_of(np.array([1_000_001.0, 1_000_002.0]), "quantiles")
    assert found.names == ["1,000,001", "1,000,002"]


@pytest.mark.parametrize("dark", [False, True])
def test_classes_stand_out_more_the_more_there_is_also_in_grey(dark: bool) -> None:
    with plt.style.context("dark_background" if dark else "default"):
        ax = plt.subplots()[1]
        faces = faces_on(ax, 5)
    light = [np.dot(to_rgb(faces[n]["facecolor"]), (0.299, 0.587, 0.114)) for n in range(5)]
    land = np.dot(to_rgb(faces[NO_PROJECT]["facecolor"]), (0.299, 0.587, 0.114))
    steps = np.diff([land, *light]) * (1 if dark else -1)
    assert (steps > 0.08).all()


def test_the_legend_tells_zero_missing_below_zero_and_no_project_apart() -> None:
    for kind in ("classes", "tiles"):
        ax = KINDS[kind](TABLES["zeros, below zero, far above"])
        assert words(ax)[2:] == ["below zero", "zero", "no figure", "no project"]
        legend = ax.get_legend()
        assert legend is not None
        assert legend.get_title().get_text() == "Total, USD. Classes: one for each total"
        looks = {
            (to_rgb(patch.get_facecolor()), to_rgb(patch.get_edgecolor()), patch.get_hatch())
            for patch in legend.get_patches()
        }
        assert len(looks) == 6
    assert words(mf.plot_tiles(by_country(("KEN", 5.0)))) == ["5", "no project"]


def test_the_legend_says_how_classes_were_made() -> None:
    for how, said in (("quantiles", "quantiles"), ("round", "between round numbers")):
        for kind in ("classes", "tiles"):
            ax = KINDS[kind](many(), classes=how)
            words(ax)
            assert f"Classes: {said}" in ax.get_legend().get_title().get_text()


def test_what_is_on_no_map_stands_in_a_box_with_sum_share_and_n() -> None:
    table = by_country(
        ("KEN", 30.0), ("unallocated", 60.0), (None, 6.0), (None, None), ("ZZZ", 4.0)
    )
    said = (
        "Not on the map: 70 (n = 3 of 4), 70 % of the total: "
        "Unallocated 60 (n = 1); Not stated 6 (n = 1 of 2); ZZZ 4 (n = 1)"
    )
    for kind in KINDS:
        assert box(KINDS[kind](table)) == said
    assert box(mf.plot_map(by_country(("KEN", 30.0)))) == ""
    one = by_country(("KEN", 30.0), ("unallocated", 60.0))
    assert box(mf.plot_map(one)) == "Not on the map: Unallocated 60 (n = 1), 67 % of the total"
    # The box and the countries on the map have all money between them.
    shown = mf.plot_data(mf.plot_map(many()))["total"].sum()
    off = many().query("country == 'unallocated' or country == 'KSV'")["total"].sum() + 3e6
    assert shown + off == pytest.approx(many()["total"].sum())


def test_no_sum_is_given_where_totals_must_not_be_added_up() -> None:
    # Two countries that are on no tile, each with the whole of one project.
    projects = pd.DataFrame({"countries": [["TKL", "ATA"]], "budget_usd": [9.0]})
    totals = mf.total_by(mf.split_by_country(projects, rule="full"), "country")
    assert box(mf.plot_tiles(totals)) == "Not on the map: Antarctica 9 (n = 1); Tokelau 9 (n = 1)"


def test_small_territories_without_a_tile_are_in_the_box() -> None:
    ax = mf.plot_tiles(by_country(("KEN", 30.0), ("TKL", 10.0)))
    assert box(ax) == "Not on the map: Tokelau 10 (n = 1), 25 % of the total"
    assert mf.plot_data(ax)["country"].tolist() == ["KEN"]
    assert len(mf.plot_data(mf.plot_map(by_country(("KEN", 30.0), ("TKL", 10.0))))) == 2


def test_the_caption_says_currency_basis_and_n_of_all_rows() -> None:
    table = by_country(("KEN", 30.0), ("unallocated", 60.0), ("UGA", None))
    for kind in KINDS:
        caption = take_caption(KINDS[kind](table))
        assert caption.startswith(
            "USD, as stated. 2 of 3 projects are in; 1 without a figure is out."
        )
        assert ("Natural Earth" in caption) == (kind != "tiles")


def test_one_tile_a_country_each_on_a_cell_of_its_own() -> None:
    tiles = codelist_rows("country_tiles")
    cells = {(tile["column"], tile["row"]) for tile in tiles}
    assert len(tiles) == len(cells) == len({tile["iso3"] for tile in tiles}) == 219
    territories = {row["iso3"] for row in codelist_rows("territories")}
    assert set(CODES) - territories - {"ATA"} <= {tile["iso3"] for tile in tiles}
    assert {row["iso3"] for row in codelist_rows("world_bank")} <= {tile["iso3"] for tile in tiles}
    ax = mf.plot_tiles(many())
    assert len([patch for patch in ax.patches if isinstance(patch, Rectangle)]) == 219


def test_the_limits_of_tiles_are_those_of_their_data() -> None:
    ax = mf.plot_tiles(many())
    limits = [ax.get_xlim(), ax.get_ylim()]
    ax.autoscale()
    ax.margins(0)
    assert [ax.get_xlim(), ax.get_ylim()] == limits


def test_tiles_keep_directions() -> None:
    at = {r["iso3"]: (int(r["column"]), int(r["row"])) for r in codelist_rows("country_tiles")}
    for west, east in (
        ("USA", "ESP"),
        ("MAR", "EGY"),
        ("FRA", "UKR"),
        ("PAK", "BGD"),
        ("PER", "BRA"),
    ):
        assert at[west][0] < at[east][0]
    for north, south in (
        ("SWE", "ITA"),
        ("EGY", "ETH"),
        ("KEN", "ZAF"),
        ("MEX", "CHL"),
        ("KAZ", "IND"),
    ):
        assert at[north][1] < at[south][1]


def test_letters_on_tiles_are_codes_that_can_be_read() -> None:
    for width, height, code in ((6.9, 5.2, "KEN"), (3.3, 3.8, "KE")):
        ax = plt.subplots(figsize=(width, height))[1]
        mf.plot_tiles(many(), ax=ax)
        ax.figure.draw_without_rendering()
        letters = [t for t in ax.texts if t.get_gid() != "caption" and len(t.get_text()) <= 3]
        assert len(letters) == 219
        assert code in {text.get_text() for text in letters}
        assert min(text.get_fontsize() for text in letters) > 4
        tile = ax.bbox.width / np.diff(ax.get_xlim())[0]
        assert max(text.get_window_extent().width for text in letters) < tile


def test_the_area_of_circles_is_in_proportion_and_stands_in_the_country() -> None:
    ax = mf.plot_map(by_country(("KEN", 400.0), ("UGA", 100.0), ("IND", -25.0)), kind="circles")
    circles = [patch for patch in ax.patches if isinstance(patch, Circle)][:3]
    areas = [circle.radius**2 for circle in circles]
    assert np.allclose(np.array(areas) / areas[0], [1, 0.25, 0.0625])
    assert [
        to_rgb(circle.get_facecolor()) == to_rgb("none") or circle.get_facecolor()[3] == 0
        for circle in circles
    ] == [False, False, True]
    shapes = _shapes("EPSG:8857").set_index("iso3").geometry
    from shapely import Point

    for code, circle in zip(("KEN", "UGA", "IND"), circles, strict=True):
        assert shapes[code].contains(Point(circle.center))


def test_the_legend_of_sizes_is_to_scale() -> None:
    ax = mf.plot_map(by_country(("KEN", 540.0), ("UGA", 100.0)), kind="circles")
    ax.figure.draw_without_rendering()
    sizes = [patch for patch in ax.patches if isinstance(patch, Circle)][2:]
    sums = [text.get_text() for text in ax.texts if text.get_gid() != "caption"]
    assert sums == ["500", "100", "20"]
    found = {text: circle.radius for text, circle in zip(sums, sizes, strict=True)}
    for text, radius in found.items():
        assert radius == pytest.approx(_LARGEST * (float(text) / 540) ** 0.5)


@pytest.mark.parametrize("size", SIZES)
def test_a_map_has_one_scale_and_shows_all_or_the_part_wanted(size: str) -> None:
    for plot, (left, right, low, high) in (
        (mf.plot_map, (-16.9e6, 17e6, -6.9e6, 8.3e6)),
        (mf.plot_tiles, (0, 27, 0, 17)),
    ):
        ax = np.atleast_1d(plt.subplots(**SIZES[size])[1]).ravel()[0]
        plot(many(), ax=ax)
        ax.figure.draw_without_rendering()
        for part in ((left, right, low, high), (0.2 * right, 0.6 * right, 0.1 * high, 0.5 * high)):
            across, down = sorted(ax.get_xlim()), sorted(ax.get_ylim())
            slack = 1e-9 * right
            assert across[0] - slack <= part[0] < part[1] <= across[1] + slack
            assert down[0] - slack <= part[2] < part[3] <= down[1] + slack
            scale = np.diff(across)[0] / ax.bbox.width
            assert np.diff(down)[0] / ax.bbox.height == pytest.approx(scale)
            ax.set_xlim(0.2 * right, 0.6 * right)
            ax.set_ylim(0.1 * high, 0.5 * high)
            ax.figure.draw_without_rendering()
        assert np.diff(ax.get_xlim())[0] < right


def test_circles_are_explained_and_none_is_cut_by_the_edge() -> None:
    ax = mf.plot_map(by_country(("FJI", 5.0), ("WSM", 4.0), ("KEN", -1.0)), kind="circles")
    assert words(ax) == ["total, USD: the area of the circle", "below zero"]
    low, high = ax.get_xlim()
    for circle in [patch for patch in ax.patches if isinstance(patch, Circle)]:
        assert low <= circle.center[0] - circle.radius + 1
        assert circle.center[0] + circle.radius <= high + 1


def test_zero_has_no_circle() -> None:
    ax = mf.plot_map(by_country(("KEN", 0.0), ("UGA", None)), kind="circles")
    assert not [patch for patch in ax.patches if isinstance(patch, Circle)]
    assert words(ax) == ["zero", "no figure"]


def dots_of(ax: Any) -> list[float]:
    """Return the sizes of the dots that are drawn."""
    ax.figure.draw_without_rendering()
    marks = [c for c in ax.collections if isinstance(c, PathCollection) and c.get_visible()]
    return [size for c in marks for size in c.get_sizes() if size]


def test_small_countries_get_a_dot() -> None:
    ax = plt.subplots(figsize=(6.9, 4.3))[1]
    mf.plot_map(by_country(("MLT", 5.0), ("SYC", 3.0), ("IND", 2.0)), ax=ax)
    assert len(dots_of(ax)) == 2
    # One country alone is easily overlooked, and more of them are small on a small figure.
    alone = mf.plot_map(by_country(("ARM", 5.0)), ax=plt.subplots(figsize=(6.9, 4.3))[1])
    assert len(dots_of(alone)) == 1
    assert dots_of(alone)[0] > dots_of(ax)[0]
    codes = ("ARM", "BEL", "GEO", "IND", "PRT", "SYR")
    for width, count in ((3.3, 4), (12.0, 0)):
        some = mf.plot_map(
            by_country(*((code, 1.0) for code in codes)), ax=plt.subplots(figsize=(width, 5))[1]
        )
        assert (len(dots_of(some)) > 1) == (count > 0)


def test_shapes_are_of_all_countries_and_valid() -> None:
    shapes = mf.country_shapes()
    assert set(shapes["iso3"].dropna()) == set(CODES)
    names = {row["iso3"]: row["name"] for row in codelist_rows("countries")}
    coded = shapes.dropna(subset="iso3")
    assert dict(zip(coded["iso3"], coded["name"], strict=True)) == names
    assert sorted(shapes.loc[shapes["iso3"].isna(), "name"]) == [
        "Northern Cyprus",
        "Siachen Glacier",
        "Somaliland",
    ]
    assert shapes.is_valid.all()
    assert not shapes.is_empty.any()
    assert shapes.crs.to_epsg() == 4326
    assert shapes.total_bounds.tolist() == pytest.approx([-180, -90, 180, 83.6], abs=0.2)
    shapes["name"] = "changed"
    assert mf.country_shapes()["name"].tolist() != shapes["name"].tolist()


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("KEN", 36.8, -1.3),
        ("GUF", -52.3, 4.9),
        ("FRA", 2.35, 48.85),
        ("REU", 55.5, -21.1),
        ("XKX", 21.0, 42.6),
        ("RUS", 37.6, 55.75),
        ("RUS", -175, 66.5),
        ("FJI", 178.0, -17.8),
        ("USA", -155.5, 19.6),
        ("SJM", 16, 78),
        ("BRA", -47.9, -15.8),
        ("ATA", 0, -85),
    ],
)
def test_places_lie_in_the_shape_of_their_country(
    code: str, longitude: float, latitude: float
) -> None:
    from shapely import Point

    shapes = mf.country_shapes()
    inside = shapes[shapes.contains(Point(longitude, latitude))]
    assert inside["iso3"].tolist() == [code]


def test_shapes_have_the_area_of_their_country() -> None:
    # Square kilometres, from general knowledge.
    known = {
        "KEN": 580e3,
        "BRA": 8.51e6,
        "RUS": 17.1e6,
        "CHE": 41.3e3,
        "LUX": 2.59e3,
        "MLT": 316,
        "NZL": 268e3,
        "IND": 3.29e6,
        "COD": 2.34e6,
        "SYC": 455,
        "SGP": 735,
    }
    areas = _shapes("EPSG:8857").set_index("iso3").area / 1e6
    for code, area in known.items():
        assert areas[code] == pytest.approx(area, rel=0.1 if area > 2e3 else 0.7)


def test_a_middle_lies_in_each_country_and_outlines_are_complete() -> None:
    shapes = _shapes("EPSG:8857")
    from shapely import contains_xy

    assert contains_xy(shapes.geometry.to_numpy(), *_middles().T).all()
    vertices = [len(path.vertices) for path in _outlines()]
    assert vertices == shapes.count_coordinates().tolist()


def test_totals_that_are_not_by_country_are_refused() -> None:
    totals = mf.total_by(pd.DataFrame({"fund": ["IDF"], "budget_usd": [1.0]}), "fund")
    for plot in KINDS.values():
        with pytest.raises(mf.ColumnsError, match="by country; these are by 'fund'"):
            plot(totals)
        with pytest.raises(mf.ColumnsError, match="no column 'total'"):
            plot(pd.DataFrame({"country": ["KEN"]}))
        with pytest.raises(mf.ColumnsError, match=r"codes of ISO 3166-1 alpha-3.*not 'Kenya'"):
            plot(by_country(("Kenya", 1.0)))
        twice = pd.concat([by_country(("KEN", 1.0)), by_country(("KEN", 2.0))])
        with pytest.raises(mf.ColumnsError, match=r"several rows are of 'KEN'|these are by"):
            plot(twice)
    codes = totals.rename(columns={"fund": "country"}).assign(country="KEN")
    assert len(mf.plot_data(mf.plot_tiles(codes))) == 1


def test_two_currencies_and_odd_options_are_refused() -> None:
    both = pd.concat([by_country(("KEN", 1.0)), by_country(("UGA", 2.0)).assign(currency="EUR")])
    with pytest.raises(mf.ScopeError, match="different currencies"):
        mf.plot_map(both)
    with pytest.raises(mf.MigfundError, match="kind must be"):
        mf.plot_map(many(), kind="dots")
    for plot in (mf.plot_map, mf.plot_tiles):
        with pytest.raises(mf.MigfundError, match="classes must be"):
            plot(many(), classes="jenks")
        with pytest.raises(mf.MigfundError, match="ax must be one Axes"):
            plot(many(), ax=plt.subplots(1, 2)[1])


def test_without_geopandas_the_remedy_is_named_and_tiles_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.split(".")[0] in ("geopandas", "shapely", "pyproj"):
            raise ImportError(name)
        return known(name, *more, **named)

    _shapes.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    for call in (mf.country_shapes, lambda: mf.plot_map(many())):
        with pytest.raises(
            mf.MissingExtraError, match=r"pip install 'migfund\[maps\]'.*plot_tiles"
        ):
            call()
    assert mf.plot_tiles(many()).patches
