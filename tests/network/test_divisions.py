"""The divisions that are shipped agree with the notice's annexes, and loading is repeatable."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.db.models import Count, Q

from cuncuntong.network.enums import DivisionKind
from cuncuntong.network.models import Division, ServicePoint
from cuncuntong.network.services.divisions import (
    SHIPPED,
    BadDivisionFile,
    load_divisions,
    read_divisions,
    short_name,
)

OUTLETS = SHIPPED.parent / "outlets.csv"


@pytest.mark.django_db
def test_every_township_has_the_points_that_annex_5_counts():
    loaded = load_divisions()
    assert (loaded.added, loaded.points_added, loaded.absent) == (359, 351, ())
    with OUTLETS.open(encoding="utf-8") as file:
        annex = {
            row["township"]: (int(row["township_points"]), int(row["villages"]), int(row["communities"]))
            for row in csv.DictReader(file)
        }
    townships = {one.code: one.name for one in Division.objects.filter(kind=DivisionKind.TOWNSHIP)}
    counted = {
        townships[row["township_code"]]: (row["own"], row["villages"], row["communities"])
        for row in ServicePoint.objects.order_by()
        .values("township_code")
        .annotate(
            own=Count("id", filter=Q(division__kind="township")),
            villages=Count("id", filter=Q(division__kind="village")),
            communities=Count("id", filter=Q(division__kind="community")),
        )
    }
    assert counted == annex
    assert [sum(column) for column in zip(*annex.values(), strict=True)] == [15, 320, 16]


@pytest.mark.django_db
def test_parks_are_divisions_without_a_point():
    load_divisions()
    parks = Division.objects.filter(kind=DivisionKind.PARK)
    assert parks.count() == 5
    assert not ServicePoint.objects.filter(division__in=parks).exists()


@pytest.mark.django_db
def test_names_and_codes_of_a_community_point():
    load_divisions()
    point = ServicePoint.objects.select_related("division__parent__parent").get(code="14052210000501")
    assert point.name == "水村社区就业社保服务点"
    assert point.division.full_name == "山西省晋城市阳城县凤城镇水村社区居民委员会"
    assert (point.village_code, point.township_code, point.county_code) == (
        "140522100005",
        "140522100",
        "140522",
    )
    township = ServicePoint.objects.get(code="14052210001")
    assert (township.name, township.village_code) == ("凤城镇就业社保服务点", "")
    assert not ServicePoint.objects.filter(name__contains="委").exists()
    assert ServicePoint.objects.filter(demonstration=True).count() == 0


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_keeps_what_the_county_set():
    load_divisions()
    ServicePoint.objects.filter(code="14052210001").update(
        telephone="0356-4220000", name="凤城镇便民服务中心"
    )
    again = load_divisions()
    assert (again.added, again.changed, again.points_added) == (0, 0, 0)
    assert ServicePoint.objects.get(code="14052210001").name == "凤城镇便民服务中心"


@pytest.mark.django_db
def test_a_renamed_moved_and_vanished_village(tmp_path: Path):
    load_divisions()
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace(
        "140522100203,宋庄村委会,village,140522100", "140522100203,宋家庄村委会,village,140522101"
    )
    text = text.replace("140522100207,下川村委会,village,140522100\n", "")
    changed = tmp_path / "new.csv"
    changed.write_text(text, encoding="utf-8")
    loaded = load_divisions(changed, source="2027年批复")
    assert loaded.absent == ("140522100207",)
    moved = Division.objects.select_related("parent").get(code="140522100203")
    assert (moved.name, moved.parent.name, moved.source) == ("宋家庄村", "北留镇", "2027年批复")
    assert ServicePoint.objects.get(code="14052210020301").township_code == "140522101"
    assert Division.objects.filter(code="140522100207").exists()


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path):
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "code,name,kind,parent\n14,山西省,province,\n1405,晋城市,city,15\n14052,阳城县,county,1405\n"
        "14,山西省,province,\n140522100,凤城镇,town,140522\n1,2,3\n",
        encoding="utf-8",
    )
    with pytest.raises(BadDivisionFile) as caught:
        read_divisions(bad)
    told = "\n".join(caught.value.problems)
    for words in (
        "第3行：上级“15”",
        "第4行：代码“14052”应为6位",
        "第5行：代码 14 与第2行重复",
        "第6行：类型“town”",
        "第7行：应有4列",
    ):
        assert words in told


def test_a_file_in_another_encoding_says_what_to_do(tmp_path: Path):
    bad = tmp_path / "gbk.csv"
    bad.write_bytes("code,name,kind,parent\n14,山西省,province,\n".encode("gb18030"))
    with pytest.raises(BadDivisionFile, match="UTF-8"):
        read_divisions(bad)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("水村社区居民委员会", "水村社区"),
        ("宋庄村委会", "宋庄村"),
        ("上村村民委员会", "上村"),
        ("安阳现代陶瓷工业园社区", "安阳现代陶瓷工业园社区"),
        ("城关居委会", "城关社区"),
        ("凤城镇", "凤城镇"),
    ],
)
def test_short_names(full: str, short: str):
    assert short_name(full) == short
