"""Writing a chunk of lines into the ledgers, set by set: persons, accounts, entries, entitlements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.bulk import preparer, reserve_keys
from cuncuntong.foundation.sealed.fields import IndexField
from cuncuntong.ledgers.loading.entries import EntryRows, entry_count
from cuncuntong.ledgers.loading.figures import computed_for
from cuncuntong.ledgers.loading.known import (
    Indexes,
    Person,
    Place,
    faults_of,
    indexes_of,
    persons_by,
    taken_numbers,
)
from cuncuntong.ledgers.loading.lines import ZERO, Line
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.rows import Rows
from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    EntitlementState,
    PayeeState,
    RevisionKind,
)
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Hukou, Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import pinyin_of
from cuncuntong.rules.parameters import Parameters


class ChangedSinceCheck(LedgerRefused):
    """The ledgers have got something since the check that speaks against a row."""


@dataclass(slots=True)
class Chunk:
    """Lines with what was prepared of them, and the indexes of their ID numbers."""

    ready: list[_Ready]
    indexes: Indexes


@dataclass(slots=True)
class _Ready:
    """A line with what could be prepared before the transaction: a new person's sealed columns."""

    line: Line
    person: tuple[Any, ...]
    payee: tuple[Any, ...] = ()


class Writer:
    """Writes chunks of one batch. ``prepare`` seals, outside any transaction; ``write`` needs one."""

    def __init__(self, batch: LoadBatch, places: dict[str, Place], parameters: Parameters) -> None:
        self.batch = batch
        self.places = places
        self.parameters = parameters
        self.now = timezone.now()
        self.actor = batch.loaded_by_id
        self._entries = EntryRows(batch, self.now)
        self._seal = preparer(Resident, ("id_number", "telephone"))
        self._seal_bank = preparer(Payee, ("number",))
        self._bank_index: IndexField = Payee._meta.get_field("number_index")  # type: ignore[assignment]
        self._pinyin = lru_cache(20_000)(pinyin_of)
        tail: IndexField = Resident._meta.get_field("id_tail_index")  # type: ignore[assignment]
        self._tail = lru_cache(20_000)(tail.value_for)
        self._by_telephone: IndexField = Resident._meta.get_field("telephone_index")  # type: ignore[assignment]

    def prepare(self, lines: Sequence[Line]) -> Chunk:
        """Seals and indexes what a chunk needs: the dear part, which keeps nobody waiting."""
        indexes = indexes_of(line.id_number for line in lines)
        known = persons_by(indexes)
        ready = []
        for line in lines:
            person = () if line.id_number in known else self._sealed(line, indexes)
            payee = (*self._seal_bank((line.bank_account,)), self._bank_index.value_for(line.bank_account))
            ready.append(_Ready(line, person, payee if line.bank_account else ()))
        return Chunk(ready, indexes)

    def _sealed(self, line: Line, indexes: Indexes) -> tuple[Any, ...]:
        number, telephone = self._seal((line.id_number, line.telephone))
        initials, pinyin = self._pinyin(line.name)
        return (
            initials,
            pinyin,
            number,
            indexes.current[line.id_number],
            # Of the last four characters there are few: each is indexed once.
            self._tail(line.id_number[-4:]),
            telephone,
            self._by_telephone.value_for(line.telephone),
        )

    def write(self, chunk: Chunk) -> None:
        """Writes a chunk. Raises ChangedSinceCheck where a row no longer fits; then nothing is written."""
        lines = [one.line for one in chunk.ready]
        people = persons_by(chunk.indexes)
        taken = taken_numbers([line.number for line in lines])
        for line in lines:
            faults = faults_of(
                line,
                county=self.batch.county_code,
                places=self.places,
                person=people.get(line.id_number),
                taken=taken,
            )
            if faults:
                raise ChangedSinceCheck(
                    f"第{line.row}行：{''.join(fault.words for fault in faults)}（核对以后有了变化）",
                    "请先处理这一行再继续导入，或整批撤销后重新核对。",
                )
        self._rows(chunk, people).insert()

    def _rows(self, chunk: Chunk, people: dict[str, Person]) -> Rows:
        rows, ready = Rows(), chunk.ready
        fresh = list(dict.fromkeys(one.line.id_number for one in ready if one.line.id_number not in people))
        keys = dict(zip(fresh, reserve_keys(Resident, len(fresh)), strict=True))
        accounts = reserve_keys(PensionAccount, len(ready))
        drawing = sum(1 for one in ready if one.line.receives)
        entitlements, payees = reserve_keys(Entitlement, drawing), reserve_keys(Payee, drawing)
        entries = iter(reserve_keys(PensionEntry, sum(entry_count(one.line) for one in ready)))
        for one, account in zip(ready, accounts, strict=True):
            line = one.line
            new = line.id_number not in people
            if new:
                person = Person(
                    keys[line.id_number], line.name, Standing.PRESENT, self.places[line.village].codes
                )
                people[line.id_number] = person
                rows.people.append(self._person(person, one, chunk.indexes))
            person = people[line.id_number]
            rows.accounts.append(self._account(account, person, line))
            made = self._entries.of(account, line, entries)
            rows.entries += made
            payee = entitlement = None
            if line.receives:
                payee = self._payee(payees, person, one, rows)
                entitlement = entitlements.pop()
                self._entitlement(entitlement, account, person, line, rows)
            rows.loaded.append(
                (
                    self.batch.pk,
                    line.row,
                    line.number,
                    account,
                    new,
                    len(made),
                    made[-1][0] if made else None,
                    entitlement,
                    payee,
                )
            )
        return rows

    def _person(self, person: Person, one: _Ready, indexes: Indexes) -> tuple[Any, ...]:
        line = one.line
        sealed = one.person or self._sealed(line, indexes)
        initials, pinyin, number, index, tail, telephone, telephone_index = sealed
        return (
            person.pk, line.name, initials, pinyin, number, index, tail, line.sex,
            line.birth, "01", telephone, telephone_index, "", self.places[line.village].village, "",
            Hukou.RURAL.value, "", Standing.PRESENT.value, "", 1, self.now, self.now, *person.codes,
        )  # fmt: skip

    def _account(self, pk: int, person: Person, line: Line) -> tuple[Any, ...]:
        state = AccountState(line.state).value
        return (
            pk, person.pk, str(line.scheme), line.number, state, line.level, line.opened_on, "",
            *person.codes,
        )  # fmt: skip

    def _payee(self, keys: list[int], person: Person, one: _Ready, rows: Rows) -> int | None:
        """The bank account that is paid to; None where the person has it already."""
        if person.payee is not None:
            return None
        line = one.line
        person.payee, person.payee_index = keys.pop(), one.payee[1]
        rows.payees.append(
            (
                person.payee, person.pk, line.holder, line.bank, *one.payee, False, PayeeState.ACTIVE.value,
                self.batch.as_of, "", self.actor, "", *person.codes,
            )
        )  # fmt: skip
        return person.payee

    def _entitlement(self, pk: int, account: int, person: Person, line: Line, rows: Rows) -> None:
        assert line.starts_on is not None
        assert self.batch.pay_from is not None
        saved = line.own + line.subsidy + line.collective + line.interest
        computed = computed_for(line, self.batch, self.parameters)
        words = f"原系统月待遇{line.monthly}元"
        if computed is not None and computed.total != line.monthly:
            words += f"，按现行参数计算{computed.total}元，相差{computed.total - line.monthly}元"
        rows.entitlements.append(
            (
                pk, account, person.pk, EntitlementState.RUNNING.value, line.starts_on, line.monthly,
                self.batch.as_of, line.years.count, saved or ZERO, AccountState.PAYING.value, "存量导入", "",
                *person.codes,
            )
        )  # fmt: skip
        rows.revisions.append(
            (
                pk, RevisionKind.LOADED.value, max(line.starts_on, self.batch.pay_from), saved or ZERO,
                line.years.count, computed.to_json() if computed else {}, self.batch.as_of, words[:100],
                self.now, self.actor, "",
            )
        )  # fmt: skip
