"""The interest of accounts that are closed or used up, when its year is taken back: worked out and posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.bookkeeping.enums import Beyond, Correcting
from cuncuntong.ledgers.bookkeeping.hooks import paid_out
from cuncuntong.ledgers.bookkeeping.interest import ZERO, interest_of, rate_of
from cuncuntong.ledgers.bookkeeping.models import InterestCorrection, InterestLine, InterestRun
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind
from cuncuntong.ledgers.pensions.models import PensionEntry


def beyond_reach(run: InterestRun) -> QuerySet[InterestLine]:
    """The run's lines whose interest stands, on an account that is closed or has less than that.

    Those that were corrected already are left out.
    """
    sums = PensionEntry.objects.filter(account=OuterRef("account")).order_by().values("account")
    lines = run.lines.filter(
        live=True, entry__isnull=False, entry__reversed_by__isnull=True, corrections__done_at__isnull=True
    ).annotate(there=Subquery(sums.annotate(there=Sum("amount")).values("there")))
    off = Q(account__state=AccountState.CLOSED) | Q(there__lt=F("amount"))
    return lines.filter(off).select_related("account", "entry").order_by("account")


def plan_corrections(run: InterestRun) -> list[InterestCorrection]:
    """What each of these accounts' interest was and is when worked out by today's rate and entries."""
    return _planned(run, list(beyond_reach(run)))


def _planned(run: InterestRun, lines: Sequence[InterestLine]) -> list[InterestCorrection]:
    figure = rate_of(run.scheme, run.year)
    rate = None if figure is None else Decimal(str(figure.value))
    due: dict[int, Decimal] = {}
    received: dict[int, Decimal] = {}
    for start in range(0, len(lines), 1000):
        some = lines[start : start + 1000]
        if rate is not None:
            worked = interest_of([one.account_id for one in some], year=run.year, rate=rate, again=True)
            due |= {one.account: one.amount for one in worked}
        closed = [line for line in some if line.account.state == AccountState.CLOSED]
        received |= paid_out().received(closed) if closed else {}
    return [_plan(run, line, due.get(line.account_id, ZERO), received) for line in lines]


def _plan(
    run: InterestRun, line: InterestLine, due: Decimal, received: dict[int, Decimal]
) -> InterestCorrection:
    """Nobody gives back what they never got: of a closed account the fund bears that."""
    closed = line.account.state == AccountState.CLOSED
    got = max(received.get(line.account_id, ZERO), ZERO)
    return InterestCorrection(
        run=run,
        line=line,
        account_id=line.account_id,
        beyond=Beyond.CLOSED if closed else Beyond.SHORT,
        was=line.amount,
        due=due,
        borne=max(line.amount - due - got, ZERO) if closed else ZERO,
    )


def figures(plan: InterestCorrection) -> tuple[int, str, Decimal, Decimal, Decimal]:
    """What the list says of an account: a second person confirms just that."""
    return plan.account_id, str(plan.beyond), plan.was, plan.due, plan.borne


def waiting_words(run: InterestRun, accounts: Sequence[int] | None = None) -> str:
    """Whose balance a payment run is paying out just now, in words; "" where nobody's."""
    lines = run.lines.filter(live=True, entry__isnull=False)
    if accounts is not None:
        lines = lines.filter(account__in=accounts)
    going = paid_out().on_its_way(lines.values_list("account_id", flat=True))
    if not going:
        return ""
    numbers = lines.filter(account__in=going).order_by("account").values_list("account__number", flat=True)
    return f"有账户的余额正在支付给领取人：{'、'.join(numbers[:5])}。"


def why_not(run: InterestRun, lines: Sequence[InterestLine], plans: dict[int, InterestCorrection]) -> str:
    """Why these lines can't be corrected as they were listed, in words; "" where they can."""
    now = {plan.line_id: plan for plan in _planned(run, lines)}
    off = [
        line.account.number
        for line in lines
        if (plan := plans.get(line.pk)) is None or figures(plan) != figures(now[line.pk])
    ]
    if off:
        numbers = "、".join(off[:5])
        return f"撤销期间有账户终止、余额不够或利息变动：{numbers}。请再办一次整批撤销，列出这些账户。"
    return ""


def correct(run: InterestRun, lines: Sequence[InterestLine], plans: dict[int, InterestCorrection]) -> None:
    """Posts what was listed for these lines, in the caller's transaction, the accounts locked."""
    for line in lines:
        plan = plans[line.pk]
        if plan.treatment == Correcting.CORRECT and plan.was != plan.due:
            _correct(run, line, plan)
        plan.done_at = timezone.now()
        plan.save(update_fields=["done_at", "claim"])


def _correct(run: InterestRun, line: InterestLine, plan: InterestCorrection) -> None:
    today, there = timezone.localdate(), line.there  # type: ignore[attr-defined]
    _entry(run, line, EntryKind.REVERSAL, -plan.was, today, f"冲正：{run.year}年度结息撤销", line.entry)
    made = None
    if plan.due:
        day = dt.date(run.year, 12, 31)
        made = _entry(run, line, EntryKind.INTEREST, plan.due, day, f"{run.year}年度结息（更正）")
    lacks = plan.was - plan.due - there
    if plan.beyond == Beyond.CLOSED:
        if plan.claimed:
            plan.claim = paid_out().claim(
                line=line, amount=plan.claimed, on=today, actor=run.reversal_confirmed_by
            )
            _entry(run, line, EntryKind.RETURNED, plan.claimed, today, f"结息撤销：多付的转追回{plan.claim}")
        if plan.borne:
            _entry(run, line, EntryKind.RETURNED, plan.borne, today, "结息撤销：领取人没有得到的由基金承担")
    elif lacks > 0:
        # The pension goes on for life: what a used-up account can't give, the fund bears.
        _entry(run, line, EntryKind.RETURNED, lacks, today, "结息撤销：账户已用完，已发的由基金承担")
    line.amount, line.live = plan.due, made is not None
    line.entry = made or line.entry
    line.save(update_fields=["amount", "live", "entry"])
    if plan.beyond == Beyond.CLOSED and plan.was < plan.due:
        paid_out().pay_more(account=line.account_id, on=today)
    record(
        actor=run.reversal_confirmed_by,
        action="interest.corrected",
        object_type="pensions.PensionAccount",
        object_id=str(line.account_id),
        detail={
            "year": run.year,
            "was": str(plan.was),
            "due": str(plan.due),
            "claim": plan.claim,
            "borne": str(plan.borne),
        },
    )


def _entry(
    run: InterestRun,
    line: InterestLine,
    kind: str,
    amount: Decimal,
    on: dt.date,
    source: str,
    reverses: PensionEntry | None = None,
) -> PensionEntry:
    """Posts on an account that takes no entries from anybody else any more."""
    return PensionEntry.objects.create(
        account_id=line.account_id,
        kind=kind,
        year=on.year if kind == EntryKind.RETURNED else run.year,
        amount=amount,
        paid_on=on,
        arrived_on=on if kind == EntryKind.INTEREST else None,
        posted_at=timezone.now(),
        source=source[:60],
        reverses=reverses,
    )
