"""A fair's time and place as people say them."""

from __future__ import annotations

from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import FairWay
from cuncuntong.ledgers.fairs.models import Fair

_DAYS = "一二三四五六日"


def time_words(fair: Fair) -> str:
    """12月6日（周日）9:00—12:00, with both days where it lasts longer."""
    starts, ends = timezone.localtime(fair.starts_at), timezone.localtime(fair.ends_at)
    first = f"{starts.month}月{starts.day}日（周{_DAYS[starts.weekday()]}）{starts:%-H:%M}"
    if starts.date() == ends.date():
        return f"{first}—{ends:%-H:%M}"
    return f"{first}—{ends.month}月{ends.day}日{ends:%-H:%M}"


def place_words(fair: Fair) -> str:
    """Where one goes or looks: the address, the web address, or both."""
    online = f"网上 {fair.url}" if fair.url else ""
    if fair.way == FairWay.ONLINE:
        return online
    return f"{fair.address}；{online}" if fair.way == FairWay.BOTH else fair.address
