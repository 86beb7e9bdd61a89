"""The unemployment fund's monthly run: the same steps as the residents', another fund, another line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.ledgers.payments.enums import FindingKind, Fund, ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.selectors import lines_to_follow, payments_of, visible_runs
from cuncuntong.ledgers.payments.services import (
    begin_run,
    check_payments,
    check_run,
    close_run,
    compute_run,
    decide_findings,
    note_follow_up,
)
from cuncuntong.ledgers.payments.services.bank_sheet import bank_rows, file_name
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import MonthState, StopReason
from cuncuntong.ledgers.unemployment.models import BenefitMonth
from cuncuntong.ledgers.unemployment.selectors import used_of
from cuncuntong.ledgers.unemployment.services import end_benefit
from cuncuntong.network.access import Caller, Denied, NotVisible, caller_of
from cuncuntong.network.enums import Ability, DutyKind, Line
from cuncuntong.network.models import Duty
from tests.ledgers.make import County
from tests.ledgers.payments.make import DECEMBER, NOVEMBER, Office, entitled, payee
from tests.ledgers.unemployment.make import confirm_figures, drawing

SUM = Decimal("1640.00")  # 2050 × 80%


def of_line(county: County, *lines: str) -> Caller:
    """A reviewer of the county who holds some lines only."""
    caller = county.caller(DutyKind.REVIEWER, county.county)
    Duty.objects.filter(account=caller.account).update(lines=list(lines))
    return caller_of(type(caller.account).objects.get(pk=caller.account.pk))


def lines(run: PayRun) -> dict[str, PayLine]:
    return {line.once: line for line in PayLine.objects.filter(run=run)}


def test_a_month_from_computing_to_closing(county: County, office: Office) -> None:
    confirm_figures()
    benefit = drawing(county)
    # The residents' run of the same month stands beside it and knows nothing of the benefit.
    entitled(county)
    residents = Office(county).exported(NOVEMBER)
    run = office.computed(NOVEMBER)
    found = lines(run)
    own, arrears = (
        found[f"unemployment.benefit:{benefit.pk}:202611"],
        found[f"unemployment.benefit:{benefit.pk}:202610"],
    )
    assert not Finding.objects.filter(run=run).values_list("words", flat=True)
    assert (run.number, run.lines, run.total) == (1, 2, 2 * SUM)
    assert (own.amount, own.change) == (SUM, "new")
    assert "2026年10月起，共18个月" in own.why
    assert (arrears.amount, arrears.why) == (SUM, "补发2026年10月失业保险金")
    item = PayItem.objects.get(line=own)
    assert (item.kind, item.month) == (ItemKind.REGULAR, NOVEMBER)
    assert item.parts[0]["formula"] == "月最低工资标准2050.00元 × 80% = 1640.00元"
    assert run.figures[item.parts[0]["figure"]]["source"] == "测试文件"
    assert PayLine.objects.filter(run=residents).count() == 1
    run = office.exported(NOVEMBER, run)
    rows = list(bank_rows(run))
    assert {row[6] for row in rows[:-1]} == {"失业保险金202611"}
    assert file_name(run, "utf8") == "失业保险待遇发放报盘-140522-202611-01.csv"
    office.answered(run)
    assert close_run(caller=office.approver, run=run).state == RunState.CLOSED
    assert list(benefit.paid.values_list("month", "amount")) == [
        (dt.date(2026, 10, 1), SUM),
        (NOVEMBER, SUM),
    ]
    assert used_of(benefit).left == 16
    assert check_payments() == []
    # Nothing of it stands among the residents' payments.
    assert payments_of(benefit.resident) == []
    assert len(payments_of(benefit.resident, fund=Fund.UNEMPLOYMENT)) == 2


def test_the_next_month_compares_with_the_last(county: County, office: Office) -> None:
    confirm_figures()
    same, ends, new = drawing(county, "不变"), drawing(county, "入职"), None
    run = office.exported(NOVEMBER)
    office.answered(run)
    close_run(caller=office.approver, run=run)
    new = drawing(county, "新来", on=dt.date(2026, 11, 20))
    end_benefit(
        benefit=ends, reason=StopReason.EMPLOYED, happened_on=dt.date(2026, 11, 18), note="已入职", actor=None
    )
    # From December on the wage is 2150: 2150 × 80% = 1720.00.
    confirm_figures(DECEMBER, **{"wages.minimum_monthly": {"1": 2250, "2": 2150, "3": 2050}})
    run = office.computed(DECEMBER)
    found = lines(run)
    changed = found[f"unemployment.benefit:{same.pk}:202612"]
    assert (changed.change, changed.before, changed.amount) == ("changed", SUM, Decimal("1720.00"))
    assert changed.why == "失业保险金1640.00元变为1720.00元"
    gone = PayLine.objects.get(run=run, series=f"unemployment.benefit:{ends.pk}")
    assert (gone.change, gone.amount, gone.state) == ("ended", 0, LineState.HELD)
    assert gone.why == "重新就业（2026年11月18日），停止领取"
    assert found[f"unemployment.benefit:{new.pk}:202612"].change == "new"
    assert f"unemployment.benefit:{new.pk}:202611" in found
    assert f"unemployment.benefit:{ends.pk}:202612" not in found


def test_nothing_is_paid_by_a_figure_that_nobody_confirmed(county: County, office: Office) -> None:
    benefit = drawing(county)
    run = office.computed(NOVEMBER)
    assert (run.lines, run.total) == (0, 0)
    finding = Finding.objects.filter(run=run, line__once=f"unemployment.benefit:{benefit.pk}:202611").get()
    assert finding.kind == FindingKind.COMPUTE
    assert "失业保险金占最低工资的比例" in finding.words and "待核定，核定后才能发放" in finding.words
    with pytest.raises(LedgerRefused, match="比对发现没有处理"):
        check_run(caller=office.checker, run=run)
    open_ones = list(Finding.objects.filter(run=run).values_list("pk", flat=True))
    decide_findings(caller=office.preparer, run=run, findings=open_ones, decision="hold", reason="等省里标准")
    check_run(caller=office.checker, run=run)
    # Once the figures are confirmed the months are due again.
    run.refresh_from_db()
    from cuncuntong.ledgers.payments.services import cancel_run

    cancel_run(caller=office.preparer, run=run, reason="标准已核定")
    confirm_figures()
    assert office.computed(NOVEMBER).total == 2 * SUM


def test_a_failed_line_is_followed_up_and_sent_again(county: County, office: Office) -> None:
    confirm_figures()
    benefit = drawing(county, on=dt.date(2026, 11, 3))
    run = office.exported(NOVEMBER)
    line = PayLine.objects.get(run=run)
    office.returned(run, [(line.reference, "1640.00", "失败", "账号不存在", "2026-11-25")])
    assert list(benefit.paid.all()) == []
    clerk = county.clerk()
    assert list(lines_to_follow(clerk)) == [line]
    note_follow_up(caller=clerk, line=PayLine.objects.get(pk=line.pk), note="明天带卡来")
    fresh = payee(benefit.resident)
    again = office.computed(NOVEMBER)
    assert again.number == 2
    retried = PayLine.objects.get(run=again)
    assert (retried.once, retried.amount, retried.payee_id) == (line.once, SUM, fresh.pk)
    office.answered(office.exported(NOVEMBER, again))
    assert benefit.paid.get().amount == SUM
    assert list(lines_to_follow(clerk)) == []


def test_who_works_again_is_found_before_the_run_is_signed(county: County, office: Office) -> None:
    confirm_figures()
    benefit = drawing(county, on=dt.date(2026, 11, 3))
    run = office.computed(NOVEMBER)
    end_benefit(
        benefit=benefit, reason=StopReason.ABROAD, happened_on=dt.date(2026, 11, 5), note="移居", actor=None
    )
    # November itself is still due (停发自次月), so nothing is against it.
    check_run(caller=office.checker, run=run)
    later = drawing(county, "再来", on=dt.date(2026, 11, 4))
    again = PayRun.objects.get(pk=run.pk)
    assert again.state == RunState.CHECKED
    assert later.pk


def test_paid_behind_the_end_is_overpaid(county: County, office: Office) -> None:
    confirm_figures()
    benefit = drawing(county)
    office.answered(office.exported(NOVEMBER))
    end_benefit(
        benefit=benefit,
        reason=StopReason.EMPLOYED,
        happened_on=dt.date(2026, 10, 20),
        note="入职",
        actor=None,
    )
    benefit.refresh_from_db()
    assert benefit.last_month == dt.date(2026, 10, 1)
    assert BenefitMonth.objects.get(benefit=benefit, month=NOVEMBER).state == MonthState.OVERPAID
    claim = benefit.overpaid.get()
    assert (claim.total, claim.first_month) == (SUM, NOVEMBER)
    assert used_of(benefit).left == 17


def test_a_line_of_business_is_a_wall(county: County, office: Office) -> None:
    """Who holds the residents' pension alone sees and does nothing here, and the other way round."""
    confirm_figures()
    entitled(county)
    drawing(county, on=dt.date(2026, 11, 3))
    pension, unemployed = of_line(county, Line.RESIDENT_PENSION), of_line(county, Line.UNEMPLOYMENT)
    card = of_line(county, Line.CARD)
    residents, fund = Office(county).computed(NOVEMBER), office.computed(NOVEMBER)
    assert list(visible_runs(pension)) == [residents]
    assert list(visible_runs(unemployed)) == [fund]
    assert list(visible_runs(card)) == []
    with pytest.raises(NotVisible):
        check_run(caller=pension, run=fund)
    with pytest.raises(NotVisible):
        check_run(caller=unemployed, run=residents)
    with pytest.raises(Denied):
        check_run(caller=card, run=fund)
    with pytest.raises(Denied):
        begin_run(caller=pension, county="140522", month=DECEMBER, fund=Fund.UNEMPLOYMENT)
    assert unemployed.can(Ability.PAY_PREPARE, Line.UNEMPLOYMENT)
    sent = office.exported(NOVEMBER, fund)
    line = PayLine.objects.get(run=sent)
    office.returned(sent, [(line.reference, "1640.00", "失败", "销户", "2026-11-25")])
    assert list(lines_to_follow(unemployed)) == [line]
    assert list(lines_to_follow(pension)) == []
    with pytest.raises(Denied):
        note_follow_up(caller=card, line=line, note="问过")
    with pytest.raises((Denied, NotVisible)):
        note_follow_up(caller=pension, line=line, note="问过")
    note_follow_up(caller=unemployed, line=line, note="问过")


def test_without_an_account_somebody_decides(county: County, office: Office) -> None:
    confirm_figures()
    benefit = drawing(county, on=dt.date(2026, 11, 3), with_account=False)
    run = office.computed(NOVEMBER)
    finding = Finding.objects.get(run=run)
    assert finding.kind == FindingKind.NO_ACCOUNT
    with pytest.raises(LedgerRefused, match="还没有领取账户"):
        decide_findings(caller=office.preparer, run=run, findings=[finding.pk], decision="pay", reason="照发")
    made = payee(benefit.resident)
    decide_findings(caller=office.preparer, run=run, findings=[finding.pk], decision="pay", reason="已登记")
    assert PayLine.objects.get(run=run).payee == made == Payee.objects.get(resident=benefit.resident)


def test_a_run_computed_twice_pays_nothing_twice(county: County, office: Office) -> None:
    confirm_figures()
    drawing(county)
    run = office.begin(NOVEMBER)
    compute_run(run.pk)
    again = compute_run(run.pk)
    assert again.lines == 2
    office.answered(office.exported(NOVEMBER, again))
    second = office.computed(NOVEMBER)
    assert (second.number, second.lines) == (2, 0)
