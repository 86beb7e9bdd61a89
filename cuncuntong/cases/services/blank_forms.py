"""Pre-numbered blank forms for when power or network is out.

Printed beforehand for a point and an item; filled in by hand; entered later under their number,
once, with the true time of acceptance, from which the limit runs.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases.enums import BlankState
from cuncuntong.cases.models import BlankForm, Case
from cuncuntong.cases.numbers import BLANK_FORM, next_number
from cuncuntong.foundation.audit import record
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.service_item import ServiceItem

MOST_AT_ONCE = 50


class IssueRefused(ValueError):
    """Blank forms can't be given out, or voided, so; the message is Chinese."""


class BlankFormUsed(Exception):
    """The number was entered before, or is void; the message says which and what to do."""


def issue(*, caller: Caller, item: ServiceItem, count: int) -> list[BlankForm]:
    """Numbers for ``count`` blank forms (1 to 50) of an item for the caller's point.

    Raises Denied, or IssueRefused with a Chinese message for a count out of bounds or an item that
    can't be taken on paper.
    """
    caller.need(Ability.BLANK_FORM)
    point = caller.point
    if point is None:
        raise IssueRefused("只有服务点经办员可以领用空白编号表。")
    if not 1 <= count <= MOST_AT_ONCE:
        raise IssueRefused(f"一次请领用1到{MOST_AT_ONCE}份。")
    if item.effect is None or not item.fields:
        raise IssueRefused("这个事项不需要填表，不能领用空白编号表。")
    numbers = [next_number(BLANK_FORM) for _ in range(count)]
    with transaction.atomic():
        forms = BlankForm.objects.bulk_create(
            BlankForm(
                number=number,
                point=point,
                item=item.number,
                village_code=point.village_code,
                township_code=point.township_code,
                county_code=point.county_code,
                printed_by=caller.account,
            )
            for number in numbers
        )
        record(
            actor=caller.account,
            action="blank_form.issued",
            object_type="point",
            object_id=point.code,
            detail={"item": item.number, "numbers": numbers},
        )
    return forms


def find(*, caller: Caller, number: str) -> BlankForm:
    """A blank form of the caller's point that is still to be entered.

    Raises NotVisible for another point's number, BlankFormUsed for a used or void one.
    """
    form = fetch(
        caller,
        Ability.BLANK_FORM,
        BlankForm.objects.select_related("case"),
        number=number.strip().upper(),
    )
    if form.state == BlankState.USED:
        done = form.case.number if form.case else ""
        raise BlankFormUsed(f"空白表{form.number}已经补录，受理编号{done}，不能再录一次。")
    if form.state == BlankState.VOID:
        raise BlankFormUsed(f"空白表{form.number}已作废（{form.void_reason}），请换一份。")
    return form


def use(blank_form: BlankForm, case: Case) -> None:
    """Ties a blank form to its case in the filing transaction; only one of two at once succeeds."""
    done = BlankForm.objects.filter(pk=blank_form.pk, state=BlankState.PRINTED).update(
        state=BlankState.USED, case=case
    )
    if not done:
        raise BlankFormUsed(f"空白表{blank_form.number}刚刚已被补录，不能再录一次。")


def void(*, caller: Caller, number: str, reason: str) -> BlankForm:
    """Marks a spoilt form void, with the reason; its number is never used again."""
    if not reason.strip():
        raise IssueRefused("请写明作废原因。")
    form = find(caller=caller, number=number)
    with transaction.atomic():
        done = BlankForm.objects.filter(pk=form.pk, state=BlankState.PRINTED).update(
            state=BlankState.VOID, void_reason=reason.strip()[:100]
        )
        if not done:
            raise BlankFormUsed(f"空白表{form.number}刚刚已被使用或作废。")
        record(
            actor=caller.account,
            action="blank_form.voided",
            object_type="blank_form",
            object_id=form.number,
            detail={"at": timezone.now().isoformat()},
        )
    form.refresh_from_db()
    return form
