"""Registering employers and changing their registration; verifying stands in verification.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.identifiers import IdentifierError, credit_code, resident_id, telephone
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerMove, EmployerState, Via
from cuncuntong.ledgers.jobs.models import Employer, EmployerEvent
from cuncuntong.ledgers.jobs.refusals import AlreadyRegistered, Fault, FieldsRefused, NeedsConfirmation
from cuncuntong.ledgers.jobs.selectors.employers import (
    employer_of_unit,
    employers_by_telephone,
    person_employer,
)
from cuncuntong.ledgers.jobs.services.posting_check import as_faults, text_findings
from cuncuntong.ledgers.jobs.services.rows import differing, locked, snapshot
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

# Who the employer is. Once verified these are changed by staff alone, and then verified anew.
IDENTITY = ("name", "credit_code", "id_number")
# What the employer may change by itself at any time.
CONTACT = ("contact_name", "telephone", "industry", "address")
PLACE = ("village_code", "township_code", "county_code")
CHANGEABLE = (*IDENTITY, *CONTACT, "introduction", *PLACE)
_SEALED = {"telephone", "id_number"}
_TOLD = 3


def register_employer(
    *,
    kind: str,
    name: str,
    contact_name: str,
    telephone: str,
    place: Mapping[str, str],
    via: str,
    actor: Account | None,
    consented: bool,
    confirmed: bool = False,
    case_number: str = "",
    **more: Any,
) -> Employer:
    """Enters an employer, to be verified by the county.

    ``more`` may hold credit_code, id_number, resident, industry, address, introduction, password (its
    hash). ``consented``: the employer agreed to what is made public. The same case again gives the same
    row. Raises FieldsRefused, AlreadyRegistered, or NeedsConfirmation until ``confirmed``.
    """
    with transaction.atomic():
        done = _made(case_number)
        if done is not None:
            return done
        row = Employer(
            kind=kind,
            name=name.strip(),
            contact_name=contact_name.strip(),
            telephone=telephone,
            via=via,
            registered_by=actor,
            consented_at=timezone.now() if consented else None,
            case_number=case_number,
            **place,
            **more,
        )
        faults = faults_of(row)
        if not consented:
            faults.append(Fault("consented", "须由用工方同意公开招聘信息，才能登记。"))
        if faults:
            raise FieldsRefused(faults)
        _refuse_double(row)
        _ask(row, confirmed)
        save_employer(row)
        enter_employer(row, EmployerMove.REGISTER, actor=actor, case_number=case_number)
    return row


def change_employer(
    *,
    employer: Employer,
    version: int | None,
    values: Mapping[str, Any],
    actor: Account | None,
    by_employer: bool = False,
    confirmed: bool = False,
    keeps_verified: bool = False,
) -> Employer:
    """Changes a registration; ``values`` are names of CHANGEABLE. Nothing changed: nothing is written.

    A verified employer's name, code or ID number is changed by staff alone, and it is then to be
    verified anew unless the county itself changed it (``keeps_verified``). Raises FieldsRefused,
    AlreadyRegistered, ChangedSince, LedgerRefused, or NeedsConfirmation until ``confirmed``.
    """
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a change of an employer does not set {sorted(unknown)}")
    with transaction.atomic():
        row = locked(employer, version)
        if row.state == EmployerState.REVERSED:
            raise LedgerRefused("这条登记已撤销，不能修改。", "需要用工的，请重新登记。")
        changed = differing(row, values)
        if not changed:
            return row
        before = _safe(row, changed)
        verified = row.state == EmployerState.VERIFIED
        if by_employer and verified and (set(changed) - set(CONTACT)):
            raise LedgerRefused(
                "名称、代码和简介已经核验，不能在网上修改。", "请带营业执照或身份证到服务点或县里更正。"
            )
        for name, value in changed.items():
            setattr(row, name, value)
        faults = faults_of(row)
        if faults:
            raise FieldsRefused(faults)
        if set(changed) & {*IDENTITY, "telephone"}:
            _refuse_double(row)
            _ask(row, confirmed, tell_telephone="telephone" in changed and not by_employer)
        again = bool(set(changed) & set(IDENTITY)) and not keeps_verified and _verify_anew(row)
        row.version += 1
        save_employer(row)
        enter_employer(row, EmployerMove.CHANGE, actor=actor, before=before, by_employer=by_employer)
        if again or "name" in changed:
            _tell_index(row)
    return row


def undo_employer(*, case_number: str, actor: Account | None) -> Employer | None:
    """Takes back a registration that a case made, as long as nobody did anything with it since.

    Gives the row; None where the case made none, or where it is used meanwhile and so stands.
    """
    with transaction.atomic():
        events = EmployerEvent.objects.select_for_update().filter(
            case_number=case_number, move=EmployerMove.REGISTER
        )
        event = events.order_by("-pk").first()
        if event is None:
            return None
        row = locked(event.employer, None)
        if event.undone_at is not None:
            return row
        used = row.postings.exclude(state="reversed").exists()
        if used or row.events.filter(pk__gt=event.pk).exists():
            return None
        row.state, row.version = EmployerState.REVERSED, row.version + 1
        row.save()
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
        audit_employer(row, "employer.register_undone", actor, {"case": case_number})
    return row


def _verify_anew(row: Employer) -> bool:
    """Takes the verification away, of one that is stopped too: let in again, it must not stand as
    verified. Whether there was one."""
    if row.verified_at is None:
        return False
    if row.state == EmployerState.VERIFIED:
        row.state = EmployerState.PENDING
    row.verified_at, row.verified_by = None, None
    return True


def _made(case_number: str) -> Employer | None:
    if not case_number:
        return None
    events = EmployerEvent.objects.select_related("employer").filter(case_number=case_number)
    event = events.filter(move=EmployerMove.REGISTER, undone_at__isnull=True).first()
    return event.employer if event else None


def faults_of(row: Employer) -> list[Fault]:
    """What is wrong with the entries; normalises the numbers and notes what a code's check said."""
    found = []
    for field, words in (("name", "名称"), ("contact_name", "联系人")):
        if not getattr(row, field).strip():
            found.append(Fault(field, f"请填写{words}。"))
    found += as_faults(text_findings("introduction", row.introduction))
    found += _number(row, "telephone", telephone.check)
    if row.kind == EmployerKind.UNIT:
        row.id_number, row.credit_warning = "", ""
        found += _number(row, "credit_code", _checked_code(row))
    else:
        row.credit_code, row.credit_warning = "", ""
        found += _number(row, "id_number", lambda text: resident_id.check(text).number)
    return found


def _checked_code(row: Employer) -> Any:
    def check(text: str) -> str:
        found = credit_code.check(text)
        row.credit_warning = found.warning
        return found.code

    return check


def _number(row: Employer, field: str, check: Any) -> list[Fault]:
    try:
        setattr(row, field, check(getattr(row, field)))
    except IdentifierError as error:
        return [Fault(field, str(error))]
    return []


def _refuse_double(row: Employer) -> None:
    same = employer_of_unit(row.credit_code) if row.credit_code else person_employer(row.id_number)
    if same is not None and same.pk != row.pk:
        raise AlreadyRegistered(same)


def _ask(row: Employer, confirmed: bool, *, tell_telephone: bool | None = None) -> None:
    """Unlikely entries are confirmed by whoever makes them. On the public site nobody is told whose
    telephone is known; the county sees it when it verifies."""
    if confirmed:
        return
    faults = [Fault("credit_code", row.credit_warning)] if row.credit_warning else []
    telling = row.via != Via.PUBLIC if tell_telephone is None else tell_telephone
    if telling:
        others = [one.name for one in employers_by_telephone(row.telephone) if one.pk != row.pk][:_TOLD]
        if others:
            faults.append(Fault("telephone", f"这个电话还登记在：{'、'.join(others)}。请核对是不是同一家。"))
    if faults:
        raise NeedsConfirmation(faults)


def save_employer(row: Employer) -> None:
    """Saves a row whose code or ID number nobody else may have; raises AlreadyRegistered."""
    _refuse_double(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Registered at the same moment elsewhere.
        _refuse_double(row)
        raise


def _safe(row: Employer, names: Mapping[str, Any]) -> dict[str, Any]:
    """What stood before, without what is sealed."""
    return snapshot(row, [name for name in names if name not in _SEALED]) | {
        name: "（已保密）" for name in names if name in _SEALED
    }


def _tell_index(row: Employer) -> None:
    from cuncuntong.ledgers.jobs.services.posting_index import keep_employers_postings

    keep_employers_postings(row)


def enter_employer(
    row: Employer,
    move: EmployerMove,
    *,
    actor: Account | None,
    note: str = "",
    before: Mapping[str, Any] | None = None,
    case_number: str = "",
    by_employer: bool = False,
) -> None:
    """Writes an employer's event and its audit entry."""
    EmployerEvent.objects.create(
        employer=row,
        move=move,
        actor=actor,
        note=note[:300],
        before=dict(before or {}),
        case_number=case_number,
    )
    fields = sorted(before or {})
    audit_employer(
        row,
        f"employer.{move.value}",
        actor,
        {"note": note[:100], "case": case_number, "fields": fields, "by_employer": by_employer or ""},
    )


def audit_employer(row: Employer, action: str, actor: Account | None, detail: Mapping[str, Any]) -> None:
    """One audit entry about an employer."""
    record(
        actor=actor,
        action=action,
        object_type="jobs.Employer",
        object_id=str(row.pk),
        detail={"code": row.code, **detail},
    )
