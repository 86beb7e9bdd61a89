"""The map: who shares a place, what has none, what is made up, and that it stays small and readable."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.template import Context, engines

from cuncuntong.network.enums import CoordinateSystem
from cuncuntong.network.models import Place
from cuncuntong.network.places import SYNTHETIC_MARK, forget_places
from cuncuntong.web.components.maps import WIDTH, MapDot, draw
from tests.ledgers.make import County, division

LEGEND = {"good": "正式运行", "bad": "停用"}


@pytest.fixture
def county(db) -> County:
    made = County()
    put(made.shuicun, "112.414", "35.486")
    put(made.huangcheng, "112.58", "35.52", synthetic=True)
    return made


def put(of, longitude: str, latitude: str, **more) -> None:
    Place.objects.create(
        division=of,
        longitude=Decimal(longitude),
        latitude=Decimal(latitude),
        system=CoordinateSystem.WGS84,
        source="现场手机定位",
        **more,
    )
    forget_places()


def page(dots, **options) -> str:
    extra = "".join(f" {name}={name}" for name in options)
    source = "{% load ui %}{% map dots '服务点分布'" + extra + " %}"
    return engines["django"].engine.from_string(source).render(Context({"dots": dots, **options}))


class Names(HTMLParser):
    """What a screen reader says of each link inside the drawing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._in = ""
        self._words = ""
        self.feed(html.partition('class="map-dots"')[2].partition("</svg>")[0])

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._in, self._words = dict(attrs)["href"], ""

    def handle_data(self, data):
        self._words += data

    def handle_endtag(self, tag):
        if tag == "a":
            self.links.append((self._in, self._words))


def test_east_is_right_and_north_is_up(county):
    drawing = draw([MapDot(county.shuicun.code, "水村"), MapDot(county.huangcheng.code, "皇城村")], "图")
    west, east = drawing.marks
    assert west.x < east.x <= WIDTH
    assert east.y < west.y < drawing.height


def test_a_mark_is_a_link_that_says_name_state_and_note(county):
    dots = [MapDot(county.shuicun.code, "水村服务点", "/points/1/", "good", "12件")]
    assert Names(page(dots, legend=LEGEND)).links == [("/points/1/", "水村服务点，正式运行，12件")]


def test_several_at_one_place_share_a_mark_with_their_number_and_the_worst_look(county):
    dots = [
        MapDot(county.shuicun.code, "甲厂", "/1/", "good"),
        MapDot(county.shuicun.code, "乙店", "/2/", "bad"),
        MapDot(county.shuicun.code, "丙社", "/3/", "good", count=3),
        MapDot(county.shuicun.code, "丁部", "/4/", "good"),
    ]
    drawing = draw(dots, "图", legend=LEGEND)
    (mark,) = drawing.marks
    assert (mark.count, mark.tone) == (6, "bad")
    assert mark.words == "4个：甲厂、乙店、丙社等"
    html = page(dots, legend=LEGEND)
    assert mark.url == "#map-1" and 'id="map-1"' in html


def test_a_village_without_a_place_is_drawn_at_its_township_and_said_so(county):
    put(county.fengcheng, "112.42", "35.49")
    html = page([MapDot(county.songzhuang.code, "宋庄村")])
    assert "没有村坐标的，画在乡镇所在地" in html
    assert "凤城镇 宋庄村" in html


def test_what_has_no_place_stands_in_the_table_alone(county):
    drawing = draw([MapDot(county.songzhuang.code, "宋庄村"), MapDot(county.shuicun.code, "水村")], "图")
    assert [mark.words for mark in drawing.marks] == ["水村"]
    assert "1个没有坐标，只列在表中" in drawing.notes
    assert "宋庄村" in page([MapDot(county.songzhuang.code, "宋庄村")])


def test_made_up_places_are_said_to_be_made_up(county):
    assert SYNTHETIC_MARK not in page([MapDot(county.shuicun.code, "水村")])
    assert SYNTHETIC_MARK in page([MapDot(county.huangcheng.code, "皇城村")])


def test_the_outline_is_drawn_with_its_source(county):
    html = page([])
    assert 'class="map-outline"' in html and "天地图" in html


def test_names_cannot_break_out_of_the_drawing(county):
    html = page([MapDot(county.shuicun.code, "<script>alert(1)</script>", 'x" onload="y')])
    assert "<script>" not in html and 'onload="y"' not in html


def test_a_points_own_place_counts_before_its_villages(county):
    point = county.points[county.shuicun.code]
    drawing = draw([MapDot(point.code, "服务点"), MapDot(county.shuicun.code, "村")], "图")
    assert len(drawing.marks) == 1
    Place.objects.create(
        point=point, longitude=Decimal("112.5"), latitude=Decimal("35.4"), system="wgs84", source="现场"
    )
    forget_places()
    assert len(draw([MapDot(point.code, "服务点"), MapDot(county.shuicun.code, "村")], "图").marks) == 2


def test_a_countys_points_fit_in_sixty_kilobytes(county):
    dots = []
    for number in range(351):
        village = division(f"140522102{number:03d}", f"某某社区{number}", "village", county.fengcheng)
        put(village, f"{112.2 + number % 20 / 50:.3f}", f"{35.3 + number // 20 / 60:.3f}")
        dots.append(
            MapDot(village.code, f"某某社区{number}就业社保服务点", f"#point-{number}", "good", "12件")
        )
    html = page(dots, legend=LEGEND, twin="#points-table")
    assert html.count("<a ") == 352
    assert len(html.encode()) < 60_000, len(html.encode())


def test_a_county_without_an_outline_frames_its_dots(county, settings):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "COUNTY_CODE": "140521"}
    drawing = draw([MapDot(county.shuicun.code, "水村"), MapDot(county.huangcheng.code, "皇城村")], "图")
    assert drawing.outline == ""
    assert 0 < drawing.marks[0].x < drawing.marks[1].x < WIDTH
