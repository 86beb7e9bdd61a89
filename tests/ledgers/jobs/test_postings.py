"""A posting from draft to end: every move once, by whoever may, and what shows meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import PostingState, SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Posting, PostingEvent
from cuncuntong.ledgers.jobs.selectors.postings import postings_to_review, postings_within, shown_postings
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import forget_parameters
from tests.cases.make import reviewer
from tests.ledgers.jobs import make
from tests.ledgers.make import County

NOW = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        forget_parameters()
        yield


def moves(row: Posting) -> list[str]:
    return list(row.events.order_by("pk").values_list("move", flat=True))


def found(words: str) -> list[int]:
    return services.POSTINGS.search(words).keys


def test_a_vacancy_goes_to_the_county_and_shows_for_so_many_days(county: County) -> None:
    row = make.vacancy(county)
    assert (row.state, found("缫丝")) == ("pending", [])
    shown = make.published(county, row)
    assert (shown.state, shown.valid_until) == ("published", dt.date(2027, 1, 23))
    assert list(shown_postings(TODAY)) == [shown]
    assert found("缫丝") == [shown.pk] and found("凤城镇 挡车") == [shown.pk]
    # What people call the work finds it as well as its title.
    assert found("纺织厂的缫丝工") == [shown.pk]
    assert moves(shown) == ["create", "submit", "approve"]
    assert "有效期至2027年1月23日" in Message.objects.get(topic="jobs.posting_decided").text


def test_a_gig_shows_to_its_last_day_at_most(county: County) -> None:
    shown = make.published(county)
    assert (shown.ends_on, shown.valid_until) == (dt.date(2026, 12, 3), dt.date(2026, 12, 3))
    far = make.gig(county, shown.employer, ends_on=TODAY + dt.timedelta(days=80))
    assert make.published(county, far).valid_until == TODAY + dt.timedelta(days=30)


def test_what_an_unverified_employer_sends_waits_until_it_is_verified(county: County) -> None:
    employer, boss = make.unit(county), make.reviewer_of_jobs(county)
    row = make.gig(county, employer)
    with pytest.raises(LedgerRefused, match="待核验"):
        services.approve_posting(caller=boss, posting=row, version=row.version)
    shown = services.approve_posting(caller=boss, posting=row, version=row.version, verifying=True)
    assert (shown.state, shown.employer.state) == ("published", "verified")
    assert found("花椒") == [shown.pk]


def test_nothing_shows_of_an_employer_who_did_not_agree(county: County) -> None:
    row = make.gig(county)
    type(row.employer).objects.update(consented_at=None)
    with pytest.raises(LedgerRefused, match="没有同意"):
        make.published(county, row)


def test_two_reviewers_decide_once(county: County) -> None:
    row = make.gig(county)
    one, other = make.reviewer_of_jobs(county), make.reviewer_of_jobs(county)
    services.approve_posting(caller=one, posting=row, version=row.version)
    with pytest.raises(services.ChangedSince):
        services.return_posting(
            caller=other, posting=row, version=row.version, faults=[services.Fault("title", "改")]
        )
    row.refresh_from_db()
    assert row.reviewed_by == one.account and moves(row) == ["create", "submit", "approve"]


def test_only_the_employment_line_decides(county: County) -> None:
    row = make.gig(county)
    for stranger in (county.clerk(), reviewer(county, Line.CARD)):
        with pytest.raises(Denied):
            services.approve_posting(caller=stranger, posting=row, version=row.version)
    assert list(postings_to_review(reviewer(county, Line.CARD))) == []
    assert list(postings_to_review(make.reviewer_of_jobs(county))) == [row]
    assert list(postings_within(county.clerk(county.huangcheng))) == []
    assert list(postings_within(county.clerk())) == [row]


def test_what_is_returned_names_its_fields_and_comes_back(county: County) -> None:
    row, boss = make.gig(county), make.reviewer_of_jobs(county)
    given = {"caller": boss, "posting": row, "version": row.version}
    with pytest.raises(services.FieldsRefused):
        services.return_posting(**given, faults=[services.Fault("pay_low", "  ")])
    back = services.return_posting(
        **given,
        faults=[services.Fault("pay_low", "写明按天还是按斤"), services.Fault("address", "写到村")],
    )
    assert back.returned == [["pay_low", "写明按天还是按斤"], ["address", "写到村"]]
    told = Message.objects.get(topic="jobs.posting_decided").text
    assert "写明按天还是按斤；写到村" in told
    sent = services.correct_posting(
        posting=back, version=back.version, values={"pay_low": Decimal("160.00")}, actor=None
    )
    assert (sent.state, sent.returned, sent.pay_low) == ("pending", [], Decimal("160.00"))
    assert moves(sent) == ["create", "submit", "return", "change", "submit"]


def test_changing_what_the_county_looked_at_sends_it_back_the_rest_does_not(county: County) -> None:
    shown = make.published(county)
    more = services.change_posting(
        posting=shown, version=shown.version, values={"headcount": 8, "meals": False}, actor=None
    )
    assert (more.state, more.headcount) == ("published", 8)
    again = services.change_posting(
        posting=more, version=more.version, values={"pay_low": Decimal("120.00")}, actor=None
    )
    assert again.state == PostingState.PENDING and found("花椒") == []
    assert again.events.last().note == "内容有实质变动，重新送审"  # type: ignore[union-attr]
    same = services.change_posting(posting=again, version=again.version, values={"headcount": 8}, actor=None)
    assert same.version == again.version


def test_nothing_but_an_approval_shows_what_was_changed(county: County) -> None:
    shown = make.published(county)
    who: dict[str, Any] = {"actor": None, "by_employer": True}
    again = services.change_posting(posting=shown, version=None, values={"title": "换了说法"}, **who)
    # Ended with the very words by which a posting ends by itself, it is still not to be renewed.
    ended = services.end_posting(posting=again, version=None, reason="到期", **who)
    with pytest.raises(LedgerRefused, match="不能续期"):
        services.renew_posting(posting=ended, version=None, **who)
    assert found("换了说法") == [] and ended.valid_until is None


def test_two_tabs_do_not_overwrite_each_other(county: County) -> None:
    row = make.gig(county)
    services.change_posting(posting=row, version=row.version, values={"headcount": 9}, actor=None)
    with pytest.raises(services.ChangedSince):
        services.change_posting(posting=row, version=row.version, values={"title": "旧页面"}, actor=None)
    row.refresh_from_db()
    assert (row.headcount, row.title) == (9, "摘花椒")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (
            {"ends_on": TODAY - dt.timedelta(days=1), "starts_on": TODAY - dt.timedelta(days=3)},
            "ends_on",
            "日期已经过了",
        ),
        (
            {"starts_on": TODAY + dt.timedelta(days=3), "ends_on": TODAY + dt.timedelta(days=1)},
            "ends_on",
            "比开工日期还早",
        ),
        ({"ends_on": None}, "ends_on", "没有写完工日期"),
        ({"pay_low": Decimal("0.00")}, "pay_low", "报酬不能是零"),
        ({"pay_low": Decimal("1000000.00")}, "pay_low", "高得不合常理"),
        ({"title": "摘花椒，限女性"}, "title", "不得按性别"),
        ({"description": "<script>alert(1)</script>"}, "description", ""),
        ({"pay_words": "先交押金200元"}, "pay_words", ""),
        ({"insurance": ""}, "insurance", "没有说明保险"),
        ({"headcount": 0}, "headcount", "1到999"),
    ],
)
def test_what_can_not_be_is_told_at_its_field(county: County, change, field, words) -> None:
    with pytest.raises(services.FieldsRefused) as wrong:
        make.gig(county, **change)
    told = {fault.field: fault.words for fault in wrong.value.faults}
    assert words in told[field]
    assert not Posting.objects.exists()


def test_what_is_only_unlikely_is_confirmed_and_kept_for_the_reviewer(county: County) -> None:
    given = {
        "employer": make.verified(county),
        "kind": SeekerKind.GIG,
        "values": make.gig_values(county, insurance="none"),
        "via": Via.POINT,
        "actor": None,
    }
    with pytest.raises(services.NeedsConfirmation) as asked:
        services.post(**given)
    assert [fault.field for fault in asked.value.faults] == ["insurance"]
    assert not Posting.objects.exists()
    row = services.post(**given, confirmed=True)
    assert [one["code"] for one in row.findings] == ["insurance_none"]


def test_an_introduction_is_held_to_the_same_words(county: County) -> None:
    with pytest.raises(services.FieldsRefused) as wrong:
        make.unit(county, introduction="只招本地人")
    assert [fault.field for fault in wrong.value.faults] == ["introduction"]


def test_pausing_and_resuming(county: County) -> None:
    shown = make.published(county)
    paused = services.pause_posting(posting=shown, version=shown.version, actor=None)
    assert (paused.state, found("花椒")) == ("paused", [])
    back = services.resume_posting(posting=paused, version=paused.version, actor=None)
    assert (back.state, found("花椒")) == ("published", [back.pk])
    with pytest.raises(services.ChangedSince):
        services.pause_posting(posting=shown, version=shown.version, actor=None)
    paused = services.pause_posting(posting=back, version=back.version, actor=None)
    with time_machine.travel(NOW + dt.timedelta(days=20), tick=False):
        with pytest.raises(LedgerRefused, match="有效期已过"):
            services.resume_posting(posting=paused, version=paused.version, actor=None)


def test_hired_ones_are_counted_and_enough_is_enough(county: County) -> None:
    shown = make.published(county)
    some = services.set_hired(posting=shown, version=shown.version, hired=2, actor=None)
    assert (some.state, some.hired) == ("published", 2)
    for wrong in (-1, 6):
        with pytest.raises(services.FieldsRefused):
            services.set_hired(posting=some, version=some.version, hired=wrong, actor=None)
    full = services.set_hired(posting=some, version=some.version, hired=5, actor=None)
    assert (full.state, found("花椒")) == ("filled", [])
    fewer = services.set_hired(posting=full, version=full.version, hired=3, headcount=6, actor=None)
    assert (fewer.state, fewer.headcount, found("花椒")) == ("published", 6, [fewer.pk])
    with pytest.raises(LedgerRefused, match="已招到3人"):
        services.change_posting(posting=fewer, version=fewer.version, values={"headcount": 2}, actor=None)


def test_it_ends_by_itself_once_and_may_be_renewed_for_a_while(county: County) -> None:
    shown = make.published(county, make.vacancy(county))
    last = shown.valid_until
    assert services.expire_postings(last) == 0
    with time_machine.travel(NOW + dt.timedelta(days=61), tick=False):
        day = TODAY + dt.timedelta(days=61)
        assert services.expire_postings(day) == 1
        assert services.expire_postings(day) == 0
        shown.refresh_from_db()
        assert (shown.state, shown.ended_reason, found("缫丝")) == ("ended", "到期", [])
        assert moves(shown)[-1] == "expire"
        again = services.renew_posting(posting=shown, version=shown.version, actor=None)
        assert (again.state, again.valid_until) == ("published", day + dt.timedelta(days=60))
        assert found("缫丝") == [again.pk]
    services.expire_postings(again.valid_until + dt.timedelta(days=1))
    again.refresh_from_db()
    with time_machine.travel(NOW + dt.timedelta(days=400), tick=False):
        with pytest.raises(LedgerRefused, match="不能续期"):
            services.renew_posting(posting=again, version=again.version, actor=None)


def test_many_end_in_batches(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuncuntong.ledgers.jobs.services.posting_times._BATCH", 2)
    employer = make.verified(county)
    for _ in range(5):
        make.published(county, make.gig(county, employer))
    assert services.expire_postings(dt.date(2026, 12, 4)) == 5
    assert set(Posting.objects.values_list("state", flat=True)) == {"ended"}
    assert found("花椒") == []


def test_a_gig_past_its_last_day_is_not_renewed(county: County) -> None:
    shown = make.published(county)
    with pytest.raises(LedgerRefused, match="不会更长"):
        services.renew_posting(posting=shown, version=shown.version, actor=None)
    with time_machine.travel(NOW + dt.timedelta(days=11), tick=False):
        services.expire_postings(TODAY + dt.timedelta(days=11))
        shown.refresh_from_db()
        with pytest.raises(LedgerRefused, match="完工日期2026年12月3日已过"):
            services.renew_posting(posting=shown, version=shown.version, actor=None)


def test_the_poster_is_reminded_once_before_it_ends_and_again_after_a_renewal(county: County) -> None:
    shown = make.published(county, make.vacancy(county))
    until = shown.valid_until
    reminders = Message.objects.filter(topic="jobs.posting_ends")
    assert services.remind_posters(until - dt.timedelta(days=4)) == 0
    with time_machine.travel(NOW + dt.timedelta(days=57), tick=False):
        day = until - dt.timedelta(days=3)
        assert services.remind_posters(day) == 1
        assert services.remind_posters(day + dt.timedelta(days=1)) == 0
        assert reminders.get().text.startswith("您的招聘信息“缫丝挡车工”2027年1月23日到期")
        shown.refresh_from_db()
        again = services.renew_posting(posting=shown, version=shown.version, actor=None)
    assert services.remind_posters(again.valid_until) == 1
    assert reminders.count() == 2


def test_ending_needs_a_reason(county: County) -> None:
    shown = make.published(county)
    with pytest.raises(services.FieldsRefused):
        services.end_posting(posting=shown, version=shown.version, reason=" ", actor=None)
    done = services.end_posting(posting=shown, version=shown.version, reason="工期取消", actor=None)
    assert (done.state, done.ended_reason, found("花椒")) == ("ended", "工期取消", [])
    with pytest.raises(LedgerRefused):
        services.renew_posting(posting=done, version=done.version, actor=None)


def test_a_case_does_each_thing_once_and_is_undone(county: County) -> None:
    given = {
        "employer": make.verified(county),
        "kind": SeekerKind.GIG,
        "values": make.gig_values(county),
        "via": Via.POINT,
        "actor": None,
        "case_number": "S1",
        "confirmed": True,
    }
    row = services.post(**given)
    assert services.post(**given) == row
    assert (Posting.objects.count(), PostingEvent.objects.count()) == (1, 2)
    undone = services.undo_posting(case_number="S1", actor=None)
    assert undone.state == PostingState.REVERSED
    assert services.undo_posting(case_number="S1", actor=None).version == undone.version
    assert list(postings_within(county.clerk())) == []


def test_undoing_gives_back_what_stood_before_and_never_over_something_later(county: County) -> None:
    shown = make.published(county)
    ended = services.end_posting(posting=shown, version=None, reason="其他", actor=None, case_number="S9")
    back = services.undo_posting(case_number="S9", actor=None)
    assert (back.state, back.valid_until, back.ended_reason) == ("published", shown.valid_until, "")
    assert found("花椒") == [ended.pk]
    services.set_hired(posting=back, version=None, hired=1, actor=None, case_number="S10")
    services.pause_posting(posting=back, version=None, actor=None)
    with pytest.raises(LedgerRefused, match="之后又"):
        services.undo_posting(case_number="S10", actor=None)


def test_floods_from_the_public_site_are_kept_out(county: County) -> None:
    employer = make.unit(county, via=Via.PUBLIC)

    def post(who):
        return services.post(
            employer=who,
            kind=SeekerKind.GIG,
            values=make.gig_values(county),
            via=Via.PUBLIC,
            actor=None,
            by_employer=True,
            confirmed=True,
        )

    for _ in range(3):
        post(employer)
    with pytest.raises(LedgerRefused, match="核验通过之前最多有3条"):
        post(employer)
    boss = make.reviewer_of_jobs(county)
    employer = services.verify_employer(caller=boss, employer=employer, version=employer.version)
    for _ in range(17):
        post(employer)
    with pytest.raises(LedgerRefused, match="今天已发布20条"):
        post(employer)
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert post(employer).state == PostingState.PENDING


def test_the_index_is_made_anew_from_what_shows(county: County) -> None:
    shown = make.published(county)
    make.gig(county, shown.employer, title="摘花椒的草稿")
    assert services.POSTINGS.rebuild() == 1
    assert found("花椒") == [shown.pk]


def test_what_is_rolled_back_is_not_found(county: County) -> None:
    from django.db import transaction

    row = make.gig(county)
    with pytest.raises(RuntimeError), transaction.atomic():
        make.published(county, row)
        raise RuntimeError
    assert found("花椒") == []
