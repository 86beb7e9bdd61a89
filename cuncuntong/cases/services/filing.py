"""Filing a case at the counter: one submission, one case, everything in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import Move, State
from cuncuntong.cases.examine import Examination, examine
from cuncuntong.cases.forms import LABELS_KEY, labels_of
from cuncuntong.cases.models import BlankForm, Case, Draft
from cuncuntong.cases.numbers import CASE, next_number
from cuncuntong.cases.services import attachments, blank_forms
from cuncuntong.cases.services._application import (
    Application,
    FilingRefused,
    Incomplete,
    RepeatToday,
    check_correction,
    check_draft,
    check_item,
    check_repeat,
    known_case,
    own_point,
    true_time,
)
from cuncuntong.cases.services._effects import apply_effect, result_json
from cuncuntong.cases.services.transitions import Walk, permit
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.models import ServicePoint
from cuncuntong.rules.service_item import (
    EffectRefused,
    Kind,
    Result,
    ServiceItem,
    Situation,
)

__all__ = [
    "Filed",
    "FilingRefused",
    "Incomplete",
    "RepeatToday",
    "file_case",
]

KEY_LENGTH = 64


@dataclass(frozen=True)
class Filed:
    """The case, and whether this very submission had been taken before (sent twice)."""

    case: Case
    repeated: bool = False


def file_case(
    *,
    caller: Caller,
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any],
    idempotency_key: str,
    point: ServicePoint | None = None,
    channel: str = "counter",
    draft: Draft | None = None,
    accepted_at: dt.datetime | None = None,
    blank_form: BlankForm | None = None,
    repeat_reason: str = "",
    corrects: Case | None = None,
) -> Filed:
    """Takes an application; the same key again, even at the same moment, gives the first case.

    ``form`` holds cleaned values (ItemForm.cleaned_values). An instant item is handled to its end
    here. ``accepted_at`` is for ``blank_form`` alone: the true time at which it was taken on paper;
    the case bears the form's number, and the limit runs from that day.

    Raises Denied, NotVisible, FilingRefused, Incomplete, RepeatToday, and BlankFormUsed.
    """
    permit(caller, Move.FILE)
    if not idempotency_key or len(idempotency_key) > KEY_LENGTH:
        raise FilingRefused("页面已过期，请刷新后重新提交，填写的内容不会丢失。")
    place = own_point(caller, point)
    known = known_case(place, item, resident, idempotency_key)
    if known is not None:
        return Filed(known, repeated=True)
    check_item(item, place, channel)
    now = timezone.now()
    application = Application(
        caller=caller,
        item=item,
        resident=resident,
        form=form,
        key=idempotency_key,
        point=place,
        channel=channel,
        number=blank_form.number if blank_form else next_number(CASE),
        accepted_at=true_time(accepted_at, blank_form, place, item, now),
        now=now,
        draft=draft,
        blank_form=blank_form,
        repeat_reason=repeat_reason.strip(),
        corrects=corrects,
    )
    return _file_once(application)


def _file_once(app: Application) -> Filed:
    """Files in one transaction; whoever was second at the same moment gets what the first one made."""
    try:
        with transaction.atomic():
            return _file(app)
    except IntegrityError:
        blank = app.blank_form
        if blank is not None and Case.objects.filter(number=blank.number).exists():
            raise blank_forms.BlankFormUsed(f"空白表{blank.number}刚刚已被补录，不能再录一次。") from None
        # Sent twice at once: the other one is in the database now, or it was something else.
        known = known_case(app.point, app.item, app.resident, app.key)
        if known is None:
            raise
        return Filed(known, repeated=True)


def _file(app: Application) -> Filed:
    # Locks the resident, so that two tabs can't both find that nothing was filed today.
    rows = visible(app.caller).select_for_update(of=("self",))
    resident = rows.filter(pk=app.resident.pk).first()
    if resident is None:
        raise NotVisible("没有找到这位居民，或其不在您的服务范围内。")
    known = known_case(app.point, app.item, resident, app.key)
    if known is not None:
        return Filed(known, repeated=True)
    check_draft(app, resident)
    check_correction(app, resident)
    check_repeat(app, resident)
    examination = examine(
        app.item,
        resident,
        app.form,
        on=app.on,
        attached=_attached(app.draft),
        case_number=app.number,
    )
    if not examination.ok:
        raise Incomplete(examination)
    case = _insert(app, resident, examination)
    if app.draft is not None:
        attachments.move_to_case(app.draft, case)
        app.draft.delete()
    if app.blank_form is not None:
        blank_forms.use(app.blank_form, case)
    walk = Walk(case, actor=app.caller.account, at=app.now)
    walk.started(_note(app), _detail(app, examination))
    walk.step(Move.ACCEPT, "当场受理" if app.blank_form is None else "停电停网期间按空白编号表受理，补录")
    if app.item.kind == Kind.INSTANT:
        _finish(app, walk, resident)
    walk.save()
    return Filed(case)


def _attached(draft: Draft | None) -> set[str]:
    if draft is None:
        return set()
    pages = draft.attachments.filter(replaced_by__isnull=True)
    return set(pages.values_list("material", flat=True))


def _insert(app: Application, resident: Resident, examination: Examination) -> Case:
    item, point, account = app.item, app.point, app.caller.account
    values = examination.values
    situation = Situation(resident, {**{spec.key: "" for spec in item.fields}, **values}, app.on, app.number)
    labels = labels_of(item, values, situation)
    case = Case(
        number=app.number,
        item=item.number,
        line=item.line,
        resident=resident,
        point=point,
        village_code=point.village_code,
        township_code=point.township_code,
        county_code=point.county_code,
        channel=app.channel,
        state=State.FILED,
        form={**values, LABELS_KEY: labels} if labels else values,
        subject=(item.subject(situation) if item.subject else "")[:120],
        idempotency_key=app.key,
        repeat_reason=app.repeat_reason[:120],
        corrects=app.corrects,
        accepted_at=app.accepted_at,
        entered_at=app.now,
        filed_by=account,
        handler=account,
        limit_workdays=item.case_workdays,
        due_on=clock.due(app.on, item.case_workdays),
    )
    case.save(force_insert=True)
    return case


def _note(app: Application) -> str:
    if app.repeat_reason:
        return f"当天再次申请，理由：{app.repeat_reason[:120]}"
    return f"更正办件{app.corrects.number}" if app.corrects else ""


def _detail(app: Application, examination: Examination) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if examination.looks:
        detail["looks"] = [f"{one.words}（{one.source}）" for one in examination.looks]
    if app.blank_form is not None:
        detail["blank_form"] = app.blank_form.number
        detail["accepted_at"] = app.accepted_at.isoformat()
    return detail


def _finish(app: Application, walk: Walk, resident: Resident) -> Result:
    """An instant item: decided by its rules, done, and told to the resident who stands there."""
    account = app.caller.account
    try:
        result = apply_effect(walk.case, app.item, resident, actor=account, at=app.now)
    except EffectRefused as error:
        raise FilingRefused(str(error)) from error
    walk.step(
        Move.APPROVE,
        "符合办理条件，即时办结",
        decided_by=account,
        decided_at=app.now,
        in_time=timezone.localdate(app.now) <= walk.case.due_on,
    )
    walk.step(Move.APPLY, result.message, effect=result_json(result))
    walk.step(Move.FEED_BACK, "当场告知", fed_back_at=app.now)
    return result
