"""The collection's screens: a village's list, orders, the bank's files, and the papers."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.spreadsheets import Column, read_rows
from cuncuntong.ledgers.collection.files import COLUMNS
from cuncuntong.ledgers.collection.models import (
    Arrival,
    ArrivalFile,
    ContributionOrder,
    DeductionFile,
    OrderBatch,
)
from cuncuntong.ledgers.collection.services import Payer, issue_back_orders, reverse_order, take_in
from cuncuntong.ledgers.pensions.selectors.accounts import balance
from cuncuntong.ledgers.pensions.services import approve_back_payments
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.collection.make import TODAY, county_reviewer, csv_file, line, order, payer
from tests.ledgers.make import pay
from tests.web.support import County, hidden, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    forget_parameters()
    with time_machine.travel("2026-11-24 10:00+08:00", tick=False):
        yield


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def clerk(county) -> Client:
    return signed_in(county.clerk())


@pytest.fixture
def reviewer(county) -> Client:
    return signed_in(county_reviewer(county))


def upload(content: bytes, name: str = "到账.csv") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


def paid(county: County, name: str = "李秀英") -> ContributionOrder:
    made = order(payer(county, name))
    take_in(caller=county_reviewer(county), name=name, content=csv_file([line(made)]))
    made.refresh_from_db()
    return made


def text_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_the_list_shows_who_paid_who_was_told_and_who_was_not(county, clerk):
    paid(county, "甲缴了")
    order(payer(county, "乙开了"))
    payer(county, "丙没开")
    payer(county, "别村的", village=county.songzhuang)
    page = clerk.get("/collection/")
    rows = {row.split()[0]: row for row in table_rows(page) if "岁" in row}
    found = {name: row for row in table_rows(page) for name in ("甲缴了", "乙开了", "丙没开") if name in row}
    assert (
        "已缴" in found["甲缴了"] and "已开通知，待缴费" in found["乙开了"] and "未开通知" in found["丙没开"]
    )
    assert "别村的" not in words(page) and rows
    only = words(clerk.get("/collection/?state=not"))
    assert "丙没开" in only and "甲缴了" not in only


def test_in_january_last_year_is_sent_to_item_32(county):
    gone, stayed = payer(county, "甲漏缴"), payer(county, "乙缴了")
    pay(stayed, 2026)
    with time_machine.travel("2027-01-08 10:00+08:00", tick=False):
        forget_parameters()
        page = signed_in(county.clerk()).get("/collection/")
    rows = {name: row for row in table_rows(page) for name in ("甲漏缴", "乙缴了") if name in row}
    assert "2027年度的通知" in words(page)
    assert "2026年度没有缴， 办第32项" in rows["甲漏缴"] and "没有缴" not in rows["乙缴了"]
    assert f'href="{reverse("counter:form", args=[gone.resident_id, "32"])}"' in page.content.decode()


def test_where_nobody_can_be_ticked_no_button_asks_for_it(county, clerk):
    paid(county)
    shown = clerk.get("/collection/")
    assert "已缴" in words(shown) and "为勾选的人开具通知" not in shown.content.decode()


def test_orders_for_many_at_once_each_at_the_level_chosen(county, clerk):
    one, two, three = (payer(county, name) for name in ("甲", "乙", "丙"))
    page = clerk.get("/collection/")
    sent = {
        "key": hidden(page, "key"),
        "account": [one.pk, two.pk],
        f"level_{one.pk}": "500",
        f"level_{two.pk}": "300",
        "way": "code",
    }
    done = clerk.post("/collection/", sent)
    batch = OrderBatch.objects.get()
    assert done.url == f"/collection/batches/{batch.pk}/"
    assert list(batch.orders.order_by("account").values_list("account", "level")) == [
        (one.pk, 500),
        (two.pk, 300),
    ]
    # Sent again, it is the same batch.
    assert clerk.post("/collection/", sent).url == done.url
    assert ContributionOrder.objects.count() == 2
    assert "800.00" in words(clerk.get(done.url))
    assert three.orders.count() == 0


def test_the_whole_village_at_its_own_levels_with_who_could_not(county, clerk):
    fine, without = payer(county, "甲", level=700), payer(county, "乙")
    without.level = 400
    without.save()
    page = clerk.get("/collection/")
    clerk.post("/collection/", {"key": hidden(page, "key"), "all": "1"})
    batch = OrderBatch.objects.get()
    assert [one.level for one in batch.orders.all()] == [700]
    assert fine.orders.exists()
    shown = words(clerk.get(f"/collection/batches/{batch.pk}/"))
    assert "乙" in shown and "400元不是2026年度的缴费档次" in shown


def test_a_large_batch_is_shown_page_by_page_and_only_what_stands_is_printed(county, clerk):
    for number in range(52):
        payer(county, f"甲{'一二三四五六七八九十'[number % 10]}")
    page = clerk.get("/collection/")
    clerk.post("/collection/", {"key": hidden(page, "key"), "all": "1"})
    batch = OrderBatch.objects.get()
    first = clerk.get(f"/collection/batches/{batch.pk}/")
    assert "已开具52份缴费通知" in words(first) and "15,600.00" in words(first)
    assert len(table_rows(first)) == 1 + 50
    last = batch.orders.order_by("pk")[49]
    second = clerk.get(f"/collection/batches/{batch.pk}/?after={last.pk}")
    assert len(table_rows(second)) == 1 + 2 and "已开具52份缴费通知" in words(second)
    batch.orders.update(state="cancelled")
    assert "打印通知" not in words(clerk.get(f"/collection/batches/{batch.pk}/"))


def test_nobody_chosen_is_said_and_a_county_chooses_a_village_first(county, clerk, reviewer):
    payer(county)
    answer = clerk.post("/collection/", {"key": "x"})
    assert answer.status_code == 422
    assert "没有选择要开通知的人" in words(answer)
    answer = reviewer.post("/collection/", {"key": "y", "all": "1"})
    assert answer.status_code == 422
    assert "请先选择一个村" in words(answer)
    assert not ContributionOrder.objects.exists()


def test_a_clerk_of_another_village_orders_for_nobody_here(county):
    account = payer(county)
    other = signed_in(county.clerk(county.huangcheng))
    answer = other.post("/collection/", {"key": "x", "account": [account.pk], f"level_{account.pk}": "300"})
    assert answer.status_code == 422
    made = order(account)
    for path in ("", "certificate.pdf"):
        assert other.get(f"/collection/orders/{made.pk}/{path}").status_code == 404
    assert other.post(f"/collection/orders/{made.pk}/act/", {"why": "x"}).status_code == 404
    made.refresh_from_db()
    assert made.state == "issued"


def test_an_order_prints_and_a_reprint_is_counted(county, clerk):
    made = order(payer(county))
    for place in range(2):
        pdf = clerk.get(f"/collection/orders/papers.pdf?order={made.pk}")
        assert pdf.status_code == 200 and text_of(pdf.content) == 1
        assert AuditEntry.objects.filter(action="paper.printed").count() == place + 1
    clerk.post(f"/collection/orders/{made.pk}/act/", {"why": "不缴了"})
    assert clerk.get(f"/collection/orders/papers.pdf?order={made.pk}").status_code == 404


def test_cancelling_needs_a_reason(county, clerk):
    made = order(payer(county))
    answer = clerk.post(f"/collection/orders/{made.pk}/act/", {"why": " "})
    assert answer.status_code == 422 and "请写明取消的原因" in words(answer)
    assert clerk.post(f"/collection/orders/{made.pk}/act/", {"why": "换档次"}).status_code == 302
    assert "换档次" in words(clerk.get(f"/collection/orders/{made.pk}/"))


def test_orders_are_found_by_reference_and_name(county, clerk):
    first, second = order(payer(county, "王一")), order(payer(county, "李二"))
    assert second.spaced not in words(clerk.get(f"/collection/orders/?q={first.spaced.replace(' ', '+')}"))
    assert first.spaced in words(clerk.get("/collection/orders/?q=王"))
    assert "没有符合条件" in words(clerk.get("/collection/orders/?state=paid"))


def test_a_certificate_is_printed_for_what_arrived_and_checked_by_anybody(county, clerk):
    waiting = order(payer(county, "没缴"))
    assert clerk.get(f"/collection/orders/{waiting.pk}/certificate.pdf").status_code == 302
    made = paid(county)
    pdf = clerk.get(f"/collection/orders/{made.pk}/certificate.pdf")
    assert text_of(pdf.content) == 1
    page = Client().get(f"/p/contribution/{made.token}/")
    shown = words(page)
    assert "有效" in shown and "300.00" in shown and made.spaced in shown
    for secret in (made.resident.name, made.resident.id_number, made.account.number):
        assert secret not in page.content.decode()
    assert Client().get("/p/contribution/no-such-token/").status_code == 404
    reverse_order(caller=county_reviewer(county), order=made, why="记错", today=TODAY)
    shown = words(Client().get(f"/p/contribution/{made.token}/"))
    assert "无效" in shown and "冲正" in shown


def test_the_county_imports_and_solves_what_does_not_fit(county, reviewer):
    good, wrong = order(payer(county, "对")), order(payer(county, "错"))
    content = csv_file([line(good), line(wrong, name="别人")])
    done = reviewer.post("/collection/arrivals/", upload(content))
    file = ArrivalFile.objects.get()
    assert done.url == f"/collection/arrivals/{file.pk}/"
    shown = words(reviewer.get(done.url))
    assert "已入账1笔，还有1笔待处理" in shown and "姓名与通知不符" in shown
    assert "已处理完" not in shown and "1笔待处理" in words(reviewer.get("/collection/arrivals/"))
    again = reviewer.post("/collection/arrivals/", upload(content))
    assert again.status_code == 422 and "没有重复导入" in words(again)
    assert "对不上的到账" in words(reviewer.get("/"))
    problem = f"/collection/problems/{Arrival.objects.get(state='problem').pk}/"
    assert wrong.spaced in words(reviewer.get(problem))
    empty = reviewer.post(problem, {"move": "assign", "reference": "", "note": "问过"})
    assert empty.status_code == 422 and "请填写缴费编号" in words(empty) and "问过" in empty.content.decode()
    mistaken = reviewer.post(problem, {"move": "assign", "reference": good.reference, "note": "问过"})
    assert mistaken.status_code == 422 and "已经到过账" in words(mistaken)
    assert (
        reviewer.post(problem, {"move": "assign", "reference": wrong.spaced, "note": "问过"}).status_code
        == 302
    )
    assert balance(wrong.account) == 340
    assert "没有待处理的到账差异" in words(reviewer.get("/collection/problems/"))
    assert "已处理完" in words(reviewer.get("/collection/arrivals/"))


def test_a_held_file_is_decided_on_its_page(county, reviewer):
    made = order(payer(county))
    reviewer.post("/collection/arrivals/", upload(csv_file([line(made)], rows="3")))
    page = f"/collection/arrivals/{ArrivalFile.objects.get().pk}/"
    assert "合计行写3笔" in words(reviewer.get(page))
    assert reviewer.post(page, {"move": "post", "note": ""}).status_code == 422
    reviewer.post(page, {"move": "post", "note": "银行确认"})
    assert balance(made.account) == 340


@pytest.mark.parametrize("content", [b"\x00", "姓名\n甲\n".encode()])
def test_a_file_that_is_none_is_told_at_the_field(reviewer, content):
    answer = reviewer.post("/collection/arrivals/", upload(content))
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode() or "aria-invalid" in answer.content.decode()


def test_the_template_has_the_headings(reviewer):
    made = reviewer.get("/collection/arrivals/template/")
    assert read_rows(made.content, list(COLUMNS)).rows == []


def test_a_posting_is_taken_back_by_the_county_alone(county, clerk, reviewer):
    made = paid(county)
    page = f"/collection/orders/{made.pk}/act/"
    assert clerk.post(page, {"move": "reverse", "why": "记错"}).status_code == 403
    assert balance(made.account) == 340
    reviewer.post(page, {"move": "reverse", "why": "记错"})
    assert balance(made.account) == 0


def test_progress_counts_people_and_yuan_by_village(county, reviewer, clerk):
    paid(county, "甲")
    order(payer(county, "乙"))
    payer(county, "丙", village=county.huangcheng, level=500)
    shown = words(reviewer.get("/collection/progress/"))
    assert "凤城镇" in shown and "北留镇" in shown
    export = reviewer.get("/collection/progress/export/")
    columns = [
        Column("place", "地方"),
        Column("should", "应缴人数", kind="int"),
        Column("paid", "已缴人数", kind="int"),
        Column("ordered", "已开通知待缴", kind="int"),
        Column("share", "缴费率（%）", kind="int"),
        Column("money", "已缴金额（元）", kind="money"),
    ]
    rows = [tuple(row.values()) for _, row in read_rows(export.content, columns).rows]
    assert rows == [("凤城镇", 2, 1, 1, 50, 300), ("北留镇", 1, 0, 0, 0, 0), ("合计", 3, 1, 1, 33, 300)]
    assert "皇城村" not in words(clerk.get("/collection/progress/"))


def test_the_list_leaves_as_excel_and_on_paper(county, clerk):
    made = order(payer(county, "王列"))
    book = clerk.get("/collection/list.xlsx")
    (row,) = [row for _, row in read_rows(book.content, [Column("n", "姓名"), Column("r", "缴费编号")]).rows]
    assert row == {"n": "王列", "r": made.spaced}
    assert made.resident.id_number.encode() not in book.content
    assert text_of(clerk.get("/collection/list.pdf").content) == 1
    assert AuditEntry.objects.filter(action="collection.exported").count() == 2


def test_the_bank_is_asked_to_deduct_once_and_every_download_is_recorded(county, reviewer):
    made = order(payer(county), payer=Payer("李大", "演示银行", "6222021234567890123"))
    reviewer.post("/collection/deductions/")
    page = reviewer.get("/collection/deductions/")
    assert "6222021234567890123" not in page.content.decode()
    number = re.search(r"/collection/deductions/(\d+)/csv/", page.content.decode()).group(1)
    csv = reviewer.post(f"/collection/deductions/{number}/csv/").content.decode("utf-8-sig").splitlines()
    assert csv[1] == f"{made.reference},李大,演示银行,6222021234567890123,300.00,2026,基本养老保险,李秀英"
    assert csv[2] == "合计,1,,,300.00,,,"
    assert reviewer.post(f"/collection/deductions/{number}/xlsx/").status_code == 200
    assert AuditEntry.objects.filter(action="collection.deduction_exported").count() == 3
    reviewer.post("/collection/deductions/")
    assert "没有等待代扣" in words(reviewer.get("/collection/deductions/"))
    assert reviewer.get(f"/collection/deductions/{number}/csv/").status_code == 405


def test_home_tells_the_clerk_who_has_not_paid(county, clerk):
    assert "开了通知还没缴费" not in words(clerk.get("/"))
    order(payer(county), on=dt.date(2026, 11, 20))
    assert "开了通知还没缴费" in words(clerk.get("/"))


def test_the_banks_answer_to_a_deduction_is_taken_in_and_shown(county, reviewer, clerk):
    made = order(payer(county), payer=Payer("李大", "演示银行", "6222021234567890123"))
    reviewer.post("/collection/deductions/")
    file = DeductionFile.objects.get()
    address = f"/collection/deductions/{file.pk}/"
    assert "等银行回盘" in words(reviewer.get(address))
    head = "缴费编号,金额,结果,原因\n"
    wrong = reviewer.post(address, upload(f"{head}{made.reference},30,失败,余额不足\n".encode()))
    assert wrong.status_code == 422
    assert "第2行：金额是30.00元，报给银行的是300.00元" in words(wrong)
    assert "请选择银行的代扣回盘" in words(reviewer.post(address))
    done = reviewer.post(address, upload(f"{head}{made.reference},300,失败,余额不足\n".encode()), follow=True)
    shown = words(done)
    assert "银行扣成0笔，没有扣成1笔" in shown and "银行已回盘" in shown and "余额不足" in shown
    assert "余额不足" in words(clerk.get(f"/collection/orders/{made.pk}/"))
    template = reviewer.get("/collection/deductions/answer-template/")
    assert template.status_code == 200 and template.content.startswith(b"PK")


def test_an_approved_year_is_ordered_again_when_its_order_expired(county, clerk):
    years = approve_back_payments(account=payer(county), years={2022: "gap"}, level=500, on=TODAY, actor=None)
    (made,) = issue_back_orders(back_payments=years, on=TODAY, actor=None)
    address = f"/collection/orders/{made.pk}/"
    assert "补缴已经核定" not in words(clerk.get(address))
    ContributionOrder.objects.update(state="expired", valid_until=TODAY)
    assert "2022年度的补缴已经核定，还没有缴" in words(clerk.get(address))
    done = clerk.post(f"{address}act/", {"move": "again"}, follow=True)
    again = ContributionOrder.objects.get(state="issued")
    assert done.redirect_chain[-1][0] == f"/collection/orders/{again.pk}/"
    assert "2022年度补缴的通知已重新开具" in words(done) and again.amount == 500
