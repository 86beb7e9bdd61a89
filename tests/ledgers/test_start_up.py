"""What the ledgers hand in when the system starts."""

from __future__ import annotations

from cuncuntong.foundation.tasks.schedule import jobs
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.hooks import finders, known_value_providers
from cuncuntong.rules.service_item import EffectRefused


def test_periodic_work_is_registered() -> None:
    assert {"jobs.expire_seekers", "cards.lapse_due"} <= {job.name for job in jobs()}


def test_the_other_ledgers_add_to_finding_and_prefilling() -> None:
    assert [finder.__module__ for finder in finders] == [
        "cuncuntong.ledgers.cards.selectors",
        "cuncuntong.ledgers.employment.hooks",
    ]
    assert {"seeker.", "pension.", "card."} <= set(known_value_providers)


def test_a_refusal_passes_through_an_effect() -> None:
    refused = LedgerRefused("不能办。", "请先结清。")
    assert isinstance(refused, EffectRefused)
    assert (refused.message, refused.remedy) == ("不能办。", "请先结清。")
