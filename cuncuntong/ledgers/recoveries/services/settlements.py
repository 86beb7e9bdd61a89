"""After a death: naming the heir, arranging what is paid, and settling it once the bank paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, HoldKind, Scheme
from cuncuntong.ledgers.pensions.models import EntitlementHold, PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.pensions.services import close_account, post_entry, undo_change
from cuncuntong.ledgers.recoveries.enums import RecoveryKind, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Heir
from cuncuntong.ledgers.recoveries.selectors.settlements import (
    Payable,
    funeral_grant,
    payable,
    settlement_key,
)
from cuncuntong.ledgers.recoveries.services._shared import audit_settlement, locked
from cuncuntong.ledgers.recoveries.services.heirs import (
    HeirNamed,
    heir_faults,
    is_same,
    make_heir,
    take_back,
)
from cuncuntong.ledgers.recoveries.services.postings import post
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

ZERO = Decimal("0.00")
WORDS = "死亡结清"


def arrange(
    *, hold: EntitlementHold, on: dt.date, actor: Account | None, case_number: str = ""
) -> DeathSettlement:
    """Opens the settlement of the account behind a death's hold; the same case again gives the same.

    The funeral grant is written down with the basic account, where one is in force on the day.
    """
    if hold.kind != HoldKind.DEATH or hold.happened_on is None:
        raise ValueError("a settlement follows a death")
    account = hold.entitlement.account
    with transaction.atomic():
        PensionAccount.objects.select_for_update().get(pk=account.pk)
        known = DeathSettlement.objects.filter(hold=hold).exclude(state=SettlementState.UNDONE).first()
        if known is not None:
            return known
        grant = funeral_grant(hold.happened_on) if account.scheme == Scheme.BASIC else None
        row = DeathSettlement.objects.create(
            resident_id=account.resident_id,
            account=account,
            hold=hold,
            grant=None if grant is None else Decimal(str(grant.value)),
            actor=actor,
            case_number=case_number,
            village_code=account.village_code,
            township_code=account.township_code,
            county_code=account.county_code,
        )
        audit_settlement(row, "settlement.arranged", actor, {"case": case_number})
    return row


def name_heir(
    *, resident: Resident, named: HeirNamed, on: dt.date, actor: Account | None, replace: bool = False
) -> Heir:
    """Names who receives what is left of a resident, for all settlements that wait.

    The same person again gives the same row. Raises LedgerRefused for particulars that can't be, where
    another one is named (unless ``replace``), and once a settlement is on its way to the bank.
    """
    with transaction.atomic():
        Resident.objects.select_for_update().only("pk").get(pk=resident.pk)
        waiting = list(_waiting(resident))
        if not waiting:
            raise LedgerRefused("没有等待支付的身后结算。", "请先登记死亡（第37项）。")
        for field, (message, remedy) in heir_faults(named, resident).items():
            raise LedgerRefused(message, remedy, field)
        before = Heir.objects.filter(resident=resident, undone_at__isnull=True).first()
        if before is not None and is_same(before, named):
            return before
        if before is not None:
            _refuse_second(before, waiting, replace=replace)
            take_back(before, actor)
        heir = make_heir(resident, named, waiting[0].case_number, on, actor)
        for row in waiting:
            row.heir = heir
            row.save(update_fields=["heir"])
            told: dict[str, object] = {"relation": heir.relation, "shared": named.shared_why.strip()[:100]}
            audit_settlement(row, "settlement.heir_named", actor, told)
    settle_without_bank(waiting, on=on, actor=actor)
    return heir


def _waiting(resident: Resident) -> list[DeathSettlement]:
    rows = DeathSettlement.objects.filter(resident=resident, state=SettlementState.WAITING)
    return list(rows.select_related("hold", "account").order_by("pk"))


def _refuse_second(before: Heir, waiting: list[DeathSettlement], *, replace: bool) -> None:
    if not replace:
        raise LedgerRefused(
            f"已于{before.named_on:%Y-%m-%d}指定领取人{before.name}（{before.get_relation_display()}）。",
            "几位继承人应先商定由谁领取；要更换的，请在“身后结算”中办理更换。",
        )
    if any(one.waits_for.startswith("已计入") for one in payable(waiting).values()):
        raise LedgerRefused("身后结算已计入本月发放，不能更换领取人。", "请等银行回盘后再办。")


def settle_without_bank(
    rows: list[DeathSettlement], *, on: dt.date, actor: Account | None
) -> list[DeathSettlement]:
    """Settles those over which no money goes to anybody: nothing left, or all of it set off."""
    done = []
    for key, worth in payable(rows).items():
        if worth.amount == 0 and not worth.waits_for:
            row = DeathSettlement.objects.get(pk=key)
            done.append(_settle(row, worth, on, actor, SettlementState.NOTHING))
    return done


def settle_paid(*, row: DeathSettlement, on: dt.date) -> DeathSettlement:
    """The bank paid: the account gives what was written down for the run, and is closed when empty.

    Runs in the transaction that marks the line as paid; again it changes nothing.
    """
    if row.state != SettlementState.WAITING or row.amount is None:
        return row
    worth = payable([row])[row.pk]
    return _settle(row, worth, on, None, SettlementState.PAID)


def _settle(
    row: DeathSettlement, worth: Payable, on: dt.date, actor: Account | None, state: str
) -> DeathSettlement:
    with transaction.atomic():
        row = DeathSettlement.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.state != SettlementState.WAITING:
            return row
        paid = state == SettlementState.PAID
        deducted = (row.deducted if paid else worth.deducted) or ZERO
        gives = (row.balance_part if paid else worth.balance) or ZERO
        if deducted and worth.overpayment is not None:
            gives += post(
                locked(worth.overpayment.pk),
                kind=RecoveryKind.PAYOUT,
                amount=min(deducted, worth.owed),
                received_on=on,
                key=settlement_key(row.pk),
                actor=actor,
            ).account_amount
        row.entry = _inherited(row, gives, on, actor)
        row.state, row.settled_on = state, on
        if not paid:
            row.balance_part, row.deducted, row.amount = worth.balance, worth.deducted, ZERO
        row.save()
        _close_or_go_on(row, on, actor)
        audit_settlement(row, "settlement.settled", actor, {"amount": str(row.amount or ZERO)})
    return row


def _inherited(
    row: DeathSettlement, gives: Decimal, on: dt.date, actor: Account | None
) -> PensionEntry | None:
    """The account's part leaves it, never more than is there."""
    amount = min(gives, balance(row.account))
    if amount <= 0:
        return None
    return post_entry(
        account=row.account,
        kind=EntryKind.INHERITED,
        year=on.year,
        amount=-amount,
        paid_on=on,
        source=f"{WORDS}：余额支付给领取人",
        actor=actor,
    )


def _close_or_go_on(row: DeathSettlement, on: dt.date, actor: Account | None) -> None:
    """An empty account ends; what came onto it meanwhile (interest) waits to be paid too."""
    if balance(row.account) == 0:
        if PensionAccount.objects.get(pk=row.account_id).state != AccountState.CLOSED:
            close_account(account=row.account, reason=WORDS, on=on, actor=actor, case_number=row.case_number)
        return
    DeathSettlement.objects.create(
        resident_id=row.resident_id,
        account_id=row.account_id,
        hold_id=row.hold_id,
        heir_id=row.heir_id,
        actor=actor,
        case_number=row.case_number,
        village_code=row.village_code,
        township_code=row.township_code,
        county_code=row.county_code,
    )


def undo_settlements(*, holds: Sequence[EntitlementHold], actor: Account | None) -> None:
    """Takes back the settlements behind holds and the heir, and opens accounts that were closed empty.

    Raises LedgerRefused once the bank paid, something was set off, or a run holds a payment.
    """
    with transaction.atomic():
        rows = list(
            DeathSettlement.objects.filter(hold__in=holds)
            .exclude(state=SettlementState.UNDONE)
            .select_related("hold", "account")
            .order_by("pk")
        )
        worths = payable(rows)
        for row in rows:
            if row.state == SettlementState.PAID or (row.state == SettlementState.NOTHING and row.entry_id):
                raise LedgerRefused("身后结算已经支付，不能撤销。", "请先由县里收回支付的款项。")
            if row.state == SettlementState.WAITING and worths[row.pk].waits_for.startswith("已计入"):
                raise LedgerRefused(
                    "身后结算已计入本月发放，不能撤销。", "请等银行回盘，或先作废这一批发放。"
                )
        for row in rows:
            if row.state == SettlementState.NOTHING:
                undo_change(case_number=row.case_number, actor=actor, account=row.account)
            row.state, row.undone_at = SettlementState.UNDONE, timezone.now()
            row.save(update_fields=["state", "undone_at"])
            audit_settlement(row, "settlement.undone", actor, {"case": row.case_number})
        residents = {row.resident_id for row in rows}
        for heir in Heir.objects.filter(resident__in=residents, undone_at__isnull=True):
            take_back(heir, actor)
