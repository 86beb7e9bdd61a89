"""Which cases keep a load of accounts: those that did something, not those who only looked."""

from __future__ import annotations

from cuncuntong.cases.loaded import pension_cases
from cuncuntong.cases.services.look_up import look_up
from tests.cases import make


def test_a_look_up_keeps_no_load_an_application_does(clerk, resident):
    look_up(caller=clerk, item=make.LOOK_UP, resident=resident)
    filed = make.file(clerk, make.REVIEWED, resident).case
    assert pension_cases([resident.pk], [], None) == [
        (resident.pk, f"导入以后办过居民养老业务（受理编号{filed.number}）。")
    ]
