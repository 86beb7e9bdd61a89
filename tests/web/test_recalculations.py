"""A retroactive figure on the screens: from the parameters page to the confirmation by a second person."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cuncuntong.ledgers.recalculations.models import Recalculation
from cuncuntong.ledgers.recalculations.services import compute
from cuncuntong.network import parameters
from tests.ledgers.recalculations.make import FEBRUARY, JANUARY, entitled, paid, run, value
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    parameters.forget_parameters()
    return County()


def test_from_the_parameter_to_the_confirmation(county):
    first, second = county.business_admin(), county.business_admin()
    one = entitled(county)
    for month in (JANUARY, FEBRUARY):
        paid(run(month), one, "199.69")
    row = value(first, second, "173")
    client = signed_in(first)
    affected = reverse("recalculations:affected", args=[row.pk])
    assert affected in client.get(reverse("admin_desk:parameter", args=[row.key])).content.decode()
    with at_most():
        page = words(client.get(affected))
    assert "2026年1月至2026年2月" in page and "399.38 元" in page
    begun = client.post(reverse("recalculations:begin", args=[row.pk]))
    recalculation = Recalculation.objects.get()
    assert begun.url == reverse("recalculations:one", args=[recalculation.pk])
    assert "正在计算" in words(client.get(begun.url))
    compute(recalculation.pk)
    with at_most():
        page = client.get(begun.url)
    assert "20.00" in words(page) and "您本人提出的" in words(page)
    assert [r.split()[-4:-1] for r in table_rows(page) if r.startswith("领取")] == [
        ["199.69", "209.69", "10.00"],
        ["199.69", "209.69", "10.00"],
    ]
    client.post(reverse("recalculations:confirm", args=[recalculation.pk]))
    recalculation.refresh_from_db()
    assert recalculation.state == "drafted"
    other = signed_in(second)
    assert "等我确认的标准调整重算" in words(other.get("/"))
    done = other.post(reverse("recalculations:confirm", args=[recalculation.pk]), follow=True)
    assert "从下一次发放起补发或扣回" in words(done)
    cells = [
        str(cell.value)
        for line in load_workbook(
            BytesIO(other.get(reverse("recalculations:export", args=[recalculation.pk])).content)
        ).active.iter_rows()
        for cell in line
    ]
    assert "合计" in cells
    assert one.resident.name in cells and "2026-02" in cells and one.resident.id_number not in cells
    assert "已确认" in words(other.get(reverse("recalculations:list")))


def test_a_clerk_and_a_future_value_get_nowhere(county):
    first, second = county.business_admin(), county.business_admin()
    row = value(first, second, "173")
    assert "还没有发放过" in words(signed_in(first).get(reverse("recalculations:affected", args=[row.pk])))
    refused = signed_in(first).post(reverse("recalculations:begin", args=[row.pk]), follow=True)
    assert "不用重算" in words(refused) and not Recalculation.objects.exists()
    clerk = signed_in(county.clerk())
    assert clerk.get(reverse("recalculations:list")).status_code == 403
    assert clerk.post(reverse("recalculations:begin", args=[row.pk])).status_code == 403


def test_dropping_wants_a_reason(county):
    first, second = county.business_admin(), county.business_admin()
    paid(run(JANUARY), entitled(county), "199.69")
    row = value(first, second, "173")
    client = signed_in(first)
    client.post(reverse("recalculations:begin", args=[row.pk]))
    pk = Recalculation.objects.get().pk
    assert "请写明放弃的原因" in words(client.post(reverse("recalculations:drop", args=[pk]), follow=True))
    dropped = client.post(reverse("recalculations:drop", args=[pk]), {"reason": "写错"}, follow=True)
    assert "已放弃这次重算" in words(dropped)
