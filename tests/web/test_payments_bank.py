"""The bank on second thought: a file without a total, and money that comes back after it was paid."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.payments.models import BankFile, PayLine, PayRun
from tests.ledgers.payments.make import Office, answer, entitled, line_of
from tests.web.support import County, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(County())


def rows(run: PayRun) -> list[tuple[str, ...]]:
    today = timezone.localdate().isoformat()
    lines = PayLine.objects.filter(run=run).order_by("reference")
    return [(line.reference, f"{line.amount}", "成功", "", today) for line in lines]


def test_a_file_without_a_total_is_confirmed_on_the_page(office: Office) -> None:
    entitled(office.county, "张老伯")
    run = office.exported()
    browser, page = signed_in(office.preparer), reverse("payments:bank", args=[run.pk])
    sent = {"file": SimpleUploadedFile("上半份.csv", answer(rows(run), total=False))}
    told = words(browser.post(reverse("payments:return", args=[run.pk]), sent, follow=True))
    assert "没有合计行，无法核对是否完整：已留下1笔，还没有登记" in told
    assert "报盘 1 173.00 这份回盘 1 173.00" in words(browser.get(page))
    assert "1份回盘文件没有合计行，等待确认" in words(browser.get(reverse("payments:run", args=[run.pk])))
    decide = reverse("payments:decide_file", args=[BankFile.objects.get(kind="return").pk])
    wrong = browser.post(decide, {"move": "post", "file-note": ""})
    assert wrong.status_code == 422 and "请写明怎样处理的" in words(wrong)
    done = browser.post(decide, {"move": "post", "file-note": "问过银行，是全部"}, follow=True)
    assert "登记1笔" in words(done) and "问过银行，是全部" in words(done)
    assert PayLine.objects.get(run=run).state == "paid"


def test_a_payment_that_came_back_is_registered_with_its_slip(office: Office) -> None:
    person = entitled(office.county, "张老伯")
    run = office.exported()
    office.answered(run)
    line = line_of(run, person)
    browser, page = signed_in(office.preparer), reverse("payments:line", args=[line.pk])
    assert "到账后退回" in words(browser.get(page))
    # A clerk follows failures; taking a payment back is the county's.
    clerk = signed_in(office.county.clerk())
    assert "登记退回" not in words(clerk.get(page))
    url = reverse("payments:came_back", args=[line.pk])
    typed = {"on": "2199-01-01", "receipt": "TP-7", "fail_code": "closed", "text": "已销户"}
    wrong = browser.post(url, typed)
    assert wrong.status_code == 422 and "退回日期应在" in words(wrong)
    assert 'value="TP-7"' in wrong.content.decode()
    assert browser.post(url, {**typed, "on": "没有这天"}).status_code == 422
    done = browser.post(url, {**typed, "on": f"{timezone.localdate():%Y%m%d}"}, follow=True)
    assert "已登记到账后退回" in words(done) and "账户支付10.00元已经冲正" in words(done)
    assert "张老伯" in words(clerk.get(reverse("payments:failed")))


def test_another_month_is_begun_over_an_unclosed_one_with_a_tick(office: Office) -> None:
    entitled(office.county, "张老伯")
    today = timezone.localdate()
    last = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    office.exported(last)
    browser, url = signed_in(office.preparer), reverse("payments:begin")
    told = browser.post(url, {"month": f"{today:%Y-%m}"})
    assert told.status_code == 422 and "的发放还没有结账：1笔还没有到账或失败的回盘结果" in words(told)
    assert 'name="despite_unclosed"' in told.content.decode()
    browser.post(url, {"month": f"{today:%Y-%m}", "despite_unclosed": "on"})
    assert PayRun.objects.count() == 2
