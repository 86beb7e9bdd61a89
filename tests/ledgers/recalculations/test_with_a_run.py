"""A figure confirmed late, from the list to the bank's answer, with real runs of the monthly payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine
from cuncuntong.ledgers.payments.services import decide_findings
from cuncuntong.ledgers.recalculations.models import RecalculationRow
from cuncuntong.ledgers.recalculations.services import begin, compute, confirm
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County
from tests.ledgers.payments.make import DECEMBER, NOVEMBER, OCTOBER, Office, entitled, hold, line_of
from tests.ledgers.recalculations.make import value

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel("2026-11-25 10:00:00+08:00", tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def office() -> Office:
    return Office(County())


def settled(office: Office, month: dt.date):
    """A month paid by the bank; jumps are let pass."""
    run = office.computed(month)
    found = list(Finding.objects.filter(run=run).values_list("pk", flat=True))
    if found:
        decide_findings(
            caller=office.preparer, run=run, findings=found, decision="pay", reason="标准调整，已核对"
        )
    run = office.exported(month, run)
    # A line over nothing is not sent: the run settles it by itself.
    if PayLine.objects.filter(run=run, state=LineState.SENT).exists():
        office.answered(run)
    return run


def recalculated(office: Office, amount: str, starts_on: dt.date) -> None:
    row = value(office.approver, office.county.business_admin(), amount, starts_on=starts_on)
    draft = compute(begin(caller=office.preparer, value_id=row.pk, county_code="140522").pk)
    confirm(caller=office.approver, recalculation_id=draft.pk)


def test_too_little_is_paid_with_the_next_month_once(office):
    one = entitled(office.county)  # 163 + 1390 ÷ 139 = 173
    settled(office, OCTOBER)
    recalculated(office, "178", OCTOBER)
    november = settled(office, NOVEMBER)
    line = line_of(november, one)
    # November by the new figure: 178 + 10, and 15 for October.
    assert line.amount == Decimal("203.00")
    assert RecalculationRow.objects.get().done
    december = settled(office, DECEMBER)
    assert line_of(december, one).amount == Decimal("188.00")
    assert PayItem.objects.filter(kind=ItemKind.DIFFERENCE, live=True).count() == 1


def test_too_much_is_netted_as_far_as_a_line_has_money_and_the_rest_next_time(office):
    one = entitled(office.county)
    settled(office, OCTOBER)
    # 1 yuan from October on: 173 was paid, 11 should have been; 162 is to be netted, 11 a month is left.
    recalculated(office, "1", OCTOBER)
    november = settled(office, NOVEMBER)
    assert line_of(november, one).amount == Decimal("0.00")
    row = RecalculationRow.objects.get()
    assert (row.difference, row.settled, row.done) == (Decimal("-162.00"), Decimal("-11.00"), False)
    december = settled(office, DECEMBER)
    assert line_of(december, one).amount == Decimal("0.00")
    row.refresh_from_db()
    assert row.settled == Decimal("-22.00")
    assert len({item.ref for item in PayItem.objects.filter(kind=ItemKind.DIFFERENCE, live=True)}) == 2


def test_what_was_too_little_before_a_death_goes_to_the_heir(office):
    person = entitled(office.county)
    settled(office, OCTOBER)
    # Died in October; nothing of November is due, October was paid 10.00 too little.
    person.state, person.ended_on = "ended", dt.date(2026, 10, 12)
    person.save()
    hold(person, NOVEMBER, "death")
    recalculated(office, "173", OCTOBER)
    run = office.computed(NOVEMBER)
    line = line_of(run, person)
    item = PayItem.objects.get(line=line)
    assert (line.amount, item.kind, item.month) == (Decimal("10.00"), ItemKind.DIFFERENCE, OCTOBER)
