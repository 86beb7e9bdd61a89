"""Writes of claims to come: visits, and declarations by item D4."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.claims.enums import BY_VISIT, VisitState
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account

# A visit is put down when it was made, or soon after.
LATEST_DAYS = 92


def record_visit(
    *, caller: Caller, resident: Resident, scheme: str, state: str, on: dt.date, note: str = ""
) -> ClaimVisit:
    """Puts a visit down. Raises Denied, NotVisible, or LedgerRefused for a day or result that can't be."""
    caller.need(Ability.CLAIMS_PREPARE, Line.RESIDENT_PENSION)
    place = {
        "village": resident.village_code,
        "township": resident.township_code,
        "county": resident.county_code,
    }
    if not caller.covers(Ability.CLAIMS_PREPARE, **place, line=Line.RESIDENT_PENSION):
        raise NotVisible("没有找到这位居民，或不在您的服务范围内。")
    if state not in BY_VISIT or scheme not in Scheme.values:
        raise LedgerRefused("请选择走访结果。", "从列出的结果中选一项。")
    today = timezone.localdate()
    if on > today:
        raise LedgerRefused("走访日期还没有到。", f"请填写今天（{today}）或以前的日期。")
    if (today - on).days > LATEST_DAYS:
        raise LedgerRefused(f"走访日期早于{LATEST_DAYS}天以前。", "请核对日期。")
    with transaction.atomic():
        visit = _visit(resident, scheme, state, on, note.strip()[:200], caller.account)
        visit.save()
        _audit(visit, "claims.visited")
    return visit


def take_back_visit(*, caller: Caller, visit_id: int) -> ClaimVisit:
    """Takes one's own visit back, on the day it was put down; again it gives the visit as it is."""
    caller.need(Ability.CLAIMS_PREPARE, Line.RESIDENT_PENSION)
    with transaction.atomic():
        rows = ClaimVisit.objects.select_for_update().filter(pk=visit_id, case_number="")
        visit = caller.limit(Ability.CLAIMS_PREPARE, rows, line=Line.RESIDENT_PENSION).first()
        if visit is None:
            raise NotVisible("没有找到这次走访，或不在您的服务范围内。")
        if visit.undone_at is not None:
            return visit
        if visit.actor_id != caller.account.pk or timezone.localdate(visit.at) != timezone.localdate():
            raise LedgerRefused("只能撤回自己当天登记的走访。", "情况有变化的，再登记一次走访即可。")
        visit.undone_at = timezone.now()
        visit.save(update_fields=["undone_at"])
        _audit(visit, "claims.visit_undone", actor=caller.account)
    return visit


def declare(
    *,
    resident: Resident,
    scheme: str,
    on: dt.date,
    actor: Account | None,
    case_number: str,
    note: str = "",
) -> ClaimVisit:
    """Puts a declaration (item D4) on record; the same case again gives the same one."""
    with transaction.atomic():
        known = ClaimVisit.objects.filter(case_number=case_number, undone_at__isnull=True).first()
        if known is not None:
            return known
        visit = _visit(resident, scheme, VisitState.DECLARED, on, note[:200], actor)
        visit.case_number = case_number
        try:
            with transaction.atomic():
                visit.save()
        except IntegrityError:
            return ClaimVisit.objects.get(case_number=case_number, undone_at__isnull=True)
        _audit(visit, "claims.declared")
    return visit


def undo_declaration(*, case_number: str, actor: Account | None) -> ClaimVisit:
    """Takes back what a case declared; again it gives it as it is. Raises LedgerRefused for no such case."""
    with transaction.atomic():
        rows = ClaimVisit.objects.select_for_update().filter(case_number=case_number)
        visit = rows.order_by("-pk").first() if case_number else None
        if visit is None:
            raise LedgerRefused("没有这件业务登记的待遇申报。", "请核对受理编号。")
        if visit.undone_at is None:
            visit.undone_at = timezone.now()
            visit.save(update_fields=["undone_at"])
            _audit(visit, "claims.declaration_undone", actor=actor)
    return visit


def _visit(
    resident: Resident, scheme: str, state: str, on: dt.date, note: str, actor: Account | None
) -> ClaimVisit:
    return ClaimVisit(
        resident=resident,
        scheme=scheme,
        state=state,
        on=on,
        note=note,
        actor=actor,
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )


def _audit(visit: ClaimVisit, action: str, actor: Account | None = None) -> None:
    record(
        actor=actor or visit.actor,
        action=action,
        object_type="claims.ClaimVisit",
        object_id=str(visit.pk),
        detail={
            "resident": visit.resident_id,
            "scheme": visit.scheme,
            "state": visit.state,
            "case": visit.case_number,
        },
    )
