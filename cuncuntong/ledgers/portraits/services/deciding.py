"""The county's decision on a portrait, and the province's answer to what was approved."""

from __future__ import annotations

import base64
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.files import FileMissing
from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import forget, hand_over
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.portraits.enums import LINE, MODEL_KIND, TOPIC, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import store
from cuncuntong.ledgers.portraits.selectors import current_portrait
from cuncuntong.ledgers.portraits.services._rows import PICTURE, audit, lock_resident, model_key
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability

NOT_FOUND = "没有找到这张照片，或不在您的服务范围内。"


def approve(*, caller: Caller, portrait_id: int, note: str = "") -> Portrait:
    """Makes it the resident's portrait, the former one replaced, and hands it to the province.

    Raises Denied, NotVisible, or LedgerRefused (decided already, taken by the caller, person deceased).
    """
    with transaction.atomic():
        row = _waiting(caller, portrait_id)
        if row.resident.standing == Standing.DECEASED:
            raise LedgerRefused("台账登记本人已死亡，不能通过。", "请退回，并核对居民台账。")
        now = timezone.now()
        former = _replace_current(row.resident)
        row.state, row.from_on = PortraitState.APPROVED, timezone.localdate(now)
        _decide(row, caller, note)
        audit(row, "portrait.approved", caller.account, replaces=former.pk if former else None)
        hand_over(
            key=model_key(row),
            kind=MODEL_KIND,
            payload=_payload(row, former),
            resident=row.resident,
            actor=caller.account,
            at=now,
            case_number=row.case_number,
        )
    return row


def send_back(*, caller: Caller, portrait_id: int, reason: str) -> Portrait:
    """Returns it with what to do better; the resident is told. Raises as ``approve`` does."""
    words = reason.strip()
    if not words:
        raise LedgerRefused("没有写退回原因。", "请写明哪里不合格、怎样重拍。")
    with transaction.atomic():
        row = _waiting(caller, portrait_id)
        row.state = PortraitState.RETURNED
        _decide(row, caller, words)
        audit(row, "portrait.returned", caller.account)
        _tell(row, f"您的认证照片没有通过审核：{words[:150]}。请到示范服务点重新拍照。", "returned")
    return row


def answered(handover: Handover, outcome: Outcome) -> None:
    """Takes the province's answer to a portrait that was approved here.

    Agreed: the model stands there. Refused: the portrait is none any more, and the one before it is in use
    again where its picture is still kept; the resident is told to come again. A later answer that agrees
    after all puts it in use again, unless another one was taken since.
    """
    found = Portrait.objects.filter(pk=int(handover.key.rpartition(":")[2])).first()
    if found is None:
        return
    lock_resident(found.resident_id)
    row = Portrait.objects.select_for_update(of=("self",)).select_related("resident").get(pk=found.pk)
    row.above_at, row.above_words, row.above_agreed = outcome.at, outcome.words[:300], outcome.agreed
    after_all = outcome.agreed and row.state == PortraitState.REFUSED_ABOVE and _newest(row)
    counts = row.state == PortraitState.APPROVED or after_all
    if counts and not outcome.agreed:
        row.state, row.until_on = PortraitState.REFUSED_ABOVE, timezone.localdate(outcome.at)
    elif after_all:
        _replace_current(row.resident)
        row.state, row.until_on = PortraitState.APPROVED, None
    row.save(update_fields=["above_at", "above_words", "above_agreed", "state", "until_on"])
    # What was answered need not be sent again: the picture stays in one place, the ledger's.
    forget(key=handover.key, names=(PICTURE,))
    audit(row, "portrait.answered", None, agreed=outcome.agreed, code=outcome.code)
    if not counts:
        return
    if outcome.agreed:
        _tell(row, "您的认证照片已由上级系统建模，可以用手机或自助机做资格认证。", "agreed")
        return
    _former_again(row)
    words = outcome.words[:150] or "上级没有说明原因"
    _tell(row, f"您的认证照片上级没有同意建模：{words}。请到示范服务点重新拍照，或改用人工认证。", "refused")


def _newest(row: Portrait) -> bool:
    later = Portrait.objects.filter(resident=row.resident_id, pk__gt=row.pk)
    return row.has_picture and not later.exclude(state=PortraitState.REVERSED).exists()


def _replace_current(person: Resident) -> Portrait | None:
    """Ends the portrait in use, as of today."""
    former = current_portrait(person)
    if former is not None:
        former.state, former.until_on = PortraitState.REPLACED, timezone.localdate()
        former.save(update_fields=["state", "until_on"])
    return former


def _former_again(refused: Portrait) -> None:
    rows = Portrait.objects.select_for_update().filter(
        resident=refused.resident_id, state=PortraitState.REPLACED, from_on__isnull=False
    )
    former = rows.exclude(stored_as="").exclude(pk__gte=refused.pk).order_by("-pk").first()
    if former is None:
        return
    former.state, former.until_on = PortraitState.APPROVED, None
    former.save(update_fields=["state", "until_on"])
    audit(former, "portrait.in_use_again", None, refused=refused.pk)


def _waiting(caller: Caller, portrait_id: int) -> Portrait:
    caller.need(Ability.PORTRAIT_REVIEW, LINE)
    rows = caller.limit(Ability.PORTRAIT_REVIEW, Portrait.objects.all(), line=LINE)
    seen = rows.filter(pk=portrait_id).first()
    if seen is None:
        raise NotVisible(NOT_FOUND)
    lock_resident(seen.resident_id)
    row = Portrait.objects.select_for_update(of=("self",)).select_related("resident").get(pk=seen.pk)
    if row.state != PortraitState.WAITING:
        raise LedgerRefused(f"这张照片{row.get_state_display()}，不能再审核。", "请刷新页面看最新情况。")
    if row.taken_by_id == caller.account.pk:
        raise LedgerRefused("照片是您本人采集的。", "须由另一位审核人审核。")
    return row


def _decide(row: Portrait, caller: Caller, note: str) -> None:
    row.reviewed_at, row.reviewed_by, row.review_note = timezone.now(), caller.account, note.strip()[:200]
    row.save(update_fields=["state", "from_on", "reviewed_at", "reviewed_by", "review_note"])


def _payload(row: Portrait, former: Portrait | None) -> dict[str, Any]:
    """What the province gets. The picture is taken out again once it is answered, or erased here."""
    try:
        content = store().get(row.stored_as)
    except FileMissing as error:
        raise LedgerRefused(
            "照片文件不在存储中，不能通过。", "请系统管理员核对备份；找不回的，请退回重拍。"
        ) from error
    return {
        "id_number": row.resident.id_number,
        "name": row.resident.name,
        "taken_on": timezone.localdate(row.taken_at).isoformat(),
        "approved_on": row.from_on.isoformat() if row.from_on else "",
        "consent_version": row.consent_version,
        "consent_on": timezone.localdate(row.consent_at).isoformat(),
        "replaces": model_key(former) if former else "",
        "digest": row.digest,
        "mime": row.mime,
        PICTURE: base64.b64encode(content).decode(),
    }


def _tell(row: Portrait, text: str, occasion: str) -> None:
    tell(
        topic=TOPIC,
        text=text,
        key=f"portraits.{occasion}:{row.pk}",
        resident=row.resident,
        place=row,
        actor=row.reviewed_by,
    )
