"""What situations can say of where a pension is paid to (items 34 and 35).

发放账户: {银行, 账号}——本人名下、正在使用的待遇领取账户
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


ENTRIES = {"发放账户": _payee}
