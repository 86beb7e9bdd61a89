"""The public page that a certificate's code leads to: what holds, what no longer does, what never did."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from cuncuntong.ledgers.employment.selectors import holding_copy
from cuncuntong.ledgers.employment.services import certificates
from cuncuntong.network import parameters
from cuncuntong.web.records.certificate_paper import certificate_paper, verify_address
from tests.ledgers.employment.make import woman
from tests.web.support import County, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    person = woman(County(), name="欧阳小兰", telephone="13935612345")
    return certificates.issue(resident=person, on=timezone.localdate(), actor=None)


def look(token: str):
    return Client().get(f"/p/verify/{quote(token)}/")


def test_a_paper_that_holds_shows_what_stands_on_it_and_no_more(issued):
    page = look(holding_copy(issued).token)
    text = words(page)
    assert "有效" in text
    assert issued.number in text
    assert "欧***" in text
    person = issued.resident
    for hidden in (person.name, person.id_number, person.id_number[-4:], "13935612345", "水村"):
        assert hidden not in page.content.decode().replace(issued.number, "")
    assert page["Cache-Control"] == "no-store"


def test_a_lost_a_replaced_and_a_cancelled_paper_say_so(issued):
    on, old = timezone.localdate(), holding_copy(issued).token
    certificates.report_lost(certificate=issued, on=on, actor=None)
    assert "已挂失" in words(look(old))
    new = certificates.reissue(certificate=issued, why="遗失", on=on, actor=None).token
    assert "已作废，持证人另有补发的证" in words(look(old))
    assert "现在有效" in words(look(new))
    certificates.cancel(certificate=issued, why="死亡", on=on, actor=None)
    page = words(look(new))
    assert "这本证已注销" in page
    assert "死亡" not in page


@pytest.mark.parametrize("token", ["x", "a" * 300, "<script>alert(1)</script>", "../../etc", "' OR 1=1"])
def test_a_code_that_is_none_of_ours_gets_a_clear_page(issued, token):
    page = look(token)
    assert page.status_code == 404
    assert "查不到这个二维码" in words(page)
    assert "<script>alert" not in page.content.decode()


def test_asking_too_often_is_stopped(issued, monkeypatch):
    monkeypatch.setattr("cuncuntong.web.verifying.setting", lambda key: 2)
    token = holding_copy(issued).token
    answers = [look(token).status_code for _ in range(4)]
    assert answers == [200, 200, 429, 429]
    parameters.forget_parameters()


def test_the_paper_carries_the_address_of_its_own_code(issued, settings):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "PUBLIC_URL": "https://county.example/"}
    copy = holding_copy(issued)
    document = certificate_paper(issued, copy, [], reprint=1)
    assert document.qr == f"https://county.example/p/verify/{copy.token}/" == verify_address(copy.token)
    assert document.number == issued.number
    text = str(document.data())
    assert "欧阳小兰" in text
    assert issued.resident.id_number not in text
