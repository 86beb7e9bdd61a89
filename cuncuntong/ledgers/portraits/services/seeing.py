"""Seeing a picture: by the reviewer at work, or by others for a reason; each look is logged."""

from __future__ import annotations

from django.db import transaction

from cuncuntong.foundation.files import FileMissing
from cuncuntong.ledgers.portraits.enums import LINE
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import store
from cuncuntong.ledgers.portraits.services._rows import audit
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability

NOT_FOUND = "没有找到这张照片，或不在您的服务范围内。"


def find(caller: Caller, portrait_id: int) -> Portrait:
    """A portrait that the caller may handle: of the point where it was taken, or under review.

    Who certifies people finds those of a resident of the own area too. Raises Denied or NotVisible.
    """
    rows = Portrait.objects.select_related("resident", "taken_by", "reviewed_by", "point")
    for ability in (Ability.PORTRAIT_REVIEW, Ability.PORTRAIT_TAKE):
        found = caller.limit(ability, rows, line=LINE).filter(pk=portrait_id).first()
        if found is not None:
            return found
    caller.need(Ability.CERTIFY, LINE)
    found = rows.filter(pk=portrait_id).first()
    if found is None:
        raise NotVisible(NOT_FOUND)
    see_resident(caller, found.resident_id)
    return found


def see_for_review(*, caller: Caller, portrait_id: int) -> tuple[Portrait, bytes]:
    """The picture on the reviewer's page. Raises Denied, NotVisible, LedgerRefused where it is gone."""
    caller.need(Ability.PORTRAIT_REVIEW, LINE)
    rows = caller.limit(Ability.PORTRAIT_REVIEW, Portrait.objects.all(), line=LINE)
    found = rows.filter(pk=portrait_id).first()
    if found is None:
        raise NotVisible(NOT_FOUND)
    return found, _open(found, caller, "审核照片")


def look(*, caller: Caller, portrait_id: int, reason: str) -> tuple[Portrait, bytes]:
    """The picture for anybody else who may see it, for a reason that is audited.

    Raises Denied, NotVisible, LedgerRefused without a reason or where the picture is gone.
    """
    if not reason.strip():
        raise LedgerRefused("没有写查看原因。", "请选择为什么要看这张照片。")
    found = find(caller, portrait_id)
    return found, _open(found, caller, reason.strip()[:100])


def _open(found: Portrait, caller: Caller, reason: str) -> bytes:
    if not found.stored_as:
        raise LedgerRefused(f"照片已删除（{found.get_erased_why_display()}）。", "只保留采集和审核的记录。")
    try:
        content = store().get(found.stored_as)
    except FileMissing as error:
        raise LedgerRefused("照片文件不在存储中。", "请系统管理员核对备份。") from error
    with transaction.atomic():
        audit(found, "portrait.seen", caller.account, reason=reason)
    return content
