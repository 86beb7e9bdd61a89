"""The county's word on an employer: verified once, refused with a reason, blocked and let in again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.identifiers import telephone as telephones
from cuncuntong.ledgers.jobs.enums import EmployerMove, EmployerState, Via
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.refusals import Fault, FieldsRefused
from cuncuntong.ledgers.jobs.services.employers import (
    audit_employer,
    enter_employer,
    register_employer,
    save_employer,
)
from cuncuntong.ledgers.jobs.services.posting_index import keep_employers_postings
from cuncuntong.ledgers.jobs.services.rows import locked
from cuncuntong.ledgers.jobs.services.telling import tell_employer
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account

# What may be shown whole.
UNMASKABLE = {"telephone": "联系电话", "id_number": "身份证号码"}


def may_review(caller: Caller, row: Employer) -> bool:
    """Whether the caller verifies this employer and decides about its postings."""
    return caller.covers(
        Ability.EMPLOYER_REVIEW,
        village=row.village_code,
        township=row.township_code,
        county=row.county_code,
        line=Line.EMPLOYMENT,
    )


def need_review(caller: Caller, row: Employer) -> None:
    """Raises Denied without the ability, NotVisible outside its area."""
    caller.need(Ability.EMPLOYER_REVIEW, Line.EMPLOYMENT)
    if not may_review(caller, row):
        raise NotVisible("没有找到这条记录，或它不在您的服务范围内。")


def register_by_staff(
    *, caller: Caller, place: Mapping[str, str], verified: bool, note: str = "", **entries: Any
) -> Employer:
    """Registers an employer at a point or the county; ``verified`` by whoever checked the papers at once.

    Both are one decision: what can't be verified is not registered either. ``entries`` as in
    ``register_employer``. Raises Denied, NotVisible for a place outside the area, and what it raises.
    """
    caller.need(Ability.EMPLOYER_WRITE, Line.EMPLOYMENT)
    where = {name: place.get(f"{name}_code", "") for name in ("village", "township", "county")}
    if not caller.covers(Ability.EMPLOYER_WRITE, **where, line=Line.EMPLOYMENT):
        raise NotVisible("这个地方不在您的服务范围内，请重新选择所在乡镇、村（社区）。")
    reviews = caller.can(Ability.EMPLOYER_REVIEW, Line.EMPLOYMENT)
    with transaction.atomic():
        made = register_employer(
            place=place, via=Via.COUNTY if reviews else Via.POINT, actor=caller.account, **entries
        )
        if verified:
            made = verify_employer(caller=caller, employer=made, version=made.version, note=note)
    return made


def verify_employer(*, caller: Caller, employer: Employer, version: int, note: str = "") -> Employer:
    """The county has checked who it is. Raises Denied, NotVisible, ChangedSince, LedgerRefused."""
    with transaction.atomic():
        row = _decide(caller, employer, version, EmployerMove.VERIFY, (EmployerState.PENDING,), note)
        tell_employer(row, f"您登记的“{row.name}”已通过核验，可以发布招聘信息。")
    return row


def refuse_employer(*, caller: Caller, employer: Employer, version: int, reason: str) -> Employer:
    """Not verified: the reason is told, and the employer may correct and send it again."""
    _need_reason(reason)
    with transaction.atomic():
        row = _decide(caller, employer, version, EmployerMove.REFUSE, (EmployerState.PENDING,), reason)
        why = reason.strip().rstrip("。")
        words = f"您登记的“{row.name}”没有通过核验：{why}。请更正后重新提交，或到服务点办理。"
        tell_employer(row, words)
    return row


def block_employer(*, caller: Caller, employer: Employer, version: int, reason: str) -> Employer:
    """Stops an employer: it can't sign in or post, its postings are not shown, and it is told why."""
    _need_reason(reason)
    states = (EmployerState.PENDING, EmployerState.VERIFIED, EmployerState.REFUSED)
    with transaction.atomic():
        row = _decide(caller, employer, version, EmployerMove.BLOCK, states, reason)
        why = reason.strip().rstrip("。")
        words = f"您登记的“{row.name}”已停用：{why}。它的招聘信息不再公开，有疑问请与县人社部门联系。"
        tell_employer(row, words)
    return row


def unblock_employer(*, caller: Caller, employer: Employer, version: int, note: str = "") -> Employer:
    """Lets a blocked employer in again, to be verified anew where it never was; it is told."""
    with transaction.atomic():
        row = _decide(caller, employer, version, EmployerMove.UNBLOCK, (EmployerState.BLOCKED,), note)
        tell_employer(row, f"您登记的“{row.name}”已恢复，可以重新登录和招聘。")
    return row


def resend_employer(*, employer: Employer, version: int | None, actor: Account | None) -> Employer:
    """A refused registration, corrected, is sent to the county again."""
    with transaction.atomic():
        row = locked(employer, version)
        if row.state != EmployerState.REFUSED:
            raise LedgerRefused(f"这条登记{row.get_state_display()}，不用重新提交。", "请刷新页面查看。")
        row.state, row.version = EmployerState.PENDING, row.version + 1
        save_employer(row)
        enter_employer(row, EmployerMove.RESEND, actor=actor)
    return row


def unmask_employer(*, caller: Caller, employer: Employer, field: str, reason: str) -> str:
    """The whole number, for a reason that is audited. The caller's right to the row is the view's to check.

    Raises Denied, FieldsRefused without a reason, KeyError for another field.
    """
    label = UNMASKABLE[field]
    caller.need(Ability.EMPLOYER_WRITE, Line.EMPLOYMENT)
    if not reason.strip():
        raise FieldsRefused([Fault("reason", f"请说明为什么要查看完整的{label}。")])
    with transaction.atomic():
        detail = {"field": field, "reason": reason.strip()[:100]}
        audit_employer(employer, "employer.unmasked", caller.account, detail)
    return str(getattr(employer, field))


def masked_employer_telephone(employer: Employer) -> str:
    """The telephone as screens show it."""
    return telephones.mask(employer.telephone)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldsRefused([Fault("reason", "请写明原因，用工方会看到这段话。")])


def _decide(
    caller: Caller,
    employer: Employer,
    version: int,
    move: EmployerMove,
    states: tuple[EmployerState, ...],
    note: str,
) -> Employer:
    need_review(caller, employer)
    with transaction.atomic():
        row = locked(employer, version)
        if row.state not in states:
            raise LedgerRefused(f"“{row.name}”{row.get_state_display()}，不能这样办。", "请刷新页面查看。")
        row.state = _after(row, move)
        if move == EmployerMove.VERIFY:
            row.verified_at, row.verified_by = timezone.now(), caller.account
        if move in (EmployerMove.VERIFY, EmployerMove.REFUSE):
            row.verify_note = note.strip()[:300]
        if move == EmployerMove.BLOCK:
            row.password_epoch += 1  # whoever is signed in is out
        row.version += 1
        row.save()
        enter_employer(row, move, actor=caller.account, note=note.strip())
        keep_employers_postings(row)
    return row


def _after(row: Employer, move: EmployerMove) -> EmployerState:
    if move == EmployerMove.UNBLOCK:
        return EmployerState.VERIFIED if row.verified_at else EmployerState.PENDING
    return {
        EmployerMove.VERIFY: EmployerState.VERIFIED,
        EmployerMove.REFUSE: EmployerState.REFUSED,
        EmployerMove.BLOCK: EmployerState.BLOCKED,
    }[move]
