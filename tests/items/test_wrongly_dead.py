"""A death that is wrongly registered: items 21 and 36 send people the same way."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from cuncuntong.items.shared import alive_rule
from cuncuntong.items.social_insurance.certifying import showing
from cuncuntong.items.social_insurance.payment_answer import RESUMED_BY
from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.residents.enums import Standing


def test_one_way_is_told() -> None:
    dead = SimpleNamespace(standing=Standing.DECEASED, deceased_on=None)
    verdict = alive_rule("").test(SimpleNamespace(resident=dead))
    assert RESUMED_BY[HoldKind.DEATH] in verdict.remedy and "第37项" in verdict.remedy


@pytest.mark.parametrize(("standing", "told"), [(Standing.DECEASED, False), (Standing.PRESENT, True)])
def test_of_the_dead_no_next_due_day_is_told(
    monkeypatch: pytest.MonkeyPatch, standing: str, told: bool
) -> None:
    day = dt.date(2026, 11, 26)
    row = SimpleNamespace(
        due_on=day, last_on=None, last_way="", state=BeneficiaryState.values[0], draws_employee=False
    )
    facts = SimpleNamespace(
        row=row, seen_on=day, months=12, holds=[], resident=SimpleNamespace(standing=standing)
    )
    monkeypatch.setattr(showing, "facts_of", lambda _: facts)
    lines = showing.preview_lines(SimpleNamespace())  # type: ignore[arg-type]
    assert any("有效期到" in line.label for line in lines) is told
