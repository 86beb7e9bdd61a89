"""Recoveries through their pages: the list, money received and reversed, arrangements, heirs, the paper."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from cuncuntong.cases.models import PrintRecord
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.bookkeeping.models import InterestLine, InterestRun
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.recoveries.enums import ReturnWay
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment, SignedPage
from cuncuntong.ledgers.recoveries.selectors import received, remaining
from cuncuntong.ledgers.recoveries.services import receive, suspend
from cuncuntong.ledgers.recoveries.services.signed_pages import store
from cuncuntong.network.enums import Line
from tests.cases import make
from tests.ledgers.make import id_number
from tests.ledgers.recoveries.make import BANK, drawing, heir, paid, plan
from tests.web.counter_make import photo
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
LIST = "/recoveries/"


def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def browser(county: County) -> Any:
    return signed_in(make.reviewer(county, Line.RESIDENT_PENSION))


def overpaid(county: County, name: str = "钱多领", case: str = "S1", **more: Any) -> Overpayment:
    """Died in June; July and August were paid: 399.38, of which 73.38 came out of the account."""
    person = county.resident(name, birth="19560305", telephone="13900010001")
    paid(drawing(person), dt.date(2026, 5, 1), dt.date(2026, 8, 1))
    done = suspend(
        resident=person,
        kind=more.pop("kind", HoldKind.DEATH),
        happened_on=dt.date(2026, 6, 12),
        reason="家属申请",
        evidence="火化证明",
        on=more.pop("on", today()),
        actor=None,
        case_number=case,
        **more,
    )
    row: Overpayment = done.overpayments[0]
    return row


def test_the_list_says_what_is_left_and_what_is_overdue(county: County, browser: Any) -> None:
    late = overpaid(county, plan=plan(ReturnWay.ONCE, first_due=dt.date(2026, 9, 1)), on=dt.date(2026, 8, 20))
    overpaid(county, "孙未约", "S2")
    with at_most():
        page = browser.get(LIST)
    rows = table_rows(page)
    assert "孙未约" in rows[1] and "还没约定" in rows[1]
    assert "399.38" in rows[2] and f"逾期{(today() - dt.date(2026, 9, 1)).days}天" in rows[2]
    only = table_rows(browser.get(LIST + "?state=overdue"))
    assert len(only) == 2 and late.number in only[1]
    assert "逾期未退的多领待遇" in words(browser.get("/"))


def test_money_is_recorded_reversed_and_what_was_typed_wrong_stays(county: County, browser: Any) -> None:
    row = overpaid(county, plan=plan())
    url = f"{LIST}{row.pk}/"
    form = {"amount": "500", "received_on": f"{today():%Y%m%d}", "receipt": "YH-1", "payer": "李建国"}
    wrong = browser.post(url + "receive/", form)
    assert wrong.status_code == 422
    assert "只剩399.38元没有退" in words(wrong)
    assert 'value="YH-1"' in wrong.content.decode()
    assert browser.post(url + "receive/", {**form, "amount": "abc"}).status_code == 422
    sent = browser.post(url + "receive/", {**form, "amount": "100"})
    assert sent.status_code == 302
    browser.post(url + "receive/", {**form, "amount": "100"})
    assert received(row) == Decimal("100.00")
    with at_most():
        page = browser.get(url)
    assert "还应退 299.38" in words(page)
    posting = row.postings.get()
    told = browser.post(f"{url}reverse/{posting.pk}/", {"reason": ""}, follow=True)
    assert "没有写冲正的原因" in words(told)
    browser.post(f"{url}reverse/{posting.pk}/", {"reason": "记错了人"})
    assert remaining(row) == Decimal("399.38")
    assert AuditEntry.objects.filter(action="overpayment.reversed").count() == 1


def test_an_arrangement_is_changed_signed_and_printed(county: County, browser: Any) -> None:
    row = overpaid(county)
    url = f"{LIST}{row.pk}/"
    form = {"way": "instalments", "payer": "李建国", "relation": "子女", "count": "3"}
    wrong = browser.post(url + "agree/", form)
    assert wrong.status_code == 422
    assert "没有填写第一期的退回日期" in words(wrong)
    browser.post(url + "agree/", {**form, "first_due": "20270131"})
    page = words(browser.get(url))
    # 399.38 ÷ 3 = 133.12…; the last one takes the rest.
    assert "133.12" in page and "133.14" in page
    sent = {"signed_by": "李建国", "signed_on": f"{today():%Y-%m-%d}", "missing": "原件在村里，下次带来"}
    browser.post(url + "signed/", sent)
    assert row.agreements.get().signed_by == "李建国"
    paper = browser.get(url + "paper.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert PrintRecord.objects.filter(paper="return").exists()


def test_the_signed_paper_is_uploaded_read_and_logged(county: County, browser: Any) -> None:
    row = overpaid(county, plan=plan())
    url = f"{LIST}{row.pk}/"
    sent = {"signed_by": "李建国", "signed_on": f"{today():%Y-%m-%d}"}
    without = browser.post(url + "signed/", sent)
    assert without.status_code == 422
    assert "没有上传签好字的退回协议" in words(without)
    assert row.agreements.get().signed_on is None
    fake = SimpleUploadedFile("协议.jpg", b"MZ not a picture", content_type="image/jpeg")
    refused = browser.post(url + "signed/", {**sent, "pages": fake})
    assert refused.status_code == 422 and "“协议.jpg”" in words(refused)
    browser.post(url + "signed/", {**sent, "pages": [photo("第一页.jpg"), photo("第二页.jpg", "gray")]})
    first, second = SignedPage.objects.order_by("pk")
    assert (first.title, first.mime) == ("第一页.jpg", "image/jpeg")
    with at_most():
        page = browser.get(url)
    assert "第一页.jpg" in words(page) and "传错了" in words(page)
    seen = browser.get(f"{LIST}pages/{first.pk}/")
    assert seen.content.startswith(b"\xff\xd8") and "sandbox" in seen["Content-Security-Policy"]
    # At rest it is no picture.
    assert not store()._path(first.stored_as).read_bytes().startswith(b"\xff\xd8")
    browser.post(f"{url}pages/{second.pk}/aside/", {"why": "传错了人"})
    browser.post(f"{url}pages/", {"pages": photo("第三页.jpg")})
    page = words(browser.get(url))
    assert "已作废：传错了人" in page and "第三页.jpg" in page
    assert "没有选择文件" in words(browser.post(f"{url}pages/", {}))
    told = set(
        AuditEntry.objects.filter(action__startswith="overpayment.page").values_list("action", flat=True)
    )
    assert told == {"overpayment.page_added", "overpayment.page_opened", "overpayment.page_set_aside"}


def test_a_signed_paper_of_elsewhere_is_not_seen(county: County, browser: Any) -> None:
    row = overpaid(county, plan=plan())
    sent = {"signed_by": "李建国", "signed_on": f"{today():%Y-%m-%d}", "pages": photo()}
    browser.post(f"{LIST}{row.pk}/signed/", sent)
    page = SignedPage.objects.get()
    clerk = signed_in(county.clerk())
    assert clerk.get(f"{LIST}pages/{page.pk}/").status_code == 403
    other = overpaid(county, "孙未约", "S2", plan=plan())
    # Under another overpayment's address it is nobody's.
    assert browser.post(f"{LIST}{other.pk}/pages/{page.pk}/aside/", {"why": "试"}).status_code == 404


def test_interest_that_an_heir_got_too_much_has_its_own_words(county: County, browser: Any) -> None:
    row = overpaid(county)
    line = InterestLine.objects.create(
        run=InterestRun.objects.create(
            county_code="140522", scheme="basic", year=2025, rate=Decimal("0.03"), source="演示",
            confirmed_rate=True, begun_by=county.business_admin().account,
        ),
        account=row.entitlement.account, year=2025, opening=Decimal(1000), amount=Decimal(30),
    )  # fmt: skip
    row.items.all().delete()
    Overpayment.objects.filter(pk=row.pk).update(
        interest_line=line, total=Decimal("5.00"), account_amount=Decimal(0)
    )
    url = f"{LIST}{row.pk}/"
    with at_most():
        page = browser.get(url)
    said = words(page)
    assert "撤销2025年度结息" in said and "从以后发放的待遇中抵扣" not in said
    assert "撤销2025年度结息" in table_rows(browser.get(LIST))[1]
    assert browser.post(url + "agree/", {"way": "offset", "payer": "李建国"}).status_code == 422
    browser.post(url + "agree/", {"way": "once", "payer": "李建国"})
    assert row.agreements.get().covers == Decimal("5.00")
    assert browser.get(url + "paper.pdf").content.startswith(b"%PDF")


def test_the_heir_is_named_and_replaced(county: County, browser: Any) -> None:
    overpaid(county, plan=plan(ReturnWay.OFFSET))
    row = DeathSettlement.objects.get()
    url = f"{LIST}settlements/{row.pk}/"
    with at_most():
        assert "还没有指定领取人" in words(browser.get(f"{LIST}settlements/"))
    form = {
        "name": "李建国",
        "id_number": id_number("19880101", serial=77),
        "relation": "child",
        "bank": "演示银行",
        "number": BANK,
    }
    wrong = browser.post(url, {**form, "id_number": "140522198801011234"})
    assert wrong.status_code == 422 and 'value="李建国"' in wrong.content.decode()
    assert browser.post(url, form).status_code == 302
    page = browser.get(url)
    assert "可以支付" in words(page)
    assert BANK not in page.content.decode()
    second = {**form, "name": "李建英", "id_number": id_number("19900101", male=False, serial=78)}
    assert browser.post(url, second).status_code == 422
    assert browser.post(url, {**second, "replace": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.heir is not None and row.heir.name == "李建英"


def test_a_paid_settlement_adds_up_on_its_page(county: County, browser: Any) -> None:
    overpaid(county, plan=plan(ReturnWay.OFFSET))
    row = DeathSettlement.objects.get()
    DeathSettlement.objects.filter(pk=row.pk).update(
        state="paid", balance_part="4433.60", deducted="194.65", amount="4270.60", settled_on=today()
    )
    said = words(browser.get(f"{LIST}settlements/{row.pk}/"))
    # 4433.60 + 31.65 − 194.65 = 4270.60
    assert "抵扣后退回账户 31.65" in said and "支付给领取人 4,270.60" in said


def test_the_sheet_masks_numbers_and_is_audited(county: County, browser: Any) -> None:
    row = overpaid(county, plan=plan(), heir=heir())
    receive(
        overpayment=row,
        amount=Decimal("99.38"),
        received_on=today(),
        receipt="B1",
        on=today(),
        actor=None,
    )
    sheet = load_workbook(io.BytesIO(browser.get(LIST + "export/").content)).active
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    line = next(one for one in lines if row.number in one)
    assert row.resident.id_number not in line
    assert {399.38, 99.38, 300.0} <= {float(one) for one in line if isinstance(one, int | float | Decimal)}
    assert AuditEntry.objects.filter(action="overpayment.exported").exists()


def test_a_clerk_prints_the_paper_and_sees_nothing_else(county: County) -> None:
    row = overpaid(county, plan=plan())
    clerk = signed_in(county.clerk())
    assert clerk.get(LIST).status_code == 403
    assert clerk.get(f"{LIST}{row.pk}/").status_code == 403
    assert clerk.get(f"{LIST}{row.pk}/paper.pdf").status_code == 200
    elsewhere = signed_in(county.clerk(county.huangcheng))
    assert elsewhere.get(f"{LIST}{row.pk}/paper.pdf").status_code == 404
