"""Flexible work: registered, changed and ended by a case, and undone by it.

The spells stand in the jobs ledger beside those that units report; a case's change of one is kept here.
Registering work ends a registration of unemployment in the same transaction, and undoing gives it back.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.employment.enums import (
    EndReason,
    EntryKind,
    SpellMove,
    WorkForm,
)
from cuncuntong.ledgers.employment.models import SpellEvent
from cuncuntong.ledgers.employment.selectors.unemployment import active_unemployment
from cuncuntong.ledgers.employment.services import certificates, unemployment
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

SOURCE = "就业登记（本系统）"
OWN = (EmploymentKind.FLEXIBLE, EmploymentKind.SELF)
TOLD = ("work_form", "occupation", "place", "income_range", "starts_on", "overlap_reason")
_KEPT = (*TOLD, "kind", "ends_on", "ended_reason")


def kind_of(work_form: str) -> str:
    """A business with a licence is one's own; all other forms are flexible work."""
    return EmploymentKind.SELF if work_form == WorkForm.SELF_RUN else EmploymentKind.FLEXIBLE


def register_spell(
    *, resident: Resident, on: dt.date, actor: Account | None, case_number: str, **told: Any
) -> Employment:
    """Registers flexible work; ends what registration of unemployment there is, and says so in the
    certificate, which is issued now if need be.

    ``told`` are the columns of TOLD. Raises LedgerRefused where a spell runs already.
    """
    _check(told, on)
    with transaction.atomic():
        done = _made_before(case_number, SpellMove.REGISTER)
        if done is not None:
            return done
        if _running(resident, on).exists():
            raise _one_at_a_time()
        row = Employment(
            resident=resident,
            kind=kind_of(told.get("work_form", "")),
            source=SOURCE,
            as_of=on,
            case_number=case_number,
            **told,
        )
        _save(row)
        _enter(row, SpellMove.REGISTER, None, on=on, actor=actor, case_number=case_number)
        _end_unemployment(row, on=on, actor=actor, case_number=case_number)
        held = certificates.issue(resident=resident, on=on, actor=actor, case_number=case_number)
        certificates.enter(
            certificate=held,
            kind=EntryKind.EMPLOYMENT,
            on=on,
            text=f"{row.get_kind_display()}登记：{form_words(row)}",
            key=f"spell:{row.pk}",
            actor=actor,
            case_number=case_number,
        )
    return row


def change_spell(
    *, spell: Employment, on: dt.date, actor: Account | None, case_number: str, **told: Any
) -> Employment:
    """Changes what was told of a spell that runs. Raises LedgerRefused for one that ended."""
    _check(told, on)
    kind = kind_of(told["work_form"]) if "work_form" in told else spell.kind
    return _move(spell, SpellMove.CHANGE, {**told, "kind": kind}, on, actor, case_number)


def end_spell(
    *,
    spell: Employment,
    ends_on: dt.date,
    reason: str,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> Employment:
    """Ends a spell on a day. Raises LedgerRefused for a day before its start, or one that ended."""
    if ends_on < spell.starts_on:
        raise LedgerRefused("结束日期早于开始日期。", "请核对结束日期。")
    changes = {"ends_on": ends_on, "ended_reason": reason.strip()[:60]}
    with transaction.atomic():
        row = _move(spell, SpellMove.END, changes, on, actor, case_number)
        held = certificates.held_by(row.resident)
        if held is not None:
            certificates.enter(
                certificate=held,
                kind=EntryKind.EMPLOYMENT,
                on=on,
                text=f"{row.get_kind_display()}结束：{row.ended_reason}",
                key=f"spell:{row.pk}:end:{on.isoformat()}",
                actor=actor,
                case_number=case_number,
            )
    return row


def undo_spell(*, case_number: str, on: dt.date, actor: Account | None) -> Employment | None:
    """Takes back what a case did to a spell, with the end of unemployment that came with it; None where
    it did nothing to one. Raises LedgerRefused where something came after."""
    with transaction.atomic():
        events = SpellEvent.objects.select_for_update().filter(case_number=case_number)
        event = events.exclude(case_number="").order_by("-pk").first()
        if event is None:
            return None
        row = Employment.objects.select_for_update().get(pk=event.employment_id)
        if event.undone_at is not None:
            return row
        if SpellEvent.objects.filter(employment=row, pk__gt=event.pk, undone_at__isnull=True).exists():
            raise LedgerRefused(
                "这条就业登记之后又有变更或结束，不能直接撤销。", "请先撤销之后的那一件业务。"
            )
        if event.move == SpellMove.REGISTER:
            row.reversed_at = timezone.now()
        else:
            for name, value in event.before.items():
                setattr(row, name, Employment._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
        _save(row)
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
        _log(row, f"spell.{event.move}_undone", actor, case_number)
    return row


def is_open(job: Employment, on: dt.date) -> bool:
    """Whether a spell is one's own and goes on after a day."""
    return job.kind in OWN and (job.ends_on is None or job.ends_on > on)


def form_words(spell: Employment) -> str:
    """The form of work in words; imported spells may have words of their own."""
    known = dict(WorkForm.choices)
    return str(known.get(spell.work_form, spell.work_form)) or spell.get_kind_display()


def _end_unemployment(spell: Employment, *, on: dt.date, actor: Account | None, case_number: str) -> None:
    registered = active_unemployment(spell.resident)
    if registered is None:
        return
    own = spell.kind == EmploymentKind.SELF
    unemployment.end(
        unemployment=registered,
        reason=EndReason.OWN_BUSINESS if own else EndReason.FLEXIBLE,
        on=on,
        actor=actor,
        note=f"同时办理了{spell.get_kind_display()}登记",
        case_number=case_number,
    )


def _running(resident: Resident, on: dt.date) -> Any:
    open_or_later = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    return Employment.objects.filter(open_or_later, resident=resident, kind__in=OWN, reversed_at__isnull=True)


def _one_at_a_time() -> LedgerRefused:
    return LedgerRefused("该居民已有灵活就业登记。", "请变更或先结束原登记，不用重复登记。")


def _check(told: dict[str, Any], on: dt.date) -> None:
    unknown = set(told) - set(TOLD)
    if unknown:
        raise TypeError(f"not told of a spell: {sorted(unknown)}")
    if told.get("starts_on") and told["starts_on"] > on:
        raise LedgerRefused("开始日期晚于今天。", "请在开始就业后登记。")


def _made_before(case_number: str, move: str) -> Employment | None:
    events = SpellEvent.objects.select_related("employment__resident").exclude(case_number="")
    done = events.filter(case_number=case_number, move=move, undone_at__isnull=True).first()
    return done.employment if done else None


def _move(
    spell: Employment,
    move: SpellMove,
    changes: dict[str, Any],
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> Employment:
    with transaction.atomic():
        done = _made_before(case_number, move)
        if done is not None:
            return done
        rows = Employment.objects.select_related("resident").select_for_update(of=("self",))
        row = rows.get(pk=spell.pk)
        if row.reversed_at or not is_open(row, on):
            raise LedgerRefused(f"这条就业登记已经结束，不能再{move.label}。", "请刷新页面查看。")
        before = _snapshot(row)
        for name, value in changes.items():
            setattr(row, name, value)
        row.as_of = on
        _save(row)
        _enter(row, move, before, on=on, actor=actor, case_number=case_number)
    return row


def _snapshot(row: Employment) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in (*_KEPT, "as_of")}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }


def _save(row: Employment) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _one_at_a_time() from error


def _enter(
    row: Employment,
    move: SpellMove,
    before: dict[str, Any] | None,
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> None:
    SpellEvent.objects.create(
        employment=row, move=move, on=on, actor=actor, before=before or {}, case_number=case_number
    )
    _log(row, f"spell.{move.value}", actor, case_number)


def _log(row: Employment, action: str, actor: Account | None, case_number: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="jobs.Employment",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": case_number},
    )
