"""Certifying one person, as one decision: the row, payment that resumes, and what goes up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.services import hand_over
from cuncuntong.ledgers.certification.enums import AboveState, Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification, EvidenceList
from cuncuntong.ledgers.certification.selectors.drawing import drawing_of
from cuncuntong.ledgers.certification.services.refusing import why_not
from cuncuntong.ledgers.certification.services.rows import row_for
from cuncuntong.ledgers.certification.services.telling import drop_warnings
from cuncuntong.ledgers.certification.standing import follow, last_of, terms_on
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN
from cuncuntong.ledgers.pensions.services.holds import lift_hold
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

KIND = "certification.employee"


@dataclass(frozen=True)
class Seen:
    """How somebody was certified: ``evidence`` names what was seen, ``place`` where somebody was seen."""

    way: str
    evidence: str = ""
    source: str = ""
    helper: str = ""
    place: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True)
class Certified:
    """What a certification did; ``lifted`` are the holds whose months are paid after all."""

    certification: Certification
    row: Beneficiary
    lifted: list[EntitlementHold] = field(default_factory=list)


def certify(
    *,
    resident: Resident,
    on: dt.date,
    seen: Seen,
    today: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    point_id: int | None = None,
    evidence_list: EvidenceList | None = None,
) -> Certified:
    """Takes a certification of the day ``on``; held payments go on, with every month that was held.

    An employees' pensioner's goes up in the same transaction. The same case again gives what it did.
    Raises LedgerRefused for the dead, who draws nothing, the future, and what is not newer than the last:
    then nothing has happened. Two points at the same minute: the second one is refused.
    """
    with transaction.atomic():
        resident = Resident.objects.select_for_update(of=("self",)).get(pk=resident.pk)
        known = Certification.objects.filter(case_number=case_number, undone_at__isnull=True).first()
        if case_number and known is not None:
            return _as_it_is(known)
        row = row_for(resident, today)
        months = terms_on(today).interval_months
        message, remedy = why_not(resident, row, on=on, today=today, months=months)
        if message:
            raise LedgerRefused(message, remedy)
        drop_warnings(row, why="已经认证", actor=actor)
        made = _insert(resident, row, on, seen, at, actor, case_number, point_id, evidence_list)
        lifted = lift_uncertified(made, today, actor)
        row.doubt = row.doubt_words = ""
        if seen.way == Way.HOME:
            row.home_wanted, row.home_note = False, None
        save(row, resident, today)
        if row.draws_employee:
            _hand_over(made, resident, actor, at)
        _log(made, lifted=len(lifted))
    return Certified(made, row, lifted)


def _log(made: Certification, *, lifted: int) -> None:
    record(
        actor=made.actor,
        action="certification.certified",
        object_type="certification.Certification",
        object_id=str(made.pk),
        detail={
            "resident": made.resident_id,
            "on": made.on.isoformat(),
            "way": str(made.way),
            "case": made.case_number,
            "lifted": lifted,
        },
    )


def save(row: Beneficiary, resident: Resident, today: dt.date) -> None:
    """Writes the person's row with what follows from the certifications and holds that stand now."""
    follow(row, resident, drawing_of(resident.pk), last_of(resident), today, terms_on(today))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # The night entered the same person at this very moment.
        raise LedgerRefused("系统正在更新该居民的认证记录。", "请稍等一会儿再提交一次。") from error


def _insert(
    resident: Resident,
    row: Beneficiary,
    on: dt.date,
    seen: Seen,
    at: dt.datetime,
    actor: Account | None,
    case_number: str,
    point_id: int | None,
    evidence_list: EvidenceList | None,
) -> Certification:
    try:
        with transaction.atomic():
            return Certification.objects.create(
                resident=resident,
                on=on,
                way=seen.way,
                evidence=seen.evidence.strip() or None,
                source=seen.source.strip()[:60],
                helper=seen.helper.strip()[:60],
                place=seen.place.strip() or None,
                longitude=seen.longitude,
                latitude=seen.latitude,
                evidence_list=evidence_list,
                above=AboveState.WAITING if row.draws_employee else AboveState.NONE,
                point_id=point_id,
                at=at,
                actor=actor,
                case_number=case_number,
                village_code=resident.village_code,
                township_code=resident.township_code,
                county_code=resident.county_code,
            )
    except IntegrityError as error:
        raise LedgerRefused(
            "刚刚已经有人为该居民登记了同一天的认证。", "不用重复认证，请刷新后查看认证记录。"
        ) from error


def lift_uncertified(made: Certification, today: dt.date, actor: Account | None) -> list[EntitlementHold]:
    """Lets the payments go on that were held for want of a certification; every held month is due."""
    rows = EntitlementHold.objects.filter(
        OPEN, entitlement__resident=made.resident_id, kind=HoldKind.UNCERTIFIED
    )
    return [
        lift_hold(
            hold=hold,
            on=today,
            back_pay=True,
            reason=f"已认证（{made.get_way_display()}）",
            actor=actor,
            case_number=made.reference,
        )
        for hold in rows.order_by("pk")
    ]


def _hand_over(made: Certification, resident: Resident, actor: Account | None, at: dt.datetime) -> None:
    hand_over(
        key=f"{KIND}:{made.pk}",
        kind=KIND,
        payload={
            "name": resident.name,
            "id_number": resident.id_number,
            "certified_on": made.on.isoformat(),
            "way": made.way,
            "way_name": str(made.get_way_display()),
        },
        resident=resident,
        actor=actor,
        at=at,
        case_number=made.case_number,
    )


def _as_it_is(known: Certification) -> Certified:
    lifted = EntitlementHold.objects.filter(lifted_case=known.reference)
    row = Beneficiary.objects.filter(resident=known.resident_id).first()
    assert row is not None
    return Certified(known, row, list(lifted.order_by("pk")))
