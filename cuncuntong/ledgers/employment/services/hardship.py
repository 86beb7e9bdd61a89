"""Hard-to-employ persons: proposed by a point, recognised or refused by the county, ended with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.employment.enums import EntryKind, HardshipState
from cuncuntong.ledgers.employment.models import Hardship
from cuncuntong.ledgers.employment.selectors.hardship import limits, person
from cuncuntong.ledgers.employment.selectors.unemployment import active_unemployment
from cuncuntong.ledgers.employment.services import certificates
from cuncuntong.ledgers.messages.enums import register_topic
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months
from cuncuntong.rules.hardship import find, name_of

MONTHS = "employment.hardship_months"
DECIDED = register_topic("employment.hardship_decided", "就业困难人员认定结果")


def propose(
    *, resident: Resident, category: str, evidence: str, on: dt.date, actor: Account | None
) -> Hardship:
    """Proposes a registered unemployed resident for a category, with the papers that were seen.

    Raises LedgerRefused without a registration, where the category's rule is not met, where the papers
    are not named, or where one is open already.
    """
    evidence = evidence.strip()
    if not evidence:
        raise LedgerRefused("请写明查验了什么材料。", "例如：残疾人证，村委会核实零就业情况。")
    with transaction.atomic():
        unemployment = active_unemployment(resident)
        if unemployment is None:
            raise LedgerRefused("该居民没有正在登记的失业。", "请先办理第11项“失业登记”。")
        found = find(category, person(resident, on, unemployment), limits(on))
        if not found.met:
            raise LedgerRefused(found.reason, "请选择符合的类别，或等条件符合后再上报。")
        row = Hardship(
            resident=resident,
            unemployment=unemployment,
            category=category,
            evidence=evidence[:300],
            finding=found.reason[:200],
            proposed_by=actor,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise LedgerRefused("该居民已上报或已认定。", "请在就业困难人员名单中查看。") from error
        _log(row, "hardship.proposed", actor)
    return row


def recognise(*, hardship: Hardship, on: dt.date, actor: Account | None, note: str = "") -> Hardship:
    """Recognises a proposed person for the months that the parameter says, and tells so.

    Raises LedgerRefused where it was decided already, where the rule is no longer met, or where the same
    person proposed it: two people stand for it.
    """
    with transaction.atomic():
        row = _locked(hardship, HardshipState.PROPOSED)
        _not_ones_own(row, actor)
        resident = row.resident
        found = find(row.category, person(resident, on, active_unemployment(resident)), limits(on))
        if not found.met:
            raise LedgerRefused(found.reason, "条件已不符合，请作“不予认定”并写明原因。")
        row.state, row.starts_on = HardshipState.ACTIVE, on
        row.ends_on = add_months(on, current().integer(MONTHS, on)) - dt.timedelta(days=1)
        _decided(row, actor, note)
        held = certificates.held_by(resident)
        if held is not None:
            certificates.enter(
                certificate=held,
                kind=EntryKind.HARDSHIP,
                on=on,
                text=f"认定为就业困难人员（{name_of(row.category)}），有效期至{row.ends_on.isoformat()}",
                key=f"hardship:{row.pk}",
                actor=actor,
            )
        _tell(
            row, f"您已被认定为就业困难人员（{name_of(row.category)}），有效期至{_day(row.ends_on)}。", actor
        )
        _log(row, "hardship.recognised", actor)
    return row


def refuse(*, hardship: Hardship, why: str, actor: Account | None) -> Hardship:
    """Does not recognise a proposed person; says why, and tells so."""
    if not why.strip():
        raise LedgerRefused("请写明不予认定的原因。", "居民会收到这个原因。")
    with transaction.atomic():
        row = _locked(hardship, HardshipState.PROPOSED)
        _not_ones_own(row, actor)
        row.state = HardshipState.REFUSED
        _decided(row, actor, why)
        _tell(row, f"您申请的就业困难人员认定没有通过。原因：{why.strip()}", actor)
        _log(row, "hardship.refused", actor)
    return row


def end(*, hardship: Hardship, why: str, on: dt.date, actor: Account | None) -> Hardship:
    """Ends a recognition, or takes back a proposal; says so in the certificate, and tells the person."""
    if not why.strip():
        raise LedgerRefused("请写明退出的原因。", "例如：已稳定就业、条件不再符合、认定有误。")
    with transaction.atomic():
        row = _locked(hardship, HardshipState.ACTIVE, HardshipState.PROPOSED)
        was_recognised = row.state == HardshipState.ACTIVE
        row.state, row.ended_on, row.ended_why = HardshipState.ENDED, on, why.strip()[:120]
        row.save(update_fields=["state", "ended_on", "ended_why"])
        held = certificates.held_by(row.resident) if was_recognised else None
        if held is not None:
            certificates.enter(
                certificate=held,
                kind=EntryKind.HARDSHIP,
                on=on,
                text=f"退出就业困难人员：{row.ended_why}",
                key=f"hardship:{row.pk}:end",
                actor=actor,
            )
        if was_recognised and row.resident.standing != Standing.DECEASED:
            _tell(row, f"您的就业困难人员认定已退出。原因：{row.ended_why.rstrip('。')}。", actor)
        _log(row, "hardship.ended", actor, why=row.ended_why)
    return row


def _locked(hardship: Hardship, *states: str) -> Hardship:
    rows = Hardship.objects.select_related("resident").select_for_update(of=("self",))
    row = rows.get(pk=hardship.pk)
    if row.state not in states:
        raise LedgerRefused(f"这一条{row.get_state_display()}，不能再这样办理。", "请刷新页面查看。")
    return row


def _not_ones_own(row: Hardship, actor: Account | None) -> None:
    if actor is not None and row.proposed_by_id == actor.pk:
        raise LedgerRefused("上报和认定须是两个人。", "请另一位工作人员认定。")


def _decided(row: Hardship, actor: Account | None, note: str) -> None:
    row.decided_at, row.decided_by, row.decision_note = timezone.now(), actor, note.strip()[:200]
    row.save(update_fields=["state", "starts_on", "ends_on", "decided_at", "decided_by", "decision_note"])


def _tell(row: Hardship, text: str, actor: Account | None) -> None:
    tell(
        topic=DECIDED,
        text=f"{row.resident.name}：{text}有疑问请到村（社区）服务点咨询。",
        key=f"hardship:{row.pk}:{row.state}",
        resident=row.resident,
        actor=actor,
    )


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _log(row: Hardship, action: str, actor: Account | None, **detail: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="employment.Hardship",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "category": row.category, **detail},
    )
