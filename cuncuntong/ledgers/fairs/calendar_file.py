"""A fair as a calendar file (RFC 5545): noted with a click, moved or struck out when the fair is.

The UID never changes and SEQUENCE grows with each change, so that a calendar that knows the fair brings
its entry up to date instead of adding a second one.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from cuncuntong.ledgers.fairs.enums import FairState
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.words import place_words
from cuncuntong.network.places import current

ZONE = ZoneInfo("Asia/Shanghai")
_BEFORE = dt.timedelta(days=-1)


def calendar_file(fair: Fair, *, address: str) -> bytes:
    """The file; ``address`` is the fair's public page. A cancelled fair is sent as METHOD:CANCEL."""
    cancelled = fair.state == FairState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//cuncuntong//fairs//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_event(fair, address, cancelled=cancelled))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(fair: Fair, address: str, *, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", f"fair-{fair.pk}-{fair.county_code}@cuncuntong")
    event.add("sequence", fair.sequence)
    event.add("dtstamp", fair.changed_at.astimezone(dt.UTC))
    event.add("dtstart", fair.starts_at.astimezone(ZONE))
    event.add("dtend", fair.ends_at.astimezone(ZONE))
    event.add("summary", f"已取消：{fair.title}" if cancelled else fair.title)
    event.add("location", place_words(fair))
    event.add("url", fair.url or address)
    event.add("description", _description(fair, address))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    spot = current().spot(fair.place_code) if fair.place_code else None
    if spot is not None and not spot.synthetic and not spot.rough:
        event.add("geo", (round(spot.latitude, 6), round(spot.longitude, 6)))
    if not cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", fair.title)
        alarm.add("trigger", _BEFORE)
        event.add_component(alarm)
    return event


def _description(fair: Fair, address: str) -> str:
    lines = [
        f"取消原因：{fair.cancelled_reason}" if fair.state == FairState.CANCELLED else "",
        f"服务对象：{fair.audience}",
        f"主办：{fair.organiser}",
        f"咨询：{fair.telephone}" if fair.telephone else "",
        fair.introduction,
        address,
    ]
    return "\n".join(line for line in lines if line)
