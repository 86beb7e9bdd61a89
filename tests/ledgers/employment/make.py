"""Small things that the tests of the employment ledger make."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.services import spells, unemployment
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers.make import County, id_number

TODAY = dt.date(2026, 11, 24)


def woman(county: County, birth: str = "19860305", name: str = "李秀英", **more: Any) -> Resident:
    """A woman of 水村, forty years old unless said."""
    return county.resident(name, id_number=id_number(birth, male=False), **more)


def registered(resident: Resident, on: dt.date = TODAY, case: str = "", **told: Any) -> Unemployment:
    """A registration of unemployment."""
    values: dict[str, Any] = {"reason": "20", "left_how": "unit_ended", "unemployed_since": on}
    return unemployment.register(resident=resident, on=on, actor=None, case_number=case, **{**values, **told})


def spell(resident: Resident, on: dt.date = TODAY, case: str = "S1", **told: Any) -> Employment:
    """A spell of flexible work, by a case."""
    values: dict[str, Any] = {"work_form": "stall", "place": "县城", "starts_on": on}
    return spells.register_spell(resident=resident, on=on, actor=None, case_number=case, **{**values, **told})


def unit_job(resident: Resident, **more: Any) -> Employment:
    """A job with a unit that insures."""
    values: dict[str, Any] = {
        "kind": "unit",
        "employer": "演示厂",
        "starts_on": dt.date(2025, 3, 1),
        "insured": True,
        "source": "测试",
    }
    return Employment.objects.create(resident=resident, **{**values, **more})
