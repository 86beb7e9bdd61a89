"""The gateway's screens: what waits above, answers for a person, packages, ledgers."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases import numbers
from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.above.circuit import NAME
from cuncuntong.ledgers.above.enums import AnswerState, CircuitState, Trouble
from cuncuntong.ledgers.above.models import Answer, Circuit, FeedRun, Handover, Package
from cuncuntong.ledgers.above.selectors import counts, standing_of, standings_of_resident
from cuncuntong.ledgers.above.services import withdraw
from cuncuntong.ledgers.above.services.sending import arrived, failed
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models import Duty
from cuncuntong.rules.registry import items
from cuncuntong.web.above.payload_words import pairs
from tests.cases import make as cases
from tests.ledgers.above import test_packages
from tests.ledgers.above.answering import answer
from tests.ledgers.above.make import FEED, OTHER, Ledger, handed, registered
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
exchange = test_packages.exchange


@pytest.fixture(autouse=True)
def ledger() -> Iterator[Ledger]:
    with registered() as made:
        yield made


@pytest.fixture
def county() -> County:
    return County()


def got(client: Client, name: str, *args: Any, status: int = 200, **query: Any) -> Any:
    page = client.get(reverse(f"above:{name}", args=args), query)
    assert page.status_code == status, words(page)
    return page


def sent(client: Client, name: str, data: dict[str, Any], *args: Any, status: int = 302) -> Any:
    page = client.post(reverse(f"above:{name}", args=args), data)
    assert page.status_code == status, words(page)
    return page


def days_ago(days: int) -> Any:
    return timezone.now() - dt.timedelta(days=days)


def test_what_waits_above_is_listed_with_how_long_and_why(county: County, settings: Any) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_TRANSPORT": "http"}
    waiting, up, rejected, done = (handed(county, number) for number in (1, 2, 3, 4))
    arrived(up, reference="S77", channel="http")
    Handover.objects.filter(pk=up.pk).update(sent_at=days_ago(3), due_on=days_ago(1).date())
    failed(rejected, "上级系统拒收（422）身份证号码有误", rejected=True)
    answer(done, agreed=False, words="账户不存在")
    client = signed_in(county.business_admin())
    with at_most():
        page = got(client, "list")
    rows = table_rows(page)
    assert any("上级：待报送" in row and waiting.case_number in row for row in rows)
    assert any("上级：已报送，3天，超过答复时限" in row for row in rows)
    assert any("上级：没有收下" in row and "身份证号码有误" in row for row in rows)
    assert not any(done.case_number in row for row in rows)
    assert "账户不存在" in words(got(client, "list", state="refused"))
    assert len(table_rows(got(client, "list", state="late"))) == 2
    assert len(table_rows(got(client, "list", q="S77"))) == 2
    assert table_rows(got(client, "list", kind=OTHER)) == []


PAYLOAD = {
    "id_number": "140522196403051234",
    "reason": "死亡",
    "happened_on": "2026-11-25",
    "at": "2026-11-25T02:30:00+00:00",
    "picture": "QUJD" * 200,
    "back_pay": False,
    "parts": [{"amount": "10.00"}],
}


def test_one_tells_its_history_with_long_numbers_masked(county: County, audited_actions: Any) -> None:
    row = handed(county, payload=PAYLOAD)
    answer(row, agreed=False, words="账户不存在", data={"办理机构": "省中心"})
    page = got(signed_in(county.business_admin()), "one", row.pk)
    text = words(page)
    assert "1405**********1234" in text
    assert "140522196403051234" not in page.content.decode()
    assert "QUJDQUJD" not in text
    for said in (
        "身份证号码",
        "死亡",
        "2026-11-25 10:30",
        "金额：10.00",
        "800个字符",
        "账户不存在",
        "省中心",
        "上级答复：不同意",
        "已报送",
    ):
        assert said in text
    assert audited_actions()[-1] == "above.read"


def test_codes_of_a_business_are_told_in_words(county: County) -> None:
    payload = {"move": "report_temporary", "state": "4", "making": "04", "way": "counter", "way_name": "现场"}
    assert pairs(payload, "cards.loss") == [
        ("办理", "临时挂失"),
        ("状态", "临时挂失"),
        ("制卡进度", "已激活"),
        ("认证方式", "现场"),
    ]
    assert pairs({"kind": "death", "scheme": "employee"}, "insurance.stop") == [
        ("情形", "死亡"),
        ("险种", "企业职工基本养老保险"),
    ]
    assert pairs({"state": "4"}, "other.kind") == [("状态", "4")]


def test_what_is_rejected_is_not_counted_as_failed_too(county: County) -> None:
    rejected_, failed_ = handed(county, 1), handed(county, 2)
    failed(rejected_, "上级系统拒收（422）", rejected=True)
    failed(failed_, "超时")
    admin = county.business_admin()
    told = counts(admin)
    assert (told.failed, told.rejected, told.open) == (1, 1, 2)
    client = signed_in(admin)
    for state, shown, hidden in (("failed", failed_, rejected_), ("rejected", rejected_, failed_)):
        page = words(got(client, "list", state=state))
        assert shown.case_number in page and hidden.case_number not in page


@pytest.fixture
def audited_actions() -> Any:
    from cuncuntong.foundation.audit.models import AuditEntry

    return lambda: list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_system_administrator_sees_no_person(county: County) -> None:
    row = handed(county, resident=county.resident("吴桂兰"), payload={"姓名": "吴桂兰"})
    client = signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.county))
    for name, args in (("list", ()), ("one", (row.pk,))):
        page = got(client, name, *args)
        assert "吴桂兰" not in page.content.decode()
    sent(client, "again", {}, row.pk, status=403)


def test_why_rows_went_back_names_people_and_is_for_who_sees_them(
    county: County, audited_actions: Any
) -> None:
    run = FeedRun.objects.create(
        feed=FEED,
        channel="file",
        state="faulty",
        rows=2,
        wrong=1,
        samples=[[1, "姓名“吴桂兰”与居民台账的不同"]],
        made_at=timezone.now(),
        county_code="140522",
    )
    assert "吴桂兰" in words(got(signed_in(county.business_admin()), "feed_run", run.pk))
    assert audited_actions()[-1] == "above.read"
    page = words(got(signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.county)), "feed_run", run.pk))
    assert "吴桂兰" not in page
    assert "您的岗位不查看居民资料" in page


def test_what_the_province_said_of_a_person_is_no_word_for_a_system_administrator(county: County) -> None:
    refused, off = handed(county, 1), handed(county, 2)
    answer(refused, agreed=False, words="吴桂兰已在外省参保")
    answer(refused, agreed=True, serial=3)
    failed(off, "上级系统没有应答（超时）")
    client = signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.county))
    for name, args, query in (("list", (), {"state": "refused"}), ("one", (refused.pk,), {})):
        assert "吴桂兰" not in words(got(client, name, *args, **query))
    assert "超时" in words(got(client, "list")) and "超时" in words(got(client, "one", off.pk))
    assert "吴桂兰" in words(got(signed_in(county.business_admin()), "one", refused.pk))


def test_a_reviewer_sees_the_own_line_alone(county: County) -> None:
    pension, card = handed(county, 1), handed(county, 2, kind=OTHER)
    reviewer = county.caller(DutyKind.REVIEWER, county.county)
    Duty.objects.filter(account=reviewer.account).update(lines=[Line.CARD])
    client = signed_in(reviewer)
    page = got(client, "list")
    assert card.case_number in words(page)
    assert pension.case_number not in words(page)
    got(client, "one", pension.pk, status=404)


def test_sending_again_is_a_button(county: County) -> None:
    row = handed(county)
    failed(row, "上级系统拒收（422）", rejected=True)
    client = signed_in(county.business_admin())
    assert "现在再报送" in words(got(client, "one", row.pk))
    sent(client, "again", {}, row.pk)
    row.refresh_from_db()
    assert row.next_try_at is not None
    withdraw(key=row.key, actor=None, reason="不报了")
    page = client.post(reverse("above:again", args=[row.pk]), follow=True)
    assert "不需要再报送" in words(page)


def test_an_open_circuit_is_told_and_tried_by_hand(county: County, settings: Any) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_TRANSPORT": "http"}
    later = timezone.now() + dt.timedelta(minutes=10)
    Circuit.objects.create(
        name=NAME,
        state=CircuitState.OPEN,
        failures=5,
        error="上级系统没有应答（超时）",
        opened_at=timezone.now(),
        retry_at=later,
    )
    client = signed_in(county.business_admin())
    text = words(got(client, "list"))
    assert "已暂停呼叫" in text
    assert "上级系统没有应答（超时）" in text
    sent(client, "circuit", {})
    assert Circuit.objects.get().retry_at <= timezone.now()  # type: ignore[operator]


def test_without_a_connection_the_page_says_so(county: County, settings: Any) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_TRANSPORT": ""}
    assert "还没有设置上级系统的连接方式" in words(got(signed_in(county.business_admin()), "list"))


def test_what_an_answer_says_is_for_those_who_see_residents_and_its_reading_is_logged(
    county: County, ledger: Ledger, audited_actions: Any
) -> None:
    def refuse(*_: Any) -> None:
        raise LedgerRefused("账户已注销。", "请先恢复账户。")

    row = handed(county, 1)
    ledger.on_answer = refuse
    problem = answer(row, expect_problem=True, words="吴桂兰已在外省参保", data={"姓名": "吴桂兰"})
    assert "吴桂兰" in words(got(signed_in(county.business_admin()), "problem", problem.pk))
    assert "above.read" in audited_actions()
    system = signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.county))
    page = words(got(system, "problem", problem.pk))
    assert "吴桂兰" not in page
    assert "您的岗位不查看居民资料" in page


def test_an_answer_that_our_ledger_refuses_is_settled_on_the_screen(county: County, ledger: Ledger) -> None:
    def refuse(*_: Any) -> None:
        raise LedgerRefused("账户已注销，不能按答复暂停。", "请先恢复账户。")

    rows = [handed(county, 1), handed(county, 2)]
    ledger.on_answer = refuse
    problems = [answer(row, expect_problem=True) for row in rows]
    client = signed_in(county.business_admin())
    assert standing_of("C00001").words == "上级：已有答复，等本县处理"  # type: ignore[union-attr]
    assert "账户已注销" in words(got(client, "problems"))
    page = client.post(reverse("above:problem", args=[problems[0].pk]), {"act": "again"}, follow=True)
    assert "还是不能采用：账户已注销" in words(page)
    page = sent(client, "problem", {"act": "settle", "words": " "}, problems[0].pk, status=422)
    assert "请写明怎样处理的" in words(page)
    sent(client, "problem", {"act": "settle", "words": "已按更正业务重报"}, problems[0].pk)
    assert "已按更正业务重报" in words(got(client, "problem", problems[0].pk))
    ledger.on_answer = None
    sent(client, "problem", {"act": "again"}, problems[1].pk)
    assert table_rows(got(client, "problems")) == []
    assert standing_of("C00002").words.startswith("上级：已办结")  # type: ignore[union-attr]


def test_an_answer_to_what_is_unknown_shows_the_number_that_it_named(county: County) -> None:
    for number in (1, 2):
        Answer.objects.create(
            key=f"no.such:{number}",
            serial=1,
            agreed=True,
            digest=str(number),
            said_at=timezone.now(),
            came_at=timezone.now(),
            channel="http",
            state=AnswerState.PROBLEM,
            trouble=Trouble.UNKNOWN,
            county_code=county.county.code,
        )
    page = words(got(signed_in(county.business_admin()), "problems"))
    assert "no.such:1" in page and "no.such:2" in page and page.count("上级写的编号") == 2
    # What the province wrote may name a person: it is for those who see residents.
    system = signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.county))
    assert "no.such:1" not in words(got(system, "problems"))


def test_packages_go_out_and_results_come_in_by_hand(county: County, exchange: Any) -> None:
    row = handed(county)
    client = signed_in(county.business_admin())
    assert "由人工导出、导入" in words(got(client, "packages"))
    sent(client, "make_package", {})
    package = Package.objects.get()
    zipped = sent(client, "package", {}, package.pk, status=200)
    assert zipped.content.startswith(b"PK")
    made = test_packages.results(test_packages.result(row.key), test_packages.result("no.such"))
    for content, status in ((b"no zip", 422), (made, 302), (made, 302)):
        file = io.BytesIO(content)
        file.name = "r.zip"
        page = sent(client, "packages", {"file": file}, status=status)
        if status == 422:
            assert "整包没有收" in words(page)
    page = got(client, "packages")
    assert "以前收过，这次没有重复" in words(page) and "刷新" in words(page)
    assert any("1笔等上级答复" in row for row in table_rows(page))
    run_waiting()
    with at_most():
        page = got(client, "packages")
    assert any("都有了答复" in row for row in table_rows(page))
    assert "刷新" not in words(page)
    result = Package.objects.get(kind="results")
    assert (result.taken, result.failed) == (1, 1)
    assert got(client, "package_wrong", result.pk).content.startswith(b"PK")
    assert "本系统没有这笔报送" in words(got(client, "problems"))


def upload(client: Client, content: bytes, status: int = 302, **more: str) -> Any:
    file = io.BytesIO(content)
    file.name = "台账.csv"
    return sent(client, "upload", {"feed": FEED, "file": file, "as_of": "20261120", **more}, status=status)


def test_a_ledger_is_brought_in_with_progress_and_wrong_rows(county: County, ledger: Ledger) -> None:
    client = signed_in(county.business_admin())
    page = upload(client, "个人编号\nP1\n".encode(), status=422)
    assert "表头缺少：金额" in words(page)
    page = upload(client, "个人编号,金额\nP1,1\n".encode(), status=422, as_of="20991231")
    assert "不能晚于今天" in words(page)
    upload(client, "个人编号,金额\nP1,100\nP2,一百\n".encode())
    run = FeedRun.objects.get()
    assert "正在核对" in words(got(client, "feed_run", run.pk))
    run_waiting()
    page = got(client, "feed_run", run.pk)
    assert "有错误行，待决定" in words(page)
    assert "金额“一百”不是数字。" in words(page)
    assert got(client, "feed_wrong", run.pk).content.startswith(b"PK")
    sent(client, "feed_act", {"act": "right_rows"}, run.pk)
    run_waiting()
    assert "已收完" in words(got(client, "feed_run", run.pk))
    assert sorted(ledger.rows) == ["P1"]
    with at_most():
        page = got(client, "feeds")
    assert "2026年11月20日" in words(page)
    assert "个人编号,金额,单位" in got(client, "feed_head", FEED).content.decode()


def test_a_clerk_is_not_let_in(county: County) -> None:
    row = handed(county)
    client = signed_in(county.clerk())
    got(client, "list", status=403)
    got(client, "one", row.pk, status=403)


def test_a_resident_s_open_handovers_are_told(county: County) -> None:
    person = county.resident()
    handed(county, 1, resident=person)
    answer(handed(county, 2, resident=person, kind=OTHER))
    assert [one.kind for one in standings_of_resident(person)] == ["社保卡激活", "停发申请"]
    assert [one.kind for one in standings_of_resident(person, [OTHER])] == ["社保卡激活"]


def test_the_home_page_tells_what_needs_a_person(county: County, ledger: Ledger) -> None:
    def refuse(*_: Any) -> None:
        raise LedgerRefused("不能暂停。", "")

    late, rejected, problem = (handed(county, number) for number in (1, 2, 3))
    Handover.objects.filter(pk=late.pk).update(due_on=days_ago(2).date())
    failed(rejected, "上级系统拒收（422）", rejected=True)
    ledger.on_answer = refuse
    answer(problem, expect_problem=True)
    text = words(signed_in(county.business_admin()).get(reverse("home")))
    for said in ("没有办成的上级答复", "上级没有收下的报送", "超过时限没有答复的报送"):
        assert said in text
    assert "没有办成的上级答复" not in words(signed_in(county.clerk()).get(reverse("home")))


def test_the_case_page_tells_where_it_stands_above(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(items._items, cases.INSTANT.number, cases.INSTANT)
    numbers.forget_blocks()
    clerk, person = county.clerk(), county.resident()
    case = cases.file(clerk, cases.INSTANT, person).case
    page = signed_in(clerk).get(reverse("cases:detail", args=[case.number]))
    assert "上级：" not in words(page)
    row = handed(county, 1, resident=person, case_number=case.number)
    arrived(row, reference="S1", channel="http")
    Handover.objects.filter(pk=row.pk).update(sent_at=days_ago(3))
    client = signed_in(clerk)
    with at_most():
        page = client.get(reverse("cases:detail", args=[case.number]))
    assert "停发申请 上级：已报送，3天" in words(page)
