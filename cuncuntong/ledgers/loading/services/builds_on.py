"""What builds on the accounts of a load: while anything does, the load can't be taken back as a whole.

Whatever ledger points at an account, an entry, an entitlement or a bank account of the load builds on it,
whichever ledger it is: the models' own relations are asked, so that a new ledger is counted without being
named here. A model that only watches (``only_watches = True``: proofs) does not build on anything, and a
row that was taken back no more: what was undone (``undone_at``), and what a model's ``builds_no_more`` (a Q)
says has ended without effect. So a load whose follow-up was undone can be taken back again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, Model, Q, QuerySet

from cuncuntong.ledgers.loading.hooks import builders
from cuncuntong.ledgers.loading.models import LoadBatch, LoadedRow
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, RevisionKind
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    EntitlementRevision,
    Payee,
    PensionAccount,
    PensionEntry,
)

CHUNK = 2000
SHOWN = 20
# What the load itself made, looked at by name instead.
_OWN: tuple[type[Model], ...] = (PensionEntry, Entitlement, EntitlementRevision, LoadedRow)


def what_builds_on(batch: LoadBatch, *, most: int = SHOWN) -> list[str]:
    """In words, account by account, what stands against taking the load back; at most so many."""
    found: list[str] = []
    last = 0
    while len(found) < most:
        rows = list(batch.loaded.filter(row__gt=last).order_by("row").select_related("account")[:CHUNK])
        if not rows:
            break
        found += on_rows(batch, rows)
        last = rows[-1].row
    return found[:most]


def on_rows(batch: LoadBatch, rows: Sequence[LoadedRow]) -> list[str]:
    """The same for some rows of the load, in a few questions for all of them."""
    standing = [row for row in rows if row.account.state != AccountState.REVERSED]
    by_account = {row.account_id: row for row in standing}
    found: dict[int, str] = {}
    _entries(by_account, found)
    _entitlements(by_account, found)
    for model, keys in (
        (PensionAccount, {row.account_id: row.account_id for row in standing}),
        (Entitlement, {row.entitlement_id: row.account_id for row in standing if row.entitlement_id}),
        (Payee, {row.payee_id: row.account_id for row in standing if row.payee_id}),
    ):
        _related(model, keys, found)
    _above(batch, standing, found)
    return [f"账户{by_account[pk].number}：{words}" for pk, words in sorted(found.items())]


def _entries(by_account: dict[int, LoadedRow], found: dict[int, str]) -> None:
    """Every entry that stands but the load's own: a count and the last key tell."""
    rows = PensionEntry.objects.standing().filter(account__in=list(by_account)).order_by()
    for account, count, last in rows.values_list("account").annotate(n=Count("pk"), last=Max("pk")):
        row = by_account[account]
        if count != row.entries or last != row.last_entry:
            found[account] = "导入以后又有记账。"
    for account, row in by_account.items():
        if row.account.state not in (AccountState.PAYING, AccountState.PAUSED, AccountState.RECEIVING):
            found[account] = f"账户已{row.account.get_state_display()}。"


def _entitlements(by_account: dict[int, LoadedRow], found: dict[int, str]) -> None:
    mine = [row.entitlement_id for row in by_account.values() if row.entitlement_id]
    later = Entitlement.objects.filter(account__in=list(by_account)).exclude(
        Q(pk__in=mine) | Q(state=EntitlementState.REVERSED)
    )
    changed = Entitlement.objects.filter(pk__in=mine).exclude(state="running")
    for account in (later | changed).values_list("account_id", flat=True):
        found.setdefault(account, "导入以后待遇有变动。")
    revised = EntitlementRevision.objects.filter(entitlement__in=mine).filter(
        ~Q(kind=RevisionKind.LOADED) | Q(undone_at__isnull=False)
    )
    for account in revised.values_list("entitlement__account_id", flat=True):
        found.setdefault(account, "导入以后重新核定过待遇。")


def _related(model: type[Model], keys: dict[Any, int], found: dict[int, str]) -> None:
    for relation in model._meta.related_objects:
        other = relation.related_model
        if not isinstance(other, type) or other in _OWN or getattr(other, "only_watches", False):
            continue
        name = relation.field.attname  # type: ignore[union-attr]
        rows = _standing(other).filter(**{f"{name}__in": list(keys)}).order_by()
        for key in rows.values_list(name, flat=True).distinct():
            found.setdefault(keys[key], f"导入以后有“{other._meta.verbose_name}”记录。")


def _standing(model: type[Model]) -> QuerySet[Any]:
    """The rows that were not taken back."""
    rows: QuerySet[Any] = model._base_manager.all()
    if any(field.name == "undone_at" for field in model._meta.concrete_fields):
        rows = rows.filter(undone_at__isnull=True)
    ended: Q | None = getattr(model, "builds_no_more", None)
    return rows if ended is None else rows.exclude(ended)


def _above(batch: LoadBatch, rows: Sequence[LoadedRow], found: dict[int, str]) -> None:
    by_resident: dict[int, list[int]] = {}
    for row in rows:
        by_resident.setdefault(row.account.resident_id, []).append(row.account_id)
    for look in builders.values():
        for resident, words in look(list(by_resident), [row.account_id for row in rows], batch.begun_at):
            for account in by_resident.get(resident, []):
                found.setdefault(account, words)
