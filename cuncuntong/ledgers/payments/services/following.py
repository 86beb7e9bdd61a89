"""Failed lines followed up: a note, another bank account, or the months taken back to be computed anew."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.identifiers import bank_card
from cuncuntong.ledgers.payments.enums import LineState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.reading import RETRY_REF
from cuncuntong.ledgers.payments.services.runs import DRAFTS, locked_run
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.pensions.services import set_payee
from cuncuntong.ledgers.pensions.services.payees import refuse_shared
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability

SHORTEST, LONGEST = 12, 24


class AccountDoubtful(LedgerRefused):
    """The number is no bank card's; a passbook's may be right: taken once somebody compared it."""


def note_follow_up(*, caller: Caller, line: PayLine, note: str) -> PayLine:
    """What the clerk learned about a failed line. Raises LedgerRefused without words."""
    if not note.strip():
        raise LedgerRefused("请写跟进情况。", "例如：已通知本人，明天带新卡来。")
    with transaction.atomic():
        row = _failed(caller, line)
        row.follow_note, row.followed_at = note.strip()[:200], timezone.now()
        row.save(update_fields=["follow_note", "followed_at"])
        _log(caller, "payments.followed", row)
    return row


def change_account(
    *,
    caller: Caller,
    line: PayLine,
    holder: str,
    bank: str,
    number: str,
    again: str,
    note: str,
    shared: bool = False,
    compared: bool = False,
) -> Payee:
    """Another bank account for the person of a failed line; the next run pays there.

    The number is typed twice. An account of somebody else's needs a note that says whose and why; one
    that others are paid on needs ``shared``, one whose check digit is not a card's ``compared``: that
    somebody looked. Raises LedgerRefused, AccountShared, AccountDoubtful.
    """
    number = _typed_twice(number, again)
    if (warning := bank_card.check(number).warning) and not compared:
        raise AccountDoubtful(warning, "核对无误的，请勾选确认后再提交。", "number")
    with transaction.atomic():
        row = _failed(caller, line)
        _refuse_account(row, holder.strip(), number, note)
        refuse_shared(resident=row.resident, number=number, confirmed=shared)
        payee = set_payee(
            resident=row.resident,
            holder=holder,
            bank=bank,
            number=number,
            is_card=False,
            on=timezone.localdate(),
            actor=caller.account,
        )
        if row.payee is not None and row.payee.pk != payee.pk:
            Payee.objects.filter(pk=row.payee.pk).update(fault=row.get_fail_code_display()[:60])
        row.follow_note = f"已更换领取账户。{note.strip()}"[:200]
        row.followed_at = timezone.now()
        row.save(update_fields=["follow_note", "followed_at"])
        _log(caller, "payments.account_changed", row)
    return payee


def _typed_twice(number: str, again: str) -> str:
    """The number without blanks; both times the same."""
    number = _digits(number)
    if not number.isdecimal() or not SHORTEST <= len(number) <= LONGEST:
        raise LedgerRefused(
            f"银行账号应为{SHORTEST}至{LONGEST}位数字。", "请对照银行卡或存折填写。", "number"
        )
    if number != _digits(again):
        raise LedgerRefused("两次填写的账号不一样。", "请对照银行卡重新填写一遍。", "again")
    return number


def _refuse_account(row: PayLine, holder: str, number: str, note: str) -> None:
    """Somebody else's without a word why, or the very one that failed."""
    if holder != expected_holder(row) and not note.strip():
        raise LedgerRefused(
            "户名不是本人。", "请改用本人账户；确须他人代领的，请在说明里写清关系和依据。", "note"
        )
    before = row.payee
    if before is not None and before.number == number and before.holder == holder:
        raise LedgerRefused(
            "这就是上次失败的账户。", "请填写另一个账户，或先到银行处理好再等下次重发。", "number"
        )


def release_line(*, caller: Caller, line: PayLine, reason: str) -> PayLine:
    """Voids a failed line: the months that are still owed are computed anew by the next run.

    For a line of which some months were stopped meanwhile, so that it can't be sent again as it was.
    """
    if not reason.strip():
        raise LedgerRefused("请写明原因。", "例如：其中一个月已停发，其余月份重新计算。")
    with transaction.atomic():
        row = PayLine.objects.select_for_update(of=("self",)).select_related("run").get(pk=line.pk)
        locked_run(caller, Ability.PAY_PREPARE, row.run_id)
        if row.state != LineState.FAILED:
            raise LedgerRefused(
                f"这一笔现在是“{row.get_state_display()}”，不能退回重算。", "请刷新页面查看。"
            )
        _refuse_retried(row)
        row.state, row.follow_note = LineState.VOID, f"退回重算：{reason.strip()}"[:200]
        row.save(update_fields=["state", "follow_note"])
        PayItem.objects.filter(line=row).update(live=False)
        _log(caller, "payments.released", row, reason=reason.strip()[:100])
    return row


def _refuse_retried(row: PayLine) -> None:
    """Released while a run sends the line again, its months would be paid a second time.

    A run that is being computed may have read the line as failed; in a draft, what is held back for a
    finding can still be let through.
    """
    drafts = PayRun.objects.select_for_update().filter(
        county_code=row.county_code, fund=row.run.fund, state__in=DRAFTS
    )
    draft = drafts.order_by("pk").first()
    if draft is not None and draft.state == RunState.COMPUTING:
        raise LedgerRefused("正在计算新的一批，这一笔可能列入重发。", "请等计算完成后再办。")
    again = PayItem.objects.filter(ref=f"{RETRY_REF}{row.pk}")
    held = Q(line__run=draft, line__state=LineState.HELD) if draft is not None else Q(pk__in=[])
    if again.filter(Q(live=True) | held).exists():
        raise LedgerRefused("这一笔已经列入后一批重发。", "请等那一批的结果。")


def expected_holder(line: PayLine) -> str:
    """Whose account it should be: the person's own; for what an heir gets, the heir's."""
    if line.once and line.payee is not None:
        return line.payee.holder
    return line.resident.name


def _digits(text: str) -> str:
    return "".join(text.split())


def _failed(caller: Caller, line: PayLine) -> PayLine:
    """The line, locked, inside the caller's area and still failed."""
    rows = PayLine.objects.select_for_update(of=("self",)).select_related("resident", "payee", "run")
    business = terms_of(line.run.fund).line
    ability = Ability.PAY_FOLLOW if caller.can(Ability.PAY_FOLLOW, business) else Ability.PAY_PREPARE
    row = fetch(caller, ability, rows, line=business, pk=line.pk)
    if row.state != LineState.FAILED:
        raise LedgerRefused(f"这一笔现在是“{row.get_state_display()}”，不用再跟进。", "请刷新页面查看。")
    return row


def _log(caller: Caller, action: str, row: PayLine, **detail: object) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="payments.PayLine",
        object_id=str(row.pk),
        detail={"reference": row.reference, "resident": row.resident_id, **detail},
    )
