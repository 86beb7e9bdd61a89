"""One insert in the caller's transaction, with who, where and in which duty."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from cuncuntong.foundation.audit import (
    Place,
    audit_context,
    audit_place,
    record,
    record_many,
)
from cuncuntong.foundation.audit.content import canonical, mac_of, plain_json
from cuncuntong.foundation.audit.models import AuditEntry, EntryIsFinal
from cuncuntong.foundation.audit.recording import OutsideTransaction


class Clerk(SimpleNamespace):
    def __str__(self) -> str:
        return self.name


CLERK = Clerk(pk=7, name="李桂兰")
ABOUT = {"action": "case.accepted", "object_type": "case", "object_id": "C1"}


@pytest.mark.django_db
def test_an_entry_says_who_did_what_from_where_and_in_which_duty() -> None:
    place = Place(duty="point_clerk", point_id=3, area="140522101201")
    with audit_context(ip="10.1.2.3", actor=CLERK):
        audit_place(lambda: place)
        entry = record(actor=None, **ABOUT, detail={"item": "07"})
    entry.refresh_from_db()
    assert (entry.actor_id, entry.actor_name, entry.ip) == (7, "李桂兰", "10.1.2.3")
    assert (entry.duty, entry.point_id, entry.area) == ("point_clerk", 3, "140522101201")
    assert entry.detail == {"item": "07"}
    assert entry.seq is None
    assert entry.at.tzinfo is not None


@pytest.mark.django_db
def test_context_ends_with_its_request() -> None:
    with audit_context(ip="10.1.2.3", actor=CLERK):
        audit_place(lambda: Place(duty="reviewer"))
    entry = record(actor=None, **ABOUT)
    assert (entry.actor_id, entry.actor_name, entry.ip, entry.duty) == (None, "系统", "", "")


@pytest.mark.django_db
def test_a_visitor_of_the_public_pages_is_not_called_the_system() -> None:
    with audit_context(ip="10.9.9.9", actor=AnonymousUser()):
        entry = record(actor=None, **ABOUT)
    assert (entry.actor_id, entry.actor_name) == (None, "未登录访客")


@pytest.mark.django_db
def test_the_place_is_not_asked_for_when_nothing_is_recorded() -> None:
    def never() -> Place:
        raise AssertionError("a page that records nothing must not load duties for it")

    with audit_context(place=never):
        pass


@pytest.mark.django_db
def test_recording_costs_one_insert(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        record(actor=CLERK, **ABOUT)
    with django_assert_num_queries(1):
        record_many([{"actor": CLERK, **ABOUT} for _ in range(50)])


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        record(actor=CLERK, **ABOUT)
    with pytest.raises(OutsideTransaction):
        record_many([{"actor": CLERK, **ABOUT}])
    assert AuditEntry.objects.count() == 0
    record(actor=CLERK, **ABOUT, allow_autocommit=True)
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_transaction_is_rolled_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(actor=CLERK, **ABOUT)
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_entries_are_never_changed_or_deleted() -> None:
    entry = record(actor=CLERK, **ABOUT)
    entry.action = "case.refused"
    copy = AuditEntry(id=entry.pk, at=entry.at, action="case.refused", salt="", mac="")
    rows = AuditEntry.objects.filter(pk=entry.pk)
    for change in (
        entry.save,
        entry.delete,
        rows.delete,
        lambda: rows.update(action="case.refused"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": "x"}),
        lambda: AuditEntry.objects.bulk_create(
            [copy], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
        ),
    ):
        with pytest.raises(EntryIsFinal), transaction.atomic():
            change()
    # The id of another entry makes no way around: it is an insert, and collides.
    with pytest.raises(Exception, match="(?i)unique"), transaction.atomic():
        copy.save()
    assert rows.get().action == "case.accepted"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "detail",
    [
        {1: "a", 10: "b", 2: "c"},
        {"sum": 1e22, "minus": -0.0, "rate": 0.1},
        {"amount": Decimal("10.50"), "on": dt.date(2026, 11, 24)},
        {"large": 2**70, "nested": [{"a": (1, None, True)}]},
        {"text": "NUL\x00 and half \ud83d", "set": {"b", "a"}},
        {"中文": "核对无误", "b": "", "a": " "},
        {},
    ],
)
def test_the_mac_holds_after_a_stay_in_the_database(detail: dict) -> None:
    entry = record(actor=CLERK, **ABOUT, detail=detail)
    again = AuditEntry.objects.get(pk=entry.pk)
    assert mac_of(canonical(again)) == again.mac == entry.mac
    assert set(again.detail) == {str(key) for key in detail}


def test_details_become_plain_json() -> None:
    assert plain_json({2: Decimal("1.50"), "on": dt.date(2026, 1, 2), "t": (1, 2.5)}) == {
        "2": "1.50",
        "on": "2026-01-02",
        "t": [1, "2.5"],
    }


@pytest.mark.django_db
def test_texts_longer_than_their_column_do_not_break_the_work() -> None:
    entry = record(
        actor=Clerk(pk=1, name="名" * 80), action="a" * 90, object_type="t" * 90, object_id="o" * 90
    )
    again = AuditEntry.objects.get(pk=entry.pk)
    assert [len(v) for v in (again.actor_name, again.action, again.object_type, again.object_id)] == [
        40,
        60,
        40,
        80,
    ]
    assert mac_of(canonical(again)) == again.mac
