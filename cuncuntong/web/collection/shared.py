"""What the screens of the collection share: places, what was asked, pages by key, the tabs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import whole
from cuncuntong.web.paging import page_of
from cuncuntong.web.places import Places, places_within

PAGE = 50
COLLECT, IMPORT = Ability.COLLECT, Ability.COLLECT_IMPORT
PENSION = Line.RESIDENT_PENSION
SCHEMES = ((Scheme.BASIC.value, "基本养老保险"), (Scheme.SUPPLEMENTARY.value, "补充养老保险"))
_TABS = (
    ("collection:village", "缴费名单", COLLECT),
    ("collection:orders", "缴费通知", COLLECT),
    ("collection:progress", "征缴进度", COLLECT),
    ("collection:imports", "银行到账", IMPORT),
    ("collection:problems", "到账差异", IMPORT),
    ("collection:deductions", "银行代扣", IMPORT),
)


def places_of(caller: Caller) -> Places:
    """The places that these lists are about. One question."""
    return places_within(caller, COLLECT)


def asked_of(request: CallerRequest, *keys: str) -> dict[str, str]:
    """What the address or form asks for, cut to size."""
    sent = request.POST if request.method == "POST" else request.GET
    return {key: sent.get(key, "").strip()[:40] for key in ("township", "village", *keys)}


def in_place(rows: QuerySet[Any], asked: dict[str, str]) -> QuerySet[Any]:
    """Narrowed to the township or village that was asked for."""
    if asked["village"]:
        return rows.filter(village_code=asked["village"])
    if asked["township"]:
        return rows.filter(township_code=asked["township"])
    return rows


def year_of(asked: dict[str, str]) -> int:
    """The year asked for; this one where none of the last ten is."""
    this, wanted = timezone.localdate().year, whole(asked.get("year", ""))
    return wanted if wanted and this - 10 <= wanted <= this else this


def tabs(caller: Caller, current: str) -> list[dict[str, Any]]:
    """The screens that the caller may open."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label, ability in _TABS
        if caller.can(ability, PENSION)
    ]


def after(request: CallerRequest) -> int | None:
    """The key of the last row of the page before."""
    return whole(request.GET.get("after", ""))


def page_links(request: CallerRequest, asked: dict[str, str], found: list[Any]) -> dict[str, Any]:
    """The rows of the page and the links to the first and the next one."""
    return page_of(found, PAGE, asked, first=not request.GET.get("after"))


def toolbar(places: Places, asked: dict[str, str]) -> dict[str, Any]:
    """What the filters above a list need."""
    return {"places": places, "villages": places.of(asked["township"]), "asked": asked}
