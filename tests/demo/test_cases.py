"""Synthetic cases: consistent, and fit for the services that act on real ones."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import Move, NoticeState, State
from cuncuntong.cases.forms import display_case
from cuncuntong.cases.models import Case, CaseEvent, InboxItem, Notice, SlipLine
from cuncuntong.cases.numbers import _check_digit
from cuncuntong.cases.services.attachments import store
from cuncuntong.cases.services.changes import reverse
from cuncuntong.cases.services.review import approve
from cuncuntong.cases.states import TABLE
from cuncuntong.foundation.audit.chain import seal_pending, verify
from cuncuntong.ledgers.cards.models import CardEvent
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account

pytestmark = pytest.mark.django_db

DONE = (State.APPLIED, State.FED_BACK)


def _caller(username: str) -> Caller:
    return Caller(Account.objects.get(username=username))


def test_there_are_cases_in_each_state_and_of_each_open_item(cases):
    states = Counter(Case.objects.values_list("state", flat=True))
    wanted = {State.ACCEPTED, State.UNDER_REVIEW, State.RETURNED, State.REFUSED, State.WITHDRAWN, *DONE}
    assert wanted <= set(states)
    assert set(Case.objects.values_list("item", flat=True)) == {"1", "28", "33", "34", "40"}
    assert Case.objects.filter(point__code="14052210000501").exists()


def test_events_follow_the_table_and_end_where_the_case_stands(cases):
    now = timezone.now()
    for case in Case.objects.prefetch_related("events"):
        events = sorted(case.events.all(), key=lambda event: event.pk)
        assert events[0].move == Move.FILE
        for earlier, event in zip(events, events[1:], strict=False):
            assert event.before == earlier.after
            assert event.before in TABLE[Move(event.move)].sources
            assert event.after == TABLE[Move(event.move)].target
            assert earlier.at <= event.at <= now
        assert events[-1].after == case.state
        assert _check_digit(case.number[1:-1]) == case.number[-1]
        # The clerk who filed never decides, except at once by the rules.
        if case.limit_workdays and case.decided_by_id:
            assert case.decided_by_id != case.filed_by_id


def test_clocks_say_what_the_services_would_say(cases):
    for case in Case.objects.prefetch_related("events"):
        moves = [event.move for event in case.events.all()]
        accepted = timezone.localdate(case.accepted_at)
        assert clock.calendar().is_workday(accepted)
        if Move.RESUBMIT not in moves:
            assert case.due_on == clock.due(accepted, case.limit_workdays)
        else:
            assert case.due_on >= clock.due(accepted, case.limit_workdays)
        assert (case.clock_stopped_on is not None) == (case.state == State.RETURNED)
        if case.decided_at:
            assert case.in_time == (timezone.localdate(case.decided_at) <= case.due_on)
        assert clock.clock_words(case)


def test_ledgers_bear_the_number_of_the_case_that_made_them(cases):
    for case in Case.objects.filter(item__in=["28", "34"]).exclude(decided_at=None):
        model = PensionAccount if case.item == "28" else Entitlement
        row = model.objects.filter(case_number=case.number).first()
        if case.state in DONE:
            assert row is not None and row.state in {"paying", "running"}
            key = "account" if case.item == "28" else "entitlement"
            assert case.effect["data"][key] == row.pk
        elif case.state == State.REVERSED:
            assert row is not None and row.state == "reversed"
        else:
            assert row is None
    for case in Case.objects.filter(item="1"):
        assert JobSeeker.objects.get(case_number=case.number).pk == case.effect["data"]["seeker"]
    for case in Case.objects.filter(item="40"):
        assert CardEvent.objects.filter(case_number=case.number).count() == 1


def test_results_wait_for_the_point_and_the_resident(cases):
    for case in Case.objects.filter(state=State.APPLIED):
        assert Notice.objects.get(case=case, kind="approved").state == NoticeState.PENDING
        assert InboxItem.objects.get(case=case, kind="approved").read_at is None
    for case in Case.objects.filter(state=State.RETURNED):
        line = SlipLine.objects.get(case=case, settled_at=None)
        assert line.problem in Notice.objects.get(case=case).text
    assert not Notice.objects.filter(state=NoticeState.DELIVERED, delivered_by=None).exists()
    told = Case.objects.filter(state=State.FED_BACK)
    assert not told.filter(fed_back_at=None).exists()


def test_every_form_can_be_shown(cases):
    for case in Case.objects.exclude(item="33").select_related("resident"):
        sections = display_case(case)
        assert sections and all(row.text for section in sections for row in section.rows)


def test_whoever_waits_can_be_approved_and_the_result_looks_like_the_seeded_one(cases):
    caller = _caller("reviewer03")
    labels = {
        item: [label for label, _ in Case.objects.filter(item=item, state__in=DONE)[0].effect["lines"]]
        for item in ("28", "34")
    }
    waiting = list(Case.objects.filter(state=State.ACCEPTED))
    assert waiting
    for case in waiting:
        page = case.attachments.get()
        assert store().get(page.stored_as)[:3] == b"\xff\xd8\xff"
        done = approve(caller=caller, case_id=case.pk, version=case.version)
        assert done.state == State.APPLIED
        made = [label for label, _ in done.effect["lines"]]
        assert set(made) ^ set(labels[case.item]) <= {"以前月份"}


@pytest.mark.parametrize(("item", "state"), [("28", State.FED_BACK), ("34", State.FED_BACK)])
def test_a_seeded_decision_can_be_reversed(cases, item: str, state: State):
    case = Case.objects.filter(item=item, state=state).first()
    assert case is not None
    undone = reverse(caller=_caller("business01"), case_id=case.pk, reason="核对有误")
    assert undone.state == State.REVERSED


def test_a_seeded_registration_and_a_seeded_loss_can_be_reversed(cases):
    seeker = JobSeeker.objects.exclude(case_number="").filter(state="active").first()
    loss = CardEvent.objects.filter(move="report_formal").exclude(case_number="").first()
    for number in (seeker.case_number, loss.case_number):
        case = Case.objects.get(number=number)
        assert (
            reverse(caller=_caller("business01"), case_id=case.pk, reason="录错了人").state == State.REVERSED
        )
    loss.card.refresh_from_db()
    assert loss.card.state == "1"


def test_the_audit_chain_holds_over_seeded_entries(cases):
    while seal_pending():
        pass
    result = verify()
    assert result.ok, result.reason
    assert result.checked >= CaseEvent.objects.count()


def test_more_can_be_added_later(cases):
    from cuncuntong.demo.cases import add_cases

    assert add_cases(40, seed=7) == 40
    assert Case.objects.count() == 280
    assert Case.objects.values("number").distinct().count() == 280
