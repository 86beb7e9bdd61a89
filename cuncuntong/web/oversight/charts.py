"""The five charts as data: what the page draws, and what its export writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cuncuntong.cases.figures import SILENT_DAYS, Figures
from cuncuntong.foundation.spreadsheets import Column, Sheet
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Division, ServicePoint
from cuncuntong.network.selectors import townships
from cuncuntong.rules.registry import items

# Every case is to be decided within its published limit, so the line stands at all of them.
TARGET = 100
HEAT_MONTHS = 3


@dataclass(frozen=True)
class Charts:
    """Rows as the chart tags take them."""

    share: list[tuple[str, float | None, str]]
    volume: list[tuple[str, int, str]]
    heat_columns: list[str]
    heat: list[tuple[str, list[tuple[int, str]]]]
    overdue: list[tuple[str, int, str]]
    silent: list[ServicePoint]


def rows_url(caller: Caller, **conditions: Any) -> str:
    """The address of the rows behind a figure; nothing for whoever may not read cases."""
    if not caller.can(Ability.CASE_READ):
        return ""
    kept = {key: value for key, value in conditions.items() if value not in ("", None)}
    return f"{reverse('oversight:cases')}?{urlencode(kept)}"


def make_charts(caller: Caller, figures: Figures) -> Charts:
    """The charts of an area."""
    places = _places(caller)
    running = figures.months[-HEAT_MONTHS:]
    numbers = sorted({cell.item for cell in figures.cells if cell.month in running}, key=_order)
    return Charts(
        share=[
            (
                place.name,
                _share(figures, place.code),
                rows_url(caller, township=place.code, since=running[0], decided="1"),
            )
            for place in places
        ],
        volume=[
            (
                f"{month.year % 100}年{month.month}月"
                if place == 0 or month.month == 1
                else f"{month.month}月",
                figures.sum("accepted", month=month),
                rows_url(caller, month=f"{month:%Y-%m}"),
            )
            for place, month in enumerate(figures.months)
        ],
        heat_columns=[_short(number) for number in numbers],
        heat=[
            (
                place.name,
                [
                    (
                        sum(figures.sum("accepted", month=m, township=place.code, item=n) for m in running),
                        rows_url(caller, township=place.code, item=n, since=running[0]),
                    )
                    for n in numbers
                ],
            )
            for place in places
        ],
        overdue=[
            (words, count, rows_url(caller, age=str(number)))
            for number, (words, count) in enumerate(figures.overdue)
        ],
        silent=figures.silent_points,
    )


def _share(figures: Figures, township: str) -> float | None:
    running = figures.months[-HEAT_MONTHS:]
    decided = sum(figures.sum("decided", month=month, township=township) for month in running)
    in_time = sum(figures.sum("in_time", month=month, township=township) for month in running)
    return round(in_time * 100 / decided, 1) if decided else None


def _places(caller: Caller) -> list[Division]:
    """The townships of the area; a township's own people see theirs alone."""
    grants = caller.with_ability(Ability.FIGURES_READ)
    own = {grant.code for grant in grants if grant.level == "township"}
    wide = any(grant.level in {"county", "city", "province"} for grant in grants)
    return [place for place in townships() if wide or place.code in own]


def _order(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdigit() else (1000, number)


def _short(number: str) -> str:
    if number not in items:
        return number
    name = items.get(number).name
    return f"{number} {name.replace('城乡居民', '居民').replace('基本养老保险', '养老')}"


def sheet_of(name: str, charts: Charts, lines: tuple[str, ...]) -> Sheet:
    """The table of one chart as a sheet. Raises KeyError for an unknown name."""
    made: dict[str, tuple[str, list[Column], Iterable[dict[str, Any]]]] = {
        "share": (
            "各乡镇按时办结率",
            [_name("乡镇"), Column("value", "按时办结率（%）", kind="text", width=18)],
            [{"name": label, "value": "" if v is None else f"{v}"} for label, v, _ in charts.share],
        ),
        "volume": (
            "每月受理量",
            [_name("月份"), _count("受理量（件）")],
            [{"name": label, "value": value} for label, value, _ in charts.volume],
        ),
        "heat": (
            "各乡镇各事项受理量",
            [
                _name("乡镇"),
                *(Column(f"c{n}", head, kind="int") for n, head in enumerate(charts.heat_columns)),
            ],
            [
                {"name": label, **{f"c{n}": value for n, (value, _) in enumerate(cells)}}
                for label, cells in charts.heat
            ],
        ),
        "overdue": (
            "超期办件",
            [_name("超期时长"), _count("办件（件）")],
            [{"name": label, "value": value} for label, value, _ in charts.overdue],
        ),
        "silent": (
            f"{SILENT_DAYS}天没有受理的服务点",
            [_name("服务点"), Column("place", "所在乡镇", width=16), Column("code", "编号", width=18)],
            [{"name": point.name, "place": _town(point), "code": point.code} for point in charts.silent],
        ),
    }
    title, columns, rows = made[name]
    return Sheet(title, columns, rows, heading=title, lines=lines)


def _name(heading: str) -> Column:
    return Column("name", heading, width=28)


def _count(heading: str) -> Column:
    return Column("value", heading, kind="int", width=14)


def _town(point: ServicePoint) -> str:
    division = point.division
    return (
        division.name if division.level == "township" else (division.parent.name if division.parent else "")
    )
