"""Training on screen: a point's calls, the county's classes from plan to certificate, what is refused."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from cuncuntong.cases import clock, numbers
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.training.models import (
    Course,
    Enrolment,
    FollowUpCall,
    FollowUpTask,
    Institution,
    TrainingClass,
)
from cuncuntong.ledgers.training.services import place_wishes
from cuncuntong.network import parameters
from cuncuntong.network.enums import DutyKind, Line
from tests.cases.make import reviewer
from tests.ledgers.training import make
from tests.web.support import County, hidden, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def travel() -> Any:
    with time_machine.travel(AT, tick=False) as moved:
        clock.forget_calendar()
        parameters.forget_parameters()
        numbers.forget_blocks()
        cache.clear()
        yield moved


@pytest.fixture
def county(db: None) -> County:
    return County()


def people(county: County, many: int, **more: Any) -> list[Any]:
    return [make.wish(county.resident(f"学员{n}"), **more) for n in range(many)]


def test_a_points_tasks_stand_by_the_institution_to_ask(county: County) -> None:
    make.course(county, make.institution(county, name="演示甲学校", contact="招生办"))
    people(county, 2)
    make.wish(county.resident("厨师迷"), occupation=make.COOK, words="厨师")
    page = signed_in(county.clerk()).get(reverse("training:tasks"))
    text = words(page)
    assert text.index("问演示甲学校") < text.index("问县人社部门")
    assert "招生办，0356-0123456" in text
    assert "县里没有机构开这些工种" in text
    assert text.count("还剩5个工作日") == 3


def test_one_call_settles_the_wishes_that_were_ticked(county: County) -> None:
    taught = make.course(county)
    row = make.training_class(county, taught)
    one, two, other = people(county, 3)
    browser = signed_in(county.clerk())
    asked = {"institution": str(taught.institution_id), "wish": [str(one.pk), str(two.pk)]}
    page = browser.get(reverse("training:call"), asked)
    assert "学员0" in words(page) and "学员2" not in words(page)
    sent = {**asked, "key": hidden(page, "key"), "answer": "class", "training_class": str(row.pk)}
    for _ in range(2):  # sent twice, it is one call
        answer = browser.post(reverse("training:call"), sent, follow=True)
        assert "2位居民会收到消息" in words(answer)
    call = FollowUpCall.objects.get()
    assert (call.entries.count(), call.training_class_id) == (2, row.pk)
    assert FollowUpTask.objects.get(wish=other, state="open").due_on == dt.date(2026, 12, 1)


def test_a_call_that_tells_nothing_is_said_at_the_field_and_kept(county: County) -> None:
    taught, wish = make.course(county), people(county, 1)[0]
    browser = signed_in(county.clerk())
    sent = {
        "institution": str(taught.institution_id),
        "wish": str(wish.pk),
        "answer": "class",
        "training_class": "other",
        "starts_on": "20261123",
        "place": "县职教中心",
    }
    answer = browser.post(reverse("training:call"), sent)
    assert answer.status_code == 422
    assert "开班日期不能早于今天" in words(answer)
    assert "县职教中心" in answer.content.decode()
    late = browser.post(reverse("training:call"), {**sent, "answer": "soon"})
    assert (late.status_code, "没有写明对方怎么说" in words(late)) == (422, True)
    assert not FollowUpCall.objects.exists()
    empty = browser.get(reverse("training:call"), {"institution": "office"}, follow=True)
    assert "没有勾选任何培训意向" in words(empty)


def test_somebody_elses_wishes_are_not_asked_for(county: County) -> None:
    wish = make.wish(county.resident("外村", county.huangcheng))
    browser = signed_in(county.clerk())
    answer = browser.post(
        reverse("training:call"), {"institution": "office", "wish": str(wish.pk), "answer": "none"}
    )
    assert answer.status_code == 422
    assert "没有选中任何培训意向" in words(answer)


def test_where_follow_up_lags_is_shown_without_names(county: County) -> None:
    make.wish(county.resident("迟到的人"))
    FollowUpTask.objects.update(due_on=dt.date(2026, 11, 20))
    overseer = signed_in(county.caller(DutyKind.OVERSEER, county.county))
    page = overseer.get(reverse("training:start"), follow=True)
    assert any("凤城镇 1 1 2026年11月20日 超期2个工作日" in row for row in table_rows(page))
    villages = signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)).get(
        reverse("training:overdue"), {"township": "140522100"}
    )
    assert any("水村 1 1" in row for row in table_rows(villages))
    assert "迟到的人" not in words(page) + words(villages)
    home = words(signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)).get(reverse("home")))
    assert "各点培训意向超期未跟踪" in home
    auditor = signed_in(county.caller(DutyKind.AUDITOR, county.county))
    assert "超期未跟踪" not in auditor.get("/").content.decode(), "no door that is closed to them"


def test_the_home_page_of_a_point_tells_what_waits(county: County) -> None:
    one, _ = people(county, 2)
    place_wishes(caller=county.business_admin(), training_class=make.training_class(county), wishes=[one.pk])
    text = words(signed_in(county.clerk()).get(reverse("home")))
    assert "待跟踪的培训意向" in text and "未签收的培训通知" in text


def new_class(course: Course, **more: str) -> dict[str, str]:
    values = {
        "course": str(course.pk),
        "title": "焊工第一期",
        "starts_on": "20261204",
        "ends_on": "20261215",
        "times": "day",
        "hours_a_day": "8",
        "place": "演示路一号",
        "capacity": "2",
    }
    return {**values, **more}


def test_the_county_registers_an_institution_and_plans_a_class(county: County) -> None:
    browser = signed_in(reviewer(county, Line.TRAINING))
    form = {
        "name": "演示技校",
        "licence_number": "演示证9",
        "licence_from": "20250101",
        "licence_until": "20240101",
        "place": "140522100005",
        "address": "演示路",
        "telephone": "0356-0123456",
        "capacity": "50",
    }
    wrong = browser.post(reverse("training:institution_add"), form)
    assert (wrong.status_code, "有效期止早于有效期起" in words(wrong)) == (422, True)
    assert "演示证9" in wrong.content.decode()
    made = browser.post(
        reverse("training:institution_add"), {**form, "licence_until": "20271231"}, follow=True
    )
    home = Institution.objects.get()
    assert "演示技校" in words(made) and home.village_code == "140522100005"
    unclear = browser.post(
        reverse("training:course_add", args=[home.pk]), {"occupation": "修理工", "level": "5", "hours": "80"}
    )
    assert (unclear.status_code, "可能是好几个职业" in words(unclear)) == (422, True)
    browser.post(
        reverse("training:course_add", args=[home.pk]), {"occupation": "电焊", "level": "5", "hours": "80"}
    )
    course = Course.objects.get()
    assert course.occupation == make.WELDER
    early = browser.post(reverse("training:class_add"), new_class(course, ends_on="20261203"))
    assert (early.status_code, "结业日期早于开班日期" in words(early)) == (422, True)
    long = browser.post(reverse("training:class_add"), new_class(course, ends_on="20280103"))
    assert (long.status_code, "不能覆盖整个班次" in words(long)) == (422, True)
    none = browser.post(reverse("training:class_add"), new_class(course, capacity="0", ends_on="明天"))
    assert none.status_code == 422
    assert "名额最少1" in words(none) and "不是有效的日期" in words(none)
    page = browser.post(reverse("training:class_add"), new_class(course), follow=True)
    assert "已列入计划" in words(page)
    assert TrainingClass.objects.get().number == "PX20260001"


def test_placing_shows_the_order_first_and_says_what_came_of_it(county: County) -> None:
    row = make.training_class(county)
    three = people(county, 3)
    watched = make.wish(county.resident("监测户"), group="watched")
    busy = make.wish(county.resident("夜校生"), times="evening")
    browser = signed_in(reviewer(county, Line.TRAINING))
    page = browser.get(reverse("training:class_place", args=[row.number]))
    rows = table_rows(page)
    assert "监测户" in rows[1] and "名额" in rows[1]
    assert "候补" in rows[3] and "候补" in rows[4]
    assert "本人方便的时间是晚上" in next(one for one in rows if "夜校生" in one)
    empty = browser.post(reverse("training:class_place", args=[row.number]), {})
    assert (empty.status_code, "没有勾选任何人" in words(empty)) == (422, True)
    keys = [str(one.pk) for one in [*three, watched]]
    done = browser.post(reverse("training:class_place", args=[row.number]), {"wish": keys}, follow=True)
    assert "2人有名额，2人列入候补" in words(done)
    again = browser.post(reverse("training:class_place", args=[row.number]), {"wish": keys[:1]}, follow=True)
    assert "没有安排" in words(again)
    assert busy.enrolments.count() == 0


def test_somebody_leaves_and_the_first_who_waits_moves_up(county: County) -> None:
    row, wishes = make.training_class(county), people(county, 3)
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[one.pk for one in wishes])
    browser = signed_in(reviewer(county, Line.TRAINING))
    first = wishes[0].enrolments.get()
    url = reverse("training:leave", args=[first.pk])
    assert browser.post(url, {"reason": ""}).status_code == 422
    page = browser.post(url, {"reason": "外出务工", "later": "yes"}, follow=True)
    text = words(page)
    assert "学员0已退出" in text and "退出和取消的（1人）" in text
    assert wishes[2].enrolments.get().seat == 1
    again = browser.get(url, follow=True)
    assert "不用再退出" in words(again)


def test_a_class_is_cancelled_with_a_reason(county: County) -> None:
    row = make.training_class(county)
    browser = signed_in(reviewer(county, Line.TRAINING))
    url = reverse("training:class_act", args=[row.number])
    assert browser.post(url, {"act": "cancel", "reason": ""}).status_code == 422
    early = browser.post(url, {"act": "start"}, follow=True)
    assert "2026-12-04才开班" in words(early)
    assert "班次已取消" in words(browser.post(url, {"act": "cancel", "reason": "报名不足"}, follow=True))
    row.refresh_from_db()
    assert (row.state, row.cancelled_reason) == ("cancelled", "报名不足")


def running(county: County, travel: Any) -> tuple[TrainingClass, list[Enrolment]]:
    row, wishes = make.training_class(county), people(county, 2)
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[one.pk for one in wishes])
    travel.move_to(dt.datetime(2026, 12, 5, 2, tzinfo=dt.UTC))
    manager = signed_in(reviewer(county, Line.TRAINING))
    manager.post(reverse("training:class_act", args=[row.number]), {"act": "start"})
    return row, list(Enrolment.objects.order_by("seat"))


def test_attendance_results_and_the_end_of_a_class(county: County, travel: Any) -> None:
    row, (one, two) = running(county, travel)
    browser = signed_in(reviewer(county, Line.TRAINING))
    sheet = reverse("training:class_attendance", args=[row.number])
    wrong = browser.post(
        sheet, {"on": "2026-12-04", f"hours-{one.pk}": "9", f"hours-{two.pk}": "八", f"note-{one.pk}": "加课"}
    )
    assert wrong.status_code == 422
    assert "课时请填写0到8的整数" in words(wrong) and "加课" in wrong.content.decode()
    over = browser.post(sheet, {"on": "2026-12-04", f"hours-{one.pk}": "9"})
    assert "课时应在0到8之间" in words(over)
    good = {"on": "2026-12-04", f"hours-{one.pk}": "8", f"hours-{two.pk}": "0", f"note-{two.pk}": "请假"}
    assert "12月04日的出勤已保存，共2人" in words(browser.post(sheet, good, follow=True))
    travel.move_to(dt.datetime(2026, 12, 14, 2, tzinfo=dt.UTC))
    browser = signed_in(reviewer(county, Line.TRAINING))
    results = reverse("training:class_results", args=[row.number])
    lines = {f"result-{one.pk}": "passed", f"number-{one.pk}": "演示证书1", f"result-{two.pk}": "passed"}
    bad = browser.post(results, lines)
    assert bad.status_code == 422
    assert "还要填写发证日期" in words(bad) and "合格的请写明理由" in words(bad)
    assert "演示证书1" in bad.content.decode()
    lines |= {f"day-{one.pk}": "20261214", f"result-{two.pk}": "absent"}
    browser.post(results, lines)
    done = browser.post(reverse("training:class_act", args=[row.number]), {"act": "finish"}, follow=True)
    assert "已办理结业" in words(done)
    wish = signed_in(county.clerk()).get(reverse("training:wish", args=[one.wish_id]))
    assert "22 技能提升补贴申领" in words(wish) and "演示证书1" in words(wish)


def test_papers_and_exports_mask_numbers_and_are_logged(county: County) -> None:
    person = county.resident("张三丰", telephone="13935612345")
    wish, row = make.wish(person), make.training_class(county)
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[wish.pk])
    browser = signed_in(reviewer(county, Line.TRAINING))
    for name in ("class_roster", "class_sheet", "class_notices"):
        answer = browser.get(reverse(f"training:{name}", args=[row.number]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), name
    notice = reverse("training:notice", args=[wish.enrolments.get().pk])
    assert signed_in(county.clerk()).get(notice).status_code == 200
    assert signed_in(county.clerk(county.huangcheng)).get(notice).status_code == 404
    for url in (
        reverse("training:class_export", args=[row.number]),
        reverse("training:wishes_export"),
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(browser.get(url).content)).active
        assert sheet is not None
        cells = {str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell}
        assert "张三丰" in cells
        assert not any(person.id_number in cell or "13935612345" in cell for cell in cells)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"training.notice_printed", "training.roster_exported", "training.wishes_exported"} <= actions


def test_a_visitor_at_the_counter_gets_the_notice_printed_there(county: County) -> None:
    from cuncuntong.ledgers.residents.models import VisitGrant

    person = county.resident("外村人", county.huangcheng)
    wish, row = make.wish(person), make.training_class(county)
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[wish.pk])
    clerk, url = county.clerk(), reverse("training:notice", args=[wish.enrolments.get().pk])
    assert signed_in(clerk).get(url).status_code == 404
    VisitGrant.objects.create(
        resident=person, point=clerk.point, granted_by=clerk.account, on=dt.date(2026, 11, 24), reason="到场"
    )
    assert signed_in(clerk).get(url).status_code == 200


def test_who_reviews_other_lines_sees_where_follow_up_lags_and_no_more(county: County) -> None:
    browser = signed_in(reviewer(county, Line.CARD))
    assert browser.get(reverse("training:start")).url == reverse("training:overdue")
    assert browser.get(reverse("training:desk")).status_code == 403
    assert browser.get(reverse("training:wishes")).status_code == 403


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "学" * 5000, "'\"%;--", "的了吗"])
def test_odd_words_in_the_filters_do_no_harm(county: County, odd: str) -> None:
    people(county, 1)
    browser = signed_in(county.clerk())
    page = browser.get(reverse("training:wishes"), {"words": odd, "q": odd, "after": odd, "state": odd})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "key", ["0001-01-01T00:00:00+14:00_1", "2026-11-25T08:00:00_1", "²_²", "x_" + "9" * 60]
)
def test_nonsense_as_a_place_in_the_list_begins_it(county: County, key: str) -> None:
    assert signed_in(county.clerk()).get(reverse("training:wishes"), {"after": key}).status_code == 200
