"""Where a resident's pensions are paid to: setting the bank account, and undoing that."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.pensions.selectors.payees import others_paid_on, shared_words
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account


class AccountShared(LedgerRefused):
    """Others are paid on the same bank account: it is taken once somebody confirmed that it is right."""


def refuse_shared(*, resident: Resident, number: str, confirmed: bool) -> None:
    """Raises AccountShared where others are paid on the account and nobody confirmed that."""
    words = "" if confirmed else shared_words(others_paid_on(resident, number))
    if words:
        raise AccountShared(words, "确实共用这个账户的，请勾选确认后再提交。")


def set_payee(
    *,
    resident: Resident,
    holder: str,
    bank: str,
    number: str,
    is_card: bool,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> Payee:
    """Makes a bank account the one that the resident's pensions are paid to from a day on.

    The one that counted until then is kept as replaced. The same case again gives the same one. Raises
    LedgerRefused without a number or a holder. Whether the number is plausible is checked where it is typed.
    """
    holder, bank, number = holder.strip(), bank.strip(), number.strip()
    if not holder or not number:
        raise LedgerRefused("没有户名或银行账号，不能登记待遇领取账户。", "请填写本人名下的银行账号。")
    with transaction.atomic():
        # The resident's row is the lock that two changes at two points wait for.
        Resident.objects.select_for_update().only("pk").get(pk=resident.pk)
        before = Payee.objects.filter(resident=resident, state=PayeeState.ACTIVE).first()
        if before is not None and case_number and before.case_number == case_number:
            return before
        if before is not None:
            before.state, before.until = PayeeState.REPLACED, on
            before.save(update_fields=["state", "until"])
        payee = Payee.objects.create(
            resident=resident,
            holder=holder[:40],
            bank=bank[:40],
            number=number,
            is_card=is_card,
            since=on,
            replaces=before,
            actor=actor,
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        _audit(payee, "pension.payee_set", actor)
    return payee


def undo_payee(*, case_number: str, actor: Account | None) -> Payee | None:
    """Takes back the account that a case set; the one before counts again. None where the case set none.

    Raises LedgerRefused once another account has taken its place.
    """
    if not case_number:
        return None
    with transaction.atomic():
        payee = Payee.objects.filter(case_number=case_number).order_by("-pk").first()
        if payee is None:
            return None
        Resident.objects.select_for_update().only("pk").get(pk=payee.resident_id)
        payee.refresh_from_db()
        if payee.state == PayeeState.REVERSED:
            return payee
        if payee.state == PayeeState.REPLACED:
            raise LedgerRefused("待遇领取账户之后又更换过，不能直接撤销。", "请先撤销之后那一次账户变更。")
        payee.state = PayeeState.REVERSED
        payee.save(update_fields=["state"])
        if payee.replaces is not None:
            payee.replaces.state, payee.replaces.until = PayeeState.ACTIVE, None
            payee.replaces.save(update_fields=["state", "until"])
        _audit(payee, "pension.payee_undone", actor)
    return payee


def _audit(payee: Payee, action: str, actor: Account | None) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.Payee",
        object_id=str(payee.pk),
        detail={
            "resident": payee.resident_id,
            "card": payee.is_card,
            "replaces": payee.replaces_id,
            "case": payee.case_number,
        },
    )
