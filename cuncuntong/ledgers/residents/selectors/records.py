"""Which residents a caller sees, and the reading of one record, which is logged."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.identifiers import resident_id, telephone
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident, VisitGrant
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability

NOT_FOUND = "没有找到这位居民，或其不在您的服务范围内。"
_SEEN_BY = "_seen_by"


def visible(caller: Caller, ability: str = Ability.RESIDENT_READ) -> QuerySet[Resident]:
    """The residents of the caller's area, and those who visit the caller's point today.

    None without the ability. Merged records are left out: the record they went into stands for them.
    """
    everybody = Resident.objects.exclude(standing=Standing.MERGED)
    area = caller.limit(ability, everybody)
    if not caller.can(ability) or caller.point is None:
        return area
    return area | everybody.filter(Q(pk__in=visitors(caller)))


def visitors(caller: Caller) -> QuerySet[VisitGrant, int]:
    """Keys of those from elsewhere who stand at the caller's counter today."""
    grants = VisitGrant.objects.filter(point=caller.point, on=timezone.localdate())
    return grants.values_list("resident_id", flat=True)


def see_resident(caller: Caller, pk: int, ability: str = Ability.RESIDENT_READ) -> Resident:
    """The resident, if the caller may act on it. Raises Denied or NotVisible.

    Writes no audit entry: for services, which write their own. Screens use open_resident.
    """
    caller.need(ability)
    rows = visible(caller, ability).select_related("village", "household")
    resident = rows.filter(pk=pk).first()
    if resident is None:
        raise NotVisible(NOT_FOUND)
    if ability == Ability.RESIDENT_READ:
        resident.__dict__[_SEEN_BY] = caller.account.pk
    return resident


def was_seen(caller: Caller, resident: Resident) -> bool:
    """Whether this very object came from ``see_resident`` for the caller: no need to ask again."""
    return bool(resident.__dict__.get(_SEEN_BY) == caller.account.pk)


@transaction.atomic
def open_resident(caller: Caller, pk: int) -> Resident:
    """The resident for a screen that shows the record; the reading is audited.

    Raises Denied or NotVisible.
    """
    resident = see_resident(caller, pk)
    record(
        actor=caller.account,
        action="resident.read",
        object_type="residents.Resident",
        object_id=str(resident.pk),
    )
    return resident


def masked_id(resident: Resident) -> str:
    """The ID number as screens show it."""
    return resident_id.mask(resident.id_number)


def masked_telephone(resident: Resident) -> str:
    """The telephone as screens show it; empty where none is known."""
    return telephone.mask(resident.telephone) if resident.telephone else ""
