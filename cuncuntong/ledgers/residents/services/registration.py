"""A new resident's record."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.identifiers import IdentifierError, resident_id
from cuncuntong.foundation.identifiers import telephone as telephones
from cuncuntong.ledgers.residents.enums import Hukou
from cuncuntong.ledgers.residents.lookups import resident_with_id
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.names import is_han, normal_name, pinyin_of
from cuncuntong.ledgers.residents.selectors.doubles import likely_doubles
from cuncuntong.ledgers.residents.selectors.records import visible
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.models import Division


class RegistrationRefused(Exception):
    """The record can't be made; ``field`` names the entry to correct, empty where none would help."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


class AlreadyRegistered(RegistrationRefused):
    """The caller sees this person already: ``resident``."""

    def __init__(self, resident: Resident) -> None:
        self.resident = resident
        super().__init__(f"{resident.name}已经登记过，请直接打开档案办理。", "id_number")


class LikelyDoubles(RegistrationRefused):
    """Records that may be the same person: look at them, then register with doubles_seen=True."""

    def __init__(self, residents: list[Resident]) -> None:
        self.residents = residents
        super().__init__("已有可能是同一人的档案，请先核对；确认不是同一人的，再登记新居民。")


_ELSEWHERE = (
    "该号码不能在本服务点新登记。居民本人到场的，请用“异地到场办理”；"
    "认为号码被他人误用的，请联系县级业务管理员核对。"
)


def register_resident(
    *,
    caller: Caller,
    name: str,
    id_number: str,
    village_code: str,
    telephone: str = "",
    address: str = "",
    nation: str = "01",
    hukou: str = Hukou.RURAL,
    education: str = "",
    student_until: dt.date | None = None,
    doubles_seen: bool = False,
) -> Resident:
    """Makes the record of a resident of the caller's area; birth and sex are read from the ID number.

    Raises Denied; RegistrationRefused with the entry at fault; AlreadyRegistered where the caller
    sees the person already; LikelyDoubles unless ``doubles_seen``. A number that is registered
    outside the caller's area is refused in words that do not say so, and the attempt is audited.
    """
    caller.need(Ability.RESIDENT_WRITE)
    number, birth, sex = _identity(id_number)
    village = _village(caller, village_code)
    telephone = checked_telephone(telephone)
    resident = Resident(
        name=_checked_name(name),
        id_number=number,
        sex=sex,
        birth_date=birth,
        nation=nation,
        telephone=telephone,
        address=address.strip(),
        hukou=hukou,
        education=education,
        student_until=student_until,
        village=village,
        village_code=village.code,
        township_code=village.parent.code,  # type: ignore[union-attr]
        county_code=village.parent.parent.code,  # type: ignore[union-attr]
    )
    resident.name_initials, resident.name_pinyin = pinyin_of(resident.name)
    _refuse_known_number(caller, number)
    if not doubles_seen:
        _refuse_doubles(caller, resident)
    return _save(caller, resident)


def entry_faults(*, name: str, id_number: str, telephone: str) -> dict[str, str]:
    """What is wrong with the entries, by field and all at once, before anything is looked up."""
    faults: dict[str, str] = {}
    for check, text in ((_checked_name, name), (_identity, id_number), (checked_telephone, telephone)):
        try:
            check(text)
        except RegistrationRefused as refused:
            faults[refused.field] = refused.message
    return faults


def _refuse_doubles(caller: Caller, resident: Resident) -> None:
    doubles = likely_doubles(
        caller,
        name=resident.name,
        birth_date=resident.birth_date,
        telephone=resident.telephone,
        ability=Ability.RESIDENT_WRITE,
    )
    if doubles:
        raise LikelyDoubles(doubles)


def _save(caller: Caller, resident: Resident) -> Resident:
    try:
        return _insert(caller, resident)
    except IntegrityError:
        # Somebody registered the same number between our look and our insert.
        _refuse_known_number(caller, resident.id_number)
        raise


@transaction.atomic
def _insert(caller: Caller, resident: Resident) -> Resident:
    resident.save()
    record(
        actor=caller.account,
        action="resident.registered",
        object_type="residents.Resident",
        object_id=str(resident.pk),
        detail={"village": resident.village_code},
    )
    return resident


def _identity(text: str) -> tuple[str, dt.date, str]:
    try:
        identity = resident_id.check(text, today=timezone.localdate())
    except IdentifierError as error:
        raise RegistrationRefused(str(error), "id_number") from error
    return identity.number, identity.birth_date, identity.sex


def _checked_name(text: str) -> str:
    name = normal_name(text)
    if not name:
        raise RegistrationRefused("请填写姓名。", "name")
    if len(name) > 60:
        raise RegistrationRefused("姓名不能超过60个字，请核对。", "name")
    if any(char.isdigit() for char in name) or not (
        any(is_han(char) for char in name) or name.replace("·", "").isalpha()
    ):
        raise RegistrationRefused("姓名中有不能用的字符，请按身份证上的姓名填写。", "name")
    return name


def checked_telephone(text: str) -> str:
    """The telephone as it is kept; empty stays empty. Raises RegistrationRefused."""
    if not text.strip():
        return ""
    try:
        return telephones.check(text)
    except IdentifierError as error:
        raise RegistrationRefused(str(error), "telephone") from error


def _village(caller: Caller, code: str) -> Division:
    """The village, inside the caller's area; another one is answered as one that is not there."""
    village = Division.objects.select_related("parent__parent").filter(code=code, level=Level.VILLAGE).first()
    if village is None or not caller.covers(
        Ability.RESIDENT_WRITE,
        village=village.code,
        township=village.parent.code,  # type: ignore[union-attr]
        county=village.parent.parent.code,  # type: ignore[union-attr]
    ):
        raise RegistrationRefused("请选择您服务范围内的村（社区）。", "village_code")
    return village


def _refuse_known_number(caller: Caller, number: str) -> None:
    known = resident_with_id(number)
    if known is None:
        return
    mine = visible(caller, Ability.RESIDENT_WRITE).filter(pk=known.pk).first()
    if mine is not None:
        raise AlreadyRegistered(mine)
    with transaction.atomic():
        record(
            actor=caller.account,
            action="resident.registration_refused",
            object_type="residents.Resident",
            object_id=str(known.pk),
            detail={"why": "outside the area"},
        )
    raise RegistrationRefused(_ELSEWHERE, "id_number")
