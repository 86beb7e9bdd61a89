"""A run's way: begun, computed, checked, approved, closed; or cancelled and begun anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.payments.enums import FindingDecision, Fund, LineState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.guarding import need_for_payments
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.computing import add_up, compute_in_background
from cuncuntong.ledgers.payments.services.crosschecking import cross_check
from cuncuntong.ledgers.payments.services.rates import ZERO, Rates, confirmed_values
from cuncuntong.ledgers.payments.services.stopping import reopen_stopped
from cuncuntong.ledgers.payments.services.unclosed import refuse_unclosed, what_is_open
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Division

DRAFTS = (RunState.COMPUTING, RunState.COMPUTED, RunState.CHECKED)


def covers_county(caller: Caller, ability: str, county: str, fund: str) -> bool:
    """Whether the caller may do this for a whole county: a payment has no part that belongs to a village."""
    return caller.covers(ability, village="", township="", county=county, line=terms_of(fund).line)


def locked_run(caller: Caller, ability: str, run_id: int) -> PayRun:
    """The run, locked for the caller's decision. Raises Denied or NotVisible."""
    need_for_payments(caller, ability)
    run = PayRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or not covers_county(caller, ability, run.county_code, run.fund):
        raise NotVisible("没有找到这个发放批次，或它不在您的服务范围内。")
    return run


def begin_run(
    *,
    caller: Caller,
    county: str,
    month: dt.date,
    remark: str = "",
    fund: str = Fund.RESIDENTS,
    despite_unclosed: bool = False,
) -> PayRun:
    """Begins the payment of a month: the figures are frozen, the computation starts in the background.

    The month's first run is its own; a further one pays what became due or failed since (补发批次).
    Raises LedgerRefused while another run of the county's fund is not approved yet, for a month to come,
    and where a figure is missing; UnclosedBefore where an earlier month is not closed and nobody confirmed
    ``despite_unclosed``.
    """
    caller.need(Ability.PAY_PREPARE, terms_of(fund).line)
    if not covers_county(caller, Ability.PAY_PREPARE, county, fund):
        raise NotVisible("这个县不在您的服务范围内。")
    month = month.replace(day=1)
    try:
        with transaction.atomic():
            if not despite_unclosed:
                refuse_unclosed(county, fund, month)
            run = _begin(caller, county, Fund(fund), month, remark)
    except IntegrityError as error:
        raise LedgerRefused("另一位同事刚刚开始了这个月的发放。", "请刷新页面查看。") from error
    return run


def _begin(caller: Caller, county: str, fund: Fund, month: dt.date, remark: str) -> PayRun:
    # The county's row is the lock: two months begun at once would both find no draft, and each would
    # send again what failed.
    Division.objects.select_for_update(no_key=True).filter(code=county).first()
    standing = PayRun.objects.select_for_update().filter(county_code=county, fund=fund)
    standing = standing.exclude(state=RunState.CANCELLED)
    _refuse_month(standing, month, terms_of(fund).short)
    number = 1 + max(standing.filter(month=month).values_list("number", flat=True), default=0)
    scope = Entitlement.objects.filter(county_code=county)
    if not terms_of(fund).entitled:
        scope = scope.none()
    run = PayRun.objects.create(
        county_code=county,
        fund=fund,
        month=month,
        number=number,
        book=confirmed_values(),
        scope_until=scope.order_by("-pk").values_list("pk", flat=True).first() or 0,
        to_compute=scope.count(),
        begun_by=caller.account,
        remark=remark.strip()[:200],
    )
    if terms_of(fund).entitled:
        _refuse_without_figures(run)
    _log(caller, "payments.begun", run, entitlements=run.to_compute)
    enqueue(compute_in_background, run_id=run.pk)
    return run


def _refuse_month(standing: Any, month: dt.date, what: str) -> None:
    draft = standing.filter(state__in=DRAFTS).first()
    if draft is not None:
        raise LedgerRefused(
            f"{draft.month.year}年{draft.month.month}月的{what}发放还没有审批（{draft.get_state_display()}）。",
            "请先审批或作废那一批，再开始新的发放。",
        )
    today = timezone.localdate()
    if month > (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1):
        raise LedgerRefused(f"{month.year}年{month.month}月还太早，最多提前一个月编制。", "请核对发放月份。")
    later = standing.filter(month__gt=month).order_by("-month").first()
    if later is not None:
        raise LedgerRefused(
            f"{later.month.year}年{later.month.month}月已经发放，不能再编制更早的月份。",
            "以前月份漏发、补发的，会自动列入下一次发放。",
        )


def _refuse_without_figures(run: PayRun) -> None:
    """The month itself must be computable before a county waits for it."""
    rates = Rates(run)
    for scheme in Scheme:
        known = Entitlement.objects.filter(county_code=run.county_code, account__scheme=scheme)
        trial = rates.month(scheme, run.month, ZERO, 15, dt.date(run.month.year - 61, 1, 1))
        if trial.problem and known.exists():
            raise LedgerRefused(trial.problem, "请业务管理员先补齐参数，再开始计算。")


def cancel_run(*, caller: Caller, run: PayRun, reason: str) -> PayRun:
    """Throws a run away that nobody approved: its lines were never anybody's, its months are due again."""
    if not reason.strip():
        raise LedgerRefused("请写明作废的原因。", "例如：参数已更正，重新计算。")
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_PREPARE, run.pk)
        if row.state not in DRAFTS:
            raise LedgerRefused(
                f"这一批{row.get_state_display()}，不能作废。", "个别人不该发的，请逐笔处理。"
            )
        PayItem.objects.filter(line__run=row).update(live=False)
        PayLine.objects.filter(run=row).update(state=LineState.VOID)
        Finding.objects.filter(run=row, decision=FindingDecision.OPEN).delete()
        row.state, row.remark = RunState.CANCELLED, reason.strip()[:200]
        row.save(update_fields=["state", "remark"])
        _log(caller, "payments.cancelled", row, reason=reason.strip()[:100])
    return row


def recompute(*, caller: Caller, run: PayRun, reason: str) -> PayRun:
    """Cancels a run and begins it anew, under the figures confirmed by now; both or neither."""
    with transaction.atomic():
        old = cancel_run(caller=caller, run=run, reason=reason)
        return begin_run(
            caller=caller, county=old.county_code, month=old.month, fund=old.fund, despite_unclosed=True
        )


def resume_run(*, caller: Caller, run: PayRun) -> None:
    """Puts a computation that stopped into the queue again; harmless while one runs."""
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_PREPARE, run.pk)
        if row.state != RunState.COMPUTING:
            raise LedgerRefused("这一批已经算完。", "请刷新页面查看。")
        enqueue(compute_in_background, run_id=row.pk)


def check_run(*, caller: Caller, run: PayRun) -> PayRun:
    """复核: by somebody who did not begin it, with every finding decided."""
    return _sign(caller, run, RunState.COMPUTED, RunState.CHECKED, "checked")


def approve_run(*, caller: Caller, run: PayRun) -> PayRun:
    """审批: by a third person. From now on the lines stand."""
    return _sign(caller, run, RunState.CHECKED, RunState.APPROVED, "approved")


def _sign(caller: Caller, run: PayRun, wanted: RunState, then: RunState, what: str) -> PayRun:
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_APPROVE, run.pk)
        if row.state != wanted:
            raise LedgerRefused(
                f"这一批现在是“{row.get_state_display()}”，不能再{_WORDS[what]}。", "请刷新页面查看。"
            )
        _refuse_same_person(caller, row, what)
        new = cross_check(row) + reopen_stopped(row)
        still_open = Finding.objects.filter(run=row, decision=FindingDecision.OPEN).count()
        if not still_open:
            setattr(row, f"{what}_by", caller.account)
            setattr(row, f"{what}_at", timezone.now())
            row.state = then
            row.save(update_fields=["state", f"{what}_by", f"{what}_at"])
            add_up(row)
            _log(caller, f"payments.{what}", row, lines=row.lines, total=str(row.total))
        elif row.state == RunState.CHECKED:
            _back(row)
    if still_open:
        # Outside, so that what was found just now stays to be decided.
        found = f"刚刚又发现{new}条，" if new else ""
        raise LedgerRefused(f"{found}还有{still_open}条比对发现没有处理。", "请先在“比对发现”中逐条处理。")
    return row


_WORDS = {"checked": "复核", "approved": "审批"}


def _refuse_same_person(caller: Caller, run: PayRun, what: str) -> None:
    if run.begun_by_id == caller.account.pk:
        raise LedgerRefused("这一批是您编制的，复核和审批须由另外两个人办理。", "请转告同事。")
    if what == "approved" and run.checked_by_id == caller.account.pk:
        raise LedgerRefused("这一批是您复核的，审批须由另一个人办理。", "请转告同事。")


def _back(run: PayRun) -> None:
    run.state, run.checked_by, run.checked_at = RunState.COMPUTED, None, None
    run.save(update_fields=["state", "checked_by", "checked_at"])


def send_back(*, caller: Caller, run: PayRun, reason: str) -> PayRun:
    """From checked back to computed, with a reason: somebody has to look once more."""
    if not reason.strip():
        raise LedgerRefused("请写明退回的原因。", "编制和复核的同事会据此处理。")
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_APPROVE, run.pk)
        if row.state != RunState.CHECKED:
            raise LedgerRefused(f"这一批现在是“{row.get_state_display()}”，不能退回。", "请刷新页面查看。")
        _back(row)
        row.remark = f"退回：{reason.strip()}"[:200]
        row.save(update_fields=["remark"])
        _log(caller, "payments.sent_back", row, reason=reason.strip()[:100])
    return row


def close_run(*, caller: Caller, run: PayRun) -> PayRun:
    """结账: only once every line is explained, every finding decided and every problem solved."""
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_APPROVE, run.pk)
        if row.state != RunState.EXPORTED:
            raise LedgerRefused(
                f"这一批现在是“{row.get_state_display()}”，不能结账。", "报盘、回盘以后才能结账。"
            )
        unexplained = what_is_open(row)
        if unexplained:
            raise LedgerRefused(f"还不能结账：{'；'.join(unexplained)}。", "请逐项处理后再结账。")
        row.state, row.closed_by, row.closed_at = RunState.CLOSED, caller.account, timezone.now()
        row.save(update_fields=["state", "closed_by", "closed_at"])
        _log(caller, "payments.closed", row)
    return row


def run_detail(run: PayRun) -> dict[str, object]:
    """What the audit says of every run; the fund only where it is not the residents' own."""
    fund = {} if run.fund == Fund.RESIDENTS else {"fund": run.fund}
    return {"month": f"{run.month:%Y-%m}", "number": run.number, **fund}


def _log(caller: Caller, action: str, run: PayRun, **detail: object) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="payments.PayRun",
        object_id=str(run.pk),
        detail={**run_detail(run), **detail},
    )
