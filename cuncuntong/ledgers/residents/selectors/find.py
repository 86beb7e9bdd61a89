"""One box that finds a resident: what was typed tells by its shape what it is.

Every search stays inside the caller's area. A name or pinyin is a range of an (area, …) index; a
number goes by its keyed index first and by area second, so that neither gets slower with the county.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from cuncuntong.foundation.identifiers import IdentifierError, resident_id, telephone
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.fields import prefix
from cuncuntong.ledgers.residents.hooks import finders
from cuncuntong.ledgers.residents.lookups import by_id_tail, by_telephone, resident_with_id
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import is_han, normal_name
from cuncuntong.ledgers.residents.selectors.records import visible, visitors
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

NOBODY = "您的服务范围内没有找到。请核对后再试，或登记新居民；居民来自县内其他地方的，请用“异地到场办理”。"
HINT = "可以输入身份证号码、社保卡号、联系电话、姓名、拼音首字母或身份证后四位。"
# A number that many share is no search: what comes beyond this is left out and said.
_MANY = 500

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TELEPHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_CARD = re.compile(r"(?=.*\d)[A-Z0-9]{8,20}")


@dataclass(frozen=True)
class Found:
    """What a search found.

    ``kind`` is how the text was understood: id, card, telephone, tail, name, pinyin, or none.
    ``exact``: a whole valid number named one person, whose record may be opened at once.
    ``more``: there are others beyond ``rows``. ``message`` is for the clerk, empty where rows say all.
    """

    rows: list[Resident] = field(default_factory=list)
    kind: str = "none"
    exact: bool = False
    message: str = ""
    more: bool = False


def find_residents(caller: Caller, text: str, limit: int = 20) -> Found:
    """Residents of the caller's area (and today's visitors) whom the text may mean.

    Raises Denied without Ability.RESIDENT_FIND.
    """
    caller.need(Ability.RESIDENT_FIND)
    typed = text.translate(_WIDE).strip()
    compact = re.sub(r"[\s-]", "", typed).upper()
    if not compact:
        return Found(message=HINT)
    if any(is_han(char) for char in typed):
        return _by_name(caller, normal_name(typed), limit)
    if re.fullmatch(r"\d{17}[\dX]", compact):
        return _by_id(caller, compact)
    if re.fullmatch(r"\d{3}[\dX]", compact):
        return _by_keys(caller, "tail", _keys(by_id_tail(compact)), limit)
    if _TELEPHONE.fullmatch(compact):
        return _by_telephone(caller, compact, limit)
    if _CARD.fullmatch(compact):
        return _by_card(caller, compact, limit)
    letters = re.sub(r"[\s'’·]", "", typed).lower().replace("ü", "v")
    if letters.isascii() and letters.isalpha():
        return _by_pinyin(caller, letters, limit)
    return Found(message=HINT)


def _by_id(caller: Caller, number: str) -> Found:
    try:
        number = resident_id.check(number, today=timezone.localdate()).number
    except IdentifierError as error:
        return Found(kind="id", message=str(error))
    resident = resident_with_id(number)
    # One message for "nowhere" and "elsewhere": a search must not tell which.
    row = resident and _allowed(caller).filter(pk=resident.pk).first()
    return Found([row], "id", exact=True) if row else Found(kind="id", message=NOBODY)


def _by_telephone(caller: Caller, number: str, limit: int) -> Found:
    try:
        kept = telephone.check(number)
    except IdentifierError:
        kept = number
    found = _by_keys(caller, "telephone", _keys(by_telephone(kept)), limit)
    if not found.rows:
        by_card = _by_card(caller, number, limit)
        if by_card.rows:
            return by_card
    return found


def _by_card(caller: Caller, number: str, limit: int) -> Found:
    keys = {key for finder in finders for key in finder(number)}
    found = _by_keys(caller, "card", keys, limit)
    return Found(found.rows, "card", exact=len(found.rows) == 1, message=found.message)


def _by_keys(caller: Caller, kind: str, keys: Iterable[int], limit: int) -> Found:
    """By keys found first: an index on a number is narrow, one on an area is not.

    The area is looked at here, not in the query: SQLite without statistics takes a county for
    narrower than a dozen keys, and would read all of it.
    """
    everybody = Resident.objects.exclude(standing=Standing.MERGED)
    places = everybody.filter(pk__in=list(keys)).values_list(
        "pk", "village_code", "township_code", "county_code"
    )
    guests = set(visitors(caller)) if caller.point else set()
    mine = [
        pk
        for pk, village, township, county in places
        if pk in guests
        or caller.covers(Ability.RESIDENT_FIND, village=village, township=township, county=county)
    ]
    rows = list(everybody.select_related("village").filter(pk__in=mine))
    rows.sort(key=lambda row: (row.standing != Standing.PRESENT, row.name, row.pk))
    return Found(rows[:limit], kind, message="" if rows else NOBODY, more=len(rows) > limit)


def _by_name(caller: Caller, name: str, limit: int) -> Found:
    """Names that begin so, by code point: a name that is exactly so stands first by itself."""
    rows = _merged_lists(
        caller, [lambda rows: rows.filter(prefix("name", name)).order_by("name", "pk")], limit
    )
    return Found(rows[:limit], "name", message="" if rows else NOBODY, more=len(rows) > limit)


def _by_pinyin(caller: Caller, letters: str, limit: int) -> Found:
    """By initials first, then by whole pinyin: lxy and lixiuying."""
    ways: list[Callable[[QuerySet[Resident]], QuerySet[Resident]]] = [
        lambda rows: rows.filter(prefix("name_initials", letters)).order_by("name_initials", "pk"),
        lambda rows: rows.filter(prefix("name_pinyin", letters)).order_by("name_pinyin", "pk"),
    ]
    rows = _merged_lists(caller, ways, limit)
    return Found(rows[:limit], "pinyin", message="" if rows else NOBODY, more=len(rows) > limit)


def _merged_lists(
    caller: Caller,
    ways: list[Callable[[QuerySet[Resident]], QuerySet[Resident]]],
    limit: int,
) -> list[Resident]:
    """Each way over the area, one index range each, then over today's visitors; limit + 1 at most.

    Visitors are asked for apart: an OR over them would keep the area's index from being used.
    """
    everybody = Resident.objects.exclude(standing=Standing.MERGED).select_related("village")
    area = caller.limit(Ability.RESIDENT_FIND, everybody)
    found: dict[int, Resident] = {}
    for way in ways:
        if len(found) <= limit:
            found.update((row.pk, row) for row in way(area)[: limit + 1] if row.pk not in found)
    guests = list(visitors(caller)) if caller.point else []
    if guests:
        for way in ways:
            for row in way(everybody.filter(pk__in=guests)):
                found.setdefault(row.pk, row)
    return list(found.values())


def _allowed(caller: Caller) -> QuerySet[Resident]:
    return visible(caller, Ability.RESIDENT_FIND).select_related("village")


def _keys(condition: Q) -> list[int]:
    """Keys of the residents with a number, merged records read as those that stand for them."""
    rows = Resident.objects.filter(condition).values_list("pk", "merged_into_id")[:_MANY]
    return [merged or pk for pk, merged in rows]
