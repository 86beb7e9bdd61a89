"""What the province answers to an enrolment, and what follows here; a newer answer may say otherwise."""

from __future__ import annotations

from django.utils import timezone

from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.reports import SchemeReport, report_schemes
from cuncuntong.ledgers.insurance.enums import DeclaredState, InsuranceScheme, ParticipationState
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration
from cuncuntong.ledgers.insurance.services._declared import answer, said_already, tell_answer


def answered(handover: Handover, outcome: Outcome) -> None:
    """Takes the province's answer in its transaction; a newer one may say otherwise than one before."""
    row = (
        FlexibleDeclaration.objects.select_for_update(of=("self",))
        .select_related("resident", "replaces")
        .get(handover_key=handover.key)
    )
    if said_already(row, agreed=outcome.agreed):
        return
    corrected = row.state == DeclaredState.AGREED
    answer(row, agreed=outcome.agreed, words=outcome.words, at=outcome.at)
    if outcome.agreed:
        _agreed(row, outcome, handover.serial)
    else:
        _refused(row, outcome, corrected, handover.serial)


def _agreed(row: FlexibleDeclaration, outcome: Outcome, serial: int) -> None:
    if row.replaces_id:
        FlexibleDeclaration.objects.filter(pk=row.replaces_id).update(state=DeclaredState.REPLACED)
    number = str(outcome.data.get("number") or "")[:24]
    if number:
        row.number = number
        row.save(update_fields=["number"])
    _report(row, ParticipationState.PAYING, outcome)
    tell_answer(
        row,
        f"您的灵活就业人员参保登记已由上级办结，从{row.from_month:%Y年%m月}起按基数{format_yuan(row.base)}元，"
        f"每月缴费{format_yuan(row.monthly)}元。",
        serial=serial,
    )


def _refused(row: FlexibleDeclaration, outcome: Outcome, corrected: bool, serial: int) -> None:
    """``corrected``: the province had agreed before, so that what followed is given back."""
    if corrected and row.replaces_id:
        replaced = FlexibleDeclaration.objects.filter(pk=row.replaces_id, state=DeclaredState.REPLACED)
        replaced.update(state=DeclaredState.AGREED)
    elif corrected:
        _report(row, ParticipationState.ENDED, outcome)
    what = "缴费基数按新标准重报" if row.replaces_id else "灵活就业人员参保登记"
    tell_answer(
        row,
        f"您办理的{what}，上级没有同意：{outcome.words or '没有说明原因'}。"
        "请到服务点问明办法，可以改正后重新办理。",
        serial=serial,
    )


def _report(row: FlexibleDeclaration, state: ParticipationState, outcome: Outcome) -> None:
    """Lets the residents' scheme know before the next ledger comes."""
    report_schemes(
        [
            SchemeReport(
                resident=row.resident_id,
                scheme=InsuranceScheme.EMPLOYEE_PENSION,
                state=state,
                since=row.from_month,
                as_of=timezone.localdate(outcome.at),
                source="上级对参保登记的答复（第20项）",
            )
        ]
    )
