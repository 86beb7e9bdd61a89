"""What situations can say of where a pension is paid to (items 34 and 35).

发放账户: {银行, 账号}——本人名下、正在使用的待遇领取账户
别人的发放账户: {姓名, 出生, 账号}——另一位居民正在使用的待遇领取账户
"""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.pensions.services import set_payee


def _payee(world: Any, told: Any) -> None:
    set_payee(
        resident=world.resident,
        holder=world.resident.name,
        bank=told["银行"],
        number=told["账号"],
        is_card=False,
        on=world.today,
        actor=None,
        case_number="S20200101-0002",
    )


def _payee_of_another(world: Any, told: Any) -> None:
    other = world.county.resident(told["姓名"], birth=f"{told['出生']:%Y%m%d}")
    set_payee(
        resident=other,
        holder=other.name,
        bank="演示农商银行",
        number=told["账号"],
        is_card=False,
        on=world.today,
        actor=None,
    )


ENTRIES = {"发放账户": _payee, "别人的发放账户": _payee_of_another}
