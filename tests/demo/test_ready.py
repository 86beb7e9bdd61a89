"""Somebody ready for each item of the province's insurance: found by one name, with nothing in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.cases.examine import examine
from cuncuntong.demo.accounts import demo_accounts
from cuncuntong.demo.cases import add_cases
from cuncuntong.demo.extras import add_extras
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind, RunState
from cuncuntong.ledgers.payments.models import Finding
from cuncuntong.ledgers.payments.selectors import last_run
from cuncuntong.ledgers.payments.services.crosschecking import cross_check
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import find_residents
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Situation

pytestmark = pytest.mark.django_db
NAMES = {
    "20": "试用参保",
    "21": "试用认证",
    "22": "试用技能",
    "23": "试用失业",
    "24": "试用暂停",
    "D2": "试用建模",
}
TODAY = timezone.localdate()
# What a clerk fills in besides what the form brings.
FORMS: dict[str, dict[str, Any]] = {
    "20": {"work": "打零工", "share": "60", "explained": "yes"},
    "21": {"document": "id_card", "face_seen": "yes", "signed": "pad"},
    "22": {
        "certificate_name": "职业技能等级证书",
        "certificate_number": "YS1405220000009999",
        "occupation": "焊工",
        "level": "高级",
        "issued_on": TODAY.isoformat(),
        "pay_to": "card",
    },
    "23": {"looking": "yes", "pay_to": "card"},
    "24": {
        "action": "stop",
        "kind": "missing",
        "happened_on": TODAY.isoformat(),
        "evidence": "村（社区）核实",
        "reporter": "self",
    },
    "D2": {"benefit": "residents", "consent": "signed"},
}


@pytest.fixture(scope="module")
def demonstration(people: None) -> Iterator[None]:
    demo_accounts()
    add_cases(60, seed=7)
    forget_parameters()
    add_extras(seed=7, today=TODAY)
    yield
    forget_parameters()


def test_a_search_finds_them_at_the_demonstration_point(demonstration: None) -> None:
    caller = Caller(Account.objects.get(username="clerk04"))
    found = find_residents(caller, "试用")
    assert sorted(one.name for one in found.rows) == sorted(NAMES.values())


@pytest.mark.parametrize("number", list(NAMES))
def test_nothing_stands_in_the_way(demonstration: None, number: str) -> None:
    item, person = items.get(number), Resident.objects.get(name=NAMES[number])
    attached = {one.key for one in item.materials if one.attach}
    form = {**_defaults(item, person), **FORMS[number]}
    found = examine(item, person, form, on=TODAY, attached=attached)
    assert found.ok, found.summary()
    assert not found.looks, [one.words for one in found.looks]


def test_item_21_is_due_and_the_benefit_has_months(demonstration: None) -> None:
    row = Beneficiary.objects.get(resident__name=NAMES["21"])
    assert row.draws_resident and row.state in ("coming", "warned_once", "warned_twice")
    person = Resident.objects.get(name=NAMES["23"])
    preview = items.get("23").preview
    assert preview is not None
    lines = {one.label: one.value for one in preview(Situation(person, {"pay_to": "card"}, TODAY))}
    # Six years and three months: more than five, less than ten.
    assert lines["可领取月数"] == "18个月" and lines["每月失业保险金"] == "1,640.00元"


def test_the_month_to_be_decided_asks_about_a_handful_and_a_check_finds_no_more(demonstration: None) -> None:
    """README step 6: what the demonstration's other ledgers hold against the run is there at once."""
    run = last_run("140522")
    assert run is not None and run.state == RunState.COMPUTED
    asked = Finding.objects.filter(run=run, decision=FindingDecision.OPEN)
    assert 4 <= asked.count() <= 20
    assert asked.filter(kind=FindingKind.CERTIFICATION).exists()
    assert not asked.filter(kind__in=[FindingKind.STOPPED, FindingKind.DEATH]).exists()
    assert cross_check(run) == 0


def test_told_once(demonstration: None) -> None:
    count = Resident.objects.count()
    add_extras(seed=7, today=TODAY)
    assert Resident.objects.count() == count


def _defaults(item: Any, person: Resident) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in item.fields:
        value = field.default
        said[field.key] = value(Situation(person, {}, TODAY)) if callable(value) else value or ""
    return said
