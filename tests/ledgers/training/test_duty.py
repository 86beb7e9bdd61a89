"""Who may act for a wish: the services ask themselves, whatever screen calls them; and what is sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import Answer, Asked
from cuncuntong.ledgers.training.models import FollowUpCall, TrainingWish, WishEvent
from cuncuntong.ledgers.training.services import (
    Said,
    change_wish,
    leave_class,
    place_one,
    record_call,
    sign_notice,
)
from cuncuntong.network.access import Caller, Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County
from tests.ledgers.training import make

CASE = "S20261124-0001"


def acts(county: County) -> dict[str, Callable[..., Any]]:
    """The four services, on a wish and a place of 水村."""
    today, row = timezone.localdate(), make.training_class(county)
    waiting, seated = make.wish(county.resident("甲")), make.wish(county.resident("乙"))
    one = place_one(wish=seated, training_class=row, on=today, actor=None)
    said = Said(Answer.NONE, asked=Asked.OFFICE)
    common = {"on": today}
    return {
        "call": lambda by, **more: record_call(
            wishes=[waiting], said=said, actor=by, key="k", **common, **more
        ),
        "place": lambda by, **more: place_one(wish=waiting, training_class=row, actor=by, **common, **more),
        "sign": lambda by, **more: sign_notice(enrolment=one, signed_by="乙", actor=by, **common, **more),
        "leave": lambda by, **more: leave_class(
            enrolment=one, reason="外出", later=True, actor=by, **common, **more
        ),
    }


@pytest.mark.parametrize("what", ["call", "place", "sign", "leave"])
def test_a_service_itself_asks_for_duty_and_area(county: County, what: str) -> None:
    act = acts(county)[what]
    with pytest.raises(Denied):
        act(county.caller(DutyKind.SYSTEM_ADMIN, county.county).account)
    with pytest.raises(NotVisible):
        act(county.clerk(county.huangcheng).account)
    # Through a case the counter next door serves whoever comes to it.
    act(county.clerk(county.huangcheng).account, case_number=CASE)


@pytest.mark.parametrize("what", ["call", "place", "sign", "leave"])
def test_the_points_clerk_and_the_county_may(county: County, what: str) -> None:
    act = acts(county)[what]
    by: Caller = county.business_admin() if what == "leave" else county.clerk()
    assert act(by.account).pk


def test_another_clerk_is_not_given_the_call_of_a_key(county: County) -> None:
    act = acts(county)["call"]
    mine = county.clerk()
    first = act(mine.account)
    assert act(mine.account).pk == first.pk
    with pytest.raises(LedgerRefused, match="编号已被别人用过"):
        act(county.clerk().account)
    assert FollowUpCall.objects.count() == 1


def raw(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} order by id")
        return [row[0] for row in cursor.fetchall()]


def test_what_was_seen_of_papers_is_not_readable_in_the_database(county: County) -> None:
    wish = make.wish(county.resident(), evidence="看过低保证")
    change_wish(wish=wish, wanted=make.wanted(words="焊工"), on=timezone.localdate(), actor=None)
    assert TrainingWish.objects.get().evidence == "台账户口性质：农业"
    assert WishEvent.objects.last().before["evidence"] == "看过低保证"  # type: ignore[union-attr]
    stored = [*raw("training_trainingwish", "evidence"), *raw("training_wishevent", "before")]
    assert all(text.startswith("s1.") for text in stored)
