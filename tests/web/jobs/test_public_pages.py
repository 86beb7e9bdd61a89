"""What anybody sees of the job market: the search as an address, a posting, its poster, its end."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.models import Posting
from tests.ledgers.jobs.make import gig, person, published, reviewer_of_jobs, vacancy, verified
from tests.ledgers.make import County
from tests.web.support import at_most, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def shown(county: County) -> Posting:
    return published(county, vacancy(county, verified(county), contact_shown=True))


def text_of(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def search(client: Client, **asked: str):
    return client.get(reverse("jobs:search"), asked)


def test_anybody_finds_work_and_the_link_is_the_search(
    client: Client, county: County, shown: Posting
) -> None:
    published(county, gig(county))
    with at_most():
        page = search(client, q="挡车", kind="fixed", place=county.fengcheng.code, pay="3500")
    told = text_of(page.content.decode())
    assert page.status_code == 200
    assert "1条岗位" in told and "缫丝挡车工" in told and "摘花椒" not in told
    assert "3,500–4,500元/月" in told and "县里已核验" in told
    shared = re.search(r'data-copy="([^"]+)"', page.content.decode())
    assert shared is not None and "kind=fixed" in shared[1] and "pay=3500" in shared[1]
    assert re.search("<mark>[^<]*挡车[^<]*</mark>", page.content.decode())


def test_a_bad_condition_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, shown: Posting
) -> None:
    page = search(client, pay="三千五", q="挡车")
    assert page.status_code == 422
    told = page.content.decode()
    assert "请填写数字，例如 3500。" in told and 'value="三千五"' in told and 'value="挡车"' in told
    assert search(client, km="5").status_code == 422
    assert search(client, place="999", kind="x", job="99").status_code == 422
    assert search(client, pay="0").status_code == 422


@pytest.mark.parametrize(
    "odd", ["<script>alert(1)</script>", "'\"\\", "的 了", "字" * 4000, "NEAR(*)", "\x00"]
)
def test_whatever_is_typed_gets_an_answer(client: Client, shown: Posting, odd: str) -> None:
    page = search(client, q=odd)
    assert page.status_code in (200, 400, 422)
    assert "<script>alert" not in page.content.decode()


def test_odd_page_numbers_show_the_nearest_page(client: Client, shown: Posting) -> None:
    for number in ("0", "-3", "²", "9" * 30):
        assert search(client, page=number).status_code == 200


def test_the_map_counts_and_each_mark_narrows_the_list(
    client: Client, county: County, shown: Posting
) -> None:
    page = search(client, view="map", q="挡车").content.decode()
    assert "共1条岗位" in text_of(page)
    assert f"place={county.shuicun.code}" in page
    narrowed = search(client, place=county.shuicun.code, q="挡车")
    assert "缫丝挡车工" in text_of(narrowed.content.decode())


def test_a_posting_tells_everything_needed_to_go_there(
    client: Client, county: County, shown: Posting
) -> None:
    with at_most():
        page = client.get(reverse("jobs:posting", args=[shown.code]))
    told = text_of(page.content.decode())
    for needed in (
        "缫丝挡车工",
        "3,500–4,500元/月",
        "看管缫丝机",
        "每周40小时",
        "依法参加职工社会保险",
        "水村服务点",
    ):
        assert needed in told, needed
    assert "不收任何押金" in told and shown.code in told
    assert "联系人：王某" in told and shown.employer.telephone in told
    assert "王测试" not in told
    share = re.search(r'data-copy="(【招工】[^"]+)"', page.content.decode())
    assert share is not None and f"/p/jobs/{shown.code}/" in share[1] and "3,500–4,500元/月" in share[1]


def test_a_telephone_that_was_not_released_stays_with_the_county(client: Client, county: County) -> None:
    row = published(county, gig(county, contact_shown=False))
    told = client.get(reverse("jobs:posting", args=[row.code])).content.decode()
    assert row.employer.telephone not in told and row.employer.contact_name not in told
    assert "请到任一服务点报招聘编号" in text_of(told)


def test_a_private_person_is_shown_by_the_surname_alone(client: Client, county: County) -> None:
    owner = person(county, name="李测试", contact_name="李测试")
    owner = services.verify_employer(caller=reviewer_of_jobs(county), employer=owner, version=owner.version)
    row = published(county, gig(county, owner))
    for page in (search(client), client.get(reverse("jobs:posting", args=[row.code]))):
        told = text_of(page.content.decode())
        assert "李某（个人用工）" in told and "李测试" not in told


def test_a_script_in_a_posting_is_text(client: Client, county: County) -> None:
    row = published(county, gig(county))
    # The county's check refuses it; what came in some other way is no more than text.
    Posting.objects.filter(pk=row.pk).update(description="<script>alert('x')</script>采摘")
    told = client.get(reverse("jobs:posting", args=[row.code])).content.decode()
    assert "<script>alert" not in told and "&lt;script&gt;alert" in told
    assert client.get(reverse("jobs:poster", args=[row.code])).content[:4] == b"%PDF"


def test_a_posting_that_is_over_says_so_and_shows_what_is_like_it(
    client: Client, county: County, shown: Posting
) -> None:
    other = published(county, vacancy(county, verified(county), title="缫丝车间工人", pay_low=Decimal(3300)))
    services.end_posting(posting=shown, version=None, reason="已招满", actor=None)
    page = client.get(reverse("jobs:posting", args=[shown.code]))
    told = text_of(page.content.decode())
    assert page.status_code == 410
    assert "这个岗位已不在招聘中" in told and "缫丝车间工人" in told
    assert other.code in page.content.decode()
    assert "依法参加" not in told and shown.employer.telephone not in told
    assert client.get(reverse("jobs:poster", args=[shown.code])).status_code == 404


def test_a_dead_code_and_one_that_was_never_shown_look_alike(client: Client, county: County) -> None:
    waiting = gig(county)
    pages = [client.get(reverse("jobs:posting", args=[code])) for code in (waiting.code, "zzzzzzzzzz")]
    assert [page.status_code for page in pages] == [410, 410]
    assert "摘花椒" not in text_of(pages[0].content.decode())
    told = [text_of(page.content.decode()).replace(waiting.code, "") for page in pages]
    assert told[0] == told[1].replace("zzzzzzzzzz", "")


def test_words_that_nobody_approved_are_not_told_of_what_is_over(
    client: Client, county: County, shown: Posting
) -> None:
    url = reverse("jobs:posting", args=[shown.code])
    services.change_posting(
        posting=shown, version=None, values={"title": "没有审过的说法"}, actor=None, confirmed=True
    )
    assert "没有审过的说法" not in text_of(client.get(url).content.decode())
    services.end_posting(posting=shown, version=None, reason="其他", actor=None)
    assert "没有审过的说法" not in text_of(client.get(url).content.decode())


def test_the_poster_is_one_page_whatever_was_written(client: Client, county: County) -> None:
    import io

    import pikepdf

    row = published(
        county,
        vacancy(
            county,
            title="长" * 60,
            description="照看学生用餐。" * 280,
            requirements="能吃苦，" * 240,
            pay_words="另算" * 40,
        ),
    )
    answer = client.get(reverse("jobs:poster", args=[row.code]))
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1


def test_the_public_start_page_leads_to_the_search(client: Client) -> None:
    page = client.get(reverse("portal:start"))
    assert reverse("jobs:search") in page.content.decode() and "找工作" in words(page)
