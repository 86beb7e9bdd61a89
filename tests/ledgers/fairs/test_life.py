"""A fair's life: made, changed, published, called off, held; and what each step refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import Fair, FairEvent
from cuncuntong.ledgers.fairs.selectors import Asked, asked_for, compared, upcoming, visible
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models import Duty
from tests.ledgers.fairs.make import at, details, fair, soon
from tests.ledgers.make import County

RESULTS = {"held_employers": 18, "held_postings": 60, "held_people": 420, "held_agreements": 85}


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def admin(county):
    return county.business_admin()


def change(admin, one: Fair, county: County, **more):
    return services.change_fair(
        caller=admin, fair_id=one.pk, version=one.version, place=county.fengcheng, **details(**more)
    )


def hold(one: Fair) -> None:
    """Puts its time into the past, as waiting would."""
    Fair.objects.filter(pk=one.pk).update(starts_at=at(soon(-1)), ends_at=at(soon(-1), 12))


def test_a_draft_is_seen_by_who_organises_and_published_by_everybody(county, admin):
    one = fair(county, published=False)
    assert list(visible(admin)) == [one]
    assert not visible(county.clerk()).exists()
    assert not upcoming().exists()
    services.publish_fair(caller=admin, fair_id=one.pk)
    assert list(visible(county.clerk(county.huangcheng))) == [one]
    assert list(upcoming()) == [one]
    actions = AuditEntry.objects.filter(object_type="fairs.Fair").values_list("action", flat=True)
    assert sorted(actions) == ["fair.create", "fair.publish"]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"ends_at": at(soon(), 8)}, "ends_at", "结束时间应在开始时间之后"),
        ({"ends_at": at(soon(60))}, "ends_at", "最长31天"),
        ({"address": ""}, "address", "请填写地点"),
        ({"way": "online", "url": ""}, "url", "请填写网上入口"),
        ({"way": "both", "url": "javascript:alert(1)"}, "url", "http:// 或 https://"),
        ({"way": "online", "url": "https://"}, "url", "http:// 或 https://"),
        ({"way": "online", "url": "https://[bad"}, "url", "http:// 或 https://"),
        ({"sign_up_until": soon(11)}, "sign_up_until", "报名截止应在招聘会结束以前"),
    ],
)
def test_a_fair_that_cannot_be_is_refused_at_its_field(county, admin, wrong, field, said):
    with pytest.raises(FairRefused) as refused:
        services.create_fair(caller=admin, place=county.fengcheng, **{**details(), **wrong})
    assert refused.value.field == field
    assert said in refused.value.message
    assert not Fair.objects.exists()


def test_the_database_itself_refuses_an_end_before_the_start(county):
    one = fair(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fair.objects.filter(pk=one.pk).update(ends_at=one.starts_at - dt.timedelta(hours=1))


def test_an_online_fair_needs_no_address(county):
    one = fair(county, way="online", address="", url="https://example.com/fair")
    assert one.place_code == ""


def test_a_clerk_and_a_reviewer_of_pensions_organise_no_fairs(county):
    with pytest.raises(Denied):
        services.create_fair(caller=county.clerk(), place=county.fengcheng, **details())
    other = county.caller(DutyKind.REVIEWER, county.county)
    Duty.objects.filter(account=other.account).update(lines=[Line.RESIDENT_PENSION])
    with pytest.raises(Denied):
        services.create_fair(caller=other, place=county.fengcheng, **details())


def test_a_township_organises_within_itself_alone(county):
    own = county.caller(DutyKind.REVIEWER, county.beiliu)
    assert fair(county, caller=own, place=county.beiliu).township_code == county.beiliu.code
    with pytest.raises(NotVisible):
        services.create_fair(caller=own, place=county.fengcheng, **details())
    with pytest.raises(NotVisible):
        services.cancel_fair(caller=own, fair_id=fair(county).pk, reason="误发")


def test_a_change_keeps_what_stood_before_and_counts_for_calendars_only_when_it_matters(county, admin):
    one = fair(county)
    same = change(admin, one, county)
    assert (same.version, same.sequence) == (1, 0)
    words = change(admin, same, county, audience="高校毕业生")
    assert (words.version, words.sequence) == (2, 0)
    moved = change(admin, words, county, audience="高校毕业生", day=soon(12))
    assert (moved.version, moved.sequence) == (3, 1)
    event = FairEvent.objects.filter(move="change").last()
    assert event.before["starts_at"][:10] == (one.starts_at.date()).isoformat()


def test_two_who_change_it_at_once_hear_of_each_other(county, admin):
    one = fair(county)
    change(admin, one, county, audience="妇女")
    with pytest.raises(FairRefused, match="别人刚刚改过"):
        change(admin, one, county, audience="农民工")


def test_what_is_past_cannot_be_published(county, admin):
    one = fair(county, published=False)
    hold(one)
    with pytest.raises(FairRefused, match="已经过去"):
        services.publish_fair(caller=admin, fair_id=one.pk)


def test_calling_off_wants_a_reason_and_moves_the_calendars_number(county, admin):
    one = fair(county)
    with pytest.raises(FairRefused, match="原因"):
        services.cancel_fair(caller=admin, fair_id=one.pk, reason=" ")
    off = services.cancel_fair(caller=admin, fair_id=one.pk, reason="大雪封路")
    assert (off.state, off.sequence) == ("cancelled", 1)
    assert services.cancel_fair(caller=admin, fair_id=one.pk, reason="再来一次").sequence == 1
    with pytest.raises(FairRefused, match="不能再改"):
        change(admin, off, county)
    assert not upcoming().exists()


def test_results_wait_for_the_day_and_are_compared_with_the_plan(county, admin):
    one = fair(county, plan_employers=20, plan_people=400)
    with pytest.raises(FairRefused, match="还没有开始"):
        services.record_results(caller=admin, fair_id=one.pk, results=RESULTS)
    hold(one)
    with pytest.raises(FairRefused, match="多于到场人数"):
        services.record_results(caller=admin, fair_id=one.pk, results={**RESULTS, "held_agreements": 421})
    held = services.record_results(caller=admin, fair_id=one.pk, results=RESULTS, note="天气好")
    assert held.state == "held"
    shares = {row.label: (row.plan, row.actual, row.share) for row in compared(held)}
    assert shares["参会单位（家）"] == (20, 18, 90)
    assert shares["到场人数（人）"] == (400, 420, 105)
    assert shares["达成意向（人）"] == (None, 85, None)


def test_figures_entered_again_keep_the_first_ones_in_the_history(county, admin):
    one = fair(county)
    hold(one)
    services.record_results(caller=admin, fair_id=one.pk, results=RESULTS)
    services.record_results(caller=admin, fair_id=one.pk, results={**RESULTS, "held_people": 430})
    events = list(FairEvent.objects.filter(move="results"))
    assert [event.before for event in events] == [{}, RESULTS]
    with pytest.raises(FairRefused, match="不能取消"):
        services.cancel_fair(caller=admin, fair_id=one.pk, reason="x")


def test_a_township_is_served_by_its_own_by_the_countys_and_by_online_fairs(county):
    own = fair(county, title="本镇")
    fair(county, title="外镇", place=county.beiliu)
    whole = fair(county, title="全县", place=county.county)
    online = fair(county, title="网上", place=county.beiliu, way="online", address="", url="https://a.cn/")
    found = asked_for(upcoming(), Asked(township=county.fengcheng.code))
    assert set(found) == {own, whole, online}
    assert set(asked_for(upcoming(), Asked(way="online"))) == {online}


def test_dates_limit_by_day_in_the_countys_time(county):
    one = fair(county, day=soon(10))
    assert list(asked_for(upcoming(), Asked(since=soon(10), until=soon(10)))) == [one]
    assert not asked_for(upcoming(), Asked(since=soon(11))).exists()
    assert not asked_for(upcoming(), Asked(until=soon(9))).exists()
