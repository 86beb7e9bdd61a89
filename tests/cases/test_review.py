"""Review: one reviewer at a time, nobody their own, everything checked again, all or nothing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.cases.enums import InboxKind, Move, State
from cuncuntong.cases.models import Case, InboxItem, Notice, SlipLine
from cuncuntong.cases.selectors.cases import find_case
from cuncuntong.cases.services.review import (
    AlreadyClaimed,
    EffectRefused,
    NotApprovable,
    OwnCase,
    ReviewRefused,
    SlipDraft,
    Stale,
    WrongState,
    approve,
    claim,
    claim_shown,
    refuse,
    release,
    return_case,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, Denied, NotVisible
from cuncuntong.network.enums import Ability, DutyKind, Line
from cuncuntong.network.models import Duty
from tests.cases import make


@pytest.fixture
def case(clerk, resident) -> Case:
    return make.file(clerk, make.REVIEWED, resident).case


def line(**more) -> SlipDraft:
    return SlipDraft(**{"target": "field", "field": "address", "problem": "门牌号不清", **more})


def test_approval_writes_the_ledger_and_sends_the_result_back(case, reviewer, resident, audited):
    done = approve(caller=reviewer, case_id=case.pk, version=case.version, note="核对无误")
    resident.refresh_from_db()
    saved = Case.objects.get(pk=case.pk)
    assert resident.address == "水村一号"
    assert (saved.state, saved.decided_by_id, saved.in_time) == (State.APPLIED, reviewer.account.pk, True)
    assert saved.version == done.version
    assert [event.move for event in saved.events.all()][2:] == [Move.CLAIM, Move.APPROVE, Move.APPLY]
    assert saved.effect == {
        "message": "地址已登记。",
        "lines": [["新地址", "水村一号"]],
        "data": {"old": "老宅"},
    }
    assert InboxItem.objects.get(case=case).kind == InboxKind.APPROVED
    assert "地址已登记。" in Notice.objects.get(case=case).text
    assert {"case.claim", "case.approve", "case.apply"} <= set(audited())


def test_late_approval_is_not_in_time(clerk, county, resident, reviewer):
    friday = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
    with time_machine.travel(friday):
        case = make.file(clerk, make.REVIEWED, resident).case
    with time_machine.travel(friday + dt.timedelta(days=5)):
        approve(caller=reviewer, case_id=case.pk, version=case.version)
    assert Case.objects.get(pk=case.pk).in_time is False


def test_refused_effect_changes_nothing(case, reviewer, resident):
    Case.objects.filter(pk=case.pk).update(form={**make.FORM, "address": "塌了"})
    with pytest.raises(EffectRefused) as caught:
        approve(caller=reviewer, case_id=case.pk, version=case.version)
    assert caught.value.remedy == "请核对地址。"
    resident.refresh_from_db()
    saved = Case.objects.get(pk=case.pk)
    assert (saved.state, saved.version, resident.address) == (State.ACCEPTED, case.version, "老宅")
    assert not InboxItem.objects.exists()


def test_rules_are_asked_again_at_approval(case, reviewer):
    Case.objects.filter(pk=case.pk).update(form={**make.FORM, "address": "外地"})
    with pytest.raises(NotApprovable, match="居住地址不在本县") as caught:
        approve(caller=reviewer, case_id=case.pk, version=case.version)
    assert [problem.field for problem in caught.value.examination.problems] == ["address"]


def test_a_death_after_filing_stops_approval(case, reviewer, resident):
    Resident.objects.filter(pk=resident.pk).update(standing="deceased", deceased_on=dt.date(2026, 11, 1))
    with pytest.raises(NotApprovable, match="死亡"):
        approve(caller=reviewer, case_id=case.pk, version=case.version)
    assert Case.objects.get(pk=case.pk).state == State.ACCEPTED


def test_a_move_is_shown_and_kept_but_does_not_stop(case, reviewer, resident):
    Resident.objects.filter(pk=resident.pk).update(standing="moved_out", moved_out_on=dt.date(2026, 11, 1))
    done = approve(caller=reviewer, case_id=case.pk, version=case.version)
    event = done.events.get(move=Move.APPROVE)
    assert "迁出" in event.detail["looks"][0]


def test_claim_keeps_others_out_until_it_runs_out(county, case, reviewer):
    other = make.reviewer(county)
    held = claim(caller=reviewer, case_id=case.pk)
    with pytest.raises(AlreadyClaimed) as caught:
        approve(caller=other, case_id=case.pk, version=held.version)
    assert caught.value.name == reviewer.account.full_name
    assert caught.value.until - timezone.now() > dt.timedelta(minutes=29)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=31)):
        taken = claim(caller=other, case_id=case.pk)
        assert taken.claimed_by_id == other.account.pk
        with pytest.raises(Stale):
            approve(caller=reviewer, case_id=case.pk, version=held.version)


def test_claiming_again_prolongs_without_a_new_version(case, reviewer):
    first = claim(caller=reviewer, case_id=case.pk)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20)):
        again = claim(caller=reviewer, case_id=case.pk)
    assert again.version == first.version
    assert again.claimed_until > first.claimed_until
    assert case.events.filter(move=Move.CLAIM).count() == 1


def test_release_lets_others_in(county, case, reviewer):
    other = make.reviewer(county)
    claim(caller=reviewer, case_id=case.pk)
    with pytest.raises(AlreadyClaimed):
        release(caller=other, case_id=case.pk)
    freed = release(caller=reviewer, case_id=case.pk)
    assert (freed.state, freed.claimed_by_id) == (State.ACCEPTED, None)
    assert claim(caller=other, case_id=case.pk).claimed_by_id == other.account.pk


def test_stale_version_does_nothing(case, reviewer):
    with pytest.raises(Stale):
        approve(caller=reviewer, case_id=case.pk, version=case.version - 1)
    assert Case.objects.get(pk=case.pk).state == State.ACCEPTED


def test_nobody_decides_on_a_case_that_they_handled(county, clerk, resident):
    case = make.file(clerk, make.REVIEWED, resident).case
    Duty.objects.filter(account=clerk.account).delete()
    Duty.objects.create(account=clerk.account, kind=DutyKind.REVIEWER, division=county.county)
    caller = Caller(clerk.account)
    for act in (
        lambda: claim(caller=caller, case_id=case.pk),
        lambda: approve(caller=caller, case_id=case.pk, version=case.version),
        lambda: refuse(caller=caller, case_id=case.pk, version=None, reason="甲", remedy="乙"),
        lambda: return_case(caller=caller, case_id=case.pk, version=None, lines=[line()]),
    ):
        with pytest.raises(OwnCase):
            act()
    other = county.clerk()
    Case.objects.filter(pk=case.pk).update(filed_by=other.account, handler=other.account)
    with pytest.raises(OwnCase):
        claim(caller=caller, case_id=case.pk)


def test_line_and_area_limit_the_reviewer(county, clerk, resident, case):
    with pytest.raises(NotVisible):
        approve(caller=make.reviewer(county, Line.CARD), case_id=case.pk, version=None)
    elsewhere = make.reviewer(county, division=county.beiliu)
    with pytest.raises(NotVisible):
        claim(caller=elsewhere, case_id=case.pk)
    with pytest.raises(Denied):
        claim(caller=clerk, case_id=case.pk)


def test_decided_case_is_not_decided_again(case, reviewer, county):
    approve(caller=reviewer, case_id=case.pk, version=case.version)
    with pytest.raises(WrongState, match="已办结"):
        approve(caller=make.reviewer(county), case_id=case.pk, version=None)


def test_refusal_says_why_and_what_to_do(case, reviewer):
    for reason, remedy, field in (("", "复议", "reason"), ("不符合", " ", "remedy")):
        with pytest.raises(ReviewRefused) as caught:
            refuse(caller=reviewer, case_id=case.pk, version=case.version, reason=reason, remedy=remedy)
        assert caught.value.field == field
    refuse(
        caller=reviewer, case_id=case.pk, version=case.version, reason="不符合条件", remedy="可申请行政复议"
    )
    saved = Case.objects.get(pk=case.pk)
    assert (saved.state, saved.decision_note, saved.remedy) == (
        State.REFUSED,
        "不符合条件",
        "可申请行政复议",
    )
    text = Notice.objects.get(case=case).text
    assert "不符合条件" in text and "可申请行政复议" in text


def test_return_names_each_line_and_stops_the_clock(clerk, resident, reviewer):
    draft = make.draft(clerk, make.PAPERS, resident)
    photo = make.page(draft)
    case = make.file(clerk, make.PAPERS, resident, draft=draft).case
    return_case(
        caller=reviewer,
        case_id=case.pk,
        version=case.version,
        lines=[
            line(),
            line(target="page", field="", attachment_id=photo.pk, page=1, problem="反光", remedy="重拍"),
            line(target="material", field="", material="seen", problem="缺户主页"),
            line(target="other", field="", label="签字", problem="没有签字"),
        ],
    )
    saved = Case.objects.get(pk=case.pk)
    assert saved.state == State.RETURNED
    assert (saved.clock_stopped_on, saved.clock_reason, saved.workdays_left) == (
        timezone.localdate(),
        "等待居民补正",
        2,
    )
    lines = list(SlipLine.objects.filter(case=case))
    assert [one.label for one in lines] == ["居住地址", "身份证照片第1张", "户口簿", "签字"]
    assert {one.round for one in lines} == {1}
    assert lines[1].attachment_id == photo.pk and lines[1].material == "id_card"
    text = Notice.objects.get(case=case).text
    assert all(problem in text for problem in ("门牌号不清", "反光", "缺户主页", "没有签字"))


@pytest.mark.parametrize(
    "bad",
    [
        {"field": "nothing"},
        {"target": "material", "material": "nothing"},
        {"target": "page", "attachment_id": 10**9},
        {"target": "other", "label": " "},
        {"problem": "  "},
        {"target": "nonsense"},
    ],
)
def test_slip_lines_point_at_something_of_the_case(case, reviewer, bad):
    with pytest.raises(ReviewRefused):
        return_case(caller=reviewer, case_id=case.pk, version=None, lines=[line(), line(**bad)])
    assert not SlipLine.objects.exists()
    assert Case.objects.get(pk=case.pk).state == State.ACCEPTED


def test_a_slip_without_lines_is_refused(case, reviewer):
    with pytest.raises(ReviewRefused, match="至少"):
        return_case(caller=reviewer, case_id=case.pk, version=None, lines=[])


def test_who_claims_what_a_page_shows_comes_second_to_whoever_was_faster(county, clerk, reviewer):
    one = make.file(clerk, make.REVIEWED, county.resident()).case
    other = make.reviewer(county)
    seen_first, seen_then = (find_case(who, one.number, Ability.CASE_REVIEW) for who in (reviewer, other))
    claim_shown(caller=reviewer, case=seen_first)
    with pytest.raises(Stale):
        claim_shown(caller=other, case=seen_then)
    assert Case.objects.get(pk=one.pk).claimed_by == reviewer.account
    with pytest.raises(AlreadyClaimed):
        claim_shown(caller=other, case=find_case(other, one.number, Ability.CASE_REVIEW))


def test_a_claim_of_what_a_page_shows_stays_inside_duty_and_area(county, clerk):
    one = make.file(clerk, make.REVIEWED, county.resident()).case
    with pytest.raises(Denied):
        claim_shown(caller=clerk, case=one)
    with pytest.raises(NotVisible):
        claim_shown(caller=make.reviewer(county, division=county.beiliu), case=one)
    both = make.reviewer(county)
    Case.objects.filter(pk=one.pk).update(handler=both.account)
    with pytest.raises(OwnCase):
        claim_shown(caller=both, case=find_case(both, one.number, Ability.CASE_REVIEW))
    assert Case.objects.get(pk=one.pk).claimed_by is None
