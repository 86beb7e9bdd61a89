"""The rows of a chunk by table, and their insertion; some columns come sealed already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cuncuntong.foundation.bulk import insert_rows, preparer
from cuncuntong.ledgers.loading.models import LoadedRow
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    EntitlementRevision,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.residents.models import Resident

_PERSON = (
    "id", "name", "name_initials", "name_pinyin", "id_number", "id_number_index", "id_tail_index", "sex",
    "birth_date", "nation", "telephone", "telephone_index", "address", "village_id", "household_role",
    "hukou", "education", "standing", "moved_to", "version", "created_at", "changed_at",
    "village_code", "township_code", "county_code",
)  # fmt: skip
_ACCOUNT = (
    "id", "resident_id", "scheme", "number", "state", "level", "opened_on", "case_number",
    "village_code", "township_code", "county_code",
)  # fmt: skip
ENTRY = (
    "id", "account_id", "kind", "year", "paying", "level", "amount", "paid_on", "arrived_on", "posted_at",
    "source", "case_number",
)  # fmt: skip
_ENTITLEMENT = (
    "id", "account_id", "resident_id", "state", "starts_on", "monthly", "computed_on", "years_paid",
    "balance", "account_before", "reason", "case_number", "village_code", "township_code", "county_code",
)  # fmt: skip
_REVISION = (
    "entitlement_id", "kind", "from_month", "balance", "years_paid", "computation", "computed_on", "reason",
    "at", "actor_id", "case_number",
)  # fmt: skip
_PAYEE = (
    "id", "resident_id", "holder", "bank", "number", "number_index", "is_card", "state", "since", "fault",
    "actor_id", "case_number", "village_code", "township_code", "county_code",
)  # fmt: skip
_LOADED = (
    "batch_id", "row", "number", "account_id", "new_resident", "entries", "last_entry", "entitlement_id",
    "payee_id",
)  # fmt: skip


_SEALED = frozenset({"id_number", "telephone", "id_number_index", "id_tail_index", "telephone_index"})
_SEALED_PAYEE = frozenset({"number", "number_index"})


@dataclass
class Rows:
    """The rows of one chunk; entries come prepared (entries.EntryRows)."""

    people: list[tuple[Any, ...]] = field(default_factory=list)
    accounts: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    payees: list[tuple[Any, ...]] = field(default_factory=list)
    entitlements: list[tuple[Any, ...]] = field(default_factory=list)
    revisions: list[tuple[Any, ...]] = field(default_factory=list)
    loaded: list[tuple[Any, ...]] = field(default_factory=list)

    def insert(self) -> None:
        """Inserts all in the order of what hangs on what. In the caller's transaction."""
        _insert(Resident, _PERSON, self.people, ready=_SEALED)
        _insert(PensionAccount, _ACCOUNT, self.accounts)
        insert_rows(PensionEntry, ENTRY, self.entries, prepared=True)
        _insert(Payee, _PAYEE, self.payees, ready=_SEALED_PAYEE)
        _insert(Entitlement, _ENTITLEMENT, self.entitlements)
        _insert(EntitlementRevision, _REVISION, self.revisions)
        _insert(LoadedRow, _LOADED, self.loaded)


@lru_cache(32)
def _preparer(
    model: Any, names: tuple[str, ...], ready: frozenset[str]
) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return preparer(model, names, ready=ready)


def _insert(
    model: Any, names: tuple[str, ...], rows: list[tuple[Any, ...]], *, ready: frozenset[str] = frozenset()
) -> None:
    """Inserts rows of which some columns are ``ready``: sealed before the transaction."""
    prepare = _preparer(model, names, ready)
    insert_rows(model, names, [prepare(row) for row in rows], prepared=True)
