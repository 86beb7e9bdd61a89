"""Changes of contact details, and the showing of a whole number."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors.records import see_resident
from cuncuntong.ledgers.residents.services.registration import (
    RegistrationRefused,
    checked_telephone,
)
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability


class ChangedMeanwhile(Exception):
    """Somebody changed the record since it was shown; ``resident`` is how it stands now."""

    def __init__(self, resident: Resident) -> None:
        self.resident = resident
        super().__init__("这份档案刚刚被其他人修改过。请核对最新内容后再保存。")


# What may be shown whole, and on whose record it lies.
UNMASKABLE = {"id_number": "身份证号码", "telephone": "联系电话"}


def change_contact(
    *, caller: Caller, resident: Resident, telephone: str, address: str, version: int
) -> Resident:
    """Sets telephone and address; ``version`` is the one that the screen showed.

    Raises Denied, NotVisible, RegistrationRefused for a wrong entry, ChangedMeanwhile. Saving what
    stands already writes nothing.
    """
    current = see_resident(caller, resident.pk, Ability.RESIDENT_WRITE)
    telephone, address = checked_telephone(telephone), address.strip()
    if len(address) > 120:
        raise RegistrationRefused("居住地址不能超过120个字，请缩短。", "address")
    wanted = {"telephone": telephone, "address": address}
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    if current.version != version:
        raise ChangedMeanwhile(current)
    if not changed:
        return current
    with transaction.atomic():
        same = Resident.objects.filter(pk=current.pk, version=version)
        if not same.update(version=F("version") + 1):
            raise ChangedMeanwhile(Resident.objects.get(pk=current.pk))
        current.telephone, current.address, current.version = telephone, address, version + 1
        current.save(update_fields=["telephone", "telephone_index", "address", "changed_at"])
        record(
            actor=caller.account,
            action="resident.contact_changed",
            object_type="residents.Resident",
            object_id=str(current.pk),
            detail={"fields": changed},
        )
    return current


def unmask(*, caller: Caller, resident: Resident, field: str, reason: str) -> str:
    """The whole number (``id_number`` or ``telephone``), for a reason that is audited.

    Raises Denied or NotVisible; RegistrationRefused without a reason; KeyError for another field.
    """
    label = UNMASKABLE[field]
    current = see_resident(caller, resident.pk, Ability.RESIDENT_UNMASK)
    if not reason.strip():
        raise RegistrationRefused(f"请说明为什么要查看完整的{label}。", "reason")
    with transaction.atomic():
        record(
            actor=caller.account,
            action="resident.unmasked",
            object_type="residents.Resident",
            object_id=str(current.pk),
            detail={"field": field, "reason": reason.strip()[:100]},
        )
    return str(getattr(current, field))
