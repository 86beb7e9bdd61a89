"""A figure that counts from an earlier day: who is affected, by how much, and that it is paid once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.hooks import due_sources
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import EntitlementHold, EntitlementRevision
from cuncuntong.ledgers.recalculations import affected
from cuncuntong.ledgers.recalculations.due import Differences
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation, RecalculationRow
from cuncuntong.ledgers.recalculations.services import begin, compute, confirm, drop
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network import parameters
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County
from tests.ledgers.recalculations.make import FEBRUARY, JANUARY, MARCH, entitled, paid, run, value

pytestmark = pytest.mark.django_db
COUNTY = "140522"


@pytest.fixture
def county() -> County:
    parameters.forget_parameters()
    return County()


@pytest.fixture
def admins(county):
    return county.business_admin(), county.business_admin()


def drafted(admins, row) -> Recalculation:
    begun = begin(caller=admins[0], value_id=row.pk, county_code=COUNTY)
    return compute(begun.pk)


def owed(*entitlements) -> list[tuple[dt.date, Decimal, str]]:
    found = Differences().extras([one.pk for one in entitlements], MARCH)
    return [(one.month, one.amount, one.ref) for one in found]


def test_what_was_paid_too_little_is_listed_confirmed_and_paid_once(county, admins):
    first, second = entitled(county), entitled(county, "21340.50")
    for month in (JANUARY, FEBRUARY):
        run_ = run(month)
        paid(run_, first, "199.69")  # 163 + 36.69
        paid(run_, second, "316.53", account="153.53")
    # Confirmed in March: 173 from 1 February on.
    row = value(*admins, "173", starts_on=FEBRUARY)
    draft = drafted(admins, row)
    assert (draft.state, draft.people, draft.months) == (RecalculationState.DRAFTED, 2, 2)
    assert (draft.more, draft.less, draft.to_check) == (Decimal("20.00"), Decimal("0.00"), 2)
    rows = list(draft.rows.order_by("pk"))
    assert [(one.month, one.paid, one.should, one.difference) for one in rows] == [
        (FEBRUARY, Decimal("199.69"), Decimal("209.69"), Decimal("10.00")),
        (FEBRUARY, Decimal("316.53"), Decimal("326.53"), Decimal("10.00")),
    ]
    # Nothing is owed before a second person confirmed it.
    assert owed(first, second) == []
    with pytest.raises(LedgerRefused, match="两个人"):
        confirm(caller=admins[0], recalculation_id=draft.pk)
    confirm(caller=admins[1], recalculation_id=draft.pk)
    confirm(caller=admins[1], recalculation_id=draft.pk)
    assert owed(first) == [(FEBRUARY, Decimal("10.00"), f"{affected.REF}{rows[0].pk}")]
    # A run takes it up: it is owed no more, whether or not the bank has paid yet; void, it is owed again.
    march = run(MARCH, RunState.APPROVED)
    item = paid(march, first, "10", account="0", kind=ItemKind.DIFFERENCE, month=FEBRUARY,
                ref=f"{affected.REF}{rows[0].pk}", state=LineState.SENT)  # fmt: skip
    assert owed(first) == []
    PayItem.objects.filter(pk=item.pk).update(live=False)
    assert len(owed(first)) == 1
    PayItem.objects.filter(pk=item.pk).update(live=True)
    Differences().settled({item.ref: Decimal("10.00")})
    rows[0].refresh_from_db()
    assert (rows[0].settled, rows[0].done) == (Decimal("10.00"), True)
    # The next list finds nothing left for them.
    again = drafted(admins, row)
    assert (again.months, again.people) == (0, 0)


def test_months_that_are_stopped_get_nothing_more(county, admins):
    stopped, goes_on = entitled(county), entitled(county)
    for month in (JANUARY, FEBRUARY):
        run_ = run(month)
        paid(run_, stopped, "199.69")
        paid(run_, goes_on, "199.69")
    hold = EntitlementHold.objects.create(
        entitlement=stopped, kind=HoldKind.DEATH, from_month=FEBRUARY, decided_on=MARCH
    )
    draft = drafted(admins, value(*admins, "173", starts_on=JANUARY))
    listed = [(one.entitlement_id, one.month) for one in draft.rows.order_by("pk")]
    assert listed == [(stopped.pk, JANUARY), (goes_on.pk, JANUARY), (goes_on.pk, FEBRUARY)]
    confirm(caller=admins[1], recalculation_id=draft.pk)
    # Dead since January, as was heard after the confirmation.
    EntitlementHold.objects.filter(pk=hold.pk).update(from_month=JANUARY)
    assert owed(stopped) == [] and len(owed(goes_on)) == 2


def test_a_difference_that_no_line_holds_yet_is_not_owed_twice(county, admins):
    one = entitled(county)
    paid(run(FEBRUARY), one, "199.69")
    confirm(caller=admins[1], recalculation_id=drafted(admins, value(*admins, "173", starts_on=FEBRUARY)).pk)
    # Another value, before the first difference was paid: 199.69 + 10 is what counts as paid.
    second = drafted(admins, value(*admins, "175.50", starts_on=FEBRUARY))
    assert [(row.paid, row.difference) for row in second.rows.all()] == [(Decimal("209.69"), Decimal("2.50"))]
    confirm(caller=admins[1], recalculation_id=second.pk)
    assert [amount for _, amount, _ in owed(one)] == [Decimal("10.00"), Decimal("2.50")]
    # The value taken back to the old one: the two are netted to the cent.
    third = drafted(admins, value(*admins, "163", starts_on=FEBRUARY))
    assert third.less == Decimal("12.50") and third.more == 0


def test_what_was_paid_too_much_is_netted_piece_by_piece(county, admins):
    one = entitled(county)
    paid(run(FEBRUARY), one, "199.69")
    draft = drafted(admins, value(*admins, "150", starts_on=FEBRUARY))
    assert (draft.more, draft.less) == (Decimal("0.00"), Decimal("13.00"))
    confirm(caller=admins[1], recalculation_id=draft.pk)
    row = draft.rows.get()
    ref = f"{affected.REF}{row.pk}"
    assert owed(one) == [(FEBRUARY, Decimal("-13.00"), ref)]
    # A line had room for 8 only: the rest has a reference of its own, so that it can be told apart.
    march = run(MARCH)
    paid(march, one, "-8", account="0", kind=ItemKind.DIFFERENCE, month=FEBRUARY, ref=ref)
    Differences().settled({ref: Decimal("-8.00")})
    row.refresh_from_db()
    assert (row.settled, row.done) == (Decimal("-8.00"), False)
    assert owed(one) == [(FEBRUARY, Decimal("-5.00"), f"{ref}:2")]
    april = run(dt.date(2026, 4, 1))
    paid(april, one, "-5", account="0", kind=ItemKind.DIFFERENCE, month=FEBRUARY, ref=f"{ref}:2")
    Differences().settled({f"{ref}:2": Decimal("-5.00")})
    row.refresh_from_db()
    assert row.done and owed(one) == []


def test_every_month_goes_by_the_revision_and_the_figure_of_its_first_day(county, admins):
    one = entitled(county)
    EntitlementRevision.objects.create(
        entitlement=one, kind="corrected", from_month=FEBRUARY, balance=Decimal("13900"), years_paid=15,
        computed_on=FEBRUARY,
    )  # fmt: skip
    paid(run(JANUARY), one, "199.69")
    paid(run(FEBRUARY), one, "263.00", account="100.00")  # 163 + 13900 ÷ 139
    paid(run(MARCH), one, "263.00", account="100.00")
    # From 2 February on: February goes by its first day, so that March is the first month.
    assert affected.first_month(dt.date(2026, 2, 2)) == MARCH
    draft = drafted(admins, value(*admins, "170", starts_on=dt.date(2026, 2, 2)))
    assert [(row.month, row.should) for row in draft.rows.all()] == [(MARCH, Decimal("270.00"))]


def test_held_void_and_unapproved_lines_are_not_paid_months(county, admins):
    first, second = entitled(county), entitled(county)
    item = paid(run(JANUARY), first, "199.69")
    paid(run(FEBRUARY), second, "199.69")
    PayItem.objects.filter(pk=item.pk).update(live=False)
    draft = drafted(admins, value(*admins, "173"))
    assert [row.entitlement_id for row in draft.rows.all()] == [second.pk]


def test_a_run_that_is_not_approved_stops_beginning_and_confirming(county, admins):
    one = entitled(county)
    paid(run(JANUARY), one, "199.69")
    row = value(*admins, "173")
    open_run = run(FEBRUARY, RunState.COMPUTED)
    with pytest.raises(LedgerRefused, match="2026年02月的发放批次还没有审批"):
        begin(caller=admins[0], value_id=row.pk, county_code=COUNTY)
    open_run.state = RunState.CANCELLED
    open_run.save()
    draft = drafted(admins, row)
    march = run(MARCH, RunState.APPROVED)
    paid(march, one, "5", account="0", kind=ItemKind.DIFFERENCE, month=JANUARY, ref="other:1")
    with pytest.raises(LedgerRefused, match="差额变了"):
        confirm(caller=admins[1], recalculation_id=draft.pk)


def test_what_can_not_be_recalculated(county, admins):
    one = entitled(county)
    future = value(*admins, "173", starts_on=dt.date(2027, 1, 1))
    with pytest.raises(LedgerRefused, match="还没有发放过"):
        begin(caller=admins[0], value_id=future.pk, county_code=COUNTY)
    paid(run(JANUARY), one, "199.69")
    other = value(*admins, "17", key="resident_pension.enrolment_age")
    with pytest.raises(LedgerRefused, match="不用来计算每月待遇"):
        begin(caller=admins[0], value_id=other.pk, county_code=COUNTY)
    row = value(*admins, "173")
    with pytest.raises(Denied):
        begin(caller=county.clerk(), value_id=row.pk, county_code=COUNTY)
    with pytest.raises(NotVisible):
        begin(caller=admins[0], value_id=row.pk, county_code="140521")
    with pytest.raises(NotVisible):
        begin(caller=admins[0], value_id=0, county_code=COUNTY)


def test_one_open_recalculation_at_a_time_and_the_same_again_gives_it(county, admins):
    paid(run(JANUARY), entitled(county), "199.69")
    row, other = value(*admins, "173"), value(*admins, "120", key="resident_pension.account_divisor")
    first = begin(caller=admins[0], value_id=row.pk, county_code=COUNTY)
    assert begin(caller=admins[1], value_id=row.pk, county_code=COUNTY).pk == first.pk
    with pytest.raises(LedgerRefused, match="还有一次重算"):
        begin(caller=admins[0], value_id=other.pk, county_code=COUNTY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recalculation.objects.create(
            county_code=COUNTY,
            key=other.key,
            value=other,
            scheme="basic",
            from_month=JANUARY,
            to_month=JANUARY,
        )
    with pytest.raises(LedgerRefused, match="原因"):
        drop(caller=admins[0], recalculation_id=first.pk, reason=" ")
    dropped = drop(caller=admins[0], recalculation_id=first.pk, reason="参数写错")
    assert dropped.state == RecalculationState.DROPPED
    with pytest.raises(LedgerRefused, match="已放弃"):
        confirm(caller=admins[1], recalculation_id=first.pk)
    assert compute(first.pk).state == RecalculationState.DROPPED
    assert begin(caller=admins[0], value_id=other.pk, county_code=COUNTY).pk != first.pk


def test_stopped_after_any_batch_it_ends_the_same(county, admins, monkeypatch):
    people = [entitled(county, f"{5000 + number}.00") for number in range(7)]
    run_ = run(JANUARY)
    for one in people:
        paid(run_, one, "150.00")
    row = value(*admins, "173")
    begun = begin(caller=admins[0], value_id=row.pk, county_code=COUNTY)
    from cuncuntong.ledgers.recalculations.services import computing

    write, left = computing._write, [3]

    def dies(*args, **kwargs):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        write(*args, **kwargs)

    monkeypatch.setattr(computing, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        compute(begun.pk, batch=2)
    begun.refresh_from_db()
    assert (begun.state, begun.checked) == (RecalculationState.COMPUTING, 6)
    # The book is frozen: what is confirmed meanwhile does not count.
    value(*admins, "200")
    monkeypatch.setattr(computing, "_write", write)
    done = compute(begun.pk, batch=2)
    assert (done.people, done.checked) == (7, 7)
    assert {row.should - row.difference for row in done.rows.all()} == {Decimal("150.00")}
    # 173 + 5000 ÷ 139 = 208.97
    assert done.rows.get(entitlement=people[0]).should == Decimal("208.97")
    assert RecalculationRow.objects.count() == 7


def test_a_missing_figure_is_told_and_can_not_be_confirmed(county, admins):
    one = entitled(county)
    paid(run(JANUARY), one, "199.69")
    row = value(*admins, "173")
    EntitlementRevision.objects.update(balance=Decimal("-1"))
    draft = drafted(admins, row)
    assert "余额不能为负数" in draft.problem
    with pytest.raises(LedgerRefused, match="没有算出来"):
        confirm(caller=admins[1], recalculation_id=draft.pk)


def test_the_source_is_registered_and_a_reviewer_may_confirm(county, admins):
    assert any(isinstance(source, Differences) for source in due_sources())
    one = entitled(county)
    paid(run(JANUARY), one, "199.69")
    draft = drafted(admins, value(*admins, "173"))
    reviewer = county.caller(DutyKind.REVIEWER, county.county)
    assert confirm(caller=reviewer, recalculation_id=draft.pk).decided_by == reviewer.account


def test_a_run_being_computed_goes_by_what_was_confirmed_when_it_began(county, admins):
    one = entitled(county)
    paid(run(JANUARY), one, "199.69")
    draft = drafted(admins, value(*admins, "173"))
    confirm(caller=admins[1], recalculation_id=draft.pk)
    earlier = run(MARCH, RunState.COMPUTING)
    type(earlier).objects.filter(pk=earlier.pk).update(begun_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert owed(one) == []
    type(earlier).objects.filter(pk=earlier.pk).update(begun_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    assert len(owed(one)) == 1
