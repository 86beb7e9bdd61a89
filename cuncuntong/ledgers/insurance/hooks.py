"""What the ledger registers with the gateway and with the residents' records."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet

from cuncuntong.ledgers.above.hooks import HandoverKind, register_feed, register_kind
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, ParticipationState
from cuncuntong.ledgers.insurance.feeds import contributions, participations, payments, pensions
from cuncuntong.ledgers.insurance.models import Participation
from cuncuntong.ledgers.insurance.services import flexible, flexible_answers, stop_answers, stops
from cuncuntong.ledgers.residents.hooks import register_standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line

for _feed in (participations.FEED, contributions.FEED, pensions.FEED, payments.FEED):
    register_feed(_feed)

# The notice has item 24 done within a working day; nobody said how long an enrolment may take.
for _kind in (
    HandoverKind(flexible.ENROL, "灵活就业人员参保登记", Line.EMPLOYEE_PENSION, flexible_answers.answered),
    HandoverKind(flexible.RENEW, "灵活就业缴费基数重报", Line.EMPLOYEE_PENSION, flexible_answers.answered),
    HandoverKind(
        stops.SUSPEND, "企业职工养老待遇暂停", Line.EMPLOYEE_PENSION, stop_answers.answered, workdays=1
    ),
    HandoverKind(
        stops.RESUME, "企业职工养老待遇恢复", Line.EMPLOYEE_PENSION, stop_answers.answered, workdays=1
    ),
):
    register_kind(replace(_kind, refusal_undoes=True))


@register_standing("insurance.employee")
def in_employees_scheme(resident: Resident) -> QuerySet[Participation]:
    """Insured in the employees' pension, whatever the state."""
    return Participation.objects.filter(resident=resident, scheme=InsuranceScheme.EMPLOYEE_PENSION)


@register_standing("insurance.drawing")
def drawing_above(resident: Resident) -> QuerySet[Participation]:
    """The same, while a pension is drawn."""
    return in_employees_scheme(resident).filter(state=ParticipationState.DRAWING)
