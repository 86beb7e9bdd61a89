"""Taking a portrait (item D2), and taking that back before anybody decided on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.files import reduced_jpeg
from cuncuntong.foundation.files.kinds import JPEG
from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.ledgers.portraits.consent import current_consent
from cuncuntong.ledgers.portraits.enums import ConsentWay, ErasedWhy, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import check, store
from cuncuntong.ledgers.portraits.selectors import waiting_portrait
from cuncuntong.ledgers.portraits.services._rows import audit, erase, lock_resident
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.parameters import setting


@dataclass(frozen=True)
class ConsentGiven:
    """How somebody agreed; ``by`` is the guardian's name where a guardian did."""

    way: str
    by: str = ""


def take(
    *,
    resident: Resident,
    content: bytes,
    consent: ConsentGiven,
    at: dt.datetime,
    actor: Account | None,
    case_number: str,
    point: ServicePoint | None = None,
) -> Portrait:
    """Checks, seals and keeps a portrait that then waits for the county; the same case again gives the same.

    ``content`` is what foundation.files made of the upload. Raises LedgerRefused for a picture that will
    not do, without consent, or while another one waits.
    """
    with transaction.atomic():
        person = lock_resident(resident.pk)
        known = Portrait.objects.filter(case_number=case_number).first() if case_number else None
        if known is not None:
            return known
        measures = _fit(person, content, consent, timezone.localdate(at))
        made = _keep(person, content, point)
        made.measures = measures
        made.taken_at, made.taken_by, made.case_number = at, actor, case_number
        made.consent_version = current_consent(timezone.localdate(at)).version
        made.consent_way, made.consent_by, made.consent_at = consent.way, consent.by.strip()[:40], at
        made.save()
        audit(made, "portrait.taken", actor, digest=made.digest, consent=made.consent_version)
    return made


def _fit(person: Resident, content: bytes, consent: ConsentGiven, on: dt.date) -> dict[str, object]:
    """The measures of a picture that may be kept."""
    if consent.way not in ConsentWay.values:
        raise LedgerRefused("还没有登记本人同意。", "请先请本人听读并签署告知同意书。")
    if consent.way == ConsentWay.GUARDIAN and not consent.by.strip():
        raise LedgerRefused("没有填写监护人姓名。", "请填写签字的监护人。")
    if waiting_portrait(person) is not None:
        raise LedgerRefused("已有一张照片在等县里审核。", "请等审核结果；拍错了的，先撤销那件业务再拍。")
    checked = check(content, on)
    if not checked.ok:
        first = checked.faults[0]
        raise LedgerRefused(first.message, first.remedy)
    return checked.measures.as_json() if checked.measures else {}


def _keep(person: Resident, content: bytes, point: ServicePoint | None) -> Portrait:
    """The unsaved row of a stored picture; a file whose row never came is swept."""
    kept = reduced_jpeg(content, setting("portraits.kept_side"))
    place = point or person
    return Portrait(
        resident=person,
        stored_as=store().put(kept),
        mime=JPEG,
        size=len(kept),
        digest=sm3(kept),
        point=point,
        village_code=place.village_code,
        township_code=place.township_code,
        county_code=place.county_code,
    )


def undo_take(*, case_number: str, actor: Account | None) -> Portrait:
    """Takes back what a case took and deletes the picture; again it gives the row as it is.

    Raises LedgerRefused once the county approved it.
    """
    with transaction.atomic():
        found = Portrait.objects.filter(case_number=case_number).first() if case_number else None
        if found is None:
            raise LedgerRefused("没有这件业务采集的照片。", "请核对受理编号。")
        lock_resident(found.resident_id)
        row = Portrait.objects.select_for_update().get(pk=found.pk)
        if row.state == PortraitState.REVERSED:
            return row
        if row.state not in (PortraitState.WAITING, PortraitState.RETURNED):
            raise LedgerRefused(
                f"照片{row.get_state_display()}，不能撤销采集。",
                "不再使用的，请为本人办理撤回同意；照片不对的，重新采集一张。",
            )
        row.state = PortraitState.REVERSED
        row.save(update_fields=["state"])
        erase(row, ErasedWhy.REVERSED, timezone.now())
        audit(row, "portrait.reversed", actor)
    return row
