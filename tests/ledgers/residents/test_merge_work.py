"""Parting two records again: a case and what it did in the ledgers are never parted."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cuncuntong.cases.models import Case, Draft
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services import report_loss, reverse_change
from cuncuntong.ledgers.jobs.models import JobSeeker, SeekerEvent
from cuncuntong.ledgers.jobs.services import register_seeker, renew_seeker, undo_seeker
from cuncuntong.ledgers.pensions.models import Entitlement, PensionAccount, PensionEntry
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.services import MergeRefused, merge, undo_merge
from cuncuntong.network.access import Caller
from tests.ledgers.make import County, basic_account, card, pay

TODAY = dt.date(2026, 11, 24)
_serial = itertools.count(1)


def case_of(clerk: Caller, resident: Resident) -> Case:
    """A case that waits for review; what it does is the test's matter."""
    now, number = timezone.now(), f"W{next(_serial):013d}"
    return Case.objects.create(
        number=number, item="1", line="employment", resident=resident, point=clerk.point, channel="counter",
        state="accepted", idempotency_key=number, accepted_at=now, entered_at=now, filed_by=clerk.account,
        handler=clerk.account, limit_workdays=2, due_on=TODAY, county_code="140522",
    )  # fmt: skip


def seek(resident: Resident, case_number: str = "") -> JobSeeker:
    return register_seeker(
        resident=resident, kind="fixed", occupation="电工", work_place="本县", on=TODAY, actor=None,
        case_number=case_number,
    )  # fmt: skip


def claim(account: PensionAccount, resident: Resident, case_number: str = "") -> Entitlement:
    return Entitlement.objects.create(
        account=account, resident=resident, starts_on=TODAY, monthly=100, computed_on=TODAY, years_paid=15,
        balance=0, county_code="140522", case_number=case_number,
    )  # fmt: skip


def holders() -> dict[str, set[int]]:
    """The residents in whose rows each case's work stands: read here apart from the product."""
    found: dict[str, set[int]] = {}

    def add(number: str, holder: int) -> None:
        if number:
            found.setdefault(number, set()).add(holder)

    for move in SeekerEvent.objects.filter(undone_at__isnull=True).select_related("seeker"):
        add(move.case_number, move.seeker.resident_id)
    for account in PensionAccount.objects.all():
        add(account.case_number, account.resident_id)
    for entry in PensionEntry.objects.select_related("account"):
        add(entry.case_number, entry.account.resident_id)
    for one in Entitlement.objects.select_related("account"):
        add(one.case_number, one.resident_id)
        add(one.case_number, one.account.resident_id)
    undone = set(CardEvent.objects.filter(move="reverse").values_list("case_number", flat=True))
    for change in CardEvent.objects.exclude(case_number__in=undone).select_related("card"):
        add(change.case_number, change.card.resident_id)
    return found


def whole() -> bool:
    """Whether each case's work stands with the case's resident, and entitlements with their account's."""
    owners = dict(Case.objects.values_list("number", "resident_id"))
    together = all(found == {owners[number]} for number, found in holders().items())
    pairs = Entitlement.objects.values_list("resident_id", "account__resident_id")
    return together and all(one == other for one, other in pairs)


def test_what_a_case_that_goes_back_did_since_goes_with_it(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    case, admin = case_of(county.clerk(), dropped), county.business_admin()
    made = merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
    account = basic_account(kept, case.number)
    pay(account, 2026)
    seeker = seek(kept, case.number)
    started = claim(account, kept)
    undo_merge(caller=admin, merge=made)
    for row in (case, account, seeker, started):
        row.refresh_from_db()
        assert row.resident_id == dropped.pk
    assert whole()


def test_work_on_the_other_records_rows_is_taken_back_first(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    clerk, admin = county.clerk(), county.business_admin()
    own = card(kept)
    case = case_of(clerk, dropped)
    made = merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
    report_loss(card=own, formal=True, at=timezone.now(), actor=None, case_number=case.number)
    with pytest.raises(MergeRefused) as refused:
        undo_merge(caller=admin, merge=made)
    assert case.number in refused.value.reasons[0]
    assert "请先撤销这些业务的办理决定" in refused.value.reasons[0]
    case.refresh_from_db()
    made.refresh_from_db()
    assert (case.resident_id, made.undone_at) == (kept.pk, None)
    reverse_change(case_number=case.number, at=timezone.now(), actor=None)
    undo_merge(caller=admin, merge=made)
    case.refresh_from_db()
    own.refresh_from_db()
    assert (case.resident_id, own.resident_id) == (dropped.pk, kept.pk)


def test_a_draft_begun_since_stays_with_its_case(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    clerk, admin = county.clerk(), county.business_admin()
    case = case_of(clerk, dropped)
    made = merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
    values = {"item": "1", "resident": kept, "point": clerk.point, "saved_by": clerk.account}
    supplement = Draft.objects.create(key="a", case=case, **values)
    other = Draft.objects.create(key="b", **values)
    undo_merge(caller=admin, merge=made)
    assert list(Draft.objects.filter(resident=dropped)) == [supplement]
    assert list(Draft.objects.filter(resident=kept)) == [other]


_DEEDS = ("seek", "renew", "undo_seek", "open", "pay", "claim", "lose")


def _do(deed: str, case: Case, resident: Resident) -> None:
    """What deciding a case does: it works on whatever the resident has at that moment."""
    seeker = JobSeeker.objects.filter(resident=resident, state="active").first()
    account = PensionAccount.objects.filter(resident=resident).first()
    plastic = SocialCard.objects.filter(resident=resident).first()
    if deed == "seek" and seeker is None:
        seek(resident, case.number)
    elif deed == "renew" and seeker is not None:
        renew_seeker(seeker=seeker, on=TODAY, actor=None, case_number=case.number)
    elif deed == "undo_seek" and SeekerEvent.objects.filter(case_number=case.number).exists():
        undo_seeker(case_number=case.number, actor=None)
    elif deed == "open" and account is None:
        basic_account(resident, case.number)
    elif deed == "pay" and account is not None:
        pay(account, 2001 + next(_serial) % 25, case_number=case.number)
    elif deed == "claim" and account is not None and not account.entitlements.exists():
        claim(account, resident, case.number)
    elif deed == "lose" and plastic is not None:
        report_loss(card=plastic, formal=True, at=timezone.now(), actor=None, case_number=case.number)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    has=st.tuples(st.sets(st.sampled_from("sac")), st.sets(st.sampled_from("sac"))),
    deeds=st.lists(st.tuples(st.sampled_from(_DEEDS), st.integers(0, 3)), max_size=6),
)
def test_parted_records_are_whole_or_nothing_changes(
    county: County, has: tuple[set[str], set[str]], deeds: list[tuple[str, int]]
) -> None:
    """Whatever is decided between merging and parting; ``s``: seeks work, ``a``: account, ``c``: card."""
    kept, dropped = county.resident(), county.resident()
    clerk, admin = county.clerk(), county.business_admin()
    for person, things in ((kept, has[0]), (dropped, has[1] - has[0])):
        for thing in sorted(things):
            {"s": seek, "a": basic_account, "c": lambda who: card(who, f"D{who.pk:08d}")}[thing](person)
    cases = [case_of(clerk, person) for person in (kept, kept, dropped, dropped)]
    made = merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
    for deed, which in deeds:
        try:
            _do(deed, cases[which], kept)
        except LedgerRefused:
            event("the ledger refused")
    before = (holders(), dict(Case.objects.values_list("number", "resident_id")))
    try:
        undo_merge(caller=admin, merge=made)
    except MergeRefused as refused:
        event("refused")
        assert (holders(), dict(Case.objects.values_list("number", "resident_id"))) == before
        assert any(case.number in refused.reasons[0] for case in cases)
    else:
        event("parted")
        assert whole()
        assert set(dropped.cases.all()) == set(cases[2:])
