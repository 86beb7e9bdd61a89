"""Item 37's line about who receives what is left: answered, or still to be filled in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Situation, Verdict
from tests.ledgers.make import County
from tests.ledgers.recoveries.make import drawing

pytestmark = pytest.mark.django_db
HEIR = {
    "heir_name": "李建国",
    "heir_id": "140522198801011555",
    "heir_relation": "child",
    "heir_bank": "演示银行",
    "heir_account": "6222020502012345676",
}


def heir_line(county: County, **said: Any) -> Verdict:
    person = county.resident(birth="19600305")
    drawing(person)
    form = {"action": "stop", "kind": "death", "happened_on": "2026-11-02", "heir_named": "yes", **said}
    item = items.get("37")
    assert item.facts is not None
    facts = item.facts(Situation(person, form, dt.date(2026, 11, 24)))
    return next(rule for rule in item.rules if rule.code == "heir_named").test(facts)


@pytest.mark.parametrize("missing", ["heir_name", "heir_id", "heir_relation", "heir_account"])
def test_a_line_that_nobody_filled_in_is_not_met(missing: str) -> None:
    verdict = heir_line(County(), **{**HEIR, missing: ""})
    assert (verdict.reason, verdict.field) == ("待填写。", missing)


def test_somebody_elses_number_stops_it_at_the_number() -> None:
    county = County()
    other = county.resident("赵别人", birth="19600101")
    verdict = heir_line(county, **{**HEIR, "heir_id": other.id_number})
    assert not verdict.passed and verdict.field == "heir_id"
    assert "另一姓名" in verdict.reason and "赵别人" not in verdict.reason
    assert heir_line(county, **HEIR).reason == "余额和补助金支付给李建国。"
