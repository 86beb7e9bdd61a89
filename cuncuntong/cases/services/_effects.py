"""Applying an item's effect and taking it back, inside a case's transaction."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.utils import timezone

from cuncuntong.cases.forms import form_of
from cuncuntong.cases.models import Case
from cuncuntong.cases.services.attachments import hand_on, papers_of
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.rules.service_item import EffectOrder, EffectRefused, Result, ServiceItem, Situation


def accepted_on(case: Case) -> dt.date:
    """The day whose figures count."""
    return timezone.localdate(case.accepted_at)


def situation_of(case: Case, item: ServiceItem, resident: Resident) -> Situation:
    """What the item's functions are asked about; every declared field is there, "" when empty."""
    values = {**{spec.key: "" for spec in item.fields}, **form_of(case)}
    return Situation(resident, values, accepted_on(case), case.number)


def _order(case: Case, item: ServiceItem, resident: Resident, actor: Account, at: dt.datetime) -> EffectOrder:
    return EffectOrder(
        situation=situation_of(case, item, resident),
        case_id=case.pk,
        actor=actor,
        point_id=case.point_id,
        at=at,
        papers=partial(papers_of, case),
    )


def apply_effect(
    case: Case, item: ServiceItem, resident: Resident, *, actor: Account, at: dt.datetime
) -> Result:
    """Does what the item does; raises EffectRefused with words for whoever decided."""
    if item.effect is None:
        raise EffectRefused(f"“{item.name}”还没有开通，不能办结。")
    try:
        result = item.effect(_order(case, item, resident, actor, at))
    except LedgerRefused as error:
        raise EffectRefused(error.message, error.remedy) from error
    hand_on(case, item, actor)
    return result


def undo_effect(case: Case, item: ServiceItem, resident: Resident, *, actor: Account, at: dt.datetime) -> str:
    """Takes an effect back and says what that did; raises EffectRefused."""
    if item.undo is None:
        raise EffectRefused(f"“{item.name}”的办理结果不能在系统中撤销。", "请按业务规程另行更正。")
    try:
        return item.undo(_order(case, item, resident, actor, at), case.effect.get("data", {}))
    except LedgerRefused as error:
        raise EffectRefused(error.message, error.remedy) from error


def result_json(result: Result) -> dict[str, Any]:
    """A result as a case keeps it."""
    kept: dict[str, Any] = {
        "message": result.message,
        "lines": [list(line) for line in result.lines],
        "data": dict(result.data),
    }
    if result.next_steps:
        kept["next"] = [[step.item, step.words] for step in result.next_steps]
    return kept
