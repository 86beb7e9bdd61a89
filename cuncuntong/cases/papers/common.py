"""What the papers share: the issuing office, dates in words, the progress page's address."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from cuncuntong.cases.models import Case
from cuncuntong.foundation.addresses import absolute
from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Division


def office() -> str:
    """The county bureau's name, from the county's division."""
    code = settings.CUNCUNTONG["COUNTY_CODE"]
    name = Division.objects.filter(code=code).values_list("name", flat=True).first() or ""
    return f"{name}人力资源和社会保障局"


def day(value: dt.date) -> str:
    """2026年11月24日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: dt.datetime) -> str:
    """2026年11月24日 10:42, local time."""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}"


def progress_address(number: str) -> str:
    """The public page with the receipt number filled in."""
    return absolute(f"/p/progress/?{urlencode({'n': number})}")


def person_rows(resident: Resident) -> list[tuple[str, str]]:
    """Name and masked ID number: enough to know whose paper it is, useless to a finder."""
    return [("申请人", resident.name), ("身份证号码", resident_id.mask(resident.id_number))]


def footer(case: Case | None = None) -> str:
    """What stands at the foot of every paper."""
    printed = f"{timezone.localtime():%Y-%m-%d %H:%M}打印"
    return f"{office()} · {case.point.name} · {printed}" if case else f"{office()} · {printed}"
