"""Build codelists/country_shapes.geojson.gz from Natural Earth, by the npm package world-atlas.

Shapes are those of the scale 1:50 million, made simpler by `TOLERANCE` along the borders, which
stay common to both neighbours; countries that this scale lacks have the shape of 1:10 million.
Territories with an ISO code of their own that Natural Earth counts to their state are cut out by
`PARTS`. Areas without an ISO code keep Natural Earth's name and get no code.

Needs: ``pip install 'migfund[maps]'`` and the ``npm`` client. Run: ``python
scripts/build_shapes.py``
"""

import csv
import gzip
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely

CODELISTS = Path(__file__).resolve().parents[1] / "migfund" / "codelists"
PACKAGE = "world-atlas@2.0.2"
TOLERANCE = 0.04
"""Degrees: at 7 inches across the world, a fifth of a hundredth of an inch."""
SMALL = 1.0
"""Square degrees up to which a shape is kept as it is, with three decimals in place of two."""
# Which parts of which state, by west, south, east, north.
PARTS = {
    "GUF": ("FRA", [(-55, 2, -51, 6.5)]),
    "GLP": ("FRA", [(-62, 15.8, -60.9, 16.6)]),
    "MTQ": ("FRA", [(-61.4, 14.3, -60.7, 15)]),
    "REU": ("FRA", [(55, -21.5, 56, -20.8)]),
    "MYT": ("FRA", [(44.9, -13.1, 45.4, -12.5)]),
    "SJM": ("NOR", [(-10, 70.5, -7, 71.5), (9, 74, 35, 81)]),
    "BVT": ("NOR", [(3, -55, 4, -54)]),
    "BES": ("NLD", [(-69, 11.9, -68, 12.4), (-63.5, 17.3, -62.9, 17.8)]),
    "CXR": ("Indian Ocean Ter.", [(105, -11, 106, -10)]),
    "CCK": ("Indian Ocean Ter.", [(96, -13, 97.5, -11)]),
    "TKL": ("NZL", [(-173, -10, -171, -8)]),
}
CODED = {"Kosovo": "XKX", "Taiwan": "TWN", "Ashmore and Cartier Is.": "AUS"}
UNCODED = {
    "N. Cyprus": "Northern Cyprus",
    "Somaliland": "Somaliland",
    "Siachen Glacier": "Siachen Glacier",
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (CODELISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fetch(folder: Path) -> Path:
    command = ["npm", "pack", "--silent", PACKAGE]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def simpler(line: np.ndarray) -> np.ndarray:
    """Return a part of a border with fewer points; its ends, where others meet it, stay."""
    tolerance = TOLERANCE
    if (line[0] == line[-1]).all() and len(line) > 3:  # an island
        tolerance = min(tolerance, shapely.Polygon(line).area ** 0.5 / 20)
    return np.asarray(shapely.LineString(line).simplify(tolerance).coords)


def arcs_of(topology: dict[str, Any], simplify: bool) -> list[np.ndarray]:
    scale, move = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    lines = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]
    return [simpler(line) for line in lines] if simplify else lines


def ring(arcs: list[np.ndarray], indices: list[int]) -> np.ndarray:
    """Return one ring, its longitudes without a jump at 180 degrees."""
    lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    points = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    if abs(points[0, 0] - points[-1, 0]) > 180:  # around the pole
        points = points - [points[0, 0].clip(None, points[-1, 0]) + 180, 0]
        pole = [[points[-1, 0], -90], [points[0, 0], -90]]
        points = np.concatenate([points, pole, points[:1]])
    return points


def polygons(arcs: list[np.ndarray], geometry: dict[str, Any]) -> list[shapely.Polygon]:
    """Return the polygons of a country between 180 degrees west and east."""
    several = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found = []
    for rings in several:
        outer, *holes = [ring(arcs, indices) for indices in rings]
        if len(outer) < 4:  # too small to have an area
            continue
        holes = [hole for hole in holes if len(hole) > 3]
        shape = shapely.make_valid(shapely.Polygon(outer, holes))
        for west in (-540, -180, 180):
            part = shapely.intersection(shape, shapely.box(west, -90, west + 360, 90))
            part = shapely.transform(part, lambda xy, west=west: xy - [west + 180, 0])
            found += [p for p in shapely.get_parts(part) if p.geom_type == "Polygon" and p.area]
    return found


def read(path: Path, codes: dict[str, str], simplify: bool) -> dict[str, list[shapely.Polygon]]:
    """Return the polygons of each country by its ISO code, or by its name where it has none."""
    topology = json.loads(path.read_text("utf-8"))
    arcs = arcs_of(topology, simplify)
    shapes: dict[str, list[shapely.Polygon]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        key = CODED.get(name) or codes.get(geometry.get("id", ""), name)
        shapes.setdefault(key, []).extend(polygons(arcs, geometry))
    for code, (state, boxes) in PARTS.items():
        area = shapely.union_all([shapely.box(*box) for box in boxes])
        inside = [shapely.within(part, area) for part in shapes.get(state, [])]
        parts = list(zip(shapes.get(state, []), inside, strict=True))
        if any(inside):
            shapes[code] = [part for part, here in parts if here]
            shapes[state] = [part for part, here in parts if not here]
    return {key: parts for key, parts in shapes.items() if parts}


def feature(code: str | None, name: str, parts: list[shapely.Polygon]) -> dict[str, Any]:
    shape = shapely.union_all(parts)
    decimals = 3 if shape.area < SMALL else 2
    rounded = shapely.set_precision(shape, 10.0**-decimals)
    if not rounded.is_valid or rounded.is_empty:
        raise SystemExit(f"{name}: no valid shape is left")
    geometry = json.loads(shapely.to_geojson(shapely.normalize(rounded)))
    text = json.dumps(geometry["coordinates"])
    geometry["coordinates"] = json.loads(text, parse_float=lambda f: round(float(f), decimals))
    return {"type": "Feature", "properties": {"iso3": code, "name": name}, "geometry": geometry}


def main() -> None:
    codes = {row["m49"]: row["iso3"] for row in rows_of("m49")}
    with tempfile.TemporaryDirectory() as name:
        folder = fetch(Path(name))
        medium = read(folder / "countries-50m.json", codes, simplify=True)
        large = read(folder / "countries-10m.json", codes, simplify=False)
    shapes = large | medium
    names = {row["iso3"]: row["name"] for row in rows_of("countries")}
    missing = sorted(set(names) - set(shapes))
    if missing:
        raise SystemExit(f"no shape: {missing}")
    features = [feature(code, names[code], shapes[code]) for code in sorted(names)]
    features += [feature(None, name, shapes[key]) for key, name in sorted(UNCODED.items())]
    print("in neither list:", sorted(set(medium) - set(names) - set(UNCODED)))
    print("of 1:10 million:", sorted(set(names) & (set(large) - set(medium))))
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    path = CODELISTS / "country_shapes.geojson.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    points = sum(shapely.get_num_coordinates(shapely.MultiPolygon(p)) for p in shapes.values())
    print(f"{path.name}: {len(features)} shapes, {points} points, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
