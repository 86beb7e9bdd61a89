"""Geometry of the county map: dots over the rough outline, several at one place under one mark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cuncuntong.network.places import SYNTHETIC_MARK, Outline, PlaceBook, Spot, county_outline, current

WIDTH = 560
MARGIN = 14
# Beyond so many marks they are drawn smaller: a county's 351 points leave some 25 units to each.
MANY = 60
FEW = 6
NAMED = 3
_WORSE = ("neutral", "good", "info", "wait", "bad")
TONES = ("good", "info", "wait", "bad", "neutral")
_DEFAULT_LEGEND = {"info": ""}


@dataclass(frozen=True)
class MapDot:
    """One thing on the map: where (a division's or a point's code), its name, and what the mark tells.

    ``tone`` (good info wait bad neutral) chooses shape and colour; ``note`` is said beside the name;
    ``count`` is how many things it stands for (12 postings of one village).
    """

    place: str
    label: str
    url: str = ""
    tone: str = "info"
    note: str = ""
    count: int = 1


@dataclass
class Mark:
    """What is drawn at one spot."""

    x: int
    y: int
    tone: str
    words: str
    url: str
    count: int
    ends: bool  # the name stands left of the mark, near the right edge


@dataclass
class Drawing:
    """Everything that the template needs."""

    id: str
    title: str
    height: int
    outline: str
    marks: list[Mark]
    rows: list[dict[str, Any]]
    legend: list[tuple[str, str]]
    notes: list[str]
    small: bool
    few: bool
    twin: str = ""
    heads: tuple[str, str] = ("名称", "说明")
    width: int = WIDTH

    @property
    def layers(self) -> list[tuple[str, list[Mark]]]:
        """Marks by tone, what calls for a look on top."""
        return [
            (tone, [mark for mark in self.marks if mark.tone == tone])
            for tone in _WORSE
            if any(mark.tone == tone for mark in self.marks)
        ]


def draw(
    dots: Iterable[MapDot | Mapping[str, Any]],
    title: str,
    *,
    legend: Mapping[str, str] | None = None,
    twin: str = "",
    heads: tuple[str, str] = ("名称", "说明"),
    key: str = "map",
) -> Drawing:
    """The county's map with its dots, given as MapDot or as its fields by name.

    ``twin`` names a table of the page, which then gets no second one.
    """
    book, outline = current(), county_outline()
    words = dict(legend or _DEFAULT_LEGEND)
    made = (one if isinstance(one, MapDot) else MapDot(**one) for one in dots)
    rows = [_row(number, dot, book, words, key) for number, dot in enumerate(made, start=1)]
    spots = [row["spot"] for row in rows if row["spot"]]
    frame = _Frame(outline, spots)
    marks = _marks(rows, frame, words)
    missing = len(rows) - len(spots)
    return Drawing(
        id=key,
        title=title,
        height=frame.height,
        outline=frame.path(outline),
        marks=marks,
        rows=rows,
        legend=[(tone, words[tone]) for tone in TONES if words.get(tone)],
        notes=_notes(outline, spots, missing),
        small=len(marks) > MANY,
        few=len(marks) <= FEW,
        twin=twin,
        heads=heads,
    )


def _row(number: int, dot: MapDot, book: PlaceBook, words: Mapping[str, str], key: str) -> dict[str, Any]:
    spot = book.spot(dot.place)
    said = [words.get(dot.tone, ""), dot.note]
    return {
        "dot": dot,
        "id": f"{key}-{number}",
        "spot": spot,
        "place": book.name(dot.place),
        "words": "，".join(part for part in said if part),
        "rough": bool(spot and spot.rough),
    }


class _Frame:
    """Puts longitude and latitude on the drawing: flat, which a county is small enough for."""

    def __init__(self, outline: Outline | None, spots: list[Spot]) -> None:
        xs = [spot.longitude for spot in spots] or [112.3]
        ys = [spot.latitude for spot in spots] or [35.5]
        if outline:
            # What lies outside the outline stays on the drawing, at its edge.
            self.west, self.south, self.east, self.north = outline.bounds
        else:
            pad = 0.02
            self.west, self.south = min(xs) - pad, min(ys) - pad
            self.east, self.north = max(xs) + pad, max(ys) + pad
        flat = math.cos(math.radians((self.south + self.north) / 2))
        self.scale = (WIDTH - 2 * MARGIN) / ((self.east - self.west) * flat)
        self.flat = flat
        self.height = round((self.north - self.south) * self.scale) + 2 * MARGIN

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """The point in the drawing's units, held inside it."""
        x = MARGIN + (longitude - self.west) * self.flat * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(min(max(x, 6), WIDTH - 6)), round(min(max(y, 6), self.height - 6))

    def path(self, outline: Outline | None) -> str:
        """The outline's rings as a path."""
        if outline is None:
            return ""
        rings = (" ".join(f"{x},{y}" for x, y in (self.at(*p) for p in ring)) for ring in outline.rings)
        return "".join(f"M{ring}Z" for ring in rings)


def _marks(rows: list[dict[str, Any]], frame: _Frame, words: Mapping[str, str]) -> list[Mark]:
    places: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows:
        if row["spot"]:
            at = frame.at(row["spot"].longitude, row["spot"].latitude)
            places.setdefault(at, []).append(row)
    return [_mark(at, shared, words) for at, shared in places.items()]


def _mark(at: tuple[int, int], shared: list[dict[str, Any]], words: Mapping[str, str]) -> Mark:
    dots = [row["dot"] for row in shared]
    if len(shared) == 1:
        said = "，".join(part for part in (dots[0].label, shared[0]["words"]) if part)
    else:
        names = "、".join(dot.label for dot in dots[:NAMED])
        said = f"{len(dots)}个：{names}{'等' if len(dots) > NAMED else ''}"
    # The worst of those that share a place gives the mark its look: nothing bad hides under a good one.
    tone = max((dot.tone for dot in dots), key=_WORSE.index)
    urls = {dot.url for dot in dots}
    url = urls.pop() if len(urls) == 1 else f"#{shared[0]['id']}"
    count = sum(dot.count for dot in dots)
    return Mark(at[0], at[1], tone, said, url, count if count > 1 else 0, ends=at[0] > WIDTH * 0.6)


def _notes(outline: Outline | None, spots: list[Spot], missing: int) -> list[str]:
    notes = []
    if any(spot.synthetic for spot in spots):
        notes.append(SYNTHETIC_MARK)
    if missing:
        notes.append(f"{missing}个没有坐标，只列在表中")
    if any(spot.rough for spot in spots):
        notes.append("没有村坐标的，画在乡镇所在地")
    if outline:
        notes.append(f"轮廓仅作示意，不作划界依据；来源：{outline.source}")
    return notes
