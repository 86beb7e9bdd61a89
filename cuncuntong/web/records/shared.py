"""What the lists of records share: the area's places, what was asked, pages by key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import day, whole
from cuncuntong.web.paging import page_of
from cuncuntong.web.places import Places, places_within

PAGE = 50
RECORD = Ability.EMPLOYMENT_RECORD
EMPLOYMENT = Line.EMPLOYMENT
SECTIONS = (
    ("records:unemployed", "失业登记"),
    ("records:flexible", "灵活就业"),
    ("records:hardship", "就业困难人员"),
    ("records:certificates", "就业创业证"),
)


def places_of(caller: Caller) -> Places:
    """The places that these lists are about. One question."""
    return places_within(caller, RECORD)


def asked_of(request: CallerRequest, *keys: str) -> dict[str, str]:
    """What the address asks for, cut to size."""
    return {key: request.GET.get(key, "").strip()[:40] for key in ("township", "village", "q", *keys)}


def in_place(rows: QuerySet[Any], asked: dict[str, str], prefix: str = "") -> QuerySet[Any]:
    """Narrowed to the township or village that was asked for, and to a name."""
    if asked["village"]:
        rows = rows.filter(**{f"{prefix}village_code": asked["village"]})
    elif asked["township"]:
        rows = rows.filter(**{f"{prefix}township_code": asked["township"]})
    if asked["q"]:
        rows = rows.filter(resident__name__contains=asked["q"])
    return rows


def beyond(column: str, after: str, *, falling: bool = False) -> Q:
    """Rows after the key of an address (``2026-11-24~15``); everything where it is none."""
    at, _, number = after.partition("~")
    value, pk = day(at), whole(number)
    if value is None or pk is None:
        return Q()
    further = "lt" if falling else "gt"
    return Q(**{f"{column}__{further}": value}) | Q(**{column: value, f"pk__{further}": pk})


def key_of(row: Model, column: str) -> str:
    """The key of a page's last row."""
    value: Any = getattr(row, column)
    return f"{value.isoformat()}~{row.pk}" if isinstance(value, dt.date) else f"{row.pk}"


def page_links(
    request: CallerRequest, asked: dict[str, str], found: list[Any], column: str
) -> dict[str, Any]:
    """The rows of the page and the links to the first and the next one."""
    first = not request.GET.get("after")
    return page_of(found, PAGE, asked, first=first, key=lambda row: key_of(row, column))


def sections(current: str) -> list[dict[str, Any]]:
    """The four lists as tabs."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label in SECTIONS
    ]


def toolbar(places: Places, asked: dict[str, str], *ignored: str) -> dict[str, Any]:
    """What the filters above a list need."""
    return {
        "places": places,
        "villages": places.of(asked["township"]),
        "asked": asked,
        "filtered": any(value for key, value in asked.items() if key not in ("state", *ignored)),
    }
