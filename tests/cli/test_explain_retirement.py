"""``cuncuntong explain retirement``: the keys that others read, the table for people, and bad input."""

from __future__ import annotations

import json

import pytest

ASKED = ("explain", "retirement", "--sex", "F", "--original-age", "55", "--birth", "1971-04")


@pytest.mark.django_db
def test_the_answer_as_json(cct):
    ran = cct(*ASKED, "--json")
    told = json.loads(ran.out)
    assert ran.code == 0
    assert list(told)[:7] == [
        "original",
        "delay_months",
        "retirement",
        "minimum_years",
        "earliest",
        "latest",
        "sources",
    ]
    assert (told["original"], told["delay_months"], told["retirement"]) == ("2026-04", 4, "2026-08")
    assert (told["earliest"], told["latest"], told["minimum_years"]) == ("2026-04", "2029-08", 15)
    assert {one["confidence"] for one in told["sources"]} == {"two"} and len(told["sources"]) == 4
    assert told["table"][3] == {
        "birth": "1971-04",
        "original": "2026-04",
        "delay_months": 4,
        "retirement": "2026-08",
        "minimum_years": 15,
    }


@pytest.mark.django_db
def test_half_a_year_stays_a_number(cct):
    # 1969-05, a man: (1969+60-2025)×12+5 = 53, 53÷4 → 14: 2030-07; 2030 asks 15 years and a half.
    told = json.loads(cct("explain", "retirement", "--sex", "M", "--birth", "1969-05", "--json").out)
    assert (told["retirement"], told["minimum_years"]) == ("2030-07", 15.5)


@pytest.mark.django_db
def test_the_table_for_people(cct):
    ran = cct(*ASKED)
    lines = ran.out.splitlines()
    assert ran.code == 0 and lines[0] == "女职工，管理或技术岗位（原55周岁），1971年4月出生"
    row = next(line for line in lines if line.startswith("→"))
    assert row.split() == ["→", "1971-04", "2026-04", "4个月", "2026-08", "55周岁4个月", "15年"]
    assert "（1971＋55－2025）×12＋4＝16个月" in ran.out and "待核定" in ran.out and "不是审批结果" in ran.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--sex", "M", "--original-age", "55", "--birth", "1971-04"), "男职工的原法定退休年龄是60周岁"),
        (
            ("--sex", "F", "--original-age", "60", "--birth", "1971-04"),
            "女职工的原法定退休年龄是50周岁或55周岁",
        ),
        (("--sex", "F", "--birth", "1971-04"), "女职工的原法定退休年龄是50周岁或55周岁"),
        (("--sex", "F", "--original-age", "45", "--birth", "1971-04"), "“45”不能用"),
        (("--sex", "X", "--birth", "1971-04"), "请写 M（男）或 F（女）"),
        (("--sex", "M", "--birth", "1971-13"), "“1971-13”不是有效的年月"),
        (("--sex", "M", "--birth", "2971-01"), "出生日期晚于今天"),
        (("--sex", "M", "--birth", "1790-01"), "已超过130岁"),
        (("--sex", "M"), "缺少：--birth"),
    ],
)
@pytest.mark.django_db
def test_bad_input_is_told_in_chinese_with_code_2(cct, options, words):
    ran = cct("explain", "retirement", *options)
    assert ran.code == 2 and words in ran.err and not ran.out
    assert "查看用法：cuncuntong explain retirement --help" in ran.err
