"""Taking consent back: no portrait of the person is used or kept any more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import hand_over, withdraw
from cuncuntong.ledgers.portraits.enums import (
    DELETE_KIND,
    HELD,
    LINE,
    ErasedWhy,
    PortraitState,
    WithdrawalWay,
)
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.services._rows import audit, erase, lock_handovers, lock_resident, model_key
from cuncuntong.ledgers.portraits.services.seeing import find
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account


def withdraw_consent(*, caller: Caller, portrait_id: int, way: str, note: str = "") -> int:
    """Withdraws the consent of a portrait's resident: all their pictures are deleted; returns how many.

    What waits for the province is taken back; what has gone up is followed by a demand to delete it.
    Raises Denied, NotVisible, or LedgerRefused where nothing is held any more.
    """
    if way not in WithdrawalWay.values:
        raise LedgerRefused("没有选择怎样撤回。", "请选择本人用什么方式撤回同意。")
    with transaction.atomic():
        if not caller.can(Ability.PORTRAIT_REVIEW, LINE):
            caller.need(Ability.PORTRAIT_TAKE, LINE)
        seen = find(caller, portrait_id)
        held = Portrait.objects.filter(resident=seen.resident_id, state__in=HELD)
        lock_handovers(held.values_list("pk", flat=True))
        person = lock_resident(seen.resident_id)
        rows = list(Portrait.objects.select_for_update().filter(resident=person, state__in=HELD))
        if not rows:
            raise LedgerRefused("没有可以撤回的照片。", "照片已删除或同意已撤回，请刷新页面。")
        now = timezone.now()
        for row in rows:
            _withdrawn(row, way, note, now)
            _above(row, person, caller.account, now)
            erase(row, ErasedWhy.WITHDRAWN, now)
            audit(row, "portrait.consent_withdrawn", caller.account, way=way)
    return len(rows)


def _withdrawn(row: Portrait, way: str, note: str, now: dt.datetime) -> None:
    if row.state == PortraitState.APPROVED:
        row.until_on = timezone.localdate(now)
    row.state = PortraitState.WITHDRAWN
    row.withdrawn_at, row.withdrawn_way, row.withdrawn_note = now, way, note.strip()[:200]
    row.save(update_fields=["state", "until_on", "withdrawn_at", "withdrawn_way", "withdrawn_note"])


def _above(row: Portrait, person: Resident, actor: Account, now: dt.datetime) -> None:
    """Takes back what has not gone up; asks for the deletion of what has."""
    if not Handover.objects.filter(key=model_key(row)).exists():
        return
    try:
        withdraw(key=model_key(row), actor=actor, reason="本人撤回同意")
    except LedgerRefused:
        hand_over(
            key=f"{DELETE_KIND}:{row.pk}",
            kind=DELETE_KIND,
            payload={
                "id_number": person.id_number,
                "name": person.name,
                "reverses": model_key(row),
                "digest": row.digest,
                "withdrawn_on": timezone.localdate(now).isoformat(),
            },
            resident=person,
            actor=actor,
            at=now,
            case_number=row.case_number,
        )
