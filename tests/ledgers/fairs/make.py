"""Fairs, employers and postings as the tests of fairs need them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.jobs.models import Employer, JobSeeker, Posting
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Division
from tests.ledgers.make import County

SHANGHAI = ZoneInfo("Asia/Shanghai")
_serial = itertools.count(1)


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """A day's hour in the county."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=SHANGHAI)


def soon(days: int = 10) -> dt.date:
    """So many days from now."""
    return timezone.localdate() + dt.timedelta(days=days)


def details(**more: Any) -> dict[str, Any]:
    """The details of an on-site fair in ten days."""
    day = more.pop("day", soon())
    return {
        "title": "演示招聘会",
        "way": "on_site",
        "starts_at": at(day, 9),
        "ends_at": at(day, 12),
        "address": "凤城镇文化广场",
        "audience": "有就业意愿的城乡劳动者",
        "organiser": "阳城县人力资源和社会保障局（演示）",
        "telephone": "0356-0000001",
        **more,
    }


def fair(county: County, *, published: bool = True, place: Division | None = None, **more: Any) -> Fair:
    """A fair in 凤城镇, published unless said."""
    caller: Caller = more.pop("caller", None) or county.business_admin()
    made = services.create_fair(caller=caller, place=place or county.fengcheng, **details(**more))
    return services.publish_fair(caller=caller, fair_id=made.pk) if published else made


def employer(county: County, name: str = "", **more: Any) -> Employer:
    """A verified unit in 水村."""
    number = next(_serial)
    return Employer.objects.create(
        **{
            "kind": "unit",
            "name": name or f"演示用工单位{number}",
            "credit_code": f"91140522MA0{number:07d}",
            "contact_name": "张联系",
            "telephone": f"1390000{number:04d}",
            "state": "verified",
            "via": "county",
            "village_code": county.shuicun.code,
            "township_code": county.fengcheng.code,
            "county_code": "140522",
            **more,
        }
    )


def posting(of: Employer, title: str = "缫丝挡车工", **more: Any) -> Posting:
    """A posting that is open."""
    return Posting.objects.create(
        **{
            "employer": of,
            "kind": "fixed",
            "title": title,
            "occupation": "6-04-02-01",
            "description": "挡车",
            "headcount": 5,
            "pay_low": 3500,
            "pay_high": 4500,
            "pay_unit": "month",
            "insurance": "full",
            "state": "published",
            "via": "county",
            "published_at": timezone.now(),
            "valid_until": soon(60),
            "village_code": of.village_code,
            "township_code": of.township_code,
            "county_code": of.county_code,
            **more,
        }
    )


def seeker(person: Resident, **more: Any) -> JobSeeker:
    """An active registration that agreed to hear of work."""
    return JobSeeker.objects.create(
        **{
            "resident": person,
            "kind": "fixed",
            "occupation": "缫丝工",
            "occupations": ["6-04-02-02"],
            "work_place": "本县",
            "push_agreed": True,
            "registered_on": timezone.localdate(),
            "valid_until": soon(100),
            "village_code": person.village_code,
            "township_code": person.township_code,
            "county_code": person.county_code,
            **more,
        }
    )
