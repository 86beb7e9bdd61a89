"""Archive institutions: kept by the county, looked up at the counter and in public."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cuncuntong.ledgers.policies.models import ArchiveInstitution
from tests.ledgers.policies.make import institution
from tests.web.support import County, signed_in, words

pytestmark = pytest.mark.django_db
ADD = "/library/archives/add/"
TYPED = {
    "name": "演示县人才服务中心",
    "keeps": "流动人员人事档案",
    "townships": ["140522100"],
    "elsewhere": "晋城市城区\n\n泽州县",
    "address": "演示路1号",
    "place": "140522100",
    "telephone": "0356-0000000",
}


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def editor(county):
    return signed_in(county.business_admin())


def test_an_institution_is_added_and_changed(editor):
    assert editor.post(ADD, {**TYPED, "version": "0"}).status_code == 302
    one = ArchiveInstitution.objects.get()
    assert one.area_names == ["凤城镇", "晋城市城区", "泽州县"] and one.division.name == "凤城镇"
    url = reverse("library:archive_edit", args=[one.pk])
    assert "晋城市城区" in editor.get(url).content.decode()
    editor.post(url, {**TYPED, "county": "on", "townships": [], "elsewhere": "", "version": "1"})
    one.refresh_from_db()
    assert one.areas == [["140522", "阳城县"]]
    late = editor.post(url, {**TYPED, "version": "1"})
    assert late.status_code == 422 and "别人已经修改过" in words(late)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写机构名称"),
        ({"townships": [], "elsewhere": " "}, "请至少选一种"),
        ({"townships": ["999999999"]}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(editor, wrong, said):
    page = editor.post(ADD, {**TYPED, **wrong})
    assert page.status_code == 422 and said in words(page)
    assert not ArchiveInstitution.objects.exists()


def test_anybody_looks_up_where_a_file_is_kept(client, county):
    institution("演示县人才服务中心", telephone="0356-0000000", how_in="凭调档函")
    institution("演示煤业档案室", areas=(("", "晋城市城区"),), units="演示煤业集团")
    page = words(client.get("/p/archives/", {"district": "140522101"}))
    assert "查到1个机构" in page and "凭调档函" in page and "不得自带" in page
    assert "演示煤业档案室" in words(client.get("/p/archives/", {"q": "演示煤业"}))
    assert "没有查到" in words(client.get("/p/archives/", {"q": "别的单位"}))
    assert "这些字词太常见" in words(client.get("/p/archives/", {"q": "请问在哪里"}))


def test_the_counter_looks_it_up_by_what_is_known(county):
    institution("演示凤城档案室", areas=(("140522100", "凤城镇"),))
    person = county.resident()
    page = words(signed_in(county.clerk()).get(reverse("counter:form", args=[person.pk, "15"])))
    assert "演示凤城档案室" in page and "不收费" in page


def test_the_counter_finds_the_article(county):
    from cuncuntong.ledgers.policies.services import load_library

    load_library()
    person = county.resident()
    url = reverse("counter:form", args=[person.pk, "12"])
    page = signed_in(county.clerk()).get(url, {"words": "试用期", "subject": ""})
    assert "中华人民共和国劳动合同法" in words(page) and "#tiao19" in page.content.decode()
    long = signed_in(county.clerk()).get(url, {"words": "试" * 5000, "subject": ""})
    assert long.status_code == 422
