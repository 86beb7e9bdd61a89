"""The administrator's screen of coordinates: looking, setting, and a spreadsheet with its mistakes named."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Place
from tests.web.support import County, at_most, signed_in, table_rows, words

LIST = "/admin/places/"
GOOD = {"longitude": "112.414", "latitude": "35.486", "system": "wgs84", "source": "民政局地名库"}


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def admin(county):
    return signed_in(county.business_admin())


def test_townships_first_then_the_villages_of_one(county, admin):
    assert any("凤城镇" in row for row in table_rows(admin.get(LIST)))
    with at_most():
        page = admin.get(LIST, {"township": county.fengcheng.code})
    rows = table_rows(page)
    assert len(rows) == 1 + 2
    assert any("水村" in row and "没有坐标" in row for row in rows)


def test_a_place_is_set_and_stands_in_the_list_with_who_set_it(county, admin):
    sent = admin.post(f"{LIST}{county.shuicun.code}/", GOOD)
    assert sent.status_code == 302 and sent.url.endswith(f"#place-{county.shuicun.code}")
    (row,) = [row for row in table_rows(admin.get(sent.url)) if "水村" in row]
    assert "112.414000" in row and "民政局地名库" in row and "张三" in row


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"longitude": ""}, "请填写经度。"),
        ({"longitude": "35.486", "latitude": "112.414"}, "填反了"),
        ({"latitude": "95"}, "纬度应在3到54之间"),
        ({"longitude": "东经112度"}, "输入一个数字"),
        ({"source": ""}, "请填写来源。"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(county, admin, wrong, said):
    answer = admin.post(f"{LIST}{county.shuicun.code}/", {**GOOD, **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{ {**GOOD, **wrong}["longitude"] }"' in answer.content.decode()
    assert not Place.objects.exists()


def test_outside_the_outline_asks_once_and_is_kept_when_confirmed(county, admin):
    url, far = f"{LIST}{county.shuicun.code}/", {**GOOD, "latitude": "37.87"}
    asked = admin.post(url, far)
    assert asked.status_code == 422 and "在县界轮廓以外" in words(asked)
    assert admin.post(url, {**far, "confirmed": "on"}).status_code == 302
    assert Place.objects.get().latitude == Decimal("37.87")


def test_a_place_is_removed(county, admin):
    url = f"{LIST}{county.shuicun.code}/"
    admin.post(url, GOOD)
    admin.post(url, {"clear": "1"})
    assert not Place.objects.exists()


def test_a_point_is_set_by_its_own_number(county, admin):
    point = county.points[county.shuicun.code]
    assert admin.post(f"{LIST}{point.code}/", GOOD).status_code == 302
    assert Place.objects.get().point == point


def test_who_only_looks_has_no_links_and_cannot_set(county):
    looker = signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng))
    page = looker.get(LIST)
    assert page.status_code == 200
    assert "导入表格" not in words(page)
    assert looker.post(f"{LIST}{county.shuicun.code}/", GOOD).status_code == 403
    assert looker.get(f"{LIST}upload/").status_code == 403


def test_the_template_lists_all_and_leaves_made_up_places_empty(county, admin):
    admin.post(f"{LIST}{county.shuicun.code}/", GOOD)
    Place.objects.create(
        division=county.huangcheng, longitude=112, latitude=35, system="wgs84", source="合成", synthetic=True
    )
    sheet = admin.get(f"{LIST}template/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    by_code = {str(row[0]): row for row in rows}
    assert len([code for code in by_code if code.startswith("140522")]) == 5
    assert by_code[county.shuicun.code][2:5] == [112.414, 35.486, "WGS-84"]
    assert by_code[county.huangcheng.code][2] == ""


def upload(admin, text: str):
    file = SimpleUploadedFile("坐标.csv", text.encode("gb18030"))
    return admin.post(f"{LIST}upload/", {"file": file}, follow=True)


HEAD = "区划代码,名称,经度,纬度,坐标系,来源\n"


def test_a_good_sheet_is_taken_whole(county, admin):
    rows = f"{county.shuicun.code},水村,112.41,35.48,gcj-02,高德\n{county.songzhuang.code},宋庄村,,,,\n"
    answer = upload(admin, HEAD + rows)
    assert "已读1行，更新坐标1个。" in words(answer)
    assert Place.objects.get().system == "gcj02"


def test_every_wrong_row_is_named_and_nothing_is_taken(county, admin):
    rows = (
        f"{county.shuicun.code},水村,112.41,35.48,WGS84,手机\n"
        f"{county.songzhuang.code},水村,112.41,35.48,WGS84,手机\n"
        "140522100999,哪里村,112.41,35.48,WGS84,手机\n"
        f"{county.huangcheng.code},皇城村,112.41,,WGS84,手机\n"
        f"{county.shuicun.code},水村,112.41,35.48,WGS84,手机\n"
        f"{county.beiliu.code},北留镇,三十,35.48,BD09,\n"
    )
    answer = upload(admin, HEAD + rows)
    assert answer.status_code == 422
    wrong = table_rows(answer)[1:]
    assert [row.split()[0] for row in wrong] == ["3", "4", "5", "6", "7"]
    assert "代码是宋庄村的，名称却是“水村”" in wrong[0]
    assert "没有这个乡镇或村的代码" in wrong[1]
    assert "经度、纬度要一起填" in wrong[2]
    assert "与第2行重复" in wrong[3]
    assert "应填数字" in wrong[4]
    assert not Place.objects.exists()


def test_a_sheet_warns_of_places_outside_the_county(county, admin):
    answer = upload(admin, HEAD + f"{county.shuicun.code},水村,112.41,37.48,WGS84,手机\n")
    assert "第2行水村：坐标在县界轮廓以外" in words(answer)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04torn"])
def test_something_else_is_refused_at_the_field(county, admin, content):
    answer = admin.post(f"{LIST}upload/", {"file": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 422
    assert not Place.objects.exists()
