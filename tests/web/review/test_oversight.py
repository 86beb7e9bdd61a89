"""Figures that open their rows, charts with exports, and the network of points."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.figures import AGES, age_bounds, figures, last_months
from cuncuntong.cases.models import Case
from cuncuntong.cases.services import review
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.cases import make
from tests.ledgers.make import County
from tests.web.review.make import browser


@pytest.fixture
def overseer(county: County) -> Caller:
    return county.caller(DutyKind.OVERSEER, county.county)


def book(answer: Any) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return list(sheet.iter_rows(values_only=True))


def decided(county: County, clerk: Caller, reviewer: Caller, name: str, *, late: bool) -> Case:
    one = make.file(clerk, make.REVIEWED, county.resident(name)).case
    if late:
        Case.objects.filter(pk=one.pk).update(due_on=timezone.localdate() - dt.timedelta(days=5))
    return review.approve(caller=reviewer, case_id=one.pk, version=None)


def test_share_in_time_counts_reviewed_cases_alone(
    county: County, clerk: Caller, reviewer: Caller, overseer: Caller
) -> None:
    decided(county, clerk, reviewer, "王准", late=False)
    decided(county, clerk, reviewer, "王迟", late=True)
    make.file(clerk, make.INSTANT, county.resident("王快"))
    known = figures(overseer)
    assert (known.now.accepted, known.now.decided, known.now.in_time) == (3, 2, 1)
    assert known.now.share == 50.0 and known.share(township="140522100") == 50.0
    assert known.share(township="140522101") is None
    page = browser(overseer).get(reverse("oversight:figures")).content.decode()
    assert "按时办结率" in page and "截至" in page


def test_figures_stay_inside_the_area(county: County, clerk: Caller, overseer: Caller) -> None:
    there = county.huangcheng
    make.file(county.clerk(there), make.REVIEWED, county.resident("王北", there))
    make.file(clerk, make.REVIEWED, county.resident("王南"))
    town = county.caller(DutyKind.TOWNSHIP_ADMIN, county.beiliu)
    assert figures(town).now.accepted == 1 and figures(overseer).now.accepted == 2
    text = browser(town).get(reverse("oversight:cases")).content.decode()
    assert "王北" in text and "王南" not in text
    forced = browser(town).get(reverse("oversight:cases"), {"township": "140522100"}).content.decode()
    assert "王南" not in forced


@pytest.mark.parametrize(("days", "place"), [(1, 0), (5, 1), (10, 2), (40, 3)])
def test_overdue_by_age_in_working_days(overseer: Caller, case: Case, days: int, place: int) -> None:
    from cuncuntong.network.workdays import calendar

    today = timezone.localdate()
    due = today
    while calendar().overdue_workdays(due, today) < min(days, 20):
        due -= dt.timedelta(days=1)
    Case.objects.filter(pk=case.pk).update(due_on=due)
    counts = [count for _, count in figures(overseer).overdue]
    assert counts == [int(number == place) for number in range(len(AGES))]
    rows = browser(overseer).get(reverse("oversight:cases"), {"age": str(place)}).content.decode()
    others = browser(overseer).get(reverse("oversight:cases"), {"age": str((place + 1) % 4)})
    assert case.number in rows and case.number not in others.content.decode()


def test_the_classes_of_age_leave_no_gap(db: None) -> None:
    words = [label for label, _ in age_bounds(timezone.localdate())]
    assert words == ["0–2个工作日", "3–5个工作日", "6–10个工作日", "超过10个工作日"]


def test_months_run_backwards_over_the_new_year() -> None:
    months = last_months(dt.date(2026, 1, 31), 3)
    assert months == [dt.date(2025, 11, 1), dt.date(2025, 12, 1), dt.date(2026, 1, 1)]


def test_silent_points_are_those_without_a_case_in_thirty_days(
    county: County, overseer: Caller, case: Case
) -> None:
    assert set(figures(overseer).silent) == {
        county.points[place.code].pk for place in (county.songzhuang, county.huangcheng)
    }


def test_every_chart_exports_its_table(county: County, overseer: Caller, case: Case) -> None:
    client = browser(overseer)
    for chart in ("share", "volume", "heat", "overdue", "silent"):
        rows = book(client.get(reverse("oversight:export", args=[chart])))
        assert any("截至" in str(cell) for row in rows for cell in row), chart
    heat = book(client.get(reverse("oversight:export", args=["heat"])))
    assert ("凤城镇", 1) in [row[:2] for row in heat]
    assert client.get(reverse("oversight:export", args=["nonsense"])).status_code == 404


def test_a_figure_opens_its_rows(overseer: Caller, case: Case) -> None:
    client = browser(overseer)
    stats = client.get(reverse("oversight:figures")).context["stats"]
    assert [one["label"] for one in stats] == [
        "本月受理", "本月服务居民", "本月审结", "按时办结率", "超期未办结", "静默服务点",
    ]  # fmt: skip
    assert case.number in client.get(stats[0]["url"]).content.decode()


def test_rows_page_by_key_and_survive_nonsense(
    county: County, clerk: Caller, overseer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {make.file(clerk, make.REVIEWED, county.resident(f"王{n}")).case.number for n in "甲乙丙"}
    monkeypatch.setattr("cuncuntong.web.oversight.cases.PAGE", 2)
    client, url = browser(overseer), reverse("oversight:cases")
    first = client.get(url)
    second = client.get(url + first.context["next_url"])
    seen = [row["case"].number for page in (first, second) for row in page.context["rows"]]
    assert set(seen) == made and len(seen) == 3
    odd = {"after": "x~y", "month": "2026-99", "since": "'", "age": "99", "point": "a", "state": "<b>"}
    assert client.get(url, odd).status_code == 200


def test_the_network_lists_points_with_volume_and_filters(
    county: County, overseer: Caller, case: Case
) -> None:
    client, url = browser(overseer), reverse("oversight:points")
    page = client.get(url)
    assert len(page.context["rows"]) == 3 and [t["points"] for t in page.context["tiles"]] == [2, 1]
    busy = {row["point"].village_code: row["count"] for row in page.context["rows"]}
    assert busy[county.shuicun.code] == 1 and busy[county.huangcheng.code] == 0
    town = client.get(url, {"township": "140522101"})
    assert [row["point"].name for row in town.context["rows"]] == ["皇城村服务点"]
    silent = client.get(url, {"only": "silent"})
    assert county.shuicun.code not in [row["point"].village_code for row in silent.context["rows"]]
    assert len(client.get(url, {"q": "宋庄"}).context["rows"]) == 1
    assert "宋庄村服务点" in str(book(client.get(reverse("oversight:points_export"), {"q": "宋庄"})))
    entry = AuditEntry.objects.get(action="network.exported")
    assert entry.detail["q"] == "宋庄"


def test_doors(county: County, clerk: Caller, reviewer: Caller) -> None:
    for name in ("oversight:figures", "oversight:points", "oversight:points_export"):
        assert browser(clerk).get(reverse(name)).status_code == 403
        assert browser(reviewer).get(reverse(name)).status_code == 403
    system = browser(county.caller(DutyKind.SYSTEM_ADMIN, county.county))
    assert system.get(reverse("oversight:points")).status_code == 200
    assert system.get(reverse("oversight:cases")).status_code == 403


@pytest.mark.parametrize("name", ["oversight:figures", "oversight:points", "oversight:cases"])
def test_twelve_queries_at_most(
    overseer: Caller, case: Case, name: str, django_assert_max_num_queries: Any
) -> None:
    client = browser(overseer)
    client.get(reverse(name))
    with django_assert_max_num_queries(12):
        client.get(reverse(name))
