"""Changes of a case after filing: supplementing, correcting, withdrawing, taking over (and reversing).

Each keeps history: what was and what is stands sealed in the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import Move
from cuncuntong.cases.examine import Examination, examine
from cuncuntong.cases.forms import LABELS_KEY, form_of, labels_of
from cuncuntong.cases.models import Case, CaseEvent, Draft, SlipLine
from cuncuntong.cases.services import attachments, notices
from cuncuntong.cases.services._application import Incomplete
from cuncuntong.cases.services._change import ChangeRefused, changed_values, open_for
from cuncuntong.cases.services._effects import accepted_on, situation_of
from cuncuntong.cases.services._rows import (
    materials_of,
    own_point,
)
from cuncuntong.cases.services._supplement import allowed_fields, named_pages, reviewer_again, unsettled
from cuncuntong.cases.services.drafts import delete_drafts
from cuncuntong.cases.services.reversing import reopen, reverse
from cuncuntong.cases.services.review import OwnCase
from cuncuntong.cases.services.transitions import (
    Stale,
    WrongState,
    advance,
    permit,
)
from cuncuntong.cases.states import ENDED
from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Account, Duty
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import EffectRefused, ServiceItem

__all__ = [
    "ChangeRefused",
    "EffectRefused",
    "Incomplete",
    "OwnCase",
    "Stale",
    "WrongState",
    "correct",
    "reopen",
    "resubmit",
    "reverse",
    "take_over",
    "withdraw",
]


@transaction.atomic
def resubmit(*, caller: Caller, case_id: int, form: Mapping[str, Any], version: int | None) -> Case:
    """Sends a returned case back to review; only what the slip names may change, the rest stays.

    Pages come from the drafts of the case. The clock goes on with the days that were left; the
    same reviewer gets it first, if still on duty. Raises Denied, NotVisible, WrongState, Stale, and
    Incomplete whose examination tells everything that is not settled yet.
    """
    case = open_for(caller, Move.RESUBMIT, case_id, version, with_resident=True)
    item = items.get(case.item)
    resident = case.resident
    lines = list(SlipLine.objects.filter(case=case, settled_at__isnull=True).select_related("attachment"))
    before = form_of(case)
    may = allowed_fields(item, lines)
    wanted = {key: value for key, value in before.items() if key not in may}
    wanted |= {key: form[key] for key in may if form.get(key) not in ("", None, [])}
    drafts = list(Draft.objects.filter(case=case))
    # A page of a correction that was never sent is none that the slip asked for: it goes with its draft.
    named_pages(drafts, lines).update(case=case, draft=None)
    examination = _examine(case, item, resident, wanted)
    missing = unsettled(case, lines, before, examination.values)
    if missing or not examination.ok:
        raise Incomplete(
            Examination(
                examination.findings,
                missing + examination.problems,
                examination.contradictions,
                examination.values,
            )
        )
    now = timezone.now()
    SlipLine.objects.filter(pk__in=[line.pk for line in lines]).update(settled_at=now)
    delete_drafts([draft.pk for draft in drafts])
    clock.resume(case, timezone.localdate(now))
    return advance(
        case,
        Move.RESUBMIT,
        actor=caller.account,
        note=f"已补正{len(lines)}处",
        detail={"changed": changed_values(before, examination.values)},
        at=now,
        claimed_by=reviewer_again(case),
        claimed_until=None,
        handler=caller.account,
        **_contents(case, item, resident, examination),
        **clock.clock_fields(case),
    )


@transaction.atomic
def correct(
    *,
    caller: Caller,
    case_id: int,
    form: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Case:
    """Corrects a case that nobody reviews yet; old and new values stay with the event.

    Raises Denied, NotVisible, WrongState (somebody reviews it), Stale, Incomplete, ChangeRefused
    when nothing changed.
    """
    case = open_for(caller, Move.CORRECT, case_id, version, with_resident=True)
    item = items.get(case.item)
    resident = case.resident
    drafts = list(Draft.objects.filter(case=case))
    pages = sum(attachments.move_to_case(draft, case) for draft in drafts)
    before = form_of(case)
    examination = _examine(case, item, resident, form)
    if not examination.ok:
        raise Incomplete(examination)
    changed = changed_values(before, examination.values)
    if not changed and not pages:
        raise ChangeRefused("申请内容没有变化，不需要更正。")
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    return advance(
        case,
        Move.CORRECT,
        actor=caller.account,
        note=reason.strip(),
        detail={"changed": changed, "pages": pages},
        handler=caller.account,
        **_contents(case, item, resident, examination),
    )


@transaction.atomic
def withdraw(*, caller: Caller, case_id: int, reason: str, version: int | None = None) -> Case:
    """Withdraws a case of the caller's point that is not decided yet, at the resident's wish.

    Raises Denied, NotVisible, WrongState, Stale, ChangeRefused without a reason.
    """
    case = open_for(caller, Move.WITHDRAW, case_id, version)
    if not reason.strip():
        raise ChangeRefused("请写明撤回的原因。", "reason")
    # Nobody is asked any more to bring what a withdrawn case lacked.
    notices.overtake(case, "居民已撤回申请")
    # Nor has the point anything left to supplement or to look at: drafts, and results nobody opened.
    delete_drafts(list(Draft.objects.filter(case=case).values_list("pk", flat=True)))
    notices.mark_read(caller=caller, case=case)
    return advance(
        case, Move.WITHDRAW, actor=caller.account, note=reason.strip(), claimed_by=None, claimed_until=None
    )


@transaction.atomic
def take_over(*, caller: Caller, account_from: Account) -> int:
    """Makes the caller the handler of a former colleague's open cases at the point; returns how many.

    Raises Denied, NotVisible, ChangeRefused while the colleague still serves at the point.
    """
    permit(caller, Move.FILE)
    point = own_point(caller)
    serves = Duty.objects.in_force().filter(account=account_from, point=point, kind=DutyKind.POINT_CLERK)
    if account_from.is_active and serves.exists():
        raise ChangeRefused(f"{account_from}仍在本服务点，不需要接手；其办件您同样可以办理。")
    rows = Case.objects.select_for_update().filter(point=point, handler=account_from).order_by("pk")
    open_cases = list(rows.exclude(state__in=ENDED).only("pk", "number", "state"))
    now = timezone.now()
    for start in range(0, len(open_cases), 500):
        _hand_over(caller.account, account_from, open_cases[start : start + 500], now)
    return len(open_cases)


def _hand_over(account: Account, former: Account, cases: list[Case], now: Any) -> None:
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(handler=account)
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case,
            move=Move.TAKE_OVER,
            before=case.state,
            after=case.state,
            at=now,
            actor=account,
            actor_name=str(account)[:40],
            note=f"接手{former}的办件",
        )
        for case in cases
    )
    record_many(
        {
            "actor": account,
            "action": f"case.{Move.TAKE_OVER}",
            "object_type": "case",
            "object_id": case.number,
            "detail": {"from": former.pk},
        }
        for case in cases
    )


def _examine(case: Case, item: ServiceItem, resident: Resident, values: Mapping[str, Any]) -> Examination:
    return examine(
        item,
        resident,
        values,
        on=accepted_on(case),
        attached=materials_of(case),
        case_number=case.number,
    )


def _contents(case: Case, item: ServiceItem, resident: Resident, examination: Examination) -> dict[str, Any]:
    """The case's columns that follow from a changed form."""
    case.form = dict(examination.values)
    situation = situation_of(case, item, resident)
    labels = labels_of(item, case.form, situation)
    return {
        "form": {**case.form, LABELS_KEY: labels} if labels else case.form,
        "subject": (item.subject(situation) if item.subject else "")[:120],
    }
