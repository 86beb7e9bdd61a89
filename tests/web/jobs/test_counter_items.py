"""Items 3, 6 and 9 at the counter: the list with its links, the paper, and what an employer must not see."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from cuncuntong.ledgers.jobs.models import Posting
from tests.ledgers.jobs.make import gig, published, vacancy, verified
from tests.ledgers.jobs.matches import MASON, seeker
from tests.ledgers.make import County
from tests.web.support import at_most, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def clerk(county: County) -> Client:
    return signed_in(county.clerk())


@pytest.fixture
def shown(county: County) -> Posting:
    return published(county, vacancy(county, verified(county)))


def test_the_list_leads_to_page_poster_and_the_same_search(
    county: County, clerk: Client, shown: Posting
) -> None:
    published(county, gig(county))
    person = county.resident()
    address = reverse("counter:form", args=[person.pk, "3"])
    clerk.get(address)
    with at_most():
        page = clerk.get(address, {"words": "挡车", "pay": "3000", "welfare": []})
    told = page.content.decode().split('aria-label="查到的岗位"')[1]
    assert "缫丝挡车工" in told and "摘花椒" not in told
    assert reverse("jobs:poster", args=[shown.code]) in told
    link = re.search(r'href="(/p/jobs/\?[^"]*)"', told)
    assert link is not None
    public = Client().get(html.unescape(link[1]))
    assert public.status_code == 200 and shown.code in public.content.decode()
    assert "kind=fixed" in link[1] and "pay=3000" in link[1] and f"near={county.shuicun.code}" in link[1]


def test_what_is_asked_is_checked_at_its_field(county: County, clerk: Client, shown: Posting) -> None:
    person = county.resident()
    address = reverse("counter:form", args=[person.pk, "3"])
    page = clerk.get(address, {"words": "字" * 101, "pay": "0"})
    assert page.status_code == 422 and "字" * 101 in page.content.decode()


def test_the_answer_is_printed_with_what_was_asked(county: County, clerk: Client, shown: Posting) -> None:
    person = county.resident()
    paper = clerk.get(reverse("papers:look_up", args=[person.pk, "3"]), {"words": "挡车"})
    assert paper.status_code == 200 and paper.content[:4] == b"%PDF"


def test_an_employer_sees_neither_name_nor_telephone_nor_village(county: County, clerk: Client) -> None:
    boss = county.resident("赵老板")
    hand = county.resident("欧阳秀英", county.songzhuang, telephone="13835612345")
    seeker(hand, kind="gig", occupation="垒墙", occupations=[MASON], remarks="打13900001111找我")
    address = reverse("counter:form", args=[boss.pk, "9"])
    clerk.get(address)
    with at_most():
        page = clerk.get(address, {"words": "泥瓦匠", "village": county.shuicun.code})
    told = page.content.decode()
    assert "欧阳**" in told and "凤城镇" in told
    answer = told.split('id="answer_title"')[1].split("<dl")[1]
    for hidden in ("欧阳秀英", "13835612345", "13900001111", "宋庄村"):
        assert hidden not in answer, hidden
