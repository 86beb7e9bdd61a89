"""What the pages of claims share: places of the caller's area, what was asked, pages by key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse

from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web import paging
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import whole
from cuncuntong.web.places import Places, places_within

PAGE = 50
LINE = Line.RESIDENT_PENSION
PREPARE, READ = Ability.CLAIMS_PREPARE, Ability.PENSION_READ
# What is filed for a scheme.
ITEMS = {Scheme.BASIC: "34", Scheme.SUPPLEMENTARY: "35"}
SECTIONS = (
    ("claims:list", "将满年龄的人", PREPARE),
    ("claims:progress", "各村进度", PREPARE),
    ("claims:entitlements", "待遇名单", READ),
)


def may_declare(caller: Caller) -> bool:
    """Whether the caller's point has item D4 on its counter: demonstration points alone do."""
    return caller.can(Ability.CASE_FILE) and bool(caller.point and caller.point.demonstration)


def places_of(caller: Caller, ability: str = PREPARE) -> Places:
    """The places that these lists are about. One question."""
    return places_within(caller, ability)


def asked_of(request: CallerRequest, *keys: str) -> dict[str, str]:
    """What the address asks for, cut to size; a scheme that does not exist is the basic one."""
    asked = {key: request.GET.get(key, "").strip()[:40] for key in ("township", "village", "q", *keys)}
    if "scheme" in asked and asked["scheme"] not in Scheme.values:
        asked["scheme"] = ""
    return asked


def in_place(asked: dict[str, str], prefix: str = "") -> Q:
    """The township or village that was asked for, and a name."""
    found = Q()
    if asked["village"]:
        found &= Q(**{f"{prefix}village_code": asked["village"]})
    elif asked["township"]:
        found &= Q(**{f"{prefix}township_code": asked["township"]})
    if asked["q"]:
        found &= Q(resident__name__contains=asked["q"])
    return found


def after_birth(after: str) -> Q:
    """Rows after the key of an address (``1966-11-24~15``); everything where it is none."""
    text, _, number = after.partition("~")
    pk = whole(number)
    try:
        birth = dt.date.fromisoformat(text)
    except ValueError:
        return Q()
    if pk is None:
        return Q()
    return Q(resident__birth_date__gt=birth) | Q(resident__birth_date=birth, pk__gt=pk)


def links(request: CallerRequest, asked: dict[str, str], key: str) -> dict[str, Any]:
    """The query of the list without its page, and links to the first and (``key`` given) the next page."""
    return {
        "asked": asked,
        **paging.links(asked, key, first=not request.GET.get("after")),
        "filtered": any(asked[name] for name in ("township", "village", "q")),
    }


def sections(caller: Caller, current: str) -> list[dict[str, Any]]:
    """The pages of this area as tabs, as far as the caller may open them."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label, ability in SECTIONS
        if caller.can(ability, LINE)
    ]


def schemes(name: str, current: str) -> list[dict[str, Any]]:
    """The two schemes as tabs of a list."""
    words = {Scheme.BASIC: "基本养老（60周岁）", Scheme.SUPPLEMENTARY: "补充养老（65周岁）"}
    return [
        {
            "label": label,
            "url": f"{reverse(name)}?scheme={scheme}",
            "current": scheme == current,
            "count": None,
        }
        for scheme, label in words.items()
    ]
