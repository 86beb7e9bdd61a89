"""The county's own figures: proposed by one, confirmed by another, in force from their day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.tasks.beginning import begin
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller, Denied
from cuncuntong.network.enums import Ability, DutyKind
from cuncuntong.network.models import Account, Division, Duty, ParameterValue
from cuncuntong.network.parameters import (
    ParameterRefused,
    confirm,
    current,
    forget_parameters,
    propose,
    setting,
    withdraw,
)
from cuncuntong.rules.parameters import UnknownParameter
from cuncuntong.rules.parameters.model import Confidence
from tests.ledgers.make import County

KEY = "resident_pension.basic_monthly"
DAY = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    # A copy that is old enough to be read again by itself would prove nothing, on a slow machine.
    monkeypatch.setattr(parameters, "FRESH_SECONDS", 3600.0)
    forget_parameters()
    yield
    forget_parameters()


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def one(county) -> Caller:
    return county.business_admin()


@pytest.fixture
def two(county) -> Caller:
    return county.business_admin()


def proposed(one: Caller, value: object = "200", **more) -> ParameterValue:
    return propose(
        caller=one, **{"key": KEY, "starts_on": DAY, "value": value, "source": "阳人社〔2026〕1号", **more}
    )


def test_in_force_after_a_second_person_confirmed(one, two):
    before = current().decimal(KEY, DAY)
    row = proposed(one, "200.00")
    assert current().decimal(KEY, DAY) == before
    confirm(caller=two, value_id=row.pk)
    assert current().decimal(KEY, DAY) == Decimal(200)
    assert current().get(KEY, DAY).confidence is Confidence.COUNTY
    assert current().decimal(KEY, DAY - dt.timedelta(days=1)) == before
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "parameter.proposed",
        "parameter.confirmed",
    ]


def test_what_another_process_confirmed_counts_from_the_next_thing_that_is_sent_in(one, two, client):
    before = current().decimal(KEY, DAY)
    row = proposed(one, "200.00")
    current()
    # Another process: nothing tells this one.
    ParameterValue.objects.filter(pk=row.pk).update(confirmed_by=two.account, confirmed_at=timezone.now())
    client.get(reverse("account:sign_in"))
    assert current().decimal(KEY, DAY) == before
    client.post(reverse("account:sign_in"), {})
    assert current().decimal(KEY, DAY) == Decimal(200)


def test_a_background_task_works_with_what_is_confirmed_when_it_begins(one, two):
    row = proposed(one, "200.00")
    current()
    ParameterValue.objects.filter(pk=row.pk).update(confirmed_by=two.account, confirmed_at=timezone.now())
    begin()
    assert current().decimal(KEY, DAY) == Decimal(200)


def test_what_was_read_before_a_copy_was_dropped_is_not_kept(one, two):
    """A page that began to read before the confirmation must not hand its old copy to who asks after it."""
    row = proposed(one, "200.00")
    load = parameters.load_parameters

    def slow(rows):
        made = load(rows)
        confirm(caller=two, value_id=row.pk)
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parameters, "load_parameters", slow)
        current()
    assert current().decimal(KEY, DAY) == Decimal(200)


def test_nobody_confirms_their_own(one):
    row = proposed(one)
    with pytest.raises(ParameterRefused, match="两个人"):
        confirm(caller=one, value_id=row.pk)
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_the_newer_value_of_a_day_takes_the_older_ones_place(one, two):
    first, second = proposed(one, "200"), proposed(one, "201")
    confirm(caller=two, value_id=first.pk)
    confirm(caller=two, value_id=second.pk)
    assert current().decimal(KEY, DAY) == Decimal(201)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    with pytest.raises(ParameterRefused, match="已经核定或撤回"):
        confirm(caller=two, value_id=second.pk)


def test_withdrawing(one, two):
    row = proposed(one)
    confirm(caller=two, value_id=row.pk)
    with pytest.raises(ParameterRefused, match="原因"):
        withdraw(caller=two, value_id=row.pk, reason=" ")
    with pytest.raises(ParameterRefused, match="提出人以外"):
        withdraw(caller=one, value_id=row.pk, reason="错了")
    withdraw(caller=two, value_id=row.pk, reason="错了")
    assert current().get(KEY, DAY).confidence is not Confidence.COUNTY
    own = proposed(one)
    withdraw(caller=one, value_id=own.pk, reason="填错")
    with pytest.raises(ParameterRefused, match="已经撤回"):
        withdraw(caller=one, value_id=own.pk, reason="填错")


def test_a_proposal_is_withdrawn_by_its_proposer_or_by_who_may_confirm(one, two, monkeypatch):
    edits_only = county_duty_without(monkeypatch, Ability.PARAMETER_CONFIRM)
    mine, theirs = proposed(edits_only), proposed(one)
    with pytest.raises(Denied):
        withdraw(caller=edits_only, value_id=theirs.pk, reason="不同意")
    assert ParameterValue.objects.get(pk=theirs.pk).withdrawn_at is None
    withdraw(caller=edits_only, value_id=mine.pk, reason="填错")
    monkeypatch.undo()
    withdraw(caller=two, value_id=theirs.pk, reason="依据不符")
    assert not ParameterValue.objects.filter(withdrawn_at__isnull=True).exists()


def county_duty_without(monkeypatch, ability: str) -> Caller:
    """A business administrator in a county that keeps one ability from some of them."""
    account = Account.objects.create(username="edits", full_name="李四")
    county = Division.objects.get(code="140522")
    Duty.objects.create(account=account, kind=DutyKind.BUSINESS_ADMIN, division=county)
    caller, can = Caller(account), Caller.can
    monkeypatch.setattr(
        Caller, "can", lambda self, asked, line="": asked != ability and can(self, asked, line)
    )
    return caller


def test_what_is_typed_is_checked(one, county):
    for value in ("abc", "-1", 1.5, "1.005"):
        with pytest.raises(ParameterRefused) as caught:
            proposed(one, value)
        assert caught.value.field == "value"
    with pytest.raises(ParameterRefused) as caught:
        proposed(one, source=" ")
    assert caught.value.field == "source"
    with pytest.raises(UnknownParameter):
        proposed(one, key="nothing.there")
    with pytest.raises(Denied):
        proposed(county.clerk())


def test_settings_are_whole_numbers(db):
    assert setting("service.claim_minutes") == 30
