"""The one box: what is typed tells by its shape what it is, and never leads out of one's area."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import VisitGrant
from cuncuntong.ledgers.residents.selectors import find_residents
from cuncuntong.network.access import Denied
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County, card, id_number


def names(found: object) -> list[str]:
    return [row.name for row in found.rows]  # type: ignore[attr-defined]


def test_a_whole_id_number_names_one_person_however_it_is_typed(county: County) -> None:
    number = next(n for n in (id_number(serial=s) for s in range(400)) if n.endswith("X"))
    resident = county.resident(id_number=number)
    clerk = county.clerk()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number)
    for typed in (number, number.lower(), f" {number[:6]} {number[6:14]} {number[14:]} ", wide):
        found = find_residents(clerk, typed)
        assert (found.rows, found.kind, found.exact) == ([resident], "id", True)


def test_a_wrong_check_digit_is_told(county: County) -> None:
    number = id_number()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    found = find_residents(county.clerk(), wrong)
    assert (found.rows, found.kind, found.exact) == ([], "id", False)
    assert "校验" in found.message


def test_elsewhere_and_nowhere_look_the_same(county: County) -> None:
    elsewhere = county.resident(village=county.huangcheng)
    clerk = county.clerk(county.shuicun)
    assert find_residents(clerk, elsewhere.id_number) == find_residents(clerk, id_number())
    for typed in ("李秀英", "lxy", "lixiuying", elsewhere.id_number[-4:]):
        assert find_residents(clerk, typed).rows == []


def test_a_visitor_is_found_today(county: County) -> None:
    visitor = county.resident("单秀英", village=county.huangcheng, telephone="13800001234")
    clerk = county.clerk(county.shuicun)
    VisitGrant.objects.create(
        resident=visitor, point=clerk.point, granted_by=clerk.account, on=timezone.localdate(), reason="到场"
    )
    for typed in (visitor.id_number, "单秀", "sxy", "shanxiu", "13800001234", visitor.id_number[-4:]):
        assert find_residents(clerk, typed).rows == [visitor], typed
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    VisitGrant.objects.update(on=yesterday)
    assert find_residents(clerk, visitor.id_number).rows == []
    assert find_residents(clerk, "单秀").rows == []


def test_names_begin_with_what_is_typed_and_the_exact_one_stands_first(county: County) -> None:
    for name in ("李秀英子", "李秀英", "李秀", "王秀英", "李䶮", "李𬭚"):
        county.resident(name)
    clerk = county.clerk()
    assert names(find_residents(clerk, "李秀英")) == ["李秀英", "李秀英子"]
    assert names(find_residents(clerk, "李")) == ["李䶮", "李秀", "李秀英", "李秀英子", "李𬭚"]
    assert names(find_residents(clerk, "李䶮")) == ["李䶮"]
    assert names(find_residents(clerk, "李 𬭚")) == ["李𬭚"]


def test_pinyin_finds_by_initials_first_then_by_whole_syllables(county: County) -> None:
    for name in ("王安", "万伟", "王芳"):
        county.resident(name)
    clerk = county.clerk()
    assert names(find_residents(clerk, "wa")) == ["王安", "王芳", "万伟"]
    assert names(find_residents(clerk, "WangF")) == ["王芳"]
    assert names(find_residents(clerk, "wang fang")) == ["王芳"]
    assert names(find_residents(clerk, "wf")) == ["王芳"]


def test_telephone_tail_and_card(county: County) -> None:
    wife = county.resident("李秀英", telephone="13803561234")
    husband = county.resident("王建国", telephone="13803561234")
    landline = county.resident("赵五", telephone="03564221234")
    card(wife, "D21345678")
    clerk = county.clerk()
    assert set(names(find_residents(clerk, "138 0356 1234"))) == {"李秀英", "王建国"}
    assert find_residents(clerk, "0356-4221234").rows == [landline]
    by_tail = find_residents(clerk, husband.id_number[-4:].lower())
    assert by_tail.kind == "tail"
    assert husband in by_tail.rows
    by_card = find_residents(clerk, "d21345678")
    assert (by_card.rows, by_card.kind, by_card.exact) == ([wife], "card", True)


def test_merged_records_lead_to_the_one_that_was_kept(county: County) -> None:
    kept, dropped = county.resident("李秀英"), county.resident("李绣英", telephone="13803561234")
    dropped.standing, dropped.merged_into = Standing.MERGED, kept
    dropped.save()
    clerk = county.clerk()
    assert find_residents(clerk, dropped.id_number).rows == [kept]
    assert find_residents(clerk, "13803561234").rows == [kept]
    assert find_residents(clerk, "李绣英").rows == []


def test_limits_say_that_there_is_more(county: County) -> None:
    for _ in range(4):
        county.resident("李秀英")
    found = find_residents(county.clerk(), "李", limit=3)
    assert (len(found.rows), found.more) == (3, True)
    assert not find_residents(county.clerk(), "李", limit=4).more


@pytest.mark.parametrize("typed", ["", "   ", "?", "12", "李1秀%", "a%"])
def test_what_is_no_search_finds_nobody_and_says_how(county: County, typed: str) -> None:
    county.resident("李秀英")
    found = find_residents(county.clerk(), typed)
    assert found.rows == []
    assert found.message


def test_the_ability_is_needed(county: County) -> None:
    with pytest.raises(Denied):
        find_residents(county.caller(DutyKind.AUDITOR, county.county), "李")


def test_a_wider_duty_sees_its_area(county: County) -> None:
    near, far = county.resident("李一"), county.resident("李二", village=county.huangcheng)
    township = county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)
    assert find_residents(township, "李").rows == [near]
    assert find_residents(county.business_admin(), "李").rows == [near, far]


@pytest.mark.parametrize(("typed", "queries"), [("李", 2), ("lxy", 4), ("13803561234", 4), ("6789", 4)])
def test_a_search_makes_few_queries(
    county: County, typed: str, queries: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        county.resident("李秀英", telephone="13803561234")
    clerk = county.clerk()
    assert clerk.grants
    assert clerk.point
    with django_assert_max_num_queries(queries):  # type: ignore[operator]
        for row in find_residents(clerk, typed).rows:
            assert row.village.name
