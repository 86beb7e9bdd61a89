"""Changes of details that do not touch who a person is: the old value stays, and can be given back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Detail
from cuncuntong.ledgers.residents.models import DetailChange, Resident
from cuncuntong.network.models import Account


def sex_of_number(resident: Resident) -> str:
    """The sex that the ID number says (GB/T 2261.1)."""
    return "1" if int(resident.id_number[16]) % 2 else "2"


def change_details(
    *,
    resident: Resident,
    changes: Mapping[str, str],
    on: dt.date,
    actor: Account | None,
    evidence: str = "",
    confirmed_sex: bool = False,
    case_number: str = "",
) -> list[DetailChange]:
    """Sets details (Detail → value) and keeps what stood before; what stands already is left out.

    The same case again gives the same changes. Raises LedgerRefused where nothing would change, and for
    a sex that contradicts the ID number unless it was confirmed on evidence.
    """
    wanted = {Detail(name): str(value).strip() for name, value in changes.items()}
    with transaction.atomic():
        current = Resident.objects.select_for_update().get(pk=resident.pk)
        known = _of_case(current, case_number)
        if known:
            return known
        new = {name: value for name, value in wanted.items() if getattr(current, name) != value}
        if not new:
            raise LedgerRefused("与现有资料相同，没有要修改的内容。", "请填写要修改的项目。")
        against = Detail.SEX in new and new[Detail.SEX] != sex_of_number(current)
        if against and not (confirmed_sex and evidence.strip()):
            raise LedgerRefused(
                "性别与身份证号码不一致，须本人确认并写明凭据。",
                "请核对证件；身份证号码有误的，到县级窗口更正。",
            )
        rows = [
            DetailChange.objects.create(
                resident=current,
                field=name,
                before=getattr(current, name),
                after=value,
                against_id=against and name == Detail.SEX,
                evidence=evidence.strip() if name == Detail.SEX else "",
                on=on,
                actor=actor,
                case_number=case_number,
            )
            for name, value in new.items()
        ]
        _write(current, {str(name): value for name, value in new.items()})
        _audit(current, "resident.details_changed", actor, case_number, rows)
    return rows


def undo_details(*, case_number: str, actor: Account | None) -> list[DetailChange]:
    """Gives the record what stood before a case's changes; again it changes nothing.

    Raises LedgerRefused where the case changed nothing, or a detail was changed again since.
    """
    with transaction.atomic():
        rows = list(DetailChange.objects.filter(case_number=case_number)) if case_number else []
        if not rows:
            raise LedgerRefused("居民台账中没有这件业务的资料变更。", "请核对受理编号。")
        current = Resident.objects.select_for_update().get(pk=rows[0].resident_id)
        standing = list(DetailChange.objects.filter(case_number=case_number, undone_at__isnull=True))
        if not standing:
            return rows
        moved = [row.get_field_display() for row in standing if getattr(current, row.field) != row.after]
        if moved:
            raise LedgerRefused(
                f"{'、'.join(moved)}之后又改过，不能直接撤销。", "请先撤销之后的那一件业务，或重新办理变更。"
            )
        _write(current, {row.field: row.before for row in standing})
        now = timezone.now()
        for row in standing:
            row.undone_at = now
            row.save(update_fields=["undone_at"])
        _audit(current, "resident.details_undone", actor, case_number, standing)
    return standing


def _of_case(resident: Resident, case_number: str) -> list[DetailChange]:
    if not case_number:
        return []
    rows = DetailChange.objects.filter(resident=resident, case_number=case_number, undone_at__isnull=True)
    return list(rows.order_by("pk"))


def _write(resident: Resident, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(resident, name, value)
    resident.version += 1
    fields = [*values, "version", "changed_at"]
    if "telephone" in values:
        fields.append("telephone_index")
    resident.save(update_fields=fields)


def _audit(
    resident: Resident, action: str, actor: Account | None, case_number: str, rows: list[DetailChange]
) -> None:
    """Which details, never their values."""
    record(
        actor=actor,
        action=action,
        object_type="residents.Resident",
        object_id=str(resident.pk),
        detail={
            "fields": [row.field for row in rows],
            "against_id": any(row.against_id for row in rows),
            "case": case_number,
        },
    )
