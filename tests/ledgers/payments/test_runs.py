"""Who may begin, decide, check and approve; what is found against a run; what a change of figures does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.ledgers.payments import certification
from cuncuntong.ledgers.payments.certification import register_certification
from cuncuntong.ledgers.payments.enums import FindingKind, LineState, RunState
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services import (
    UnclosedBefore,
    approve_run,
    begin_run,
    cancel_run,
    check_payments,
    check_run,
    compute_run,
    decide_findings,
    hold_all,
    recompute,
    send_back,
)
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.parameters import confirm, propose
from tests.ledgers.make import County
from tests.ledgers.payments.make import DECEMBER, NOVEMBER, OCTOBER, Office, entitled, hold, line_of, payee


def test_three_persons_and_none_of_them_twice(county: County, office: Office) -> None:
    entitled(county)
    run = office.computed()
    with pytest.raises(LedgerRefused, match="须由另外两个人"):
        check_run(caller=office.preparer, run=run)
    with pytest.raises(LedgerRefused, match="不能再审批"):
        approve_run(caller=office.approver, run=run)
    check_run(caller=office.checker, run=run)
    for caller, why in ((office.checker, "审批须由另一个人"), (office.preparer, "须由另外两个人")):
        with pytest.raises(LedgerRefused, match=why):
            approve_run(caller=caller, run=run)
    assert approve_run(caller=office.approver, run=run).state == RunState.APPROVED
    # Two approvers at once: the second finds it done.
    with pytest.raises(LedgerRefused, match="现在是“已审批”"):
        approve_run(caller=county.business_admin(), run=run)


def test_only_the_countys_office_pays(county: County, office: Office) -> None:
    entitled(county)
    run = office.computed()
    with pytest.raises(Denied):
        check_run(caller=county.clerk(), run=run)
    with pytest.raises(NotVisible):
        check_run(caller=county.caller(DutyKind.REVIEWER, county.fengcheng), run=run)


def test_a_figure_changed_in_the_middle_of_a_run_counts_from_the_next(county: County, office: Office) -> None:
    people = [entitled(county, f"领{number}") for number in range(4)]
    run = office.begin()

    class Stop(BaseException):
        pass

    def stop(_: PayRun) -> None:
        raise Stop

    with pytest.raises(Stop):
        compute_run(run.pk, batch=2, after_batch=stop)
    value = propose(
        caller=county.business_admin(),
        key="resident_pension.basic_monthly",
        starts_on=dt.date(2026, 1, 1),
        value="200.00",
        source="演示文件",
    )
    confirm(caller=county.business_admin(), value_id=value.pk)
    run = compute_run(run.pk, batch=2)
    assert {line_of(run, one).amount for one in people} == {Decimal("173.00")}
    run = compute_run(recompute(caller=office.preparer, run=run, reason="标准已核定").pk)
    assert {line_of(run, one).amount for one in people} == {Decimal("210.00")}
    figure = run.figures["resident_pension.basic_monthly@2026-01-01"]
    assert (figure["source"], figure["confidence"]) == ("演示文件", "county")


def test_a_run_thrown_away_leaves_its_months_due(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.computed()
    with pytest.raises(LedgerRefused, match="还没有审批"):
        office.begin(DECEMBER)
    with pytest.raises(LedgerRefused, match="请写明作废的原因"):
        cancel_run(caller=office.preparer, run=run, reason="")
    cancel_run(caller=office.preparer, run=run, reason="算早了")
    assert not PayItem.objects.filter(live=True).exists()
    run = office.exported()
    assert run.number == 1 and line_of(run, person).amount == Decimal("173.00")
    with pytest.raises(LedgerRefused, match="不能作废"):
        cancel_run(caller=office.preparer, run=run, reason="反悔")
    with pytest.raises(LedgerRefused, match="已经发放，不能再编制更早的月份"):
        office.begin(OCTOBER)
    with pytest.raises(LedgerRefused, match="还太早"):
        office.begin(dt.date(2027, 1, 1))


def kinds(run: PayRun) -> dict[str, str]:
    rows = Finding.objects.filter(run=run).order_by("line__reference")
    return dict(rows.values_list("kind", "words"))


def test_every_ledger_is_asked_before_anybody_approves(
    county: County, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certification, "_asked", [])
    dead = entitled(county, "已故")
    dead.resident.standing, dead.resident.deceased_on = "deceased", dt.date(2026, 11, 3)
    dead.resident.save()
    gone = entitled(county, "迁出")
    gone.resident.standing = "moved_out"
    gone.resident.save()
    double = entitled(county, "双领")
    OtherScheme.objects.create(
        resident=double.resident, kind="employee", state="receiving", as_of=NOVEMBER, source="企业养老"
    )
    entitled(county, "无户", with_account=False)
    one, two = entitled(county, "甲", with_account=False), entitled(county, "乙", with_account=False)
    for person in (one, two):
        payee(person.resident, "6228480000000007777")
    late = entitled(county, "未认证")
    register_certification(lambda county, month: [(late.resident_id, "资格认证已过期3个月")])
    long = entitled(county, "久拖", case_number="C9")
    run = office.computed()
    assert kinds(run) == {
        "death": "居民档案登记为死亡（2026-11-03）",
        "moved": "居民档案登记为迁出",
        "other_pension": "正在领取企业职工基本养老保险（企业养老，数据截至2026-11-01）",
        "no_account": "没有登记待遇领取账户",
        "shared_account": "与甲使用同一银行账户",
        "certification": "资格认证已过期3个月",
        "jump": "一次补发10个月，共1730.00元",
    }
    assert Finding.objects.get(kind="jump").line == line_of(run, long)
    assert Finding.objects.filter(kind="shared_account").count() == 2
    with pytest.raises(LedgerRefused, match="还有8条比对发现没有处理"):
        check_run(caller=office.checker, run=run)


def test_an_amount_far_from_last_months_is_looked_at(county: County, office: Office) -> None:
    person = entitled(county)
    office.answered(office.exported(OCTOBER))
    person.revisions.create(
        kind="corrected",
        from_month=NOVEMBER,
        balance=Decimal("13900.00"),
        years_paid=15,
        computed_on=NOVEMBER,
    )
    run = office.computed(NOVEMBER)
    # 163.00 + 100.00 against 163.00 + 10.00: 90.00 more, over half of it.
    assert kinds(run) == {"jump": "上月173.00元，本月263.00元，多90.00元：个人账户养老金10.00元变为100.00元"}


def test_held_by_a_person_it_is_due_again_next_month(county: County, office: Office) -> None:
    person = entitled(county, with_account=False)
    run = office.computed(OCTOBER)
    finding = Finding.objects.get()
    with pytest.raises(LedgerRefused, match="还没有领取账户，不能照发"):
        decide_findings(caller=office.preparer, run=run, findings=[finding.pk], decision="pay", reason="照发")
    for decision, reason in (("hold", " "), ("open", "理由")):
        with pytest.raises(LedgerRefused):
            decide_findings(
                caller=office.preparer, run=run, findings=[finding.pk], decision=decision, reason=reason
            )
    assert hold_all(caller=office.preparer, run=run, kind=FindingKind.NO_ACCOUNT, reason="等账户") == 1
    run.refresh_from_db()
    assert (run.lines, run.total, line_of(run, person).state) == (0, 0, LineState.HELD)
    office.exported(run=run)
    payee(person.resident)
    run = office.computed(NOVEMBER)
    assert line_of(run, person).amount == Decimal("346.00")
    line = line_of(run, person)
    # Nothing was ever paid here, so whoever approves sees it among the new ones.
    assert line.change == "new"
    assert line.why == "本系统首次发放，待遇从2026年1月起；补发2026年10月，共173.00元"
    assert check_payments() == []


def test_what_was_held_can_be_paid_after_all_while_nobody_checked(county: County, office: Office) -> None:
    person = entitled(county)
    other = OtherScheme.objects.create(
        resident=person.resident, kind="public", state="receiving", as_of=NOVEMBER, source="机关"
    )
    run = office.computed()
    key = Finding.objects.get().pk
    decide_findings(caller=office.preparer, run=run, findings=[key], decision="hold", reason="查")
    decide_findings(caller=office.preparer, run=run, findings=[key], decision="pay", reason="同名同姓")
    run.refresh_from_db()
    assert (run.lines, run.total) == (1, Decimal("173.00"))
    assert PayItem.objects.get().live
    check_run(caller=office.checker, run=run)
    with pytest.raises(LedgerRefused, match="已复核的，请先退回"):
        decide_findings(caller=office.preparer, run=run, findings=[key], decision="hold", reason="又查")
    send_back(caller=office.approver, run=run, reason="再核对")
    run.refresh_from_db()
    assert run.state == RunState.COMPUTED and run.checked_by is None
    other.delete()


def test_what_another_ledger_learns_before_the_approval_is_found_then(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.computed()
    check_run(caller=office.checker, run=run)
    hold(person, NOVEMBER)
    with pytest.raises(LedgerRefused, match="刚刚又发现1条，还有1条比对发现没有处理"):
        approve_run(caller=office.approver, run=run)
    run.refresh_from_db()
    assert run.state == RunState.COMPUTED
    assert kinds(run) == {"stopped": "失踪，2026年11月起停发"}


def test_the_nightly_check_names_what_is_off(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported()
    line = line_of(run, person)
    PayLine.objects.filter(pk=line.pk).update(amount=Decimal("173.01"))
    said = check_payments()
    assert f"流水号{line.reference}的金额173.01元不等于各项之和173.00元" in said
    assert "2026年11月第1批记1笔173.00元，明细是1笔173.01元" in said
    PayLine.objects.filter(pk=line.pk).update(amount=Decimal("173.00"))
    PayItem.objects.update(live=False)
    assert check_payments() == [f"流水号{line.reference}的明细状态与发放状态不符"]


def test_a_month_without_figures_does_not_begin_and_an_old_one_does_not_stop_the_county(
    county: County, office: Office
) -> None:
    fine = entitled(county)
    ancient = entitled(county, "老早", starts=dt.date(2017, 12, 1), case_number="C1")
    run = office.computed()
    assert line_of(run, fine).amount == Decimal("173.00")
    assert "2017年12月" in kinds(run)["compute"] and line_of(run, ancient).amount > Decimal("173.00")


def test_a_month_is_begun_over_an_unclosed_one_only_by_who_knows(county: County, office: Office) -> None:
    entitled(county)
    office.exported(OCTOBER)
    asked = {"caller": office.preparer, "county": "140522", "month": NOVEMBER}
    with pytest.raises(UnclosedBefore, match="2026年10月的发放还没有结账：1笔还没有到账或失败的回盘结果"):
        begin_run(**asked)
    assert PayRun.objects.count() == 1
    assert begin_run(**asked, despite_unclosed=True).state == RunState.COMPUTING
