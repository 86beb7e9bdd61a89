"""What the ledgers hold already of the lines of a chunk: asked in a few questions for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cuncuntong.foundation.sealed.cipher import index_candidates, indexes_by_key
from cuncuntong.foundation.sealed.fields import IndexField, normalise
from cuncuntong.foundation.sealed.keys import keyring
from cuncuntong.ledgers.loading.lines import Fault, Line
from cuncuntong.ledgers.pensions.enums import AccountState, PayeeState
from cuncuntong.ledgers.pensions.models import Payee, PensionAccount
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Level
from cuncuntong.network.models import Division

ASK = 900


@dataclass(frozen=True, slots=True)
class Place:
    """A village: its key and the three codes of what is placed in it."""

    village: int
    codes: tuple[str, str, str]


@dataclass(slots=True)
class Person:
    """A record that stands: its key, place, name and state, the bank account in use by its index."""

    pk: int
    name: str
    standing: str
    codes: tuple[str, str, str]
    payee: int | None = None
    payee_index: str = ""
    schemes: set[str] = field(default_factory=set)


def places_of(county_code: str) -> dict[str, Place]:
    """The villages of a county by code, in one question."""
    rows = Division.objects.filter(level=Level.VILLAGE, parent__parent__code=county_code)
    return {
        code: Place(pk, (code, township, county_code))
        for pk, code, township in rows.values_list("pk", "code", "parent__code")
    }


def _index(model: Any, name: str) -> IndexField:
    found: IndexField = model._meta.get_field(name)
    return found


def parts(values: Sequence[Any], size: int = ASK) -> Iterator[Sequence[Any]]:
    """Slices that both engines take as parameters of one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


@dataclass(frozen=True, slots=True)
class Indexes:
    """Indexes of ID numbers: ``owners`` under every key in use → number, ``current`` by number."""

    owners: dict[str, str]
    current: dict[str, str]


def indexes_of(numbers: Iterable[str]) -> Indexes:
    """The indexes of some numbers, each made once."""
    context, now = _index(Resident, "id_number_index").context, keyring().index_current
    found = Indexes({}, {})
    for number in dict.fromkeys(numbers):
        for version, index in indexes_by_key(normalise(number), context=context).items():
            found.owners[index] = number
            if version == now:
                found.current[number] = index
    return found


def persons_of(numbers: Iterable[str]) -> dict[str, Person]:
    """Who of the ID numbers has a record, by number: merged ones lead to the one that stands."""
    return persons_by(indexes_of(numbers))


def persons_by(indexes: Indexes) -> dict[str, Person]:
    """The same by indexes that are known already."""
    by_index = indexes.owners
    names = ("pk", "id_number_index", "merged_into_id", "name", "standing")
    codes = ("village_code", "township_code", "county_code")
    found: dict[str, Person] = {}
    merged: dict[int, list[str]] = {}
    for some in parts(list(by_index)):
        for row in Resident.objects.filter(id_number_index__in=some).values_list(*names, *codes):
            if row[2] is not None:
                merged.setdefault(row[2], []).append(by_index[row[1]])
            else:
                found[by_index[row[1]]] = Person(row[0], row[3], row[4], row[5:8])
    _follow(merged, found)
    _accounts({person.pk: person for person in found.values()})
    return found


def _follow(merged: dict[int, list[str]], found: dict[str, Person]) -> None:
    """Merged records are few: each step asks for all of them at once."""
    names = ("pk", "merged_into_id", "name", "standing", "village_code", "township_code", "county_code")
    while merged:
        further: dict[int, list[str]] = {}
        for row in Resident.objects.filter(pk__in=list(merged)).values_list(*names):
            if row[1] is not None:
                further.setdefault(row[1], []).extend(merged[row[0]])
                continue
            for number in merged[row[0]]:
                found[number] = Person(row[0], row[2], row[3], row[4:7])
        merged = further


def _accounts(people: dict[int, Person]) -> None:
    for some in parts(list(people)):
        accounts = PensionAccount.objects.filter(resident__in=some).exclude(state=AccountState.REVERSED)
        for resident, scheme in accounts.values_list("resident_id", "scheme"):
            people[resident].schemes.add(scheme)
        payees = Payee.objects.filter(resident__in=some, state=PayeeState.ACTIVE)
        for pk, resident, index in payees.values_list("pk", "resident_id", "number_index"):
            people[resident].payee, people[resident].payee_index = pk, index


def taken_numbers(numbers: Sequence[str]) -> set[str]:
    """Account numbers that exist, reversed accounts included."""
    found: set[str] = set()
    for some in parts(numbers):
        found.update(PensionAccount.objects.filter(number__in=some).values_list("number", flat=True))
    return found


def bank_indexes(number: str) -> list[str]:
    """A bank account's index under every key in use."""
    return index_candidates(normalise(number), context=_index(Payee, "number_index").context)


def place_faults(village: str, places: dict[str, Place]) -> list[Fault]:
    """Whether the county has a village of this code."""
    if village in places:
        return []
    return [Fault("村（社区）代码", f"本县没有代码为{village[:20]}的村（社区）。")]


def faults_of(
    line: Line, *, county: str, places: dict[str, Place], person: Person | None, taken: set[str]
) -> list[Fault]:
    """What the ledgers have against a line. A person of another county is told of no further."""
    found = place_faults(line.village, places)
    if line.number in taken:
        found.append(Fault("个人账户编号", "这个个人账户编号在系统中已有。"))
    if person is None:
        return found
    if person.codes[2] != county:
        return [*found, Fault("身份证号码", "这个号码不能在本县导入，请与居民核对号码和参保地。")]
    if person.name != line.name:
        found.append(Fault("姓名", f"档案中这个身份证号码的姓名是“{person.name}”，与本行不同，请先核实。"))
    if line.scheme in person.schemes:
        found.append(Fault("险种", "这位居民在系统中已有这个险种的账户。"))
    if person.standing in (Standing.DECEASED, Standing.MOVED_OUT) and line.receives:
        words = Standing(person.standing).label
        found.append(Fault("账户状态", f"居民档案的状态是“{words}”，不能按正在领取导入，请先核实。"))
    if line.bank_account and person.payee_index and person.payee_index not in bank_indexes(line.bank_account):
        found.append(Fault("银行账号", "这位居民在系统中另有一个正在使用的发放账号，请先核对。"))
    return found
