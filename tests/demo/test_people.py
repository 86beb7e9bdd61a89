"""Synthetic residents: valid, consistent, nobody's, and the same again from the same seed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from cuncuntong.demo.marks import TELEPHONE_PREFIX, has_demo_residents
from cuncuntong.demo.people import ONE_DOUBLE_IN, add_residents
from cuncuntong.foundation.identifiers import resident_id, telephone
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.pensions.models import Entitlement, OtherScheme, PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance, years_paid
from cuncuntong.ledgers.residents.models import Household, Resident
from cuncuntong.network.parameters import current
from cuncuntong.network.services.divisions import load_divisions
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.pension import Computation, compute_resident_pension

pytestmark = pytest.mark.django_db


def _fingerprint() -> str:
    rows = Resident.objects.order_by("pk")
    text = [f"{r.name}{r.id_number}{r.telephone}{r.village_code}{r.standing}{r.address}" for r in rows]
    text += [f"{e.year}{e.kind}{e.amount}{e.paid_on}" for e in PensionEntry.objects.order_by("pk")]
    text += [c.number + c.state for c in SocialCard.objects.order_by("pk")]
    return hashlib.sha256("".join(text).encode()).hexdigest()


def test_the_same_seed_makes_the_same_county():
    load_divisions()
    found = []
    for _ in range(2):
        with transaction.atomic():
            add_residents(150, seed=3)
            found.append(_fingerprint())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    add_residents(150, seed=4)
    assert _fingerprint() != found[0]


def test_every_number_is_valid_unique_and_in_the_range_that_is_nobodys(people):
    today = timezone.localdate()
    numbers = set()
    for one in Resident.objects.all():
        checked = resident_id.check(one.id_number, today=today)
        assert (checked.division, checked.birth_date, checked.sex) == ("140522", one.birth_date, one.sex)
        assert int(one.id_number[14:17]) >= 900
        if one.telephone:
            assert telephone.check(one.telephone).startswith(TELEPHONE_PREFIX)
        numbers.add(one.id_number)
    assert len(numbers) == Resident.objects.count() == 3000
    assert has_demo_residents()


def test_the_people_are_old_as_a_mountain_countys_are(people):
    today = timezone.localdate()
    ages = [age_on(birth, today) for birth in Resident.objects.values_list("birth_date", flat=True)]
    over_sixty = sum(age >= 60 for age in ages) / len(ages)
    assert 0.30 < over_sixty < 0.50
    assert min(ages) >= 0 and max(ages) < 115
    assert 0.05 < sum(age < 18 for age in ages) / len(ages) < 0.25


def test_households_share_a_place_and_have_one_head(people):
    heads = Counter(Resident.objects.filter(household_role="户主").values_list("household_id", flat=True))
    # A planted double repeats its person.
    assert sum(count > 1 for count in heads.values()) <= 3
    for house in Household.objects.prefetch_related("members")[:200]:
        assert {member.village_code for member in house.members.all()} == {house.village_code}
    villages = Resident.objects.values("village_code").distinct().count()
    assert villages > 200


def test_doubles_are_planted_and_have_nothing_in_the_ledgers(people):
    groups = Resident.objects.values("name", "birth_date", "telephone_index").annotate(n=Count("id"))
    pairs = [row for row in groups if row["n"] > 1 and row["telephone_index"]]
    assert len(pairs) >= 1
    older = Resident.objects.filter(address__endswith="（旧）")
    assert older.count() == 3000 // ONE_DOUBLE_IN
    assert not PensionAccount.objects.filter(resident__in=older).exists()


def test_no_student_and_nobody_of_another_scheme_has_an_account(people):
    students = Resident.objects.filter(student_until__isnull=False)
    assert not PensionAccount.objects.filter(resident__in=students).exists()
    others = OtherScheme.objects.exclude(state="stopped").values("resident")
    assert others.count() > 50
    assert not PensionAccount.objects.filter(resident__in=others).exists()


def test_entries_and_entitlements_say_the_same(people):
    book = current()
    checked = 0
    for entitlement in Entitlement.objects.select_related("account", "resident").prefetch_related(
        "revisions"
    ):
        account = entitlement.account
        assert entitlement.balance == balance(account)
        assert entitlement.years_paid == years_paid(account)
        computed = compute_resident_pension(
            birth=entitlement.resident.birth_date,
            account_balance=entitlement.balance,
            years_paid=entitlement.years_paid,
            on=entitlement.computed_on,
            parameters=book,
        )
        assert entitlement.monthly == computed.total
        assert Computation.from_json(entitlement.revisions.get().computation).total == computed.total
        assert age_on(entitlement.resident.birth_date, timezone.localdate()) >= 60
        assert entitlement.years_paid >= 15 or entitlement.resident.birth_date.year <= 1951
        checked += 1
    assert checked > 200


def test_subsidies_follow_the_level_and_paying_up_has_none(people):
    table = current().table("resident_pension.level_subsidies", timezone.localdate())
    subsidies = PensionEntry.objects.filter(kind="subsidy")
    assert subsidies.count() > 1000
    for level, amount in subsidies.values_list("level", "amount").distinct():
        assert Decimal(table[level]) == amount
    assert PensionEntry.objects.filter(paying="back").count() > 50
    back = set(PensionEntry.objects.filter(paying="back").values_list("account_id", "year"))
    helped = set(subsidies.values_list("account_id", "year"))
    assert not back & helped


def test_nothing_lies_in_the_future(people):
    today = timezone.localdate()
    assert not PensionEntry.objects.filter(arrived_on__gt=today).exists()
    assert not PensionAccount.objects.filter(opened_on__gt=today).exists()
    assert not JobSeeker.objects.filter(registered_on__gt=today).exists()
    assert not CardEvent.objects.filter(at__gt=timezone.now()).exists()
    assert not SocialCard.objects.filter(state="4", loss_ends_at__lte=timezone.now()).exists()
    assert PensionEntry.objects.aggregate(total=Sum("amount"))["total"] > 0


def test_adding_goes_on_where_it_stopped():
    load_divisions()
    before = Resident.objects.count()
    add_residents(60, seed=5)
    add_residents(60, seed=5)
    assert Resident.objects.count() == before + 120
    assert Resident.objects.values("id_number_index").distinct().count() == before + 120
    assert Resident.objects.filter(birth_date__gt=dt.date.today()).count() == 0
