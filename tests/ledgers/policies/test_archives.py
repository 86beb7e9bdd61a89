"""Which institution keeps a file, by household and by last unit."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.policies.selectors import ELSEWHERE, archives_for, find_archives
from cuncuntong.ledgers.policies.services import ArchiveDraft, save_institution
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.policies.make import institution

pytestmark = pytest.mark.django_db


def names(district: str = "", words: str = "", home: str = "") -> list[str]:
    found, _ = archives_for(district=district, words=words, home=home)
    return [one.institution.name for one in found]


@pytest.fixture
def three(county) -> None:
    institution("全县中心")
    institution("凤城分中心", areas=(("140522100", "凤城镇"),), division=county.fengcheng)
    institution("煤业档案室", areas=(("", "晋城市城区"),), units="演示煤业集团、演示矿务局")


def test_the_household_names_who_serves_it_the_narrower_first(three) -> None:
    assert names("140522100") == ["凤城分中心", "全县中心"]
    assert names("140522101") == ["全县中心"]
    assert names("140522") == ["全县中心"]
    assert names(ELSEWHERE) == ["煤业档案室"]


def test_the_last_unit_finds_its_institution(three) -> None:
    assert names(words="演示煤业") == ["煤业档案室"]
    assert names("140522101", "演示煤业集团") == ["煤业档案室", "全县中心"] or names(
        "140522101", "演示煤业集团"
    ) == ["全县中心", "煤业档案室"]
    found, query = archives_for(district="140522101", words="演示矿务局")
    assert {one.institution.name: one.reasons for one in found} == {
        "煤业档案室": ("与您说的单位或地方相符",),
        "全县中心": ("服务区域：阳城县",),
    }
    assert not query.loosened


def test_who_fits_both_comes_first(county) -> None:
    institution("全县中心")
    institution("教育人才站", units="演示中学")
    assert names("140522100", "演示中学")[0] == "教育人才站"


def test_the_distance_is_told_where_places_are_known(three, county) -> None:
    found, _ = archives_for(district="140522100", words="", home="140522100005")
    told = {one.institution.name: one.distance for one in found}
    assert told["凤城分中心"] == "同乡镇" and told["全县中心"] == ""


def test_a_closed_one_is_named_no_more(three) -> None:
    one = institution("临时代管处")
    draft = ArchiveDraft("临时代管处", "档案", "演示路", (("140522", "阳城县"),), closed=True)
    save_institution(draft=draft, actor=None, institution_id=one.pk, version=1)
    assert "临时代管处" not in names("140522100") and names(words="临时代管处") == []
    assert "临时代管处" not in [one.name for one in find_archives("")[0]]
    assert "临时代管处" in [one.name for one in find_archives("", closed=True)[0]]


def test_an_institution_serves_somebody_and_has_a_name_of_its_own(county) -> None:
    with pytest.raises(LedgerRefused, match="服务哪些地方"):
        institution(areas=())
    institution()
    with pytest.raises(LedgerRefused, match="同名"):
        institution()


def test_only_stop_words_are_said_to_be_so(three) -> None:
    found, query = archives_for(district="", words="请问怎么办")
    assert found == [] and query.only_stop_words
