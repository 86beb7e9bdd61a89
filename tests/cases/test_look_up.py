"""Look-ups are answered at once, each logged, and counted once a person, item and day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.services.filing import FilingRefused
from cuncuntong.cases.services.look_up import look_up
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from cuncuntong.rules.service_item import LookUpAnswer, Situation
from tests.cases import make


def test_counts_once_a_day_and_logs_each(clerk, resident, audited):
    first = look_up(caller=clerk, item=make.LOOK_UP, resident=resident)
    again = look_up(caller=clerk, item=make.LOOK_UP, resident=resident)
    assert first.answer.summary == (("姓名", "李秀英"),)
    assert first.case and again.case and first.case.pk == again.case.pk
    assert Case.objects.get().state == State.FED_BACK
    assert audited().count("resident.looked_up") == 2
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)):
        look_up(caller=clerk, item=make.LOOK_UP, resident=resident)
    assert Case.objects.count() == 2


def test_what_could_not_be_answered_is_not_counted(clerk, resident, audited):
    def away(situation: Situation) -> LookUpAnswer:
        raise OSError("the register does not answer")

    with pytest.raises(OSError, match="does not answer"):
        look_up(caller=clerk, item=replace(make.LOOK_UP, look_up=away), resident=resident)
    assert not Case.objects.exists()
    assert audited() == []


def test_reviewers_look_without_a_case(reviewer, resident, audited):
    assert look_up(caller=reviewer, item=make.LOOK_UP, resident=resident).case is None
    assert "resident.looked_up" in audited()


def test_area_duty_and_open_items(county, clerk, resident):
    with pytest.raises(NotVisible):
        look_up(caller=clerk, item=make.LOOK_UP, resident=county.resident("王五", county.huangcheng))
    with pytest.raises(Denied):
        look_up(caller=county.caller(DutyKind.AUDITOR, county.county), item=make.LOOK_UP, resident=resident)
    with pytest.raises(FilingRefused, match="还没有开通查询"):
        look_up(caller=clerk, item=make.CLOSED, resident=resident)
    assert not Case.objects.exists()
