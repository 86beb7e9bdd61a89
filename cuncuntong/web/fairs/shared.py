"""What the screens of fairs share: public addresses, QR codes, marks on the map, words of a state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.addresses import absolute
from cuncuntong.ledgers.fairs.enums import FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.selectors import Asked
from cuncuntong.ledgers.fairs.words import place_words, time_words
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.asked import day
from cuncuntong.web.components.maps import MapDot

PAGE = 30
LEGEND = {"good": "正在举办", "info": "即将举办", "neutral": "已结束", "bad": "已取消", "wait": "草稿"}


def public_address(fair: Fair) -> str:
    """The fair's public page."""
    return absolute(reverse("public_fairs:detail", args=[fair.pk]))


def may_manage(caller: Caller) -> bool:
    """Whether the caller organises fairs anywhere."""
    return caller.can(Ability.FAIR_MANAGE, Line.EMPLOYMENT)


def state_words(fair: Fair) -> tuple[str, str]:
    """The state as people see it, and its tone."""
    if fair.state == FairState.CANCELLED:
        return "已取消", "bad"
    if fair.state == FairState.DRAFT:
        return "草稿", "wait"
    if fair.state == FairState.HELD or fair.is_over:
        return "已结束", "neutral"
    return ("正在举办", "good") if fair.starts_at <= timezone.now() else ("即将举办", "info")


def row(fair: Fair, url: str) -> dict[str, Any]:
    """A fair as the lists show it."""
    words, tone = state_words(fair)
    return {
        "fair": fair,
        "url": url,
        "when": time_words(fair),
        "where": place_words(fair),
        "state": words,
        "tone": tone,
    }


def dots(rows: Iterable[dict[str, Any]]) -> list[MapDot]:
    """The on-site ones on the map."""
    return [
        MapDot(one["fair"].place_code, one["fair"].title, one["url"], one["tone"], one["when"])
        for one in rows
        if one["fair"].way != FairWay.ONLINE
    ]


def asked(query: Any) -> Asked:
    """The filters of an address, read without trust."""
    return Asked(
        since=day(query.get("since", "")),
        until=day(query.get("until", "")),
        township=query.get("township", "")[:9],
        kind=query.get("kind", "")[:10],
        way=query.get("way", "")[:10],
    )


def page_of(query: Any) -> int:
    """A page's number out of an address: 1 to 999."""
    text = query.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= 3 else 1


def paged(query: Any, rows: Any) -> tuple[list[Fair], str, str]:
    """One page of fairs, and the addresses of the pages before and after it ("" where there is none)."""
    number = page_of(query)
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])

    def url(page: int) -> str:
        values = query.copy()
        values["page"] = str(page)
        return f"?{values.urlencode()}"

    return found[:PAGE], url(number - 1) if number > 1 else "", url(number + 1) if len(found) > PAGE else ""
