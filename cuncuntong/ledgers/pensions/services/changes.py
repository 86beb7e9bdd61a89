"""Changes of an account that stands: pausing, resuming, its level, closing; each can be undone."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import AccountMove, AccountState
from cuncuntong.ledgers.pensions.models import AccountChange, PensionAccount
from cuncuntong.ledgers.pensions.selectors.levels import levels_of
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

_LEFT_BY = {
    AccountMove.PAUSED: frozenset({AccountState.PAYING}),
    AccountMove.RESUMED: frozenset({AccountState.PAUSED}),
    AccountMove.CLOSED: frozenset({AccountState.PAYING, AccountState.PAUSED, AccountState.RECEIVING}),
}
_LEADS_TO = {
    AccountMove.PAUSED: AccountState.PAUSED,
    AccountMove.RESUMED: AccountState.PAYING,
    AccountMove.CLOSED: AccountState.CLOSED,
}


def pause_account(
    *,
    account: PensionAccount,
    reason: str,
    on: dt.date,
    actor: Account | None,
    evidence: str = "",
    case_number: str = "",
) -> AccountChange:
    """Pauses contributions. The same case again gives the same change.

    Raises LedgerRefused unless the account is paid into.
    """
    return _move(account, AccountMove.PAUSED, reason, evidence, on, actor, case_number)


def resume_account(
    *,
    account: PensionAccount,
    reason: str,
    on: dt.date,
    actor: Account | None,
    evidence: str = "",
    case_number: str = "",
) -> AccountChange:
    """Lets a paused account be paid into again. Raises LedgerRefused unless it is paused."""
    return _move(account, AccountMove.RESUMED, reason, evidence, on, actor, case_number)


def close_account(
    *,
    account: PensionAccount,
    reason: str,
    on: dt.date,
    actor: Account | None,
    evidence: str = "",
    case_number: str = "",
) -> AccountChange:
    """Ends an account as of a day. What is still on it, and who gets it, is the caller's business."""
    return _move(account, AccountMove.CLOSED, reason, evidence, on, actor, case_number)


def change_level(
    *,
    account: PensionAccount,
    level: int,
    on: dt.date,
    actor: Account | None,
    reason: str = "",
    case_number: str = "",
) -> AccountChange:
    """Sets the level (yuan a year) for contributions to come.

    Raises LedgerRefused for a level that the scheme does not offer on the day, and unless the account
    is paid into or paused.
    """
    with transaction.atomic():
        account = _locked(account)
        known = _by_case(account, case_number, AccountMove.LEVEL)
        if known is not None:
            return known
        if account.state not in (AccountState.PAYING, AccountState.PAUSED):
            raise LedgerRefused(
                f"账户{account.number}{account.get_state_display()}，不能变更缴费档次。", "请核对账户状态。"
            )
        if level not in levels_of(account.scheme, on):
            raise LedgerRefused(
                f"{on.year}年没有{level}元/年的缴费档次。",
                "请按当年公布的档次选择；档次有调整的，请业务管理员核定参数。",
            )
        before = "" if account.level is None else str(account.level)
        account.level = level
        account.save(update_fields=["level"])
        return _keep(account, AccountMove.LEVEL, before, str(level), reason, "", on, actor, case_number)


def undo_change(
    *, case_number: str, actor: Account | None, reason: str = "", account: PensionAccount | None = None
) -> AccountChange:
    """Takes back the change that a case made; again it gives the change as it is.

    ``account`` says which, where a case changed both accounts of a person.
    Raises LedgerRefused once something else has changed the account since, or where the case made none.
    """
    with transaction.atomic():
        rows = AccountChange.objects.filter(case_number=case_number).order_by("-pk")
        if account is not None:
            rows = rows.filter(account=account)
        change = rows.first() if case_number else None
        if change is None:
            raise LedgerRefused("养老保险台账中没有这件业务的账户变动。", "请核对受理编号。")
        account = _locked(change.account)
        change.refresh_from_db()
        if change.undone_at is not None:
            return change
        _refuse_if_moved_on(account, change)
        if change.move == AccountMove.LEVEL:
            account.level = int(change.before) if change.before else None
        else:
            account.state = change.before
            if change.move == AccountMove.CLOSED:
                account.closed_on = None
        account.save(update_fields=["level", "state", "closed_on"])
        change.undone_at = timezone.now()
        change.save(update_fields=["undone_at"])
        _audit(change, "pension.account_change_undone", actor, reason)
    change.account = account
    return change


def _refuse_if_moved_on(account: PensionAccount, change: AccountChange) -> None:
    now = str(account.level or "") if change.move == AccountMove.LEVEL else account.state
    later = account.changes.filter(pk__gt=change.pk, undone_at__isnull=True).exists()
    if later or now != change.after:
        raise LedgerRefused(
            f"这次{change.get_move_display()}之后账户又有变动，不能直接撤销。", "请先撤销之后的那一件业务。"
        )


def _move(
    account: PensionAccount,
    move: AccountMove,
    reason: str,
    evidence: str,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> AccountChange:
    with transaction.atomic():
        account = _locked(account)
        known = _by_case(account, case_number, move)
        if known is not None:
            return known
        before = account.state
        if before not in _LEFT_BY[move]:
            raise LedgerRefused(
                f"账户{account.number}现在是“{account.get_state_display()}”，不能{move.label}。",
                "请核对账户状态。",
            )
        account.state = _LEADS_TO[move]
        if move == AccountMove.CLOSED:
            account.closed_on = on
        account.save(update_fields=["state", "closed_on"])
        return _keep(account, move, before, account.state, reason, evidence, on, actor, case_number)


def _locked(account: PensionAccount) -> PensionAccount:
    return PensionAccount.objects.select_for_update().get(pk=account.pk)


def _by_case(account: PensionAccount, case_number: str, move: AccountMove) -> AccountChange | None:
    if not case_number:
        return None
    rows = account.changes.filter(case_number=case_number, move=move, undone_at__isnull=True)
    return rows.select_related("account").first()


def _keep(
    account: PensionAccount,
    move: AccountMove,
    before: str,
    after: str,
    reason: str,
    evidence: str,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> AccountChange:
    change = AccountChange.objects.create(
        account=account,
        move=move,
        before=before,
        after=after,
        reason=reason.strip()[:40],
        evidence=evidence.strip(),
        on=on,
        actor=actor,
        case_number=case_number,
    )
    _audit(change, "pension.account_changed", actor, reason)
    return change


def _audit(change: AccountChange, action: str, actor: Account | None, reason: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.PensionAccount",
        object_id=str(change.account_id),
        detail={
            "move": change.move,
            "before": change.before,
            "after": change.after,
            "reason": reason.strip()[:40],
            "case": change.case_number,
        },
    )
