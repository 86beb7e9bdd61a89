"""What the county approved and the province refused: whoever reads the result must learn of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.models import Case, Notice
from cuncuntong.cases.papers.case_papers import decision, notice_paper, receipt
from cuncuntong.cases.services.review import approve
from cuncuntong.ledgers.above import hooks
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.registry import items
from cuncuntong.web.portal.words import explain
from tests.cases import make
from tests.ledgers.unemployment.make import confirm_figures
from tests.web.counter_make import signed_in, words
from tests.web.support import at_most, table_rows

pytestmark = pytest.mark.django_db
SAID = "人员状态不符"


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> make.Place:
    for one in make.ALL:
        monkeypatch.setitem(items._items, one.number, one)
    return make.Place()


def _approved(county: make.Place, clerk: Caller, name: str = "王五") -> Case:
    reviewer = make.reviewer(county)
    case = make.file(clerk, make.REVIEWED, county.resident(name)).case
    return approve(caller=reviewer, case_id=case.pk, version=case.version)


def _answered(case: Case, state: str, key: str = "1") -> None:
    Handover.objects.create(
        key=f"test.kind:{case.number}:{key}",
        kind="test.kind",
        line=Line.RESIDENT_PENSION,
        resident=case.resident,
        case_number=case.number,
        payload={},
        state=state,
        made_at=timezone.now(),
        answered_at=None if state == "sent" else timezone.now(),
        answer_words="" if state == "sent" else SAID,
        county_code=case.county_code,
        township_code=case.township_code,
        village_code=case.village_code,
    )


def test_the_case_and_what_is_read_out_say_that_the_province_refused(county: make.Place) -> None:
    clerk = county.clerk()
    case = _approved(county, clerk)
    browser = signed_in(clerk)
    _answered(case, "refused")
    page = words(browser.get(reverse("cases:detail", args=[case.number])))
    assert page.count("上级没有同意") >= 3 and SAID in page
    history = page[page.index("办理过程") :]
    assert "上级没有同意" in history and "上级系统" in history
    assert any("上级没有同意" in row for row in table_rows(browser.get(reverse("counter:inbox"))))
    told = words(browser.get(reverse("counter:deliver", args=[case.number])))
    assert told.count(SAID) == 2
    # What is recorded as told is what was said.
    notice = Notice.objects.get(case=case)
    browser.post(
        reverse("counter:deliver", args=[case.number]), {"notice": str(notice.pk), "channel": "read_out"}
    )
    notice.refresh_from_db()
    assert "地址已登记" in notice.text and notice.text.count(SAID) == 1
    case.refresh_from_db()
    for paper in (receipt(case), decision(case), notice_paper(notice)):
        assert SAID in repr(paper.blocks)
    public = explain(case).next
    assert "上级没有同意" in public and SAID not in public


def test_told_before_the_refusal_it_is_to_be_told_again(county: make.Place) -> None:
    clerk = county.clerk()
    case = _approved(county, clerk)
    browser = signed_in(clerk)
    address = reverse("counter:deliver", args=[case.number])
    browser.post(address, {"notice": str(Notice.objects.get(case=case).pk), "channel": "read_out"})
    assert "请再告知" not in words(browser.get(address))
    _answered(case, "refused")
    assert "请再告知" in words(browser.get(address))


def test_agreed_after_all_nothing_of_the_refusal_is_left(county: make.Place) -> None:
    clerk = county.clerk()
    case = _approved(county, clerk)
    _answered(case, "refused")
    _answered(case, "agreed", key="2")
    assert SAID not in repr(receipt(case).blocks)
    page = words(signed_in(clerk).get(reverse("cases:detail", args=[case.number])))
    history = page[page.index("办理过程") :]
    assert "上级已办结" in history and "上级没有同意" in history


def test_the_point_that_took_the_case_has_it_on_its_home_page_and_list(county: make.Place) -> None:
    clerk, neighbour = county.clerk(), county.clerk(county.songzhuang)
    case = _approved(county, clerk)
    other = _approved(county, clerk, "赵六")
    _answered(case, "refused")
    _answered(other, "agreed")
    browser = signed_in(clerk)
    browser.get("/")
    with at_most():
        home = words(browser.get(reverse("home")))
    assert "上级没有同意的办件" in home
    with at_most():
        page = browser.get(reverse("counter:cases") + "?tab=above")
    assert case.number in words(page) and other.number not in words(page)
    assert "上级没有同意的办件" not in words(signed_in(neighbour).get(reverse("home")))
    # Applied for again, it waits no longer.
    make.file(clerk, make.REVIEWED, case.resident, repeat_reason="上级没有同意，重新办理")
    assert case.number not in words(browser.get(reverse("counter:cases") + "?tab=above"))


def test_a_refusal_stands_as_long_as_the_county_set(county: make.Place) -> None:
    clerk = county.clerk()
    case = _approved(county, clerk)
    _answered(case, "refused")
    Handover.objects.update(answered_at=timezone.now() - dt.timedelta(days=40))
    browser = signed_in(clerk)
    assert case.number not in words(browser.get(reverse("counter:cases") + "?tab=above"))
    confirm_figures(**{"service.refused_shown_days": 60})
    assert case.number in words(browser.get(reverse("counter:cases") + "?tab=above"))
    forget_parameters()


def test_what_waits_for_the_province_is_called_done_nowhere(county: make.Place) -> None:
    clerk = county.clerk()
    case = _approved(county, clerk)
    notice = Notice.objects.get(case=case)
    browser = signed_in(clerk)
    _answered(case, "sent")
    public = explain(case)
    assert (public.badge, public.step, public.steps.split("|")[3]) == ("等上级答复", 4, "上级答复")
    today = timezone.localdate()
    assert f"县里已办理，等上级答复（{today.year}年{today.month}月{today.day}日起）" in public.next
    assert "等上级答复" in words(browser.get(reverse("cases:detail", args=[case.number])))
    told = words(browser.get(reverse("counter:deliver", args=[case.number])))
    assert "等上级答复" in told and "已办结" not in told
    for paper in (receipt(case), decision(case), notice_paper(notice)):
        assert "等上级答复" in repr(paper.blocks) and "办结" not in repr(paper.blocks) + paper.title
    _answered(case, "agreed", key="2")
    assert explain(case).badge == "" and "办结时间" in repr(decision(case).blocks)


def test_what_only_follows_a_case_later_keeps_it_done(
    county: make.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = hooks.HandoverKind("test.kind", "停领备案", Line.UNEMPLOYMENT, awaited="")
    monkeypatch.setitem(hooks._known.kinds, later.code, later)
    case = _approved(county, county.clerk())
    _answered(case, "sent")
    assert explain(case).badge == ""


def test_lines_of_a_result_that_was_taken_back_are_struck(
    county: make.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = county.clerk()
    case = _approved(county, clerk)
    case.effect = {**case.effect, "lines": [["居民档案", "已登记死亡"]]}
    case.save(update_fields=["effect"])
    _answered(case, "refused")
    browser = signed_in(clerk)
    address = reverse("cases:detail", args=[case.number])
    assert "以上级答复为准" in words(browser.get(address)) and b"<del" not in browser.get(address).content
    undone = hooks.HandoverKind("test.kind", "停发", Line.EMPLOYEE_PENSION, refusal_undoes=True)
    monkeypatch.setitem(hooks._known.kinds, undone.code, undone)
    page = browser.get(address).content.decode()
    struck = page[page.index("<del") : page.index("</del>")]
    assert "已登记死亡" in struck and "撤回作废" in page
    assert "撤回作废" in repr(decision(case).blocks)
