"""企业养老待遇: {起, 认证}; 资格认证: [{日期, 方式}]; 认证暂停: 月份; 夜间处理: [日期]; 丧失线索。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cuncuntong.ledgers.certification.enums import LossKind, Way
from cuncuntong.ledgers.certification.models import Loss
from cuncuntong.ledgers.certification.services import Seen, certify, run_night
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.pensions.services.holds import suspend_entitlement
from tests.ledgers.certification.make import employee


def _above(world: Any, told: Mapping[str, Any]) -> None:
    employee(world.resident, starts=told["起"], certified=told.get("认证"))


def _certified(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        certify(
            resident=world.resident,
            on=one["日期"],
            seen=Seen(way=next(way for way in Way if way.label == one["方式"])),
            today=one["日期"],
            at=world.now,
            actor=None,
        )


def _held(world: Any, month: dt.date) -> None:
    for one in Entitlement.objects.filter(resident=world.resident):
        suspend_entitlement(
            entitlement=one,
            kind=HoldKind.UNCERTIFIED,
            from_month=month,
            happened_on=None,
            reason="没有按期认证",
            evidence="",
            on=month,
            actor=None,
        )


def _nights(world: Any, days: list[dt.date]) -> None:
    for day in days:
        run_night(day)


def _reported(world: Any, told: Mapping[str, Any]) -> None:
    Loss.objects.create(
        resident=world.resident,
        kind=next(kind for kind in LossKind if kind.label == told["情形"]),
        learned_on=told["日期"],
        due_on=told["日期"] + dt.timedelta(days=28),
        note="演示",
        county_code="140522",
    )


ENTRIES = {
    "企业养老待遇": _above,
    "资格认证": _certified,
    "认证暂停": _held,
    "夜间处理": _nights,
    "丧失线索": _reported,
}
