"""The screens of a load, as the two persons see them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.services import check_batch, load_batch, undo_batch
from cuncuntong.ledgers.pensions.models import PensionAccount
from tests.ledgers.loading import make
from tests.web.support import County, at_most, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def asked(client: Client, name: str, data: dict[str, Any], *args: Any, status: int = 302) -> Any:
    answer = client.post(reverse(f"loading:{name}", args=args), data)
    assert answer.status_code == status, words(answer)
    return answer


def sent(client: Client, content: bytes, **more: str) -> dict[str, Any]:
    file = io.BytesIO(content)
    file.name = "存量账户.csv"
    return {
        "file": file,
        "sender": "演示原系统",
        "as_of": "20261031",
        "settled_year": "2025",
        "pay_from": "2026-12",
        **more,
    }


def test_two_persons_load_a_file_and_one_takes_it_back(county: County) -> None:
    first, second = signed_in(county.business_admin()), signed_in(county.business_admin())
    asked(first, "send", sent(first, make.csv_of([make.line("W0001"), make.drawing("W0002")])))
    batch = LoadBatch.objects.get()
    check_batch.func(batch=batch.pk)
    page = first.get(reverse("loading:one", args=[batch.pk]))
    assert "等另一位业务管理员确认总数" in words(page)
    totals = {name: str(value) for name, value in make.declared(LoadBatch.objects.get()).items()}
    wrong = asked(second, "totals", {**totals, "balance": "2970.40"}, batch.pk, status=422)
    assert "文件中是2970.50元，与填写的2970.40元相差0.10元" in words(wrong)
    assert 'value="2970.40"' in wrong.content.decode()
    asked(second, "totals", totals, batch.pk)
    asked(first, "act", {"act": "start"}, batch.pk)
    load_batch.func(batch=batch.pk)
    with at_most():
        page = first.get(reverse("loading:one", args=[batch.pk]))
    assert "已导入" in words(page)
    assert "2,970.50 元" in words(page)
    asked(first, "reverse", {"reason": ""}, batch.pk, status=422)
    asked(first, "reverse", {"reason": "来源更正"}, batch.pk)
    undo_batch.func(batch=batch.pk)
    assert set(PensionAccount.objects.values_list("state", flat=True)) == {"reversed"}


def test_wrong_rows_are_shown_and_go_back_as_a_sheet(county: County) -> None:
    client = signed_in(county.business_admin())
    batch = make.sent(county.business_admin(), [make.line("W0003", balance="1")])
    page = client.get(reverse("loading:one", args=[batch.pk]))
    assert "各项相加应为1030.50元，账户余额填的是1.00元，不相等。" in words(page)
    sheet = client.get(reverse("loading:wrong", args=[batch.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[-1][:2] == [2.0, "各项相加应为1030.50元，账户余额填的是1.00元，不相等。"]
    assert "W0003" in rows[-1]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"as_of": "20991231"}, "数据截至日不能晚于今天"),
        ({"settled_year": "2026"}, "利息结至年度应是"),
        ({"pay_from": "2026-13"}, "应填月份，例如 2026-12"),
        ({"pay_from": "2026-01"}, "不能早于数据截至的月份"),
        ({"sender": ""}, "请填写数据来源单位"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(county: County, more: dict[str, str], said: str) -> None:
    client = signed_in(county.business_admin())
    answer = asked(client, "send", sent(client, make.csv_of([make.line("W1")]), **more), status=422)
    assert said in words(answer)
    assert not LoadBatch.objects.exists()


def test_the_template_has_every_column_and_says_how_to_fill_it(county: County) -> None:
    client = signed_in(county.business_admin())
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("loading:template")).content))
    assert book.sheet_names == ["存量账户", "填写说明"]
    headings = book.get_sheet_by_index(0).to_python()[0]
    explained = [row[0] for row in book.get_sheet_by_index(1).to_python()[2:]]
    assert headings == explained
    csv = client.get(reverse("loading:template_csv")).content.decode("utf-8-sig")
    assert csv.strip().split(",") == headings


def test_nobody_without_the_duty_comes_in(county: County) -> None:
    assert signed_in(county.clerk()).get(reverse("loading:list")).status_code == 403
