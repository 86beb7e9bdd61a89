"""A year's interest: previewed, confirmed by another person, posted once an account, taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cuncuntong.ledgers.bookkeeping.models import InterestRun
from cuncuntong.ledgers.bookkeeping.services import (
    begin_interest,
    cancel_interest,
    cancel_reversal,
    confirm_interest,
    confirm_reversal,
    interest_work,
    post_interest,
    reverse_interest,
    undo_interest,
)
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from tests.ledgers.bookkeeping.make import posted, previewed, set_rate
from tests.ledgers.make import County, basic_account, pay

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def admin(county: County) -> Caller:
    return county.business_admin()


@pytest.fixture
def other(county: County) -> Caller:
    return county.business_admin()


def accounts(county: County, many: int = 7) -> list[PensionAccount]:
    """Each with 300 of 2024, and 300 that arrive on 2025-06-03."""
    made = []
    for number in range(many):
        account = basic_account(county.resident(f"张{number}"))
        pay(account, 2024)
        pay(account, 2025)
        made.append(account)
    return made


def test_nothing_without_a_rate_of_that_year(admin: Caller, other: Caller) -> None:
    with pytest.raises(LedgerRefused, match="记账利率还没有填写"):
        begin_interest(caller=admin, scheme="basic", year=2025)
    set_rate(admin, other, year=2024)
    # A rate counts for its own year: nobody announced 2025's.
    with pytest.raises(LedgerRefused, match="2025年度的记账利率还没有填写"):
        begin_interest(caller=admin, scheme="basic", year=2025)
    with pytest.raises(LedgerRefused, match="还没有结束"):
        begin_interest(caller=admin, scheme="basic", year=2026)


def test_previewed_then_posted_by_another_person(admin: Caller, other: Caller, county: County) -> None:
    set_rate(admin, other)
    one, *_ = accounts(county, 3)
    run = previewed(admin)
    # 300 × 0.03, and 300 × 0.03 × 6/12 from July on: 9.00 + 4.50.
    assert (run.state, run.accounts, run.total) == ("previewed", 3, Decimal("40.50"))
    assert not PensionEntry.objects.filter(kind="interest").exists()
    with pytest.raises(LedgerRefused, match="两个人"):
        confirm_interest(caller=admin, run=run)
    confirm_interest(caller=other, run=run)
    post_interest.func(run=run.pk)
    post_interest.func(run=run.pk)
    entry = one.entries.get(kind="interest")
    assert (entry.amount, entry.year, entry.paid_on) == (Decimal("13.50"), 2025, dt.date(2025, 12, 31))
    assert balance(one) == Decimal("613.50")
    again = previewed(admin)
    assert (again.number, again.accounts) == (2, 0)


def test_one_run_of_a_year_at_a_time(admin: Caller, other: Caller, county: County) -> None:
    set_rate(admin, other)
    accounts(county, 1)
    run = previewed(admin)
    with pytest.raises(LedgerRefused, match="正在办理"):
        begin_interest(caller=other, scheme="basic", year=2025)
    cancel_interest(caller=admin, run=run)
    assert previewed(admin).accounts == 1


def test_killed_while_posting_every_account_has_it_once(
    admin: Caller, other: Caller, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rate(admin, other)
    made = accounts(county, 7)
    monkeypatch.setattr(interest_work, "CHUNK", 2)
    run = previewed(admin)
    confirm_interest(caller=other, run=run)
    post = interest_work._post
    for kept in (True, False, True):

        def killing(row: InterestRun, kept: bool = kept) -> bool:
            if not kept or row.position:
                post(row)
                raise Killed
            return post(row)

        monkeypatch.setattr(interest_work, "_post", killing)
        with pytest.raises(Killed):
            post_interest.func(run=run.pk)
    monkeypatch.setattr(interest_work, "_post", post)
    post_interest.func(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.accounts, run.total) == ("posted", 7, Decimal("94.50"))
    assert [one.entries.filter(kind="interest").count() for one in made] == [1] * 7


def test_an_account_that_changed_since_the_preview_is_left_for_the_next_run(
    admin: Caller, other: Caller, county: County
) -> None:
    set_rate(admin, other)
    one, two = accounts(county, 2)
    run = previewed(admin)
    pay(one, 2025, "100", paying="back", arrived_on=dt.date(2025, 1, 15))
    confirm_interest(caller=other, run=run)
    post_interest.func(run=run.pk)
    run.refresh_from_db()
    assert (run.accounts, run.total, run.left_out) == (1, Decimal("13.50"), 1)
    assert not one.entries.filter(kind="interest").exists()
    # 100 from February on: 100 × 0.03 × 11/12 = 2.75 more.
    assert previewed(admin).total == Decimal("16.25")
    assert two.entries.filter(kind="interest").count() == 1


def test_taken_back_as_a_whole(admin: Caller, other: Caller, county: County) -> None:
    set_rate(admin, other)
    made = accounts(county, 3)
    run = posted(admin, other)
    with pytest.raises(LedgerRefused, match="原因"):
        reverse_interest(caller=admin, run=run, reason=" ")
    reverse_interest(caller=admin, run=run, reason="利率更正")
    undo_interest.func(run=run.pk)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    assert run.state == "reversed"
    assert [balance(one) for one in made] == [Decimal(600)] * 3
    assert posted(admin, other).total == Decimal("40.50")


def test_a_later_years_interest_keeps_the_earlier_one(admin: Caller, other: Caller, county: County) -> None:
    set_rate(admin, other, year=2024)
    set_rate(admin, other, "0.02", year=2025)
    accounts(county, 1)
    # 300 that arrived in June 2024: 300 × 0.03 × 6/12 = 4.50.
    first = posted(admin, other, 2024)
    assert first.total == Decimal("4.50")
    # 304.50 × 0.02 + 300 × 0.02 × 6/12 = 6.09 + 3.00
    assert posted(admin, other).total == Decimal("9.09")
    with pytest.raises(LedgerRefused, match="先撤销以后年度"):
        reverse_interest(caller=admin, run=first, reason="试")


def test_what_went_out_with_interest_that_is_right_stays_and_two_persons_say_so(
    admin: Caller, other: Caller, county: County
) -> None:
    set_rate(admin, other)
    one, two = accounts(county, 2)
    run = posted(admin, other)
    pay(one, 2026, "-613.50", kind="transfer_out", paying="none", level=None)
    assert reverse_interest(caller=admin, run=run, reason="试").state == "review"
    plan = run.corrections.get()
    # Worked out anew by the same rate and entries it is the same.
    assert (plan.account_id, plan.beyond, plan.was, plan.due) == (
        one.pk, "short", Decimal("13.50"), Decimal("13.50"),
    )  # fmt: skip
    with pytest.raises(LedgerRefused, match="另一位"):
        confirm_reversal(caller=admin, run=run)
    confirm_reversal(caller=other, run=run)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    assert run.state == "reversed"
    assert (balance(one), balance(two)) == (Decimal("0.00"), Decimal("600.00"))
    # The year is worked out again for the others alone.
    assert previewed(admin).accounts == 1


def test_a_used_up_account_gives_what_it_has_and_the_fund_bears_the_rest(
    admin: Caller, other: Caller, county: County
) -> None:
    set_rate(admin, other)
    (one,) = accounts(county, 1)
    run = posted(admin, other)
    PensionAccount.objects.filter(pk=one.pk).update(state="receiving")
    pay(one, 2026, "-610.00", kind="payment", paying="none", level=None)
    set_rate(admin, other, rate="0.02")
    reverse_interest(caller=admin, run=run, reason="利率更正")
    confirm_reversal(caller=other, run=run)
    undo_interest.func(run=run.pk)
    # 300 × 0.02 + 300 × 0.02 × 6/12 = 9.00 instead of 13.50; of the 4.50 the account still has 3.50.
    entries = list(one.entries.order_by("pk").values_list("kind", "amount"))[-3:]
    assert entries == [
        ("reversal", Decimal("-13.50")), ("interest", Decimal("9.00")), ("returned", Decimal("1.00")),
    ]  # fmt: skip
    assert balance(one) == Decimal("0.00")


def test_the_list_is_out_of_date_once_another_account_is_used_up(
    admin: Caller, other: Caller, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rate(admin, other)
    one, two, three = accounts(county, 3)
    run = posted(admin, other)
    pay(one, 2026, "-613.50", kind="transfer_out", paying="none", level=None)
    reverse_interest(caller=admin, run=run, reason="试")
    pay(two, 2026, "-613.50", kind="transfer_out", paying="none", level=None)
    with pytest.raises(LedgerRefused, match="名单过时"):
        confirm_reversal(caller=other, run=run)
    cancel_reversal(caller=other, run=run)
    run.refresh_from_db()
    assert (run.state, run.corrections.count(), run.reversed_by) == ("posted", 0, None)
    reverse_interest(caller=admin, run=run, reason="试")
    confirm_reversal(caller=other, run=run)
    monkeypatch.setattr(interest_work, "CHUNK", 2)
    pay(three, 2026, "-613.50", kind="transfer_out", paying="none", level=None)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    # The first two are done; the third, which nobody looked at, stops it.
    assert (run.state, run.done) == ("stopped", 2) and three.number in run.remark
    reverse_interest(caller=admin, run=run, reason="试")
    assert [plan.account_id for plan in run.corrections.filter(done_at=None)] == [three.pk]
    confirm_reversal(caller=other, run=run)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.corrections.count()) == ("reversed", 3)


def test_giving_up_leaves_a_posting_that_stopped_half_way_as_it_was(
    admin: Caller, other: Caller, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rate(admin, other)
    one, two, three = accounts(county, 3)
    monkeypatch.setattr(interest_work, "CHUNK", 2)
    run = previewed(admin)
    confirm_interest(caller=other, run=run)
    post = interest_work._post

    def killing(row: InterestRun) -> bool:
        if row.position:
            raise Killed
        return post(row)

    monkeypatch.setattr(interest_work, "_post", killing)
    with pytest.raises(Killed):
        post_interest.func(run=run.pk)
    interest_work._given_up(run=run.pk)
    run.refresh_from_db()
    said = run.remark
    assert (run.state, run.posted_at) == ("stopped", None) and "多次没有完成" in said
    pay(one, 2026, "-613.50", kind="transfer_out", paying="none", level=None)
    assert reverse_interest(caller=admin, run=run, reason="试").state == "review"
    cancel_reversal(caller=other, run=run)
    run.refresh_from_db()
    # The third never got its 13.50: nobody may read that the year is posted.
    assert (run.state, run.remark, run.reversed_by) == ("stopped", said, None)
    assert [balance(each) for each in (two, three)] == [Decimal("613.50"), Decimal("600.00")]
    reverse_interest(caller=admin, run=run, reason="试")
    confirm_reversal(caller=other, run=run)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.remark, balance(two)) == ("reversed", "", Decimal("600.00"))
    assert previewed(admin).accounts == 2


def test_a_year_that_is_posted_is_not_posted_a_second_time(
    admin: Caller, other: Caller, county: County
) -> None:
    set_rate(admin, other)
    accounts(county)
    posted(admin, other)
    again = previewed(admin)
    assert (again.accounts, again.number) == (0, 2)
    with pytest.raises(LedgerRefused, match="没有要记的利息：2025年度已经结过息"):
        confirm_interest(caller=other, run=again)


def test_a_rate_that_changed_since_the_preview_is_not_posted(
    admin: Caller, other: Caller, county: County
) -> None:
    set_rate(admin, other)
    accounts(county)
    run = previewed(admin)
    set_rate(admin, other, rate="0.035")
    with pytest.raises(LedgerRefused, match="现在是3.5%，这次预览按3%算的"):
        confirm_interest(caller=other, run=run)
