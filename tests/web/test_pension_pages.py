"""Pension accounts on screen: found, explained, posted to by hand, printed; interest and proofs."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.bookkeeping.models import ProofRun
from cuncuntong.ledgers.bookkeeping.services import (
    compute_interest,
    post_interest,
    prove_books,
    prove_in_background,
    undo_interest,
)
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.network.parameters import confirm, propose
from tests.ledgers.bookkeeping.make import posted, set_rate
from tests.ledgers.make import County, basic_account, pay
from tests.web.support import at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def account(county: County) -> PensionAccount:
    made = basic_account(county.resident("李秀英"))
    for year in (2023, 2024):
        pay(made, year)
        pay(made, year, "40", kind="subsidy", paying="none")
    return made


def url(name: str, *args: Any) -> str:
    return reverse(f"pensions:{name}", args=args)


def test_a_clerk_finds_a_person_and_sees_the_years(county: County, account: PensionAccount) -> None:
    clerk = signed_in(county.clerk())
    found = clerk.get(url("find"), {"q": "李秀"})
    assert "城乡居民基本养老保险（正常缴费）" in words(found)
    by_number = clerk.get(url("find"), {"q": account.number})
    assert by_number.url == url("resident", account.resident_id)
    with at_most():
        page = clerk.get(by_number.url)
    said = words(page)
    # 2 × (300 + 40)
    assert "账户余额 680.00 元" in " ".join(said.split())
    assert account.resident.id_number not in page.content.decode()
    assert any(row.startswith("2023 正常缴费 300 300.00") for row in table_rows(page))


def test_a_clerk_of_another_village_sees_nothing(county: County, account: PensionAccount) -> None:
    clerk = signed_in(county.clerk(county.huangcheng))
    assert clerk.get(url("resident", account.resident_id)).status_code == 404
    assert clerk.get(url("account", account.pk)).status_code == 404
    assert "没有找到" in words(clerk.get(url("find"), {"q": account.number}))


def test_a_number_that_is_an_id_number_is_masked(county: County, account: PensionAccount) -> None:
    number = account.resident.id_number
    PensionAccount.objects.filter(pk=account.pk).update(number=number)
    page = signed_in(county.clerk()).get(url("account", account.pk))
    assert number not in page.content.decode()
    assert number[-4:] in words(page)


def posting(**more: str) -> dict[str, str]:
    values = {
        "kind": "transfer_in",
        "year": "2026",
        "amount": "120.50",
        "on": "20260105",
        "document": "转2026-7",
        "reason": "外县转入",
    }
    return {**values, **more}


def test_the_county_posts_by_hand_on_a_document(county: County, account: PensionAccount) -> None:
    admin = signed_in(county.business_admin())
    assert admin.post(url("post", account.pk), posting()).status_code == 302
    assert balance(account) == Decimal("800.50")
    again = admin.post(url("post", account.pk), posting())
    assert again.status_code == 422
    assert "凭证转2026-7已经在这个账户记过账" in words(again)
    admin.post(url("post", account.pk), posting(kind="transfer_out", amount="0.50", document="转2026-8"))
    assert balance(account) == Decimal("800.00")
    assert AuditEntry.objects.filter(action="pension.posted_by_hand").count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": "0"}, "金额应大于0"),
        ({"amount": "1.234"}, "最多两位小数"),
        ({"kind": "transfer_out", "amount": "9000"}, "账户余额不足"),
        ({"on": "20991231"}, "日期不能晚于今天"),
        ({"year": "2027"}, "2027年度还没有到"),
        ({"document": " "}, "请填写凭证号"),
        ({"kind": "payment"}, "请重新选择类别"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(
    county: County, account: PensionAccount, more: dict[str, str], said: str
) -> None:
    answer = signed_in(county.business_admin()).post(url("post", account.pk), posting(**more))
    assert answer.status_code == 422
    assert said in words(answer)
    assert "外县转入" in answer.content.decode()
    assert balance(account) == Decimal(680)


def test_an_entry_is_taken_back_with_reason_and_document(county: County, account: PensionAccount) -> None:
    admin, entry = signed_in(county.business_admin()), account.entries.get(kind="own", year=2024)
    assert admin.post(url("reverse", entry.pk), {"document": "", "reason": ""}).status_code == 422
    done = admin.post(url("reverse", entry.pk), {"document": "更正3", "reason": "重复缴费"}, follow=True)
    assert "已冲正" in words(done)
    assert balance(account) == Decimal(380)
    assert account.entries.get(kind="reversal").source == "冲正：凭证更正3，重复缴费"
    twice = admin.post(url("reverse", entry.pk), {"document": "更正3", "reason": "重复缴费"})
    assert "这一笔已经冲正过了" in words(twice)
    assert signed_in(county.clerk()).post(url("reverse", entry.pk), {}).status_code == 403


def test_statements_say_the_same_on_paper_and_in_the_workbook(
    county: County, account: PensionAccount
) -> None:
    clerk = signed_in(county.clerk())
    pdf = clerk.get(url("statement_pdf", account.resident_id))
    assert pdf.content.startswith(b"%PDF")
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(clerk.get(url("statement_xlsx", account.resident_id)).content)
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[-1][1] == "合计"
    assert rows[-1][9] == 680.0
    assert AuditEntry.objects.filter(action="pension.statement_made").count() == 2


def test_two_persons_post_a_years_interest(county: County, account: PensionAccount) -> None:
    one, two = county.business_admin(), county.business_admin()
    first, second = signed_in(one), signed_in(two)
    asked = {"scheme": "basic", "year": "2025"}
    refused = first.post(url("interest"), asked)
    assert refused.status_code == 422
    assert "2025年度的记账利率还没有填写" in words(refused)
    made = propose(
        caller=one,
        key="resident_pension.interest_rate",
        starts_on=dt.date(2025, 1, 1),
        value="0.03",
        source="演示：测试用利率",
    )
    confirm(caller=two, value_id=made.pk)
    page = first.post(url("interest"), asked)
    run = int(page.url.rstrip("/").rsplit("/", 1)[1])
    compute_interest.func(run=run)
    # 680 × 0.03
    assert "20.40" in words(second.get(page.url))
    own = first.post(url("interest_act", run), {"act": "confirm"})
    assert own.status_code == 422
    assert "须是两个人" in words(own)
    assert second.post(url("interest_act", run), {"act": "confirm"}).status_code == 302
    post_interest.func(run=run)
    assert balance(account) == Decimal("700.40")
    assert "请写明整批撤销的原因" in words(
        first.post(url("interest_act", run), {"act": "reverse", "reason": ""})
    )


def test_interest_of_accounts_that_are_used_up_is_listed_kept_and_confirmed(
    county: County, account: PensionAccount
) -> None:
    one, two = county.business_admin(), county.business_admin()
    first, second = signed_in(one), signed_in(two)
    set_rate(one, two)
    run = posted(one, two)
    pay(account, 2026, "-690.40", kind="payment", paying="none", level=None)
    set_rate(one, two, rate="0.02")
    asked = first.post(url("interest_act", run.pk), {"act": "reverse", "reason": "利率更正"}, follow=True)
    # 680 × 0.02 = 13.60 instead of 20.40, of which 10.00 is left.
    said = words(asked)
    assert "20.40" in said and "13.60" in said and "冲回6.80元，账户不够的由基金承担" in said
    page = words(first.get(url("interest_run", run.pk)))
    assert "等另一人确认" in page and "核对无误" not in page
    plan = run.corrections.get().pk
    act = url("taking_back_act", run.pk)
    assert "请写明为什么保留" in words(
        first.post(act, {"act": "keep", "correction": plan, "why": ""}, follow=True)
    )
    assert first.post(act, {"act": "keep_small", "most": "x", "why": "小"}).status_code == 422
    kept = words(first.post(act, {"act": "keep_small", "most": "6.80", "why": "差额小"}, follow=True))
    assert "1个账户保留" in kept and "保留：差额小" in kept
    first.post(act, {"act": "correct", "correction": plan})
    assert "另一位" in words(first.post(act, {"act": "confirm"}, follow=True))
    assert "核对无误，确认撤销" in words(second.get(url("interest_run", run.pk)))
    with at_most():
        second.get(url("taking_back", run.pk), {"kind": "more"})
    second.post(act, {"act": "confirm"})
    undo_interest.func(run=run.pk)
    assert balance(account) == Decimal("3.20")
    assert "已整批撤销" in words(second.get(url("interest_run", run.pk)))


def test_a_proof_is_begun_by_hand_and_shows_how_far_it_is(county: County, account: PensionAccount) -> None:
    admin = signed_in(county.business_admin())
    empty = words(admin.get(url("books")))
    assert "还没有核对过" in empty and "现在核对" in empty and "没有异常" not in empty
    assert signed_in(county.clerk()).post(url("prove")).status_code == 403
    begun = admin.post(url("prove"), follow=True)
    assert "已核对0户，共1户" in words(begun)
    assert admin.post(url("prove")).status_code == 302  # pressed twice: still the same walk
    part = admin.get(url("books"), headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="proof_state"') and "<html" not in part
    prove_in_background.func()
    prove_in_background.func()
    run = ProofRun.objects.get()
    assert (run.accounts, run.total, run.found) == (1, Decimal(680), 0)
    assert admin.get(url("books"), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    done = words(admin.get(url("books")))
    assert "没有异常" in done and "680.00" in done
    assert AuditEntry.objects.filter(action="books.proof_asked").count() == 2


def test_what_is_off_stands_on_the_home_page_until_somebody_looked_into_it(
    county: County, account: PensionAccount
) -> None:
    prove_books()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pensions_pensionentry SET amount = 1 WHERE account_id = %s", [account.pk])
    prove_books()
    admin: Client = signed_in(county.business_admin())
    assert "养老账户异常" in words(admin.get(reverse("home")))
    page = admin.get(url("books"))
    assert "有明细被改动" in words(page)
    finding = account.book_findings.get(kind="seal").pk
    assert admin.post(url("settle", finding), {"note": ""}).status_code == 422
    assert admin.post(url("settle", finding), {"note": "已核对凭证"}).status_code == 302
