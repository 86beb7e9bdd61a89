"""Merging two records and parting them again: nothing lost, nothing left over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuncuntong.cases.models import Case
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.jobs.models import Employment, JobSeeker
from cuncuntong.ledgers.jobs.services import close_seeker, register_seeker
from cuncuntong.ledgers.pensions.models import Entitlement, OtherScheme, PensionAccount
from cuncuntong.ledgers.residents.hooks import merge_parts
from cuncuntong.ledgers.residents.models import Resident, VisitGrant
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.ledgers.residents.services import MergeRefused, merge, undo_merge
from cuncuntong.network.access import Denied, NotVisible
from tests.ledgers.make import County, basic_account, card, pay

TODAY = dt.date(2026, 11, 24)
_TABLES = (JobSeeker, Employment, PensionAccount, Entitlement, OtherScheme, SocialCard, VisitGrant)


def snapshot() -> dict[str, Any]:
    """Every row of the ledgers, save the columns that count changes."""
    rows = {model._meta.label: list(model.objects.order_by("pk").values()) for model in _TABLES}
    # Sealed columns come back plain; version and changed_at grow with each change.
    people = Resident.objects.order_by("pk").values()
    rows["people"] = [{k: v for k, v in one.items() if k not in {"version", "changed_at"}} for one in people]
    return rows


def seek(resident: Resident, kind: str = "fixed", **more: Any) -> JobSeeker:
    values = {"occupation": "电工", "work_place": "本县", "on": TODAY, "actor": None}
    return register_seeker(resident=resident, kind=kind, **{**values, **more})


def other(resident: Resident, kind: str, state: str, as_of: dt.date) -> OtherScheme:
    return OtherScheme.objects.create(resident=resident, kind=kind, state=state, as_of=as_of, source="测试")


def employ(resident: Resident) -> Employment:
    return Employment.objects.create(resident=resident, kind="unit", starts_on=TODAY, source="测试")


def test_every_row_that_points_at_a_resident_has_its_part() -> None:
    """A ledger added later that forgets to say how its rows follow a merge fails here."""
    pointing = {
        relation.related_model._meta.label
        for relation in Resident._meta.related_objects
        if relation.related_model not in {Resident, apps.get_model("residents", "ResidentMerge")}
    }
    assert pointing <= set(merge_parts)


def test_everything_goes_over_and_comes_back(county: County, audited: Callable[[], list[str]]) -> None:
    kept, dropped = county.resident("李秀英"), county.resident("李绣英")
    seeker, job = seek(dropped), employ(dropped)
    account = basic_account(dropped)
    pay(account, 2024)
    plastic = card(dropped)
    seek(kept, "gig")
    before = snapshot()
    admin = county.business_admin()
    made = merge(caller=admin, kept=kept, dropped=dropped, reason="身份证号码录错")
    for row in (seeker, job, account, plastic):
        row.refresh_from_db()
        assert row.resident_id == kept.pk
    assert list(visible(admin)) == [kept]
    assert JobSeeker.objects.filter(resident=kept).count() == 2
    undo_merge(caller=admin, merge=made)
    assert snapshot() == before
    assert audited()[-4:] == ["resident.merged"] * 2 + ["resident.merge_undone"] * 2
    with pytest.raises(MergeRefused):
        undo_merge(caller=admin, merge=made)


def test_cases_follow(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    clerk = county.clerk()
    now = timezone.now()
    case = Case.objects.create(
        number="K1", item="1", line="employment", resident=dropped, point=clerk.point, channel="counter",
        state="accepted", idempotency_key="k1", accepted_at=now, entered_at=now, filed_by=clerk.account,
        handler=clerk.account, limit_workdays=2, due_on=TODAY, county_code="140522",
    )  # fmt: skip
    made = merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")
    assert kept.cases.get() == case
    undo_merge(caller=county.business_admin(), merge=made)
    assert dropped.cases.get() == case


def test_what_comes_after_the_merge_stays_with_the_kept_record(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    moved = seek(dropped)
    made = merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")
    later = employ(kept)
    close_seeker(seeker=moved, reason="已就业", on=TODAY, actor=None)
    undo_merge(caller=county.business_admin(), merge=made)
    moved.refresh_from_db()
    later.refresh_from_db()
    assert (moved.resident_id, moved.state) == (dropped.pk, "closed")
    assert later.resident_id == kept.pk


def test_what_must_be_settled_first_is_told_at_once(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    for one, number in ((kept, "D21345678"), (dropped, "D29999999")):
        seek(one)
        basic_account(one)
        card(one, number)
    before = snapshot()
    with pytest.raises(MergeRefused) as refused:
        merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")
    told = "".join(refused.value.reasons)
    assert len(refused.value.reasons) == 3
    for word in ("求职", "城乡居民基本养老保险账户", "社保卡"):
        assert word in told
    assert snapshot() == before


def test_two_running_entitlements_are_refused(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    for one, scheme in ((kept, "basic"), (dropped, "supplementary")):
        account = PensionAccount.objects.create(
            resident=one, scheme=scheme, number=f"n{one.pk}", opened_on=TODAY, county_code="140522"
        )
        Entitlement.objects.create(
            account=account, resident=one, starts_on=TODAY, monthly=100, computed_on=TODAY, years_paid=15,
            balance=0, county_code="140522",
        )  # fmt: skip
    with pytest.raises(MergeRefused) as refused:
        merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")
    assert "重复领取" in refused.value.reasons[0]


def test_of_two_reports_the_newer_one_counts(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    old, new = dt.date(2026, 1, 1), dt.date(2026, 10, 1)
    other(kept, "employee", "paying", old)
    other(dropped, "employee", "stopped", new)
    other(kept, "public", "ended", new)
    other(dropped, "public", "paying", old)
    before = snapshot()
    made = merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")
    states = OtherScheme.objects.filter(resident=kept).order_by("kind").values_list("kind", "state")
    assert list(states) == [("employee", "stopped"), ("public", "ended")]
    undo_merge(caller=county.business_admin(), merge=made)
    assert snapshot() == before


def test_merges_into_one_record_are_undone_backwards(county: County) -> None:
    admin = county.business_admin()
    first, second, third = (county.resident() for _ in range(3))
    before = snapshot()
    one = merge(caller=admin, kept=first, dropped=second, reason="同一人")
    two = merge(caller=admin, kept=first, dropped=third, reason="同一人")
    with pytest.raises(MergeRefused):
        undo_merge(caller=admin, merge=one)
    with pytest.raises(MergeRefused):
        merge(caller=admin, kept=second, dropped=first, reason="已并入的档案")
    undo_merge(caller=admin, merge=two)
    three = merge(caller=admin, kept=third, dropped=first, reason="换一份保留")
    with pytest.raises(MergeRefused):
        undo_merge(caller=admin, merge=one)
    undo_merge(caller=admin, merge=three)
    undo_merge(caller=admin, merge=one)
    assert snapshot() == before


def test_who_may_merge(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    with pytest.raises(Denied):
        merge(caller=county.clerk(), kept=kept, dropped=dropped, reason="同一人")
    outside = county.resident(county_code="140521")
    with pytest.raises(NotVisible):
        merge(caller=county.business_admin(), kept=kept, dropped=outside, reason="同一人")
    for wrong in ({"reason": " "}, {"dropped": kept}):
        with pytest.raises(MergeRefused):
            merge(
                **{
                    "caller": county.business_admin(),
                    "kept": kept,
                    "dropped": dropped,
                    "reason": "x",
                    **wrong,
                }
            )


def test_a_dead_and_a_living_record_are_not_one(county: County) -> None:
    kept, dropped = county.resident(), county.resident(standing="deceased", deceased_on=TODAY)
    with pytest.raises(MergeRefused):
        merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")


_HAS = st.sets(
    st.sampled_from(["fixed", "gig", "job", "account", "card", "employee", "veteran", "visit", "old_visit"])
)


def _give(county: County, resident: Resident, things: set[str], day: dt.date) -> None:
    clerk = county.clerk()
    for thing in sorted(things):
        if thing in {"fixed", "gig"}:
            seek(resident, thing)
        elif thing == "job":
            employ(resident)
        elif thing == "account":
            pay(basic_account(resident), 2025)
        elif thing == "card":
            card(resident, f"D{resident.pk:08d}")
        elif thing in {"employee", "veteran"}:
            other(resident, thing, "paying", day)
        else:
            on = timezone.localdate() - dt.timedelta(days=int(thing == "old_visit"))
            VisitGrant.objects.create(
                resident=resident, point=clerk.point, granted_by=clerk.account, on=on, reason="到场"
            )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=_HAS, theirs=_HAS, days=st.tuples(st.dates(), st.dates()))
def test_merge_and_undo_change_nothing(
    county: County, mine: set[str], theirs: set[str], days: tuple[dt.date, dt.date]
) -> None:
    kept, dropped = county.resident(), county.resident()
    _give(county, kept, mine, days[0])
    _give(county, dropped, theirs, days[1])
    before = snapshot()
    admin = county.business_admin()
    clash = mine & theirs & {"fixed", "gig", "account", "card"}
    if clash:
        with pytest.raises(MergeRefused):
            merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
    else:
        made = merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
        assert not JobSeeker.objects.filter(resident=dropped).exists()
        undo_merge(caller=admin, merge=made)
    assert snapshot() == before
