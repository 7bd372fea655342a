"""Build codelists/country_tiles.csv: a tile for each country, so that neighbours stay neighbours.

Countries start at the middle of their shape, are pushed apart until each has room, and are then
given cells of a grid. The Americas stay apart from the others. Exchanges of cells, at random and
ever fewer that make it worse (simulated annealing), look for the layout in which tiles are near
where their country is and neighbours have the direction to each other that they have on the map.
The same seed gives the same layout.

Tiles are for the economies of the World Bank's list and for all countries that are not
territories. Needs: ``pip install 'migfund[maps]'``. Run: ``python scripts/build_tiles.py``
"""

import csv
import gzip
import json
from pathlib import Path

import geopandas
import numpy as np

CODELISTS = Path(__file__).resolve().parents[1] / "migfund" / "codelists"
COLUMNS, ROWS = 28, 19
STEPS = 1_500_000
AROUND = [complex(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]


def rows_of(name: str) -> list[dict[str, str]]:
    with (CODELISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def countries() -> geopandas.GeoDataFrame:
    """Return the shapes of those that get a tile, in the projection of the map."""
    wanted = {row["iso3"] for row in rows_of("countries")} - {"ATA"}
    wanted -= {row["iso3"] for row in rows_of("territories")}
    wanted |= {row["iso3"] for row in rows_of("world_bank")}
    text = gzip.decompress((CODELISTS / "country_shapes.geojson.gz").read_bytes())
    shapes = geopandas.GeoDataFrame.from_features(json.loads(text), crs="EPSG:4326")
    return shapes[shapes["iso3"].isin(wanted)].to_crs("EPSG:8857").reset_index(drop=True)


def middles(shapes: geopandas.GeoDataFrame) -> np.ndarray:
    """Return the middle of the largest part of each shape, on the grid's scale, north at 3."""
    parts = shapes.geometry.explode()
    largest = parts[parts.area.groupby(level=0).rank(ascending=False, method="first") == 1]
    points = np.column_stack([largest.centroid.x, -largest.centroid.y])
    low, high = points.min(axis=0), points.max(axis=0)
    return (points - low) / (high - low) * [COLUMNS - 1, ROWS - 4] + [0, 3]


def neighbours(shapes: geopandas.GeoDataFrame, points: np.ndarray) -> list[tuple[int, int]]:
    """Return pairs with a common border; an island's are the two that are nearest."""
    near = geopandas.GeoDataFrame(geometry=shapes.buffer(20_000))
    found = near.sjoin(near, predicate="intersects")
    pairs = {(int(a), int(b)) for a, b in zip(found.index, found["index_right"], strict=True)}
    for alone in set(range(len(shapes))) - {a for a, b in pairs if a != b}:
        distance = np.hypot(*(points - points[alone]).T)
        pairs |= {(alone, int(other)) for other in np.argsort(distance)[1:3]}
    return sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})


def apart(points: np.ndarray, pairs: list[tuple[int, int]], west: np.ndarray) -> np.ndarray:
    """Return the points, pushed apart to a distance of one, neighbours held together."""
    room = np.where(west[:, None] != west[None], 2.5, 1.1)
    at = points + np.random.default_rng(1).normal(scale=0.01, size=points.shape)
    one, other = np.array(pairs).T
    for _ in range(600):
        gap = at[:, None] - at[None]
        distance = np.hypot(gap[..., 0], gap[..., 1]) + np.eye(len(at)) * 9
        push = np.clip(room - distance, 0, None) / distance
        move = 0.25 * (gap * push[..., None]).sum(axis=1)
        between = at[other] - at[one]
        length = np.hypot(*between.T)[:, None]
        pull = 0.04 * between * np.clip(length - 1.3, 0, 1) / length
        np.add.at(move, one, pull)
        np.add.at(move, other, -pull)
        at = at + move + 0.01 * (points - at)
        at = at.clip(0, [COLUMNS - 1, ROWS - 1])
    return at


def assigned(
    at: np.ndarray, points: np.ndarray, pairs: list[tuple[int, int]], west: np.ndarray
) -> np.ndarray:
    """Return the cell of each point, column and row."""
    random = np.random.default_rng(2026)
    direction: list[dict[int, complex]] = [{} for _ in at]
    for one, other in pairs:
        way = complex(*(points[other] - points[one]))
        way /= abs(way)
        direction[one][other], direction[other][one] = way, -way
    goal = [complex(*point) for point in at]
    free = [complex(x, y) for y in range(ROWS) for x in range(COLUMNS)]
    cell = []
    for point in goal:
        cell.append(min(free, key=lambda c: abs(c - point)))
        free.remove(cell[-1])

    owner = {where: bool(side) for where, side in zip(cell, west, strict=True)}

    def cost(i: int, where: complex) -> float:
        total = abs(where - goal[i]) ** 2
        total += 4 * sum(owner.get(where + step, west[i]) != west[i] for step in AROUND)
        for other, way in direction[i].items():
            step = cell[other] - where
            length = abs(step) or 1.0
            total += 1.5 * min(length - 1, 4) + 1.5 * abs(step / length - way) ** 2
        return total

    picks = random.integers(len(cell), size=STEPS)
    others = random.integers(len(cell) + len(free), size=STEPS)
    chances = random.random(STEPS)
    for step in range(STEPS):
        i, j = int(picks[step]), int(others[step])
        heat = 2.0 * (1 - step / STEPS) ** 2 + 1e-6
        mine = cell[i]
        taken = j < len(cell)
        theirs = cell[j] if taken else free[j - len(cell)]
        if i == j or abs(theirs - mine) > 4:
            continue
        before = cost(i, mine) + (cost(j, theirs) if taken else 0)
        cell[i] = theirs
        owner[theirs] = bool(west[i])
        if taken:
            cell[j] = mine
            owner[mine] = bool(west[j])
        else:
            del owner[mine]
        worse = cost(i, theirs) + (cost(j, mine) if taken else 0) - before
        if worse > 0 and chances[step] > np.exp(-worse / heat):
            cell[i] = mine
            owner[mine] = bool(west[i])
            if taken:
                cell[j] = theirs
                owner[theirs] = bool(west[j])
            else:
                del owner[theirs]
        elif not taken:
            free[j - len(cell)] = mine
    return np.array([(c.real, c.imag) for c in cell], dtype=int)


def main() -> None:
    shapes = countries()
    points = middles(shapes)
    pairs = neighbours(shapes, points)
    americas = {row["iso3"] for row in rows_of("m49") if row["region"] == "Americas"}
    west = shapes["iso3"].isin(americas).to_numpy()
    cells = assigned(apart(points, pairs, west), points, pairs, west)
    cells -= cells.min(axis=0)
    touching = [np.abs(cells[a] - cells[b]).max() == 1 for a, b in pairs]
    print(f"{len(cells)} tiles, {np.mean(touching):.0%} of {len(pairs)} neighbours touch")
    with (CODELISTS / "country_tiles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso3", "column", "row"])
        writer.writerows(
            sorted((iso3, *cell) for iso3, cell in zip(shapes["iso3"], cells.tolist(), strict=True))
        )


if __name__ == "__main__":
    main()
