"""Who can't come and is to be visited, and doubts that somebody looked into."""

from __future__ import annotations

from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line

LINE = Line.RESIDENT_PENSION


def want_home(*, caller: Caller, row: Beneficiary, wanted: bool, note: str) -> Beneficiary:
    """Notes that somebody is to be visited at home, with why and what was agreed; or no more.

    Raises Denied, NotVisible, or LedgerRefused without words.
    """
    words = note.strip()[:300]
    if wanted and not words:
        raise LedgerRefused("请写明为什么上门、约在什么时候。", "例如：高龄行动不便，约下周三上午。")
    with transaction.atomic():
        rows = Beneficiary.objects.select_for_update(of=("self",))
        found = fetch(caller, Ability.CERTIFY, rows, line=LINE, pk=row.pk)
        found.home_wanted, found.home_note = wanted, words if wanted else None
        found.save(update_fields=["home_wanted", "home_note"])
        _audit(caller, "certification.home_wanted" if wanted else "certification.home_done", found)
    return found


def settle_doubt(*, caller: Caller, row: Beneficiary, note: str) -> Beneficiary:
    """Takes somebody off the list of doubts once somebody looked, with what was found.

    Raises Denied, NotVisible, or LedgerRefused without words.
    """
    if not note.strip():
        raise LedgerRefused("请写明核实的结果。", "例如：已与上级核对，登记的死亡日期有误。")
    with transaction.atomic():
        rows = Beneficiary.objects.select_for_update(of=("self",))
        found = fetch(caller, Ability.CERTIFY_MANAGE, rows, line=LINE, pk=row.pk)
        if not found.doubt:
            return found
        detail = {"doubt": found.doubt, "note": note.strip()[:200]}
        found.doubt = found.doubt_words = ""
        found.save(update_fields=["doubt", "doubt_words"])
        _audit(caller, "certification.doubt_settled", found, **detail)
    return found


def _audit(caller: Caller, action: str, row: Beneficiary, **detail: str) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="certification.Beneficiary",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, **detail},
    )
