"""The demonstration's cards on their way and proofs: every progress is there, once, and marked as made up."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest
from django.utils import timezone

from cuncuntong.demo.cards import cards_on_their_way
from cuncuntong.demo.ledgers.cards import fill_cards
from cuncuntong.demo.proofs import proofs_scene
from cuncuntong.ledgers.cards.enums import MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County, basic_account
from tests.ledgers.proofs.make import insured, months

pytestmark = pytest.mark.django_db


def test_cards_in_every_progress_once() -> None:
    forget_parameters()
    county, today = County(), timezone.localdate()
    people = [county.resident(f"演示{number}", birth=f"{1960 + number % 30}0101") for number in range(900)]
    fill_cards(people, Random(3), today)
    cards_on_their_way(seed=1, today=today)
    makings = set(SocialCard.objects.values_list("making", flat=True))
    assert makings == {str(one) for one in MakingState}
    successors = SocialCard.objects.filter(successor=True)
    assert successors.exists() and set(successors.values_list("state", flat=True)) == {"0"}
    assert SocialCard.objects.filter(differs_since__isnull=False).exists()
    assert CardEvent.objects.exclude(look="").filter(answer_words__startswith="演示").exists()
    count = SocialCard.objects.count()
    cards_on_their_way(seed=1, today=today)
    assert SocialCard.objects.count() == count


def test_proofs_that_hold_that_ended_and_one_that_was_revoked() -> None:
    forget_parameters()
    county, today = County(), timezone.localdate()
    for number in range(3):
        basic_account(county.resident(f"村民{number}"))
        months(insured(county.resident(f"职工{number}")), dt.date(2022, 1, 1), 6)
    proofs_scene(seed=1, today=today)
    made = list(InsuranceProof.objects.all())
    assert len(made) == 6
    assert sum(1 for one in made if one.holds(today)) == 4
    assert InsuranceProof.objects.get(revoked_at__isnull=False).revoked_why.startswith("演示")
    proofs_scene(seed=1, today=today)
    assert InsuranceProof.objects.count() == 6
