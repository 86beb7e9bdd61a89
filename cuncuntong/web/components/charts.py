"""Geometry of the small charts: drawn on the server as SVG, each with its table beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BAR_HEIGHT = 28
LABEL_WIDTH, WIDEST_LABEL, LETTER_WIDTH = 104, 200, 13
VALUE_WIDTH = 72
CHART_WIDTH = 480
LINE_HEIGHT = 200
LINE_MARGIN = (16, 24, 32, 52)  # top, right, bottom, left
HEAT_SHADES = 5


@dataclass(frozen=True)
class Row:
    """One value; ``url`` opens the rows behind it."""

    label: str
    value: float | None
    url: str = ""


def rows_of(rows: Iterable[Any]) -> list[Row]:
    """Rows from ``(label, value)``, ``(label, value, url)`` or objects that have these names."""
    found = []
    for row in rows:
        if isinstance(row, (tuple, list)):
            label, value, *rest = row
            url = rest[0] if rest else ""
        else:
            label, value, url = row.label, row.value, getattr(row, "url", "")
        found.append(Row(str(label), None if value is None else float(value), str(url or "")))
    return found


def number_words(value: float | None) -> str:
    """A figure with thousands separators and at most one decimal; 无数据 for none."""
    if value is None:
        return "无数据"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def nice_top(highest: float) -> float:
    """The round number at or above the highest value that the axis ends at."""
    if highest <= 0:
        return 1
    step = 10 ** math.floor(math.log10(highest))
    return next(step * factor for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * factor >= highest)


def guide_parts(top: float, values: Sequence[float]) -> int:
    """Into how many parts an axis is cut: with counts only so that every mark is a whole number."""
    if not all(float(value).is_integer() for value in values):
        return 4
    return next(parts for parts in (4, 5, 3, 2, 1) if (top / parts).is_integer())


def label_width(labels: Sequence[str]) -> int:
    """Room for the longest label, within bounds; a Chinese letter takes LETTER_WIDTH, another half."""
    longest = max((_length(label) for label in labels), default=0.0)
    return min(WIDEST_LABEL, max(LABEL_WIDTH, math.ceil(longest * LETTER_WIDTH) + 16))


def _length(label: str) -> float:
    return sum(1 if ord(char) > 0x2E7F else 0.6 for char in label)


def shortened(label: str, width: int) -> str:
    """The label as far as it fits, with … where it was cut; the table and the mark's title tell all of it."""
    room = (width - 16) / LETTER_WIDTH
    if _length(label) <= room:
        return label
    while label and _length(label) + 1 > room:
        label = label[:-1]
    return f"{label}…"


def bars(rows: Iterable[Any], *, target: float | None = None, maximum: float | None = None) -> dict[str, Any]:
    """Bars from the left, one a row, in a drawing CHART_WIDTH wide; values below the target are ``under``."""
    found = rows_of(rows)
    values = [row.value for row in found if row.value is not None]
    top = float(maximum or nice_top(max([*values, target or 0], default=0)))
    start = label_width([row.label for row in found])
    room = CHART_WIDTH - start - VALUE_WIDTH
    drawn = []
    for place, row in enumerate(found):
        length = 0.0 if row.value is None else max(0.0, min(row.value, top)) / top * room
        drawn.append(
            {
                "row": row,
                "label": shortened(row.label, start),
                "words": number_words(row.value),
                "y": place * BAR_HEIGHT,
                "bar_y": place * BAR_HEIGHT + 6,
                "text_y": place * BAR_HEIGHT + 19,
                "length": round(length, 1),
                "under": target is not None and row.value is not None and row.value < target,
            }
        )
    line = None if target is None else round(start + min(target, top) / top * room, 1)
    return {
        "bars": drawn,
        "width": CHART_WIDTH,
        "height": len(found) * BAR_HEIGHT + (20 if target is not None else 0),
        "plot_height": len(found) * BAR_HEIGHT,
        "label_x": start - 8,
        "start_x": start,
        "value_x": CHART_WIDTH - 4,
        "target_x": line,
        "target_words": "" if target is None else number_words(float(target)),
    }


def line(rows: Iterable[Any]) -> dict[str, Any]:
    """Values in order of time as a line with points; a missing value leaves a gap."""
    found = rows_of(rows)
    top_edge, right, bottom, left = LINE_MARGIN
    top = nice_top(max((row.value for row in found if row.value is not None), default=0))
    width, height = CHART_WIDTH - left - right, LINE_HEIGHT - top_edge - bottom
    step = width / max(len(found) - 1, 1)
    every = max(1, math.ceil(len(found) / 12))
    points: list[dict[str, Any]] = []
    path, pen_up = [], True
    for place, row in enumerate(found):
        x = round(left + place * step, 1)
        point = {"row": row, "x": x, "words": number_words(row.value), "named": place % every == 0, "y": None}
        if row.value is None:
            pen_up = True
        else:
            point["y"] = round(top_edge + height - max(row.value, 0) / top * height, 1)
            path.append(f"{'M' if pen_up else 'L'}{x} {point['y']}")
            pen_up = False
        points.append(point)
    parts = guide_parts(top, [row.value for row in found if row.value is not None])
    guides = [
        {"y": round(top_edge + height - part / parts * height, 1), "words": number_words(top * part / parts)}
        for part in range(parts + 1)
    ]
    return {
        "points": points,
        "path": " ".join(path),
        "guides": guides,
        "width": CHART_WIDTH,
        "height": LINE_HEIGHT,
        "left": left,
        "right": CHART_WIDTH - right,
        "axis_x": left - 8,
        "label_y": LINE_HEIGHT - 10,
    }


def shade(value: float | None, highest: float) -> int:
    """0 for nothing, then 1 to HEAT_SHADES by the share of the highest value."""
    if not value or value <= 0 or highest <= 0:
        return 0
    return min(HEAT_SHADES, 1 + int(value / highest * HEAT_SHADES * 0.999))


def heat(rows: Iterable[tuple[str, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Rows of ``(label, [value or (value, url)…])`` with a shade for each cell."""
    table = []
    for label, cells in rows:
        pairs = [cell if isinstance(cell, (tuple, list)) else (cell, "") for cell in cells]
        table.append((label, pairs))
    highest = max((float(value or 0) for _, pairs in table for value, _ in pairs), default=0.0)
    return [
        {
            "label": label,
            "cells": [
                {
                    "words": number_words(float(value)) if value else "",
                    "url": url,
                    "shade": shade(None if value is None else float(value), highest),
                }
                for value, url in pairs
            ],
        }
        for label, pairs in table
    ]
