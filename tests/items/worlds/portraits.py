"""认证照片: [{采集, 状态}]（状态：待审核、已通过、退回重拍），都是画出来的。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cuncuntong.ledgers.portraits.enums import ConsentWay, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait


def _taken(world: Any, told: list[Mapping[str, Any]]) -> None:
    for number, one in enumerate(told):
        state = next(state for state in PortraitState if state.label == one["状态"])
        at = dt.datetime.combine(one["采集"], dt.time(10), tzinfo=world.now.tzinfo)
        Portrait.objects.create(
            resident=world.resident,
            state=state,
            mime="image/jpeg",
            size=1,
            digest="",
            taken_at=at,
            case_number=f"S20200101-{number:04d}",
            consent_version="2026-11",
            consent_way=ConsentWay.SIGNED,
            consent_at=at,
            from_on=one["采集"] if state == PortraitState.APPROVED else None,
            county_code="140522",
        )


ENTRIES = {"认证照片": _taken}
