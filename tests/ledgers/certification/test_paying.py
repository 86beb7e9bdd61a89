"""A lapse and the monthly payment: warned, held, left out, certified, and paid to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.services import undo_certification
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.payments.enums import FindingKind
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.certification.make import night, on, row_of, seen
from tests.ledgers.make import County
from tests.ledgers.payments.make import Office, entitled, line_of

JUNE, JULY, AUGUST, SEPTEMBER = (dt.date(2026, month, 1) for month in (6, 7, 8, 9))


def lapsed(county: County, starts: dt.date = dt.date(2025, 6, 1)) -> Entitlement:
    """Somebody who drew from 2025-06 on and never certified: due 2026-06-01, held on the 2nd."""
    pension = entitled(county, starts=starts)
    for day in ((3, 1), (4, 2), (5, 17)):
        night(dt.date(2026, *day))
    return pension


def test_from_the_lapse_to_the_arrears(county: County, office: Office) -> None:
    pension = lapsed(county)
    person = pension.resident
    assert row_of(person).state == BeneficiaryState.WARNED_TWICE
    assert [one.key for one in Message.objects.order_by("pk")] == [
        f"certification.warned:{person.pk}:20260601:1",
        f"certification.warned:{person.pk}:20260601:2",
    ]
    with on(dt.date(2026, 6, 1)):
        run = office.exported(JUNE)
        # 163.00 + 1390.00 ÷ 139 = 173.00
        assert line_of(run, pension).amount == Decimal("173.00")
        office.answered(run)
    night(dt.date(2026, 6, 2))
    hold = EntitlementHold.objects.get(entitlement=pension)
    assert (hold.kind, hold.from_month) == (HoldKind.UNCERTIFIED, JULY)
    assert Entitlement.objects.get(pk=pension.pk).state == EntitlementState.SUSPENDED
    assert Message.objects.get(topic="certification.held").text.startswith("王老伯：您没有按期办理资格认证")
    for month in (JULY, AUGUST):
        with on(month + dt.timedelta(days=9)):
            run = office.exported(month)
            assert not PayLine.objects.filter(run=run, entitlement=pension).exclude(state="held").exists()
    with on(dt.date(2026, 9, 5)):
        done = seen(person, dt.date(2026, 9, 4))
        assert [(one.lifted_month, one.back_pay) for one in done.lifted] == [(SEPTEMBER, True)]
        assert row_of(person).due_on == dt.date(2027, 9, 4)
        run = office.exported(SEPTEMBER)
        line = line_of(run, pension)
        items = PayItem.objects.filter(line=line).order_by("month").values_list("month", "amount")
        assert [*items] == [(month, Decimal("173.00")) for month in (JULY, AUGUST, SEPTEMBER)]
        assert line.amount == Decimal("519.00")
        office.answered(run)
        # What was paid since can't be taken back with the certification.
        with pytest.raises(LedgerRefused, match="已经计入发放"):
            undo_certification(
                certification=done.certification, reason="错了", actor=None, today=dt.date(2026, 9, 5)
            )


def test_certified_while_the_month_is_approved_is_paid_by_the_next_run(
    county: County, office: Office
) -> None:
    pension = lapsed(county)
    with on(dt.date(2026, 6, 1)):
        office.answered(office.exported(JUNE))
    night(dt.date(2026, 6, 2))
    with on(dt.date(2026, 7, 10)):
        run = office.approved(JULY)
        done = seen(pension.resident, dt.date(2026, 7, 10))
        assert [one.lifted_month for one in done.lifted] == [JULY]
        assert not PayLine.objects.filter(run=run, entitlement=pension, amount__gt=0).exists()
    with on(dt.date(2026, 8, 10)):
        run = office.computed(AUGUST)
        # July after all, and August: 2 × 173.00
        assert line_of(run, pension).amount == Decimal("346.00")


def test_a_run_tells_of_who_lapsed_and_is_not_held(county: County, office: Office) -> None:
    pension, good = lapsed(county), entitled(county, "李奶奶")
    with on(dt.date(2026, 6, 5)):
        run = office.computed(JUNE)
        finding = Finding.objects.get(run=run, kind=FindingKind.CERTIFICATION)
        assert finding.line.entitlement == pension
        assert "资格认证应于2026年6月1日以前办理，已提醒两次" in finding.words
        assert line_of(run, good).amount == Decimal("173.00")


def test_a_lapse_while_the_run_is_computed_holds_from_the_month_after(county: County, office: Office) -> None:
    pension = lapsed(county, starts=dt.date(2025, 6, 1))
    with on(dt.date(2026, 7, 1)):
        office.computed(JULY)
    night(dt.date(2026, 7, 2))
    assert EntitlementHold.objects.get(entitlement=pension).from_month == AUGUST
