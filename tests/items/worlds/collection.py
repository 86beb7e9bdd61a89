"""What situations can say of the collection (item D3):

缴费通知: [{险种（基本、补充）, 档次, 开具}]——本人今年已有待缴费的通知
同户家人: [{姓名, 出生, 关系, 档次, 已缴（今年已缴的写“是”）}]——同一户的参保人，基本养老保险
停缴: 原因——本人基本养老保险账户暂停缴费
"""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.collection.services import issue_order
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.services import open_account, pause_account
from cuncuntong.ledgers.residents.models import Household
from tests.ledgers.make import pay

SCHEMES = {"基本": Scheme.BASIC, "补充": Scheme.SUPPLEMENTARY}


def _account(world: Any, scheme: str) -> PensionAccount:
    return PensionAccount.objects.get(resident=world.resident, scheme=scheme)


def _orders(world: Any, told: Any) -> None:
    for one in told:
        account = _account(world, SCHEMES[one.get("险种", "基本")])
        on = one["开具"]
        issue_order(account=account, year=on.year, level=one["档次"], on=on, actor=None)


def _household(world: Any, told: Any) -> None:
    home = Household.objects.create(number="演示户001", address="演示路一号", county_code="140522")
    world.resident.household = home
    world.resident.save(update_fields=["household"])
    for one in told:
        birth = f"{one['出生']:%Y%m%d}"
        person = world.county.resident(
            one["姓名"], birth=birth, household=home, household_role=one.get("关系", "")
        )
        account = open_account(
            resident=person, scheme=Scheme.BASIC, level=one["档次"], on=world.today, actor=None
        )
        if one.get("已缴") == "是":
            pay(account, world.today.year)


def _paused(world: Any, told: Any) -> None:
    pause_account(account=_account(world, Scheme.BASIC), reason=told, on=world.today, actor=None)


ENTRIES = {"缴费通知": _orders, "同户家人": _household, "停缴": _paused}
