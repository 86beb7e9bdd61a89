"""``cuncuntong explain``: the amounts of the notice's example, the county's own figures, and bad input."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County

PERSON = ("--birth", "1964-03-05", "--account", "21340.50", "--years", "15")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_parts_as_json(cct):
    told = json.loads(cct("explain", "resident-pension", *PERSON, "--on", "2024-04", "--json").out)
    # 21340.50 ÷ 139 = 153.5287… → 153.53; with the national floor of 2024: 123 + 153.53 = 276.53.
    assert told["total"] == "276.53" and told["on"] == "2024-04-01"
    account = next(part for part in told["parts"] if part["code"] == "account")
    assert account["amount"] == "153.53" and account["name"] == "个人账户养老金"
    assert account["formula"] == "个人账户储存额21340.50元 ÷ 计发月数139 = 153.53元"
    assert account["source"] == "国发〔2014〕8号" and account["confidence"] == "two"
    assert told["figures"] == "county"


@pytest.mark.django_db
def test_the_table_for_people_marks_what_is_not_confirmed(cct):
    ran = cct("explain", "resident-pension", *PERSON, "--on", "2024-04")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert next(line for line in lines if line.startswith("每月合计")).split() == [
        "每月合计",
        "276.53",
        "待核定",
    ]
    assert "满60周岁" in lines[0] and "国发〔2014〕8号" in ran.out and "注意：" in ran.out


@pytest.mark.django_db
def test_a_confirmed_figure_of_the_county_counts(cct):
    county = County()
    ParameterValue.objects.create(
        key="resident_pension.basic_monthly",
        starts_on=dt.date(2024, 1, 1),
        value="145",
        source="阳城县核定",
        proposed_by=county.business_admin().account,
        confirmed_by=county.business_admin().account,
        confirmed_at=dt.datetime(2024, 2, 1, tzinfo=dt.UTC),
    )
    forget_parameters()
    told = json.loads(cct("explain", "resident-pension", *PERSON, "--on", "2024-04", "--json").out)
    forget_parameters()
    assert told["total"] == "298.53"  # 145 + 153.53
    assert told["parts"][0]["confidence"] == "county"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--birth", "1965-02-29", "--account", "1", "--years", "15"), "“1965-02-29”不是有效的日期"),
        (("--birth", "2064-03-05", "--account", "1", "--years", "15"), "晚于"),
        (("--birth", "1824-03-05", "--account", "1", "--years", "15"), "超过130岁"),
        (("--birth", "1964-03-05", "--account", "-3", "--years", "15"), "不能为负数"),
        (("--birth", "1964-03-05", "--account", "3.123", "--years", "15"), "最多两位小数"),
        (("--birth", "1964-03-05", "--account", "三百", "--years", "15"), "“三百”不能用"),
        (("--birth", "1964-03-05", "--account", "3", "--years", "14.9"), "0到100的整数"),
        ((*PERSON, "--on", "2024-13"), "“2024-13”不是有效的年月"),
        ((*PERSON, "--on", "2010-03"), "2010-03-01没有可用的数值"),
        (("--account", "3"), "缺少：--birth, --years"),
    ],
)
@pytest.mark.django_db
def test_bad_input_is_told_in_chinese_with_code_2(cct, options: tuple[str, ...], words: str):
    ran = cct("explain", "resident-pension", *options)
    assert ran.code == 2 and words in ran.err and not ran.out
    assert "查看用法：cuncuntong explain resident-pension --help" in ran.err


@pytest.mark.django_db
def test_a_birthday_on_29_february_in_a_year_without_one(cct):
    ran = cct(
        "explain", "resident-pension", "--birth", "1964-02-29", "--account", "0", "--years", "15",
        "--on", "2026-02-28",
    )  # fmt: skip
    assert ran.code == 0 and "满62周岁" in ran.out


def test_without_an_installation_the_shipped_figures_count_and_no_file_is_made(tmp_path: Path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CUNCUNTONG_")}
    ran = subprocess.run(
        [sys.executable, "-m", "cuncuntong.cli", "explain", "resident-pension", *PERSON, "--on", "2024-04",
         "--json"],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    told = json.loads(ran.stdout)
    assert (told["total"], told["figures"]) == ("276.53", "shipped")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_the_supplementary_pension(cct):
    told = json.loads(
        cct(
            "explain", "supplementary-pension", "--birth", "1960-03-05", "--account", "5000", "--years", "10",
            "--on", "2026-04", "--json",
        ).out
    )  # fmt: skip
    # 20 + 5000 ÷ 101 (49.5049… → 49.50) + 10 years × 1 = 79.50.
    assert told["total"] == "79.50"
    assert [part["amount"] for part in told["parts"]] == ["20.00", "49.50", "10.00"]


@pytest.mark.django_db
def test_who_is_not_old_enough_is_told_so_and_more_years_than_lived_are_refused(cct):
    young = ("explain", "resident-pension", "--birth", "1990-03-05", "--account", "100", "--on", "2024-04")
    ran = cct(*young, "--years", "15")
    assert ran.code == 0 and "2050年3月5日才满60周岁" in ran.out
    refused = cct(*young, "--years", "90")
    assert refused.code == 2 and "比年龄（满34周岁）还大" in refused.err
