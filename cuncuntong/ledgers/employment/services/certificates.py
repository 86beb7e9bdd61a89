"""Issuing the certificate, entering what happens, issuing a lost one again, cancelling it.

A number has sixteen digits: six of the county (or of the parameter ``employment.certificate_prefix``),
one for the household registration (1 非农业, 2 农业), one check digit (Luhn over the other fifteen), two
of the year and six in sequence. The layout follows what is publicly said of the national numbering; what
the seventh and eighth digit hold there was not confirmed, so they are ours.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.employment.enums import CertificateState, EntryKind
from cuncuntong.ledgers.employment.models import (
    Certificate,
    CertificateCopy,
    CertificateEntry,
    CertificateSeries,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Hukou
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, Division
from cuncuntong.network.parameters import current

PREFIX = "employment.certificate_prefix"
STANDING = (CertificateState.VALID, CertificateState.LOST)
_HUKOU_DIGITS = {Hukou.URBAN: "1", Hukou.RURAL: "2"}
_MOST = 999_999


def held_by(resident: Resident) -> Certificate | None:
    """The certificate that the resident holds, lost or not."""
    return Certificate.objects.filter(resident=resident, state__in=STANDING).first()


def issue(*, resident: Resident, on: dt.date, actor: Account | None, case_number: str = "") -> Certificate:
    """The resident's certificate, issued now if there is none yet."""
    with transaction.atomic():
        held = held_by(resident)
        if held is not None:
            return held
        made = Certificate(
            resident=resident,
            number=next_number(resident, on),
            issued_on=on,
            office=_office(),
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            # Somebody else issued it at this very moment.
            return Certificate.objects.get(resident=resident, state__in=STANDING)
        _add_copy(made, 1, actor)
        enter(
            certificate=made,
            kind=EntryKind.ISSUED,
            on=on,
            text=f"首次发证，{made.office}",
            key="issued",
            actor=actor,
            case_number=case_number,
        )
        _log(made, "certificate.issued", actor)
    return made


def next_number(resident: Resident, on: dt.date) -> str:
    """A number nobody else has."""
    found = current().find(PREFIX, on)
    prefix = str(found.value) if found else settings.CUNCUNTONG["COUNTY_CODE"]
    series = f"{prefix}{on:%y}"
    CertificateSeries.objects.bulk_create([CertificateSeries(series=series)], ignore_conflicts=True)
    CertificateSeries.objects.filter(pk=series).update(given=F("given") + 1)
    given = CertificateSeries.objects.values_list("given", flat=True).get(pk=series)
    if given > _MOST:
        raise LedgerRefused("今年的证件编号已用完。", "请业务管理员设置新的编号前6位。")
    hukou = _HUKOU_DIGITS.get(Hukou(resident.hukou), "2")
    return with_check_digit(f"{prefix}{hukou}", f"{on:%y}{given:06d}")


def with_check_digit(head: str, tail: str) -> str:
    """Head, check digit, tail: the whole passes Luhn's test."""
    for digit in "0123456789":
        number = head + digit + tail
        if _luhn(number):
            return number
    raise ValueError("no digit fits")  # one of ten always does


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_number(text: str) -> bool:
    """Whether a text is written as a certificate's number, check digit included."""
    return len(text) == 16 and text.isascii() and text.isdecimal() and _luhn(text)


def _office() -> str:
    code = settings.CUNCUNTONG["COUNTY_CODE"]
    name = Division.objects.filter(code=code).values_list("name", flat=True).first() or ""
    return f"{name}人力资源和社会保障局"


def _add_copy(certificate: Certificate, place: int, actor: Account | None) -> CertificateCopy:
    return CertificateCopy.objects.create(
        certificate=certificate, place=place, token=secrets.token_urlsafe(16), issued_by=actor
    )


def enter(
    *,
    certificate: Certificate,
    kind: str,
    on: dt.date,
    text: str,
    key: str = "",
    actor: Account | None = None,
    case_number: str = "",
) -> CertificateEntry:
    """Writes a line into a certificate; the same ``key`` once."""
    if key:
        known = certificate.entries.filter(key=key, undone_at__isnull=True).first()
        if known is not None:
            return known
    return CertificateEntry.objects.create(
        certificate=certificate,
        kind=kind,
        on=on,
        text=text[:200],
        key=key,
        actor=actor,
        case_number=case_number,
    )


def enter_if_held(*, resident: Resident, kind: str, on: dt.date, text: str, key: str, **made: object) -> bool:
    """Writes a line where the resident holds a certificate; for trainings and policies of other ledgers.

    ``key`` names the occasion (``training:5``); ``made`` may hold actor and case_number.
    """
    with transaction.atomic():
        held = held_by(resident)
        if held is None:
            return False
        enter(certificate=held, kind=kind, on=on, text=text, key=key, **made)  # type: ignore[arg-type]
    return True


def reissue(*, certificate: Certificate, why: str, on: dt.date, actor: Account | None) -> CertificateCopy:
    """A new paper with a new code; the former one holds no more. The number stays."""
    if not why.strip():
        raise LedgerRefused("请写明补发的原因。", "例如：遗失、损毁、页面写满。")
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if row.state not in STANDING:
            raise LedgerRefused("这本证已注销，不能补发。", "需要的，请重新申领。")
        place = _void_copies(row, why) + 1
        row.state = CertificateState.VALID
        row.save(update_fields=["state"])
        copy = _add_copy(row, place, actor)
        text = f"补发第{place}本：{why.strip()}"
        enter(certificate=row, kind=EntryKind.ISSUED, on=on, text=text, actor=actor)
        _log(row, "certificate.reissued", actor, why=why.strip()[:60])
    return copy


def _void_copies(certificate: Certificate, why: str) -> int:
    """Makes the paper that holds void; the place of the last one."""
    certificate.copies.filter(void_at__isnull=True).update(void_at=timezone.now(), void_why=why.strip()[:60])
    last = certificate.copies.order_by("-place").values_list("place", flat=True).first()
    return last or 0


def report_lost(*, certificate: Certificate, on: dt.date, actor: Account | None) -> Certificate:
    """Says at the public page that the paper is lost, until a new one is issued or it is found."""
    return _set(certificate, CertificateState.VALID, CertificateState.LOST, "certificate.lost", actor)


def report_found(*, certificate: Certificate, on: dt.date, actor: Account | None) -> Certificate:
    """The lost paper was found: it holds again."""
    return _set(certificate, CertificateState.LOST, CertificateState.VALID, "certificate.found", actor)


def _set(
    certificate: Certificate, before: str, after: str, action: str, actor: Account | None
) -> Certificate:
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if row.state == after:
            return row
        if row.state != before:
            raise LedgerRefused(f"这本证{row.get_state_display()}，不能这样办理。", "请刷新页面查看。")
        row.state = after
        row.save(update_fields=["state"])
        _log(row, action, actor)
    return row


def cancel(*, certificate: Certificate, why: str, on: dt.date, actor: Account | None) -> Certificate:
    """Ends a certificate (death, moved abroad, issued wrongly); its codes say so from then on."""
    if not why.strip():
        raise LedgerRefused("请写明注销的原因。", "例如：死亡、移居境外、重复发证。")
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if row.state == CertificateState.CANCELLED:
            return row
        _void_copies(row, why)
        row.state, row.cancelled_on = CertificateState.CANCELLED, on
        row.cancelled_why = why.strip()[:100]
        row.save(update_fields=["state", "cancelled_on", "cancelled_why"])
        _log(row, "certificate.cancelled", actor, why=row.cancelled_why)
    return row


def undo_case(*, case_number: str, on: dt.date, actor: Account | None) -> None:
    """Takes out what a case entered; a certificate that the case issued is cancelled, unless it holds
    something else by now."""
    with transaction.atomic():
        entries = CertificateEntry.objects.filter(case_number=case_number, undone_at__isnull=True)
        entries.update(undone_at=timezone.now())
        issued = Certificate.objects.filter(case_number=case_number, state__in=STANDING).first()
        if issued is not None and not issued.entries.filter(undone_at__isnull=True).exists():
            cancel(certificate=issued, why="办理结果撤销", on=on, actor=actor)


def _log(certificate: Certificate, action: str, actor: Account | None, **detail: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="employment.Certificate",
        object_id=certificate.number,
        detail={"resident": certificate.resident_id, **detail},
    )
