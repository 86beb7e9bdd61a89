"""A death or a stop that is in force is not paid against, whoever ticks what."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.ledgers.payments.enums import FindingDecision, RunState
from cuncuntong.ledgers.payments.models import Finding, PayLine
from cuncuntong.ledgers.payments.selectors import paid_all_the_same
from cuncuntong.ledgers.payments.services import approve_run, check_run, decide_findings
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import NOVEMBER, OCTOBER, Office, entitled, hold


def died(person: Entitlement, on: dt.date) -> None:
    person.resident.standing, person.resident.deceased_on = "deceased", on
    person.resident.save()


def pay(office: Office, *findings: Finding, confirmed: bool = False) -> int:
    return decide_findings(
        caller=office.preparer,
        run=findings[0].run,
        findings=[one.pk for one in findings],
        decision=FindingDecision.PAY,
        reason="照发",
        confirmed=confirmed,
    )


def test_a_stop_in_force_is_not_paid_until_it_was_lifted(county: County, office: Office) -> None:
    person = entitled(county, "失联人")
    run = office.computed()
    stop = hold(person, NOVEMBER)
    with pytest.raises(LedgerRefused, match="刚刚又发现1条"):
        check_run(caller=office.checker, run=run)
    finding = Finding.objects.get()
    with pytest.raises(LedgerRefused, match="失联人.*不能照发") as refused:
        pay(office, finding, confirmed=True)
    assert "先在第37项恢复待遇" in refused.value.remedy
    stop.lifted_on, stop.lifted_month, stop.back_pay = NOVEMBER, NOVEMBER, True
    stop.save()
    with pytest.raises(LedgerRefused) as refused:
        pay(office, finding)
    assert "已逐人核实" in refused.value.remedy
    assert pay(office, finding, confirmed=True) == 1
    assert paid_all_the_same(run) == [("stopped", "计算后登记了暂停", 1)]
    check_run(caller=office.checker, run=run)
    # Stopped anew after it was let through: the approver doesn't let it pass.
    hold(person, OCTOBER, "other")
    with pytest.raises(LedgerRefused, match="还有1条比对发现没有处理"):
        approve_run(caller=office.approver, run=run)
    run.refresh_from_db()
    assert run.state == RunState.COMPUTED and paid_all_the_same(run) == []


def test_the_dead_are_paid_for_the_month_of_death_and_singly(county: County, office: Office) -> None:
    before, within, other = (entitled(county, name) for name in ("九月故", "本月故", "也是本月故"))
    died(before, dt.date(2026, 10, 31))
    died(within, NOVEMBER)
    died(other, dt.date(2026, 11, 3))
    office.computed()
    late, fine, fine_too = (Finding.objects.get(line__entitlement=one) for one in (before, within, other))
    with pytest.raises(LedgerRefused, match="九月故.*不能照发"):
        pay(office, late, fine, confirmed=True)
    with pytest.raises(LedgerRefused, match="不能成批照发"):
        pay(office, fine, fine_too, confirmed=True)
    assert pay(office, fine, confirmed=True) == 1
    died(within, dt.date(2026, 10, 30))
    run = fine.run
    for one in (late, fine_too):
        decide_findings(caller=office.preparer, run=run, findings=[one.pk], decision="hold", reason="已故")
    # The day was corrected meanwhile: now the month is one too many.
    with pytest.raises(LedgerRefused, match="还有1条比对发现没有处理"):
        check_run(caller=office.checker, run=run)


def test_what_is_sent_again_is_stopped_with_its_months(county: County, office: Office) -> None:
    person = entitled(county, "失联人")
    office.answered(office.exported(OCTOBER), {person.pk: "户名不符"})
    run = office.computed(NOVEMBER)
    # November itself is not stopped, October's repetition is: the line pays both.
    hold(person, OCTOBER, lifted_on=NOVEMBER, lifted_month=NOVEMBER, back_pay=False)
    with pytest.raises(LedgerRefused, match="刚刚又发现1条"):
        check_run(caller=office.checker, run=run)
    finding = Finding.objects.get(kind="stopped")
    assert "2026年10月起停发" in finding.words
    with pytest.raises(LedgerRefused, match="失联人.*不能照发"):
        pay(office, finding, confirmed=True)


def test_stopped_twice_over_it_is_one_finding_that_says_both(county: County, office: Office) -> None:
    person = entitled(county, "两次停发")
    run = office.computed()
    hold(person, NOVEMBER)
    hold(person, OCTOBER, "death")
    with pytest.raises(LedgerRefused, match="刚刚又发现1条"):
        check_run(caller=office.checker, run=run)
    words = Finding.objects.get(kind="stopped").words
    assert "2026年11月起停发" in words and "2026年10月起停发" in words


def test_an_heirs_payment_is_no_finding(county: County, office: Office) -> None:
    # What a death leaves is paid because of the death: nothing for a person to decide each time.
    person = entitled(county, "已故")
    died(person, dt.date(2026, 10, 3))
    run = office.computed()
    PayLine.objects.filter(run=run).update(entitlement=None, once="recoveries.settlement:1")
    Finding.objects.all().delete()
    check_run(caller=office.checker, run=run)
    assert not Finding.objects.exists()
