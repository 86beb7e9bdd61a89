"""What enrolments and suspensions share: their places, their audit entries, telling the resident."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.services import withdraw
from cuncuntong.ledgers.insurance.enums import ANSWERED, DeclaredState, StopKind
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration, PensionStop
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

Declared = FlexibleDeclaration | PensionStop


def place_of(resident: Resident) -> dict[str, str]:
    """The codes of where the resident lives."""
    return {
        "village_code": resident.village_code,
        "township_code": resident.township_code,
        "county_code": resident.county_code,
    }


def person_of(resident: Resident) -> dict[str, str]:
    """Who it is about, as the province gets it."""
    return {"name": resident.name, "id_number": resident.id_number, "telephone": resident.telephone}


def take_back(row: Declared, actor: Account | None) -> bool:
    """Takes a row back that did not go up yet; False where it was taken back before.

    Raises LedgerRefused once it was sent, or the province answered.
    """
    if row.state == DeclaredState.WITHDRAWN:
        return False
    if row.state == DeclaredState.REFUSED:
        raise LedgerRefused(
            f"上级不同意（{row.answer_words or '没有说明原因'}），这件业务没有生效，不用撤销。",
            "改正后可以重新办理。",
        )
    if row.state != DeclaredState.WAITING:
        raise LedgerRefused(
            f"这件业务{row.get_state_display()}，不能在这里撤销。", "请与上级经办机构联系，按更正业务办理。"
        )
    withdraw(key=row.handover_key, actor=actor, reason="服务点撤销")
    row.state = DeclaredState.WITHDRAWN
    row.save(update_fields=["state"])
    audit(row, "withdrawn", actor)
    return True


def said_already(row: Declared, *, agreed: bool) -> bool:
    """Whether an answer says what the row says already.

    A newer one may say otherwise (the province corrects itself). Raises LedgerRefused for what was taken
    back or replaced meanwhile: a person must look.
    """
    if row.state in (DeclaredState.WITHDRAWN, DeclaredState.REPLACED):
        raise LedgerRefused(
            f"这件业务{row.get_state_display()}，答复没有采用。", "请与上级经办机构核对后处理。"
        )
    return row.state == (DeclaredState.AGREED if agreed else DeclaredState.REFUSED)


def answer(row: Declared, *, agreed: bool, words: str, at: dt.datetime) -> None:
    """Notes what the province said; the caller saves what else follows."""
    row.state = DeclaredState.AGREED if agreed else DeclaredState.REFUSED
    row.answered_at, row.answer_words = at, words[:300]
    row.save(update_fields=["state", "answered_at", "answer_words"])
    audit(row, "agreed" if agreed else "refused", None)


def tell_answer(row: Declared, text: str, *, serial: int) -> None:
    """Tells who applied, by the list of the point that took the case where no SMS goes; once for each answer.

    Of a death never the dead: whoever applied, else the family.
    """
    died = isinstance(row, PensionStop) and row.kind == StopKind.DEATH
    tell(
        topic=ANSWERED,
        text=text,
        key=f"insurance.answered:{row.handover_key}:{serial}",
        resident=row.resident,
        recipient_name=f"{row.resident.name}的家属" if died else "",
        case_number=row.case_number,
    )


def audit(row: Declared, move: str, actor: Account | None, **detail: Any) -> None:
    """An entry of the log."""
    name = row._meta.object_name or ""
    record(
        actor=actor,
        action=f"insurance.{'flexible' if isinstance(row, FlexibleDeclaration) else 'stop'}_{move}",
        object_type=f"insurance.{name}",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": row.case_number, **detail},
    )
