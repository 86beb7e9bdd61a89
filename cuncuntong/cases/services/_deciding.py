"""The good decision on one case, for a single approval and for many together."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cuncuntong.cases.enums import InboxKind, Move, State
from cuncuntong.cases.examine import Examination, examine
from cuncuntong.cases.forms import form_of
from cuncuntong.cases.models import Case
from cuncuntong.cases.services import notices
from cuncuntong.cases.services._effects import accepted_on, apply_effect, result_json
from cuncuntong.cases.services._rows import materials_of
from cuncuntong.cases.services.transitions import Walk
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem


class AlreadyClaimed(Exception):
    """Another reviewer has the case until a time."""

    def __init__(self, name: str, until: dt.datetime) -> None:
        self.name = name
        self.until = until
        local = timezone.localtime(until)
        super().__init__(f"{name}正在审核这件业务（占用到{local:%H:%M}）。请先审核别的，或与其联系。")


class OwnCase(Exception):
    """The reviewer filed or handled the case."""

    def __init__(self) -> None:
        super().__init__("这件业务由您本人受理、经办或决定过，须由另一位审核员审核。")


class NotApprovable(Exception):
    """The checks made again at approval found something; return or refuse the case instead."""

    def __init__(self, examination: Examination) -> None:
        self.examination = examination
        super().__init__(f"审核时重新核对，不能通过：{examination.summary()}")


def refuse_claimed(account: Account, case: Case) -> None:
    """Raises AlreadyClaimed while somebody else's claim runs."""
    held = case.state == State.UNDER_REVIEW and case.claimed_until is not None
    if held and case.claimed_by_id != account.pk and case.claimed_until > timezone.now():  # type: ignore[operator]
        raise AlreadyClaimed(str(case.claimed_by), case.claimed_until)  # type: ignore[arg-type]


def decide_good(account: Account, case: Case, note: str) -> Case:
    """Checks anew, approves, applies and announces a case that the account may decide on.

    The case and its resident are locked (lock_case).
    """
    item = items.get(case.item)
    resident = case.resident
    examination = _examine_again(case, item, resident)
    if not examination.ok:
        raise NotApprovable(examination)
    now = timezone.now()
    walk = Walk(case, actor=account, at=now)
    walk.step(
        Move.APPROVE,
        note,
        {"looks": [one.words for one in examination.looks]} if examination.looks else {},
        decided_by=account,
        decided_at=now,
        decision_note=note,
        in_time=timezone.localdate(now) <= case.due_on,
        claimed_until=None,
    )
    result = apply_effect(case, item, resident, actor=account, at=now)
    walk.step(Move.APPLY, result.message, effect=result_json(result))
    walk.save()
    notices.announce(case, InboxKind.APPROVED, result_message=result.message)
    return case


def _examine_again(case: Case, item: ServiceItem, resident: Resident) -> Examination:
    return examine(
        item,
        resident,
        form_of(case),
        on=accepted_on(case),
        attached=materials_of(case),
        case_number=case.number,
    )
