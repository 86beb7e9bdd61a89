"""The employment home's charts as data: what the page draws, and what its exports write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from cuncuntong.foundation.spreadsheets import Column, Sheet
from cuncuntong.ledgers.employment.selectors.figures import AGE_WORDS
from cuncuntong.ledgers.jobs.selectors.figures import (
    MEASURE_NAMES,
    MEASURE_UNITS,
    MEASURES,
    POSTINGS,
    SEEKERS,
)
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.employment.figures import PERIODS, EmploymentFigures

SHOWN_MONTHS = 6
MOST_BARS = 12
WHOLE_COUNTY = "全县（不分乡镇）"
_SHORT_REASONS = {
    "10": "毕业、肄业",
    "20": "从单位失业",
    "32": "停业、破产",
    "50": "土地被征用",
    "60": "退出现役",
    "70": "刑满、假释",
    "90": "其他",
}


@dataclass(frozen=True)
class Heat:
    """A table whose cells are shaded: heads, rows of (label, [(value, address)…]), unit."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[tuple[int, str]]]]
    unit: str


def rows_url(known: EmploymentFigures, what: str, **conditions: Any) -> str:
    """The address of the rows behind a figure, within the township that was asked for."""
    told = {"township": known.asked.township, **conditions}
    kept = {key: value for key, value in told.items() if value not in ("", None)}
    return f"{reverse('employment:rows', args=[what])}?{urlencode(kept)}"


def stats(caller: Caller, known: EmploymentFigures) -> list[dict[str, Any]]:
    """The figures at the top: what came in the period against the one before, and what stands now."""
    note = "较上月同期" if known.asked.period == 1 else f"较前{known.asked.period}个月同期"
    found = [*_came_in(known, note), *_standing(known, note)]
    if known.demand is not None:
        free = f"全县要开的班还有{known.free_seats}个空位"
        found.append(_stat("等待培训", known.wishes, "人次", "#training", None, free))
    return found


def _came_in(known: EmploymentFigures, note: str) -> list[dict[str, Any]]:
    market, name = known.market, PERIODS[known.asked.period]
    span = {"since": known.spans[0].start.isoformat(), "until": known.spans[0].end.isoformat()}
    return [
        _stat(
            f"{name}{MEASURE_NAMES[measure]}",
            market.now.get(measure, 0),
            MEASURE_UNITS[measure],
            rows_url(known, measure, **span),
            market.now.get(measure, 0) - market.before.get(measure, 0),
            note,
        )
        for measure in MEASURES
    ]


def _standing(known: EmploymentFigures, note: str) -> list[dict[str, Any]]:
    market, unemployment = known.market, known.unemployment
    seekers, postings = (rows_url(known, what, standing="1") for what in (SEEKERS, POSTINGS))
    now, before = unemployment.registered
    return [
        _stat("在求职", market.looking, "人次", seekers, None, "现在有效的登记"),
        _stat("在招岗位", market.open_postings, "个", postings, None, f"还需{market.wanted:,}人"),
        _stat(
            "登记失业",
            unemployment.standing,
            "人",
            rows_url(known, "unemployed"),
            now - before,
            f"{PERIODS[known.asked.period]}新登记{now}人，{note}",
            good="down",
        ),
    ]


def _stat(
    label: str, value: int, unit: str, url: str, change: int | None, note: str, good: str = "up"
) -> dict[str, Any]:
    told = "" if change is None else change
    return {
        "label": label,
        "value": f"{value:,}",
        "unit": unit,
        "url": url,
        "change": told,
        "note": note,
        "good": good,
    }


def lines(known: EmploymentFigures) -> list[dict[str, Any]]:
    """For each measure its months in a line."""
    return [
        {
            "key": measure,
            "title": f"每月{MEASURE_NAMES[measure]}",
            "unit": MEASURE_UNITS[measure],
            "rows": [
                (
                    _month_words(month, number),
                    known.market.sum(measure, month=month),
                    rows_url(known, measure, month=f"{month:%Y-%m}"),
                )
                for number, month in enumerate(known.market.months)
            ],
        }
        for measure in MEASURES
    ]


def _month_words(month: Any, number: int) -> str:
    return f"{month.year % 100}年{month.month}月" if number == 0 or month.month == 1 else f"{month.month}月"


def by_township(known: EmploymentFigures, measure: str) -> Heat:
    """A measure by township and month; work all over the county stands in a row of its own."""
    months = known.market.months[-max(SHOWN_MONTHS, known.asked.period) :]
    places = [(place.code, place.name) for place in known.places]
    if known.asked.township:
        places = [pair for pair in places if pair[0] == known.asked.township]
    elif any(name == measure and not place for name, place, _ in known.market.cells):
        places.append(("", WHOLE_COUNTY))
    rows = [
        (
            name,
            [
                (
                    known.market.sum(measure, month=month, township=code),
                    rows_url(known, measure, month=f"{month:%Y-%m}", township=code or "none"),
                )
                for month in months
            ],
        )
        for code, name in places
    ]
    return Heat(
        f"各乡镇{MEASURE_NAMES[measure]}",
        [f"{month.year % 100}年{month.month}月" for month in months],
        rows,
        MEASURE_UNITS[measure],
    )


def by_reason_and_age(known: EmploymentFigures) -> Heat:
    """Who is registered as unemployed, by reason and age."""
    figures = known.unemployment
    rows = [
        (
            _SHORT_REASONS.get(reason, words),
            [
                (
                    figures.cells.get((reason, number), 0),
                    rows_url(known, "unemployed", reason=reason, age=number),
                )
                for number in range(len(AGE_WORDS))
            ],
        )
        for reason, words in figures.reasons()
    ]
    return Heat("登记失业：原因和年龄", list(AGE_WORDS), rows, "人")


def lacking_seats(caller: Caller, known: EmploymentFigures) -> list[tuple[str, int, str]]:
    """Occupations with more wishes than free seats, the most lacking first."""
    rows = [one for one in known.demand or [] if one.lacking]
    return [(one.name, one.lacking, wishes_url(caller, one.occupation)) for one in rows[:MOST_BARS]]


def wishes_url(caller: Caller, occupation: str) -> str:
    """The wishes for an occupation, for whoever may read them."""
    if not (caller.can(Ability.TRAINING_FOLLOW) or caller.can(Ability.TRAINING_MANAGE)):
        return ""
    try:
        return f"{reverse('training:wishes')}?{urlencode({'occupation': occupation})}"
    except NoReverseMatch:
        return ""


def sheets(caller: Caller, known: EmploymentFigures, heading: tuple[str, ...]) -> dict[str, Sheet]:
    """Every chart's table as a sheet, by the chart's name."""
    found: dict[str, Callable[[], Sheet]] = {"stats": lambda: _stats_sheet(caller, known, heading)}
    for one in lines(known):
        found[str(one["key"])] = lambda one=one: _line_sheet(one, heading)  # type: ignore[misc]
    for measure in MEASURES:
        found[f"{measure}-places"] = lambda measure=measure: _heat_sheet(  # type: ignore[misc]
            by_township(known, measure), "乡镇", heading
        )
    found["unemployed"] = lambda: _heat_sheet(by_reason_and_age(known), "失业原因", heading)
    if known.demand is not None:
        found["training"] = lambda: _demand_sheet(known, heading)
    return {name: make() for name, make in found.items()}


def _stats_sheet(caller: Caller, known: EmploymentFigures, heading: tuple[str, ...]) -> Sheet:
    columns = [
        Column("label", "指标", width=24),
        Column("value", "数值", width=12),
        Column("unit", "单位", width=8),
        Column("change", "增减", width=12),
        Column("note", "说明", width=36),
    ]
    rows = [{**one, "change": str(one["change"])} for one in stats(caller, known)]
    return Sheet("就业概况", columns, rows, heading="就业概况", lines=heading)


def _line_sheet(one: dict[str, Any], heading: tuple[str, ...]) -> Sheet:
    columns = [Column("name", "月份", width=14), Column("value", f"数量（{one['unit']}）", kind="int")]
    rows = [{"name": label, "value": value} for label, value, _ in one["rows"]]
    return Sheet(one["title"], columns, rows, heading=one["title"], lines=heading)


def _heat_sheet(heat: Heat, first: str, heading: tuple[str, ...]) -> Sheet:
    columns = [
        Column("name", first, width=24),
        *(Column(f"c{number}", head, kind="int") for number, head in enumerate(heat.columns)),
    ]
    rows = [
        {"name": label, **{f"c{number}": value for number, (value, _) in enumerate(cells)}}
        for label, cells in heat.rows
    ]
    title = heat.title.replace("：", "")
    return Sheet(title, columns, rows, heading=f"{heat.title}（{heat.unit}）", lines=heading)


def _demand_sheet(known: EmploymentFigures, heading: tuple[str, ...]) -> Sheet:
    columns = [
        Column("name", "职业", width=28),
        Column("wishes", "等待（人次）", kind="int"),
        Column("seats", "班额（个）", kind="int"),
        Column("free", "空位（个）", kind="int"),
        Column("lacking", "缺（个）", kind="int"),
    ]
    rows = [
        {
            "name": one.name,
            "wishes": one.wishes,
            "seats": one.seats,
            "free": one.free,
            "lacking": one.lacking,
        }
        for one in known.demand or []
    ]
    return Sheet("培训意向和班额", columns, rows, heading="培训意向和班额", lines=heading)
