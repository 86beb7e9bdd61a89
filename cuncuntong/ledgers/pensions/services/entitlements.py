"""Starting an entitlement from a computation, and undoing it while nothing has been paid."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, EntryKind, RevisionKind
from cuncuntong.ledgers.pensions.guards import against_undoing
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementRevision, PensionAccount
from cuncuntong.ledgers.pensions.selectors.accounts import balance, running_entitlement, years_paid
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account
from cuncuntong.rules.pension import Computation


def start_entitlement(
    *,
    account: PensionAccount,
    computation: Computation,
    starts_on: dt.date,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> Entitlement:
    """Starts a monthly pension: the computation is kept with formulas and sources.

    ``starts_on`` is the first day of the first month paid, ``on`` the day of the decision. Balance
    and years are the ledger's own on that day. The same case again gives the same entitlement.
    Raises LedgerRefused where one runs already or the account is closed.
    """
    with transaction.atomic():
        account = PensionAccount.objects.select_for_update().get(pk=account.pk)
        known = running_entitlement(account)
        if known is not None:
            if case_number and known.case_number == case_number:
                return known
            _refuse_second(known)
        if account.state in (AccountState.CLOSED, AccountState.REVERSED):
            raise LedgerRefused(
                f"账户{account.number}{account.get_state_display()}，不能核定待遇。", "请核对账户状态。"
            )
        entitlement = Entitlement(
            account=account,
            resident_id=account.resident_id,
            starts_on=starts_on,
            monthly=computation.total,
            computed_on=on,
            years_paid=years_paid(account),
            balance=balance(account),
            account_before=account.state,
            case_number=case_number,
            village_code=account.village_code,
            township_code=account.township_code,
            county_code=account.county_code,
        )
        try:
            with transaction.atomic():
                entitlement.save()
        except IntegrityError:
            _refuse_second(running_entitlement(account))
        _first_revision(entitlement, computation, actor)
        account.state = AccountState.RECEIVING
        account.save(update_fields=["state"])
        _audit(entitlement, "pension.entitlement_started", actor, {"from": starts_on.isoformat()})
    return entitlement


def _first_revision(entitlement: Entitlement, computation: Computation, actor: Account | None) -> None:
    """Keeps how the amount was computed: what was granted explains itself years later."""
    EntitlementRevision.objects.create(
        entitlement=entitlement,
        kind=RevisionKind.CLAIM,
        from_month=entitlement.starts_on,
        balance=entitlement.balance,
        years_paid=entitlement.years_paid,
        computation=computation.to_json(),
        computed_on=entitlement.computed_on,
        actor=actor,
        case_number=entitlement.case_number,
    )


def undo_entitlement(*, case_number: str, actor: Account | None, reason: str = "") -> Entitlement:
    """Reverses the entitlement that a case started, and gives the account its state back.

    Again it gives the entitlement as it is. Raises LedgerRefused once it has been paid, suspended
    or ended, or where the case started none.
    """
    with transaction.atomic():
        rows = Entitlement.objects.filter(case_number=case_number).order_by("-pk")
        entitlement = rows.first() if case_number else None
        if entitlement is None:
            raise LedgerRefused("养老保险台账中没有这件业务核定的待遇。", "请核对受理编号。")
        account = PensionAccount.objects.select_for_update().get(pk=entitlement.account_id)
        entitlement.refresh_from_db()
        if entitlement.state == EntitlementState.REVERSED:
            return entitlement
        if entitlement.state != EntitlementState.RUNNING:
            raise LedgerRefused(
                f"待遇已{entitlement.get_state_display()}，不能撤销核定。", "请先撤销之后的那一件业务。"
            )
        paid = account.entries.filter(
            kind=EntryKind.PAYMENT, paid_on__gte=entitlement.starts_on, reversed_by__isnull=True
        )
        if paid.exists():
            raise LedgerRefused("待遇已经发放，不能直接撤销核定。", "请先冲正已发放的待遇。")
        for words in against_undoing(entitlement):
            raise LedgerRefused(words, "请先处理那一次发放：还没有报盘的，作废重算；已发放的，先冲正。")
        entitlement.state, entitlement.reason = EntitlementState.REVERSED, reason.strip()[:100]
        entitlement.save(update_fields=["state", "reason"])
        entitlement.revisions.filter(undone_at__isnull=True).update(undone_at=timezone.now())
        account.state = entitlement.account_before
        account.save(update_fields=["state"])
        _audit(entitlement, "pension.entitlement_reversed", actor, {"reason": reason.strip()[:100]})
    return entitlement


def _refuse_second(known: Entitlement | None) -> None:
    since = f"（{known.starts_on:%Y年%m月}起，每月{known.monthly}元）" if known else ""
    raise LedgerRefused(f"该账户已有正在领取的待遇{since}。", "不用重复申领；对金额有疑问的，请申请复核。")


def _audit(entitlement: Entitlement, action: str, actor: Account | None, detail: dict[str, object]) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.Entitlement",
        object_id=str(entitlement.pk),
        detail={
            "resident": entitlement.resident_id,
            "account": entitlement.account_id,
            "case": entitlement.case_number,
            **detail,
        },
    )
