"""Confirming many: in the background, and back to the draft where something was paid meanwhile."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.recalculations.due import Differences
from cuncuntong.ledgers.recalculations.enums import RecalculationState as S
from cuncuntong.ledgers.recalculations.models import Recalculation
from cuncuntong.ledgers.recalculations.services import begin, compute, confirm, confirming, drop
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from tests.ledgers.make import County
from tests.ledgers.recalculations.make import FEBRUARY, MARCH, entitled, paid, run, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    parameters.forget_parameters()
    return County()


@pytest.fixture
def admins(county: County) -> tuple[Caller, Caller]:
    return county.business_admin(), county.business_admin()


@pytest.fixture
def draft(county: County, admins: tuple[Caller, Caller], monkeypatch: pytest.MonkeyPatch) -> Recalculation:
    """Two people paid 10.00 too little in February; so many are too many for a page."""
    monkeypatch.setattr(confirming, "AT_ONCE", 1)
    month = run(FEBRUARY)
    for _ in range(2):
        paid(month, entitled(county), "199.69")
    row = value(*admins, "173", starts_on=FEBRUARY)
    return compute(begin(caller=admins[0], value_id=row.pk, county_code="140522").pk)


def owed(draft: Recalculation) -> int:
    return len(list(Differences().extras([one.entitlement_id for one in draft.rows.all()], MARCH)))


def test_many_are_confirmed_in_the_background(draft: Recalculation, admins: tuple[Caller, Caller]) -> None:
    row = confirm(caller=admins[1], recalculation_id=draft.pk)
    assert row.state == S.CONFIRMING
    # Nothing is owed, and nothing else begins, before all were looked at.
    assert owed(draft) == 0
    with pytest.raises(LedgerRefused, match="还有一次重算没有确认"):
        begin(caller=admins[0], value_id=value(*admins, "180", starts_on=FEBRUARY).pk, county_code="140522")
    run_waiting()
    row.refresh_from_db()
    assert (row.state, row.checked) == (S.CONFIRMED, row.to_check)
    assert row.decided_at is not None and owed(draft) == 2


def test_what_was_paid_otherwise_meanwhile_sends_it_back(
    draft: Recalculation, admins: tuple[Caller, Caller]
) -> None:
    confirm(caller=admins[1], recalculation_id=draft.pk)
    PayItem.objects.filter(entitlement=draft.rows.first().entitlement_id).update(live=False)  # type: ignore[union-attr]
    run_waiting()
    row = Recalculation.objects.get(pk=draft.pk)
    assert (row.state, row.decided_by, owed(row)) == (S.DRAFTED, None, 0)
    assert row.reason.startswith("没有确认：列出以后又有发放或更正")


def test_dropped_while_it_is_looked_at_it_stays_dropped(
    draft: Recalculation, admins: tuple[Caller, Caller]
) -> None:
    confirm(caller=admins[1], recalculation_id=draft.pk)
    drop(caller=admins[0], recalculation_id=draft.pk, reason="参数有误")
    run_waiting()
    assert Recalculation.objects.get(pk=draft.pk).state == S.DROPPED


def test_a_process_that_ends_while_a_person_waits_leaves_it_to_a_task(
    draft: Recalculation, admins: tuple[Caller, Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "AT_ONCE", 1000)

    class Killed(BaseException):
        pass

    def die(_: Recalculation) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(confirming, "_look", die)
        with pytest.raises(Killed):
            confirm(caller=admins[1], recalculation_id=draft.pk)
    assert Recalculation.objects.get(pk=draft.pk).state == S.CONFIRMING
    with time_machine.travel(timezone.now() + confirming.IF_IT_DIED * 2):
        run_waiting()
    assert Recalculation.objects.get(pk=draft.pk).state == S.CONFIRMED


def test_given_up_in_the_background_it_can_be_confirmed_again(
    draft: Recalculation, admins: tuple[Caller, Caller]
) -> None:
    confirm(caller=admins[1], recalculation_id=draft.pk)
    confirming._given_up(recalculation_id=draft.pk)
    row = Recalculation.objects.get(pk=draft.pk)
    assert (row.state, row.decided_by) == (S.DRAFTED, None)
    assert "后台任务" in row.reason
    assert confirm(caller=admins[1], recalculation_id=draft.pk).state == S.CONFIRMING
