"""The month on screen: begun, decided, signed by two others, sent, answered, followed up, closed."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.payments.enums import LineState, RunState
from cuncuntong.ledgers.payments.models import Finding, PayLine, PayRun, ReturnProblem
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.recoveries.services import suspend
from cuncuntong.web.payments.papers import summary_paper
from tests.ledgers.payments.make import OCTOBER, Office, answer, entitled, line_of
from tests.ledgers.recoveries.make import heir
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(County())


def act(browser: Client, run: PayRun, what: str, **more: str) -> str:
    """Presses a button of a run's page and gives what the next page says."""
    url = reverse("payments:act", args=[run.pk])
    return words(browser.post(url, {"act": what, **more}, follow=True))


def test_a_month_from_the_first_click_to_the_close(office: Office) -> None:
    county = office.county
    fine, wrong = entitled(county, "张老伯"), entitled(county, "李老伯")
    preparer, checker, approver = (
        signed_in(one) for one in (office.preparer, office.checker, office.approver)
    )
    entitled(county, "无户人", with_account=False)
    month = words(preparer.get(reverse("payments:runs")))
    assert "编制" in month
    page = preparer.post(reverse("payments:begin"), {"month": _this_month()}, follow=True)
    run = PayRun.objects.get()
    assert "计算中" in words(page) and "已算0人次，共3人次" in words(page)
    asked = {"headers": {"HX-Request": "true"}}
    assert b"hx-get" in preparer.get(reverse("payments:run", args=[run.pk]), **asked).content
    run_waiting()
    # The waiting page is told to be loaded anew, and not to take a whole page into its bar.
    fragment = preparer.get(reverse("payments:run", args=[run.pk]), **asked)
    assert fragment.content == b"" and fragment["HX-Refresh"] == "true"
    page = preparer.get(reverse("payments:run", args=[run.pk]))
    assert "处理1条比对发现" in words(page)
    assert "复核通过" not in words(page)
    findings = reverse("payments:findings", args=[run.pk])
    assert "没有登记待遇领取账户" in words(checker.get(findings))
    decide = reverse("payments:decide", args=[run.pk])
    key = str(Finding.objects.get().pk)
    page = preparer.post(decide, {"finding": key, "decision": "pay", "reason": "照发"})
    assert page.status_code == 422 and "无户人还没有领取账户，不能照发" in words(page)
    assert 'value="照发"' in page.content.decode()
    preparer.post(decide, {"finding": key, "decision": "hold", "reason": "等本人来登记账户"})
    assert "这一批是您编制的" in act(preparer, run, "check")
    assert "已复核" in act(checker, run, "check")
    assert "这一批是您复核的" in act(checker, run, "approve")
    assert "已审批" in act(approver, run, "approve")
    sent = preparer.post(reverse("payments:export", args=[run.pk]), {"layout": "gb18030"})
    lines = sent.content.decode("gb18030").splitlines()
    assert lines[0] == "序号,业务流水号,户名,账号,开户银行,金额,用途"
    assert lines[-1] == "合计,2笔,,,,346.00,"
    again = preparer.post(reverse("payments:export", args=[run.pk]), {"layout": "gb18030"})
    assert again.content == sent.content
    assert "不能结账" in act(approver, run, "close")
    rows = [
        (line_of(run, fine).reference, "173.00", "成功", "", _today()),
        (line_of(run, wrong).reference, "173.00", "失败", "户名不符", _today()),
        ("1405220000000", "5.00", "成功", "", _today()),
    ]
    page = preparer.post(
        reverse("payments:return", args=[run.pk]),
        {"file": SimpleUploadedFile("回盘.csv", answer(rows))},
        follow=True,
    )
    assert "已读入3笔，登记2笔。有1笔对不上" in words(page)
    assert "没有这个业务流水号" in words(page)
    assert "1条回盘问题没有处理" in act(approver, run, "close")
    run_page = reverse("payments:run", args=[run.pk])
    assert "导入回盘、处理问题" in words(approver.get(run_page))
    assert b'value="close"' not in approver.get(run_page).content
    problem = ReturnProblem.objects.get()
    page = preparer.post(
        reverse("payments:solve_many", args=[run.pk]),
        {"problem": problem.pk, "note": "银行测试行，已核对"},
        follow=True,
    )
    assert "已处理1条回盘问题" in words(page) and "2/3" in words(page)
    assert b'value="close"' in approver.get(run_page).content
    assert "已结账" in act(approver, run, "close")
    run.refresh_from_db()
    assert run.state == RunState.CLOSED


def _this_month() -> str:
    from django.utils import timezone

    return f"{timezone.localdate():%Y-%m}"


def _today() -> str:
    from django.utils import timezone

    return timezone.localdate().isoformat()


def test_a_clerk_changes_the_account_of_a_failed_line(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    elsewhere = entitled(office.county, "别村人", village=office.county.huangcheng)
    run = office.exported()
    office.answered(run, {person.pk: "卡号不存在", elsewhere.pk: "账户冻结"})
    clerk = signed_in(office.county.clerk())
    page = clerk.get(reverse("payments:failed"))
    assert len(table_rows(page)) == 2  # the head, and the own village's line
    assert "账号不存在" in words(page) and "别村人" not in words(page)
    line = line_of(run, person)
    url = reverse("payments:follow", args=[line.pk])
    assert "请核对银行账号，更换为正确的账户" in words(clerk.get(url))
    typed = {"act": "account", "holder": "王老伯", "bank": "农信社", "number": "6228480000000000992"}
    page = clerk.post(url, {**typed, "again": "6228480000000000998"})
    assert page.status_code == 422 and "两次填写的账号不一样" in words(page)
    assert 'value="6228480000000000992"' in page.content.decode()
    page = clerk.post(url, {**typed, "again": "6228480000000000992"}, follow=True)
    assert "领取账户已更换" in words(page) and "已换账户，等下次重发" in words(page)
    assert Payee.objects.get(resident=person.resident, state="active").number == "6228480000000000992"
    assert "6228480000000000992" not in clerk.get(url).content.decode()
    assert clerk.get(reverse("payments:follow", args=[line_of(run, elsewhere).pk])).status_code == 404


def test_an_account_that_fails_its_check_digit_wants_a_tick(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    run = office.exported()
    office.answered(run, {person.pk: "卡号不存在"})
    clerk = signed_in(office.county.clerk())
    url = reverse("payments:follow", args=[line_of(run, person).pk])
    number = "6217000000000000"
    typed = {"act": "account", "holder": "王老伯", "bank": "农信社", "number": number, "again": number}
    assert 'name="compared"' not in clerk.get(url).content.decode()
    page = clerk.post(url, typed)
    assert page.status_code == 422 and "银行卡号校验不符" in words(page)
    assert 'name="compared"' in page.content.decode()
    assert Payee.objects.get(resident=person.resident, state="active").number != number
    assert clerk.post(url, {**typed, "compared": "on"}).status_code == 302
    assert Payee.objects.get(resident=person.resident, state="active").number == number


def test_an_account_that_another_person_is_paid_on_wants_a_tick(office: Office) -> None:
    person, neighbour = entitled(office.county, "王老伯"), entitled(office.county, "陈爱莲")
    taken = Payee.objects.get(resident=neighbour.resident).number
    run = office.exported()
    office.answered(run, {person.pk: "卡号不存在"})
    clerk, url = (
        signed_in(office.county.clerk()),
        reverse("payments:follow", args=[line_of(run, person).pk]),
    )
    typed = {"act": "account", "holder": "王老伯", "bank": "农信社", "number": taken, "again": taken}
    typed["compared"] = "on"  # made up, no card's number
    page = clerk.post(url, typed)
    assert page.status_code == 422 and "另有1人的待遇也发放到这个账户" in words(page)
    assert 'name="shared"' in page.content.decode() and "陈爱莲" not in words(page)
    assert Payee.objects.get(resident=person.resident, state="active").number != taken
    assert clerk.post(url, {**typed, "shared": "on"}).status_code == 302
    assert Payee.objects.get(resident=person.resident, state="active").number == taken


def test_the_line_explains_itself_and_marks_what_is_not_confirmed(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    run = office.computed()
    browser = signed_in(office.checker)
    with at_most():
        page = browser.get(reverse("payments:line", args=[line_of(run, person).pk]))
    assert "个人账户储存额1390.00元 ÷ 计发月数139 = 10.00元" in words(page)
    assert "国发〔2014〕8号" in words(page) and "待核定" in words(page)


def test_papers_and_workbooks(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    run = office.exported()
    browser = signed_in(office.preparer)
    pdf = browser.get(reverse("payments:summary", args=[run.pk]))
    assert pdf.content.startswith(b"%PDF")
    from python_calamine import CalamineWorkbook

    lines = browser.get(reverse("payments:lines_export", args=[run.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(lines.content)).get_sheet_by_index(0).to_python()
    assert rows[2][1] == "王老伯" and rows[2][5:7] == ["2026年11月", 173.0]
    sheet = browser.post(reverse("payments:export", args=[run.pk]), {"layout": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[1][3] == Payee.objects.get(resident=person.resident).number
    assert rows[-1][0] == "合计" and rows[-1][5] == "173.00"


def test_what_is_paid_once_is_called_so_in_the_sheet_and_on_the_page(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    entitled(office.county, "赵大娘")
    office.answered(office.exported(OCTOBER))
    suspend(
        resident=person.resident,
        kind="death",
        happened_on=dt.date(2026, 10, 12),
        reason="",
        evidence="",
        on=dt.date(2026, 11, 25),
        actor=None,
        case_number="S1",
        heir=heir(),
    )
    run = office.exported()
    browser = signed_in(office.preparer)
    from python_calamine import CalamineWorkbook

    lines = browser.get(reverse("payments:lines_export", args=[run.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(lines.content)).get_sheet_by_index(0).to_python()
    at = rows[1].index("与上月相比")
    assert {(row[1], row[at]) for row in rows[2:] if row[1]} == {
        ("赵大娘", "不变"),
        ("王老伯", "终止或暂停"),
        ("王老伯", "一次性支付"),
    }
    assert "一次性支付" in words(browser.get(reverse("payments:lines", args=[run.pk])))
    held = [
        row for block in summary_paper(run).blocks for row in getattr(block, "rows", ()) if "不发" in row[0]
    ]
    # Who ended is held over nothing: the paper says so beside the count.
    assert held[-1][:2] == ["本月不发（含终止或暂停1笔）", "1"]
    once = PayLine.objects.get(run=run, once__startswith="recoveries.")
    assert "一次性支付" in words(browser.get(reverse("payments:line", args=[once.pk])))


def test_who_waits_for_what_stands_on_the_home_page(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    run = office.computed()
    assert "等我复核或审批的发放" in words(signed_in(office.checker).get("/"))
    assert "等我复核或审批的发放" not in words(signed_in(office.preparer).get("/"))
    office.answered(office.exported(run=run), {person.pk: "冻结"})
    assert PayLine.objects.get().state == LineState.FAILED
    assert "发放失败要跟进" in words(signed_in(office.county.clerk()).get("/"))


def test_a_file_of_another_month_or_with_a_wrong_total_is_said_at_the_field(office: Office) -> None:
    person = entitled(office.county, "王老伯")
    run = office.exported()
    browser = signed_in(office.preparer)
    url = reverse("payments:return", args=[run.pk])
    rows = [(line_of(run, person).reference, "173.00", "成功", "", _today()), ("合计", "200.00", "", "", "")]
    page = browser.post(url, {"file": SimpleUploadedFile("回盘.csv", answer(rows))})
    assert page.status_code == 422
    assert "第3行的合计是200.00，各行相加是173.00，两者不符" in words(page)
    page = browser.post(url, {"file": SimpleUploadedFile("回盘.csv", b"a,b\n1,2")})
    assert page.status_code == 422 and "表头" in words(page)
    page = browser.post(url, {})
    assert page.status_code == 422 and "请选择银行的回盘文件" in words(page)


def test_who_signs_sees_what_is_paid_all_the_same_and_is_led_on(office: Office) -> None:
    person, moved = entitled(office.county, "已故人"), entitled(office.county, "迁出人")
    person.resident.standing, person.resident.deceased_on = "deceased", dt.date.fromisoformat(_today())
    person.resident.save()
    moved.resident.standing = "moved_out"
    moved.resident.save()
    run = office.computed(dt.date.fromisoformat(f"{_this_month()}-01"))
    browser = signed_in(office.preparer)
    decide = reverse("payments:decide", args=[run.pk])
    dead, gone = (Finding.objects.get(kind=kind).pk for kind in ("death", "moved"))
    typed = {"decision": "pay", "reason": "当月仍应发"}
    page = browser.post(decide, {**typed, "finding": [dead, gone]})
    assert page.status_code == 422 and "不能成批照发" in words(page)
    page = browser.post(decide, {**typed, "finding": [dead]})
    assert page.status_code == 422 and "已逐人核实" in words(page)
    page = browser.post(decide, {**typed, "finding": [dead], "confirmed": "on"}, follow=True)
    assert "去复核" not in words(page)
    page = browser.post(decide, {**typed, "finding": [gone]}, follow=True)
    assert "可以复核了" in words(page) and "去复核" in words(page)
    browser = signed_in(office.checker)
    with at_most():
        page = browser.get(reverse("payments:run", args=[run.pk]))
    said = words(page)
    assert "死亡登记 1条" in said and "已迁出 1条" in said
