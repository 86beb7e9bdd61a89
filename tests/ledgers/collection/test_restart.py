"""An import that was killed goes on where it stood; whatever the file, the sums agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cuncuntong.foundation.tasks.worker import run_one
from cuncuntong.ledgers.collection.enums import ArrivalState, OrderState
from cuncuntong.ledgers.collection.models import Arrival, ContributionOrder
from cuncuntong.ledgers.collection.services import importing, reverse_order, run_file, take_in
from cuncuntong.ledgers.pensions.models import PensionEntry
from tests.ledgers.collection.make import TODAY, county_reviewer, csv_file, line, order, payer
from tests.ledgers.make import County

POSTED = (ArrivalState.MATCHED, ArrivalState.ASSIGNED)


class Killed(BaseException):
    """What a power cut looks like from inside."""


def state_of_the_books() -> list[Any]:
    entries = PensionEntry.objects.order_by("account", "kind").values_list(
        "account", "kind", "year", "amount", "source"
    )
    orders = ContributionOrder.objects.order_by("pk").values_list("pk", "state", "paid_on")
    lines = Arrival.objects.order_by("row").values_list("row", "state", "why", "order")
    return [list(entries), list(orders), list(lines)]


@pytest.mark.parametrize("point", range(6))
def test_killed_in_the_middle_and_started_again_gives_the_same(county, monkeypatch, point):
    """Ten chunks; the process dies in one of them, after some of its writes, six times at other places."""
    monkeypatch.setattr(importing, "CHUNK", 3)
    monkeypatch.setattr(importing, "AT_ONCE", 0)
    orders = [order(payer(county, f"人{n}")) for n in range(28)]
    lines = [line(one) for one in orders] + [line(orders[3]), line(reference="x")]
    file = take_in(caller=county_reviewer(county), name="x", content=csv_file(lines))
    # All of a file that waits lies in the database, so that what follows needs no file any more.
    assert file.done == 0
    real, count = importing.settle, iter(range(1000))

    def dies(*args: Any, **kwargs: Any) -> Any:
        done = real(*args, **kwargs)
        if next(count) == point:
            raise Killed
        return done

    monkeypatch.setattr(importing, "settle", dies)
    with pytest.raises(Killed):
        run_file(file.pk)
    assert PensionEntry.objects.count() == 2 * 3 * point
    monkeypatch.setattr(importing, "settle", real)
    assert run_one()
    file.refresh_from_db()
    assert (file.state, file.done) == ("done", 30)
    books = state_of_the_books()
    assert len(books[0]) == 56
    assert [one[1:3] for one in books[2] if one[1] != "matched"] == [
        ("problem", "twice"),
        ("problem", "check"),
    ]
    run_file(file.pk)
    assert state_of_the_books() == books


LINES = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(["good", "good", "good", "amount", "name", "unknown", "serial"])
    ),
    min_size=1,
    max_size=14,
)


class Sums(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(first=LINES, second=LINES)
    def test_posted_contributions_are_the_matched_arrivals_and_reversal_restores(self, first, second):
        county = County()
        reviewer = county_reviewer(county)
        orders = [
            order(payer(county, f"人{n}", level=level))
            for n, level in enumerate((200, 300, 500, 700, 1000, 300))
        ]
        for number, wanted in enumerate((first, second)):
            content = csv_file([self._line(orders[which], how) for which, how in wanted])
            try:
                take_in(caller=reviewer, name=f"{number}", content=content)
            except importing.OrderRefused:
                assert first == second
        posted = Arrival.objects.filter(state__in=POSTED)
        own = PensionEntry.objects.filter(kind="own").aggregate(sum=Sum("amount"))["sum"] or 0
        assert own == (posted.aggregate(sum=Sum("amount"))["sum"] or 0)
        assert sorted(posted.values_list("order", flat=True)) == sorted(
            ContributionOrder.objects.filter(state=OrderState.PAID).values_list("pk", flat=True)
        )
        assert not Arrival.objects.filter(state=ArrivalState.WAITING).exists()
        for one in ContributionOrder.objects.filter(state=OrderState.PAID):
            reverse_order(caller=reviewer, order=one, why="测试", today=TODAY)
        assert (PensionEntry.objects.aggregate(sum=Sum("amount"))["sum"] or 0) == Decimal(0)
        assert not Arrival.objects.filter(state__in=POSTED).exists()

    def _line(self, one: ContributionOrder, how: str) -> dict[str, str]:
        more = {
            "good": {},
            "amount": {"amount": "250.00"},
            "name": {"name": "别人"},
            "unknown": {"reference": "2610000000010000"},
            "serial": {"serial": "同一笔"},
        }[how]
        return line(one, **more)
