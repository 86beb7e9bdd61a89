"""A month from its beginning to its close: who is paid what, and what the accounts give for it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.payments.enums import FailCode, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.selectors import comparison, paid_months, payments_of
from cuncuntong.ledgers.payments.services import (
    change_account,
    check_payments,
    close_run,
    note_follow_up,
    recompute,
    release_line,
)
from cuncuntong.ledgers.payments.services.bank_sheet import csv_file
from cuncuntong.ledgers.payments.services.computing import compute_run
from cuncuntong.ledgers.pensions.enums import HoldKind, RevisionKind, Scheme
from cuncuntong.ledgers.pensions.models import EntitlementRevision, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import DECEMBER, NOVEMBER, OCTOBER, Office, entitled, hold, line_of


def test_a_month_is_paid_and_the_account_gives_its_part(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported()
    line = line_of(run, person)
    # 163.00 + 1390.00 ÷ 139 = 163.00 + 10.00
    assert line.amount == Decimal("173.00")
    assert line.reference == f"140522202611011{person.pk:09d}"
    item = PayItem.objects.get(line=line)
    assert [(part["code"], part["amount"]) for part in item.parts] == [
        ("basic", "163.00"),
        ("account", "10.00"),
    ]
    assert "1390.00元 ÷ 计发月数139 = 10.00元" in item.parts[1]["formula"]
    assert run.figures[item.parts[1]["figure"]]["confidence"] == "two"
    office.answered(run)
    line.refresh_from_db()
    assert (line.state, line.settled_on) == (LineState.PAID, dt.date(2026, 11, 25))
    entry = PensionEntry.objects.get(pay_line=line)
    assert (entry.kind, entry.amount) == ("payment", Decimal("-10.00"))
    assert balance(person.account) == Decimal("1380.00")
    run = close_run(caller=office.approver, run=run)
    assert run.state == RunState.CLOSED
    assert check_payments() == []
    told = payments_of(person.resident)[0]
    assert (told.month, told.amount, told.state_label, told.reason) == (
        NOVEMBER,
        Decimal("173.00"),
        "已到账",
        "",
    )
    assert told.items[0].parts[0].figure["name"] == "基础养老金国家最低标准"
    actions = list(
        AuditEntry.objects.filter(action__startswith="payments.")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert [one.split(".")[1] for one in actions] == [
        "begun", "computed", "checked", "approved", "exported", "returned", "posted", "closed",
    ]  # fmt: skip


def test_the_account_gives_what_it_has_and_then_the_fund_pays_alone(county: County, office: Office) -> None:
    # 6.95 ÷ 139 = 0.05 a month, of an account that has 0.08 left of it.
    person = entitled(county, balance="0.08")
    EntitlementRevision.objects.filter(entitlement=person).update(balance=Decimal("6.95"))
    for month, left in ((OCTOBER, "0.03"), (NOVEMBER, "0.00"), (DECEMBER, "0.00")):
        run = office.exported(month)
        assert line_of(run, person).amount == Decimal("163.05")
        office.answered(run)
        assert balance(person.account) == Decimal(left)
    assert [entry.amount for entry in PensionEntry.objects.filter(kind="payment")] == [
        Decimal("-0.05"),
        Decimal("-0.03"),
    ]
    assert check_payments() == []


def test_both_schemes_are_two_lines(county: County, office: Office) -> None:
    person = entitled(county, birth="19500101")
    more = entitled(
        county, scheme=Scheme.SUPPLEMENTARY, balance="1010.00", resident=person.resident, birth="19500101"
    )
    run = office.computed()
    # 20.00 + 1010.00 ÷ 101 + 1 year × 1.00
    assert line_of(run, more).amount == Decimal("31.00")
    assert run.lines == 2 and run.total == Decimal("204.00")


def test_what_was_due_before_the_countys_first_run_somebody_else_has_paid(
    county: County, office: Office
) -> None:
    old = entitled(county, "旧")
    new = entitled(county, "新", starts=dt.date(2026, 9, 1), case_number="C1")
    loaded = entitled(county, "导", starts=dt.date(2020, 1, 1))
    EntitlementRevision.objects.filter(entitlement=loaded).update(
        kind=RevisionKind.LOADED, from_month=OCTOBER
    )
    run = office.computed()
    months = {
        one: list(PayItem.objects.filter(entitlement=one, line__run=run).values_list("month", "kind"))
        for one in (old, new, loaded)
    }
    assert months[old] == [(NOVEMBER, "regular")]
    assert months[new] == [
        (dt.date(2026, 9, 1), "arrears"),
        (OCTOBER, "arrears"),
        (NOVEMBER, "regular"),
    ]
    assert months[loaded] == [(OCTOBER, "arrears"), (NOVEMBER, "regular")]
    assert line_of(run, new).amount == 3 * Decimal("173.00")


def test_each_month_of_arrears_by_its_own_figures(county: County, office: Office) -> None:
    person = entitled(county, starts=dt.date(2025, 12, 1), case_number="C1")
    run = office.computed(OCTOBER)
    items = list(PayItem.objects.filter(line=line_of(run, person)).values_list("month", "amount"))
    # 2025: 148.00 + 10.00; 2026: 163.00 + 10.00
    assert items[0] == (dt.date(2025, 12, 1), Decimal("158.00"))
    assert {amount for _, amount in items[1:]} == {Decimal("173.00")}
    assert len(items) == 11


@pytest.mark.parametrize("case", ["", "C1"])
def test_a_hold_stops_and_lifted_with_back_pay_its_months_are_paid(
    county: County, office: Office, case: str
) -> None:
    person = entitled(county, starts=OCTOBER, case_number=case)
    other = entitled(county, "另一人", starts=OCTOBER, case_number=case)
    first = office.exported(OCTOBER)
    office.answered(first)
    held = [hold(one, NOVEMBER) for one in (person, other)]
    run = office.exported(NOVEMBER)
    line = line_of(run, person)
    assert (line.state, line.amount, line.change) == (LineState.HELD, 0, "ended")
    assert line.why == "失踪，2026年11月起停发"
    assert run.lines == 0
    close_run(caller=office.approver, run=run)
    for one, back in zip(held, (True, False), strict=True):
        one.lifted_on, one.lifted_month, one.back_pay = dt.date(2026, 11, 28), DECEMBER, back
        one.save()
    run = office.computed(DECEMBER)
    assert line_of(run, person).amount == Decimal("346.00")
    assert line_of(run, person).why == "恢复发放；补发2026年11月，共173.00元"
    # Paid again, but nobody new, whoever decided the pension.
    rows = {one.kind: one.count for one in comparison(run)}
    assert (rows["new"], rows["again"]) == (0, 2)
    assert line_of(run, other).amount == Decimal("173.00")


def test_who_was_never_paid_here_is_new_however_old_the_grant(county: County, office: Office) -> None:
    entitled(county, "一直发放")
    waiting = entitled(county, "停着的", starts=dt.date(2020, 1, 1))
    decided = entitled(county, "办过件的", starts=dt.date(2026, 8, 1), case_number="C1")
    held = [hold(one, dt.date(2026, 8, 1)) for one in (waiting, decided)]
    office.answered(office.exported(OCTOBER))
    for one in held:
        one.lifted_on, one.lifted_month, one.back_pay = dt.date(2026, 11, 2), NOVEMBER, True
        one.save()
    loaded = entitled(county, "后来导入", starts=dt.date(2019, 5, 1))
    EntitlementRevision.objects.filter(entitlement=loaded).update(
        kind=RevisionKind.LOADED, from_month=NOVEMBER
    )
    run = office.computed(NOVEMBER)
    found = {one: line_of(run, one) for one in (waiting, decided, loaded)}
    assert {line.change for line in found.values()} == {"new"}
    assert found[waiting].why == "本系统首次发放，待遇从2020年1月起；补发2026年10月，共173.00元"
    assert found[loaded].why == "本系统首次发放，待遇从2019年5月起"
    assert found[decided].why.startswith("新核定待遇，2026年8月起领取；补发2026年8月至10月（3个月）")
    rows = {one.kind: one.count for one in comparison(run)}
    assert (rows["new"], rows["same"]) == (3, 1) and "again" not in rows
    told = [(line.change, line.why) for line in found.values()]
    run = recompute(caller=office.preparer, run=run, reason="再算一遍")
    compute_run(run.pk, batch=1)
    assert [(line.change, line.why) for line in (line_of(run, one) for one in found)] == told


def test_who_was_first_paid_by_an_additional_run_is_not_new_again(county: County, office: Office) -> None:
    entitled(county, "一直发放")
    office.answered(office.exported(OCTOBER))
    person = entitled(county, "补发批次", starts=OCTOBER, case_number="C1")
    more = office.exported(OCTOBER)
    assert (more.number, more.lines) == (2, 1)
    office.answered(more)
    line = line_of(office.computed(NOVEMBER), person)
    assert (line.change, line.why, line.amount) == ("again", "上月由另一批次发放", Decimal("173.00"))


def test_months_after_the_end_are_not_due(county: County, office: Office) -> None:
    person = entitled(county)
    office.answered(office.exported(OCTOBER))
    person.state, person.ended_on, person.reason = "ended", dt.date(2026, 10, 20), "死亡"
    person.save()
    hold(person, NOVEMBER, HoldKind.DEATH)
    run = office.computed(NOVEMBER)
    assert line_of(run, person).why == "死亡，2026年11月起停发；待遇已终止：死亡"
    assert run.total == 0


def test_a_failed_line_is_followed_up_and_paid_again_once(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported(OCTOBER)
    office.answered(run, {person.pk: "账户已销户"})
    line = line_of(run, person)
    assert (line.state, line.fail_code, line.fail_text) == (LineState.FAILED, FailCode.CLOSED, "账户已销户")
    assert balance(person.account) == Decimal("1390.00")
    told = payments_of(person.resident)[0]
    assert told.reason == "账户已销户" and "更换" in told.remedy
    close_run(caller=office.approver, run=run)
    clerk = county.clerk()
    note_follow_up(caller=clerk, line=line, note="已通知本人")
    with pytest.raises(LedgerRefused, match="两次填写的账号不一样"):
        change_account(
            caller=clerk, line=line, holder="王老伯", bank="农信社", number="6228480000000000992",
            again="6228480000000000998", note="",
        )  # fmt: skip
    made = change_account(
        caller=clerk, line=line, holder="王老伯", bank="农信社", number="6228 4800 0000 0000 992",
        again="6228480000000000992", note="本人带新卡来办",
    )  # fmt: skip
    run = office.exported(NOVEMBER)
    again = line_of(run, person)
    assert again.payee == made and again.amount == Decimal("346.00")
    assert again.why == "重发2026年10月未到账的173.00元"
    office.answered(run)
    line.refresh_from_db()
    assert line.state == LineState.REPAID
    # Two months' parts of the account in one entry: 10.00 + 10.00
    assert balance(person.account) == Decimal("1370.00")
    assert [item.month for item in paid_months(person)] == [OCTOBER, NOVEMBER]
    december = office.computed(DECEMBER)
    assert december.total == Decimal("173.00")
    assert not december.findings.exists()  # less than last month, because that had a month more
    assert check_payments() == []


def test_an_additional_run_of_the_month_pays_what_failed_and_nothing_else(
    county: County, office: Office
) -> None:
    person, fine = entitled(county), entitled(county, "没有问题")
    first = office.exported()
    office.answered(first, {person.pk: "户名不符"})
    again = office.exported()
    assert (again.number, again.lines, again.total) == (2, 1, Decimal("173.00"))
    assert not PayLine.objects.filter(run=again, entitlement=fine).exists()
    office.answered(again, {person.pk: "户名不符"})
    third = office.exported()
    assert third.total == Decimal("173.00")
    office.answered(third)
    states = (
        PayLine.objects.filter(entitlement=person).order_by("run__number").values_list("state", flat=True)
    )
    assert list(states) == ["repaid", "repaid", "paid"]
    assert balance(person.account) == Decimal("1380.00")


def test_a_failed_line_of_a_stopped_month_waits_until_it_is_released(county: County, office: Office) -> None:
    person = entitled(county, starts=OCTOBER, case_number="C1")
    run = office.exported(NOVEMBER)
    assert line_of(run, person).amount == Decimal("346.00")
    office.answered(run, {person.pk: "账号不存在"})
    hold(person, NOVEMBER)
    assert office.computed(DECEMBER).total == 0
    sent = csv_file(run, "gb18030")
    release_line(caller=office.preparer, line=line_of(run, person), reason="11月已停发，10月仍应发")
    assert csv_file(run, "gb18030") == sent  # the bank's file of a closed month stays the same
    PayRun.objects.filter(month=DECEMBER).update(state=RunState.CANCELLED)
    run = office.computed(DECEMBER)
    assert run.total == Decimal("173.00")
    assert list(PayItem.objects.filter(line__run=run).values_list("month", flat=True)) == [OCTOBER]


def test_a_failed_line_is_not_released_while_a_draft_may_resend_it(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported(NOVEMBER)
    office.answered(run, {person.pk: "账号不存在"})
    failed = line_of(run, person)
    again = office.computed(DECEMBER)
    PayRun.objects.filter(pk=again.pk).update(state=RunState.COMPUTING)
    with pytest.raises(LedgerRefused, match="正在计算"):
        release_line(caller=office.preparer, line=failed, reason="重新计算")
    PayRun.objects.filter(pk=again.pk).update(state=RunState.COMPUTED)
    # Held back for a finding: who decided it can still let it through.
    PayLine.objects.filter(run=again, entitlement=person).update(state=LineState.HELD)
    PayItem.objects.filter(line__run=again, entitlement=person).update(live=False)
    with pytest.raises(LedgerRefused, match="已经列入后一批重发"):
        release_line(caller=office.preparer, line=failed, reason="重新计算")
    failed.refresh_from_db()
    assert failed.state == LineState.FAILED
