"""Proofs through their pages: paper and reprint, revoking, and the public check."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cuncuntong.cases.models import PrintRecord
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.services import make_proof, revoke_proof
from cuncuntong.network import parameters
from cuncuntong.web.proofs.papers import check_address, proof_paper
from tests.ledgers.make import basic_account, pay
from tests.ledgers.proofs.make import insured, months
from tests.ledgers.proofs.test_proofs import LAST, restless
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    cache.clear()
    parameters.forget_parameters()
    return County()


@pytest.fixture
def proof(county: County) -> InsuranceProof:
    person = county.resident("欧阳小兰", telephone="13935612345")
    row = insured(person, state="paused")
    months(row, dt.date(2020, 1, 1), 24, unit="演示甲厂")
    months(row, dt.date(2022, 1, 1), 2, "owed")
    return make_proof(resident=person, first=dt.date(2020, 1, 1), last=LAST, at=timezone.now(), actor=None)


def look(code: str):
    return Client().get(f"/p/proof/{code}/")


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_paper_is_one_page_and_a_second_print_says_so(county, proof):
    client = signed_in(county.clerk())
    address = reverse("proofs:paper", args=[proof.pk])
    with at_most():
        first = client.get(address)
    again = client.get(address)
    assert first["Content-Type"] == "application/pdf"
    assert len(PdfReader(BytesIO(first.content)).pages) == 1
    said = text_of(first.content).replace("\n", "")
    assert "欧阳小兰" in said and proof.number in said and proof.spaced_code in said and "欠缴" in said
    assert proof.resident.id_number not in said
    assert "补打" not in said and "补打第1次" in text_of(again.content)
    assert PrintRecord.objects.filter(paper="insurance-proof", reference=proof.number).count() == 2


def test_forty_restless_years_fit_on_one_page(county):
    from cuncuntong.foundation.pages import render

    person = restless(county)
    row = make_proof(resident=person, first=dt.date(1986, 1, 1), last=LAST, at=timezone.now(), actor=None)
    content = render(proof_paper(row)).content
    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert "按情况合计" in text_of(content).replace("\n", "")


@pytest.mark.parametrize(
    ("unit", "spells"), [("演示机械厂", 5), ("演示名字很长的一家机械制造有限责任公司", 2)]
)
def test_as_many_lines_as_are_allowed_fit_too(county, unit, spells):
    from cuncuntong.foundation.pages import render
    from cuncuntong.ledgers.proofs.content import MOST_LINES

    person = county.resident("断断续续")
    for scheme in ("employee", "unemployment", "injury"):
        row = insured(person, scheme, state="paused", since=None)
        for number in range(spells):
            first = dt.date(2000 + number * 2, 1, 1)
            months(row, first, 23, unit=f"{unit}{number}")
            months(row, dt.date(first.year + 1, 12, 1), 1, unit=f"{unit}甲{number}", state="owed")
    account = basic_account(person)
    for year in (2021, 2022, 2024):
        pay(account, year)
    told = make_proof(resident=person, first=dt.date(2000, 1, 1), last=LAST, at=timezone.now(), actor=None)
    lines = sum(len(one["lines"]) for one in told.content["schemes"])
    assert 8 <= lines <= MOST_LINES
    assert len(PdfReader(BytesIO(render(proof_paper(told)).content)).pages) == 1


def test_the_list_finds_by_name_number_and_code_and_revokes_with_a_reason(county, proof):
    client = signed_in(county.clerk())
    other = county.resident("别人")
    make_proof(resident=other, first=LAST, last=LAST, at=timezone.now(), actor=None)
    for asked in ("欧阳", proof.number.lower(), proof.spaced_code.lower()):
        rows = table_rows(client.get("/proofs/", {"q": asked}))
        assert len(rows) == 2 and proof.number in rows[1], asked
    revoke = reverse("proofs:revoke", args=[proof.pk])
    refused = client.post(revoke, {"why": " "})
    assert refused.status_code == 422 and "请写明作废的原因" in words(refused)
    assert client.post(revoke, {"why": "期间填错"}, follow=True).status_code == 200
    assert "已作废" in words(client.get("/proofs/", {"q": proof.number}))
    after = client.get(reverse("proofs:paper", args=[proof.pk]), follow=True)
    assert "已作废，不能打印" in words(after)


def test_somebody_of_another_township_does_not_see_it(county, proof):
    client = signed_in(county.clerk(county.huangcheng))
    assert client.get(reverse("proofs:paper", args=[proof.pk])).status_code == 404
    assert proof.number not in words(client.get("/proofs/"))


def test_the_public_page_shows_what_stands_on_the_paper_and_no_more(proof):
    page = look(proof.code)
    said = words(page)
    assert page.status_code == 200 and "有效" in said and "欧***" in said and proof.number in said
    assert proof.content["id_number"] in said and "2022-01至2022-02" in said
    for hidden in ("欧阳小兰", proof.resident.id_number, "13935612345", "水村"):
        assert hidden not in page.content.decode()
    assert page["Cache-Control"] == "no-store" and page["X-Robots-Tag"] == "noindex"
    assert proof.code in check_address(proof.code)


def test_an_ended_and_a_revoked_proof_say_so(proof):
    InsuranceProof.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    assert "已过有效期" in words(look(proof.code))
    revoke_proof(proof=proof, why="期间填错", actor=None)
    said = words(look(proof.code))
    assert "无效" in said and "作废" in said and "期间填错" not in said and "缴费情况" not in said


@pytest.mark.parametrize("code", ["x", "a" * 300, "<script>", "'OR1=1", "0" * 16])
def test_a_code_that_is_none_of_ours_gets_a_clear_page(county, code):
    page = look(code)
    assert page.status_code == 404 and "查不到这个核验码" in words(page)


def test_the_code_can_be_typed(county, proof):
    assert "核验码" in words(Client().get("/p/proof/"))
    led = Client().get("/p/proof/", {"code": proof.spaced_code.lower()}, follow=True)
    assert "有效" in words(led)
    short = Client().get("/p/proof/", {"code": "ABC"})
    assert (
        short.status_code == 422
        and "核验码应是16位" in words(short)
        and 'value="ABC"' in short.content.decode()
    )


def test_a_mistyped_code_stays_in_the_field(county, proof):
    page = Client().get("/p/proof/", {"code": "0000-1111-2222-3333"}, follow=True)
    assert page.status_code == 404 and 'name="code" value="0000111122223333"' in page.content.decode()


def test_guessing_is_slowed(county, proof, monkeypatch):
    monkeypatch.setattr("cuncuntong.web.verifying.setting", lambda _: 2)
    codes = [look(f"{number:016}").status_code for number in range(3)]
    assert codes == [404, 404, 429]
    assert "核验次数过多" in words(look(proof.code))
