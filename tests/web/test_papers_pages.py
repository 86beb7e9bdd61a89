"""Papers through their addresses: a PDF each, counted, and nobody else's."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases import clock, numbers
from cuncuntong.cases.examine import examine
from cuncuntong.cases.models import BlankForm, Notice, PrintRecord
from cuncuntong.cases.services.advice import give_advice
from cuncuntong.cases.services.review import SlipDraft, approve, return_case
from cuncuntong.network import parameters
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.web.support import County, at_most, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_items(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    cache.clear()
    for one in make.ALL:
        monkeypatch.setitem(items._items, one.number, one)


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def clerk(county):
    return county.clerk()


@pytest.fixture
def stranger(county):
    return signed_in(county.clerk(county.huangcheng))


@pytest.fixture
def person(county):
    return county.resident(address="老宅")


@pytest.fixture
def case(clerk, person):
    return make.file(clerk, make.REVIEWED, person).case


def is_pdf(answer) -> bool:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code == 200 and content.startswith(b"%PDF-")


def test_a_receipt_prints_and_the_second_one_counts_as_a_reprint(clerk, stranger, case):
    url = reverse("papers:receipt", args=[case.number])
    browser = signed_in(clerk)
    with at_most():
        first = browser.get(url)
    assert is_pdf(first)
    assert is_pdf(browser.get(url + "?paper=80"))
    assert PrintRecord.objects.filter(paper="receipt", case=case).count() == 2
    assert stranger.get(url).status_code == 404
    assert PrintRecord.objects.count() == 2


def test_what_is_not_there_yet_is_not_printed(clerk, case):
    browser = signed_in(clerk)
    assert browser.get(reverse("papers:slip", args=[case.number])).status_code == 404
    assert browser.get(reverse("papers:decision", args=[case.number])).status_code == 404
    assert not PrintRecord.objects.exists()


def test_a_return_slip_and_its_notice(clerk, stranger, county, case):
    lines = [SlipDraft("field", "门牌号不清", "写到门牌号", field="address")]
    return_case(caller=make.reviewer(county), case_id=case.pk, version=case.version, lines=lines)
    browser = signed_in(clerk)
    notice = Notice.objects.get()
    for url in (
        reverse("papers:slip", args=[case.number]),
        reverse("papers:notice", args=[notice.pk]),
    ):
        assert is_pdf(browser.get(url))
        assert stranger.get(url).status_code == 404


def test_a_decision(clerk, stranger, county, case):
    approve(caller=make.reviewer(county), case_id=case.pk, version=case.version)
    url = reverse("papers:decision", args=[case.number])
    assert is_pdf(signed_in(clerk).get(url))
    assert stranger.get(url).status_code == 404


def test_advice(clerk, stranger, person):
    lacking = examine(make.PAPERS, person, {"address": ""}, on=timezone.localdate(), attached=set())
    advice = give_advice(caller=clerk, item=make.PAPERS, resident=person, examination=lacking)
    url = reverse("papers:advice", args=[advice.number])
    assert is_pdf(signed_in(clerk).get(url))
    assert stranger.get(url).status_code == 404


def test_a_look_up_of_ones_own_area_only(clerk, stranger, person):
    url = reverse("papers:look_up", args=[person.pk, "T4"])
    assert is_pdf(signed_in(clerk).get(url))
    assert stranger.get(url).status_code == 404
    assert signed_in(clerk).get(reverse("papers:look_up", args=[person.pk, "T1"])).status_code == 404


def test_blank_forms_are_issued_by_a_post_and_printed_again_under_their_number(clerk, stranger):
    browser = signed_in(clerk)
    assert browser.get(reverse("papers:blank")).status_code == 405
    assert is_pdf(browser.post(reverse("papers:blank"), {"item": "T1", "count": "2"}))
    assert BlankForm.objects.count() == 2
    again = reverse("papers:blank_again", args=[BlankForm.objects.first().number])
    assert is_pdf(browser.get(again))
    assert stranger.get(again).status_code == 404


@pytest.mark.parametrize("count", ["", "0", "51", "-1", "²", "9" * 400, "十"])
def test_a_count_that_can_not_be_is_told(clerk, count):
    answer = signed_in(clerk).post(reverse("papers:blank"), {"item": "T1", "count": count}, follow=True)
    assert "一次请领用1到50份" in words(answer)
    assert not BlankForm.objects.exists()


def test_guides_print_for_anybody_and_every_item(client):
    assert is_pdf(client.get(reverse("papers:guide", args=["28"])))
    assert is_pdf(client.get(reverse("papers:guide", args=["d1"])))
    assert client.get(reverse("papers:guide", args=["999"])).status_code == 404
