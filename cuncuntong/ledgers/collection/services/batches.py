"""A village's list at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from cuncuntong.ledgers.collection.enums import BatchKind
from cuncuntong.ledgers.collection.models import OrderBatch
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.selectors.household import known_payers
from cuncuntong.ledgers.collection.services.issuing import Payer, Wanted, issue_orders
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

MOST = 3000


def issue_batch(
    *, caller: Caller, key: str, levels: Mapping[int, int | None], deduct: bool, on: dt.date
) -> OrderBatch:
    """Orders of this year for accounts (key → level) of the caller's area; the same key gives the same batch.

    With ``deduct`` those whose bank account is known are deducted, the others pay by code. Raises Denied,
    OrderRefused where nothing or too much is chosen; who can't have an order stands in ``refused``.
    """
    caller.need(Ability.COLLECT, Line.RESIDENT_PENSION)
    known = OrderBatch.objects.filter(key=key, actor=caller.account).first()
    if known is not None:
        return known
    if len(levels) > MOST:
        raise OrderRefused(f"一次最多{MOST}人，请分村开具。", "", "account")
    rows = _accounts(caller, list(levels))
    if not rows:
        raise OrderRefused("没有选择要开通知的人。", "请在名单中勾选后再开具。", "account")
    payers = known_payers([row.resident_id for row in rows]) if deduct else {}
    with transaction.atomic():
        first = rows[0]
        batch = OrderBatch.objects.create(
            key=key,
            kind=BatchKind.VILLAGE,
            year=on.year,
            actor=caller.account,
            village_code=first.village_code,
            township_code=first.township_code,
            county_code=first.county_code,
        )
        wanted = []
        for row in rows:
            payee = payers.get(row.resident_id)
            payer = Payer(payee.holder, payee.bank, payee.number) if payee else None
            wanted.append(Wanted(row.pk, levels[row.pk], payer))
        made = issue_orders(wanted=wanted, year=on.year, on=on, actor=caller.account, batch=batch)
        batch.refused = [
            {"account": left.account, "name": left.name, "why": f"{left.why}{left.remedy}"}
            for left in made.left
        ]
        batch.save(update_fields=["refused"])
    return batch


def _accounts(caller: Caller, keys: list[int]) -> list[PensionAccount]:
    found: list[PensionAccount] = []
    for start in range(0, len(keys), 500):
        rows = PensionAccount.objects.filter(pk__in=keys[start : start + 500])
        found += caller.limit(Ability.COLLECT, rows, line=Line.RESIDENT_PENSION).order_by("pk")
    return found
