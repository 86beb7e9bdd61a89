"""The scene of employment records: consistent, made once, each state to be seen."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.utils import timezone

from cuncuntong.demo.records import employment_records
from cuncuntong.ledgers.employment.models import Certificate, Hardship, Unemployment
from cuncuntong.ledgers.employment.selectors import check_token, insured_by_unit
from cuncuntong.ledgers.employment.services.certificates import is_number
from cuncuntong.ledgers.employment.services.watch import watch
from cuncuntong.ledgers.messages.models import Message

pytestmark = pytest.mark.django_db


def test_the_scene_is_made_once_and_hangs_together(people):
    today = timezone.localdate()
    employment_records(seed=3, today=today)
    count = Unemployment.objects.count()
    employment_records(seed=3, today=today)
    assert Unemployment.objects.count() == count >= 40
    active = Unemployment.objects.filter(state="active")
    assert active.filter(contact_due_on__lt=today).exists()
    assert active.filter(insured_by_unit(today)).exists()
    assert Unemployment.objects.filter(state="ended").exists()
    assert not Unemployment.objects.filter(last_contact_on__lt=F("registered_on")).exists()
    numbers = list(Certificate.objects.values_list("number", flat=True))
    assert all(is_number(number) for number in numbers)
    assert len(set(numbers)) == len(numbers) >= count
    token = Certificate.objects.get(number=numbers[0]).copies.get().token
    assert check_token(token).holds
    assert set(Hardship.objects.values_list("state", flat=True)) == {"active", "proposed"}
    warned = active.filter(warned_on__isnull=False).count()
    assert Message.objects.filter(topic="employment.contact_due").count() == warned > 0


def test_the_nightly_run_does_not_warn_the_warned_again(people):
    today = timezone.localdate()
    employment_records(seed=3, today=today)
    before = Message.objects.filter(topic="employment.contact_due").count()
    watch(today)
    assert Message.objects.filter(topic="employment.contact_due").count() == before
