"""Reading and checking rows of the fetched card ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cuncuntong.foundation.identifiers import IdentifierError, resident_id
from cuncuntong.foundation.sealed.cipher import index_candidates
from cuncuntong.foundation.sealed.fields import IndexField, normalise
from cuncuntong.ledgers.cards.enums import CardState, MakingState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.residents.lookups import Known, residents_with_ids

Row = Mapping[str, str]
_ASK = 900
MOST_NUMBER = 20


class Wrong(ValueError):
    """A value that can't be taken; the message is the reason."""


@dataclass(frozen=True)
class CardRow:
    """One row, read: what the province says of one card."""

    id_number: str
    name: str
    number: str
    state: CardState
    making: MakingState
    bank: str
    issued_on: dt.date | None
    loss_ends_at: dt.datetime | None
    issued_in: str


def read(row: Row) -> CardRow:
    """Raises Wrong with the reason, in Chinese."""
    try:
        number = resident_id.check(_text(row, "id_number", 20, "身份证号码")).number
    except IdentifierError as error:
        raise Wrong(str(error).rstrip("。")) from error
    card = "".join(_text(row, "card", MOST_NUMBER, "社会保障卡号").split()).upper()
    if not card.isalnum() or not card.isascii():
        raise Wrong(f"社会保障卡号“{card[:20]}”不对，应只有字母和数字")
    state = CardState(_choice(CardState, row.get("state", ""), "应用状态"))
    return CardRow(
        id_number=number,
        name=_text(row, "name", 60, "姓名"),
        number=card,
        state=state,
        making=MakingState(_choice(MakingState, row.get("making", ""), "制卡进度")),
        bank=_text(row, "bank", 40, "合作银行"),
        issued_on=_day(row.get("issued_on", ""), "发卡日期"),
        loss_ends_at=_moment(row.get("loss_ends", "")) if state == CardState.TEMPORARY_LOSS else None,
        issued_in=_text(row, "issued_in", 20, "外省发卡地"),
    )


def check(rows: Sequence[Row]) -> list[str]:
    """What is wrong with each row, "" where nothing is: unknown persons, codes, a card of somebody else."""
    parsed: list[CardRow | None] = []
    faults: list[str] = []
    for row in rows:
        try:
            parsed.append(read(row))
            faults.append("")
        except Wrong as wrong:
            parsed.append(None)
            faults.append(f"{wrong}。")
    people = residents_with_ids(one.id_number for one in parsed if one)
    holders = holders_by_number([one.number for one in parsed if one])
    seen: set[str] = set()
    for place, one in enumerate(parsed):
        if one is not None:
            faults[place] = _against(one, people, holders, seen)
            seen.add(one.number)
    return faults


def _against(
    one: CardRow, people: Mapping[str, Known], holders: Mapping[str, int], seen: Collection[str]
) -> str:
    person = people.get(one.id_number)
    if person is None:
        return "居民台账中没有这个身份证号码，请先登记居民或核对号码。"
    if one.name and one.name != person.name:
        return f"姓名“{one.name}”与居民台账的“{person.name}”不同，请先核实。"
    if one.number in seen:
        return "社会保障卡号与前面的一行相同，重复了。"
    if holders.get(one.number, person.pk) != person.pk:
        return "这个社会保障卡号在台账中是另一个人的，请先核实。"
    return ""


def by_number(numbers: Collection[str]) -> dict[str, str]:
    """Card numbers by the index they may be kept under."""
    column = SocialCard._meta.get_field("number_index")
    assert isinstance(column, IndexField)
    return {
        index: number
        for number in numbers
        for index in index_candidates(normalise(number), context=column.context)
    }


def holders_by_number(numbers: Collection[str]) -> dict[str, int]:
    """Whose card has a number, as far as it is known: a question for nine hundred of them."""
    indexes, found = by_number(numbers), {}
    keys = list(indexes)
    for start in range(0, len(keys), _ASK):
        rows = SocialCard.objects.filter(number_index__in=keys[start : start + _ASK])
        for index, holder in rows.values_list("number_index", "resident_id"):
            found[indexes[index]] = holder
    return found


def _text(row: Row, key: str, most: int, name: str) -> str:
    value = (row.get(key) or "").strip()
    if len(value) > most:
        raise Wrong(f"{name}超过{most}字")
    return value


def _choice(kinds: type[TextChoices], value: str, name: str) -> str:
    plain = value.strip()
    for one in kinds:
        # The long name of a sealed card says more than a sender writes.
        if plain in (one.value, one.label, one.label.partition("（")[0]):
            return str(one.value)
    raise Wrong(f"不认识的{name}“{plain[:12]}”，应是：{'、'.join(map(str, kinds.labels))}")


def _day(value: str, name: str) -> dt.date | None:
    plain = value.strip()
    if not plain:
        return None
    try:
        return dt.date.fromisoformat(plain)
    except ValueError:
        raise Wrong(f"{name}“{plain[:12]}”不对，应写作2026-03-05") from None


def _moment(value: str) -> dt.datetime | None:
    plain = value.strip()
    if not plain:
        return None
    try:
        found = parse_datetime(plain)
    except ValueError:
        found = None
    if found is None:
        raise Wrong(f"临时挂失到期“{plain[:20]}”不对，应写作2026-03-05 10:30")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
