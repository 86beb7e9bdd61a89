"""Decisions about a year's interest: begun by one person, confirmed by another. Taking back: taking_back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.bookkeeping.enums import InterestState
from cuncuntong.ledgers.bookkeeping.interest import RATES, bearing_accounts, rate_of
from cuncuntong.ledgers.bookkeeping.models import InterestRun
from cuncuntong.ledgers.bookkeeping.services.interest_work import compute_interest, post_interest
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current

POST = Ability.PENSION_POST
PENSION = Line.RESIDENT_PENSION
FIRST_YEAR = 2009


def begin_interest(*, caller: Caller, scheme: str, year: int) -> InterestRun:
    """Lets the interest of a year that is over be worked out in the background; nothing is posted.

    Raises Denied; LedgerRefused for a year that is not over, without a rate, or while a run of that
    year is under way.
    """
    county = county_of(caller)
    if not FIRST_YEAR <= year < timezone.localdate().year:
        raise LedgerRefused(f"{year}年度还没有结束，或不在结息范围内。", "请填写已经结束的年度。")
    figure = rate_of(scheme, year)
    if figure is None:
        raise LedgerRefused(
            f"{year}年度的记账利率还没有填写。",
            f"请业务管理员在参数“{current().definition(RATES[Scheme(scheme)]).name}”中"
            f"填写自{year}年1月1日起的利率，由另一人核定后再结息。",
        )
    runs = InterestRun.objects.filter(county_code=county, scheme=scheme, year=year)
    last = runs.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            run = InterestRun.objects.create(
                county_code=county,
                scheme=scheme,
                year=year,
                number=last + 1,
                rate=current().decimal(RATES[Scheme(scheme)], dt.date(year, 12, 31)),
                source=figure.source[:300],
                confirmed_rate=figure.is_confirmed,
                to_do=bearing_accounts(county, scheme).count(),
                begun_by=caller.account,
            )
            log_run(run, "interest.begun", caller.account, {"rate": str(run.rate)})
            enqueue(compute_interest, run=run.pk)
    except IntegrityError as error:
        raise LedgerRefused(f"{year}年度的结息正在办理。", "请在结息列表中打开那一批。") from error
    return run


def other_rate(run: InterestRun) -> Decimal | None:
    """The rate in force now, where the run was worked out with another one; None where it is the same."""
    figure = rate_of(run.scheme, run.year)
    now = None if figure is None else Decimal(str(figure.value))
    return None if now is None or now == run.rate else now


def confirm_interest(*, caller: Caller, run: InterestRun) -> InterestRun:
    """A second person lets what was previewed be posted; one that stopped goes on.

    Raises Denied, NotVisible, LedgerRefused in another state, for the one who began it, where there is
    nothing to post, or where another rate was confirmed since.
    """
    with transaction.atomic():
        row = locked_run(caller, run.pk, InterestState.PREVIEWED)
        if row.begun_by_id == caller.account.pk:
            raise LedgerRefused("预览和确认记账须是两个人。", "请另一位工作人员确认。")
        if not row.accounts:
            raise LedgerRefused(
                f"没有要记的利息：{row.year}年度已经结过息的账户不会再结一次。", "请作废这次预览。"
            )
        if (now := other_rate(row)) is not None:
            raise LedgerRefused(
                f"{row.year}年度的记账利率现在是{percent(now)}，这次预览按{percent(row.rate)}算的。",
                "请作废这次预览，按现在的利率重新计算。",
            )
        row.state, row.posted_by, row.position, row.done = InterestState.POSTING, caller.account, 0, 0
        row.save(update_fields=["state", "posted_by", "position", "done"])
        log_run(
            row, "interest.confirmed", caller.account, {"total": str(row.total), "accounts": row.accounts}
        )
        enqueue(post_interest, run=row.pk)
    return row


def cancel_interest(*, caller: Caller, run: InterestRun) -> InterestRun:
    """Gives up a preview. Raises Denied, NotVisible, LedgerRefused once posting began."""
    with transaction.atomic():
        row = locked_run(
            caller, run.pk, InterestState.PREVIEWED, InterestState.COMPUTING, InterestState.STOPPED
        )
        if row.posted_by_id is not None:
            raise LedgerRefused("这批结息已经开始记账，不能作废。", "请整批撤销。")
        row.lines.update(live=False)
        row.state = InterestState.CANCELLED
        row.save(update_fields=["state"])
        log_run(row, "interest.cancelled", caller.account, {})
    return row


def percent(rate: Decimal) -> str:
    """A share as people read it: 3%, 3.5%."""
    return f"{(rate * 100).normalize():f}%"


def county_of(caller: Caller) -> str:
    """The county whose books the caller keeps. Raises Denied or LedgerRefused."""
    caller.need(POST, PENSION)
    grants = [one for one in caller.with_ability(POST, PENSION) if one.level == Level.COUNTY]
    if not grants:
        raise LedgerRefused("结息由县级办理。", "请联系县级业务管理员。")
    return grants[0].code


def locked_run(caller: Caller, pk: int, *states: str) -> InterestRun:
    """The caller's run in one of the states, locked. Raises Denied, NotVisible, LedgerRefused."""
    caller.need(POST, PENSION)
    rows = caller.limit(POST, InterestRun.objects.select_for_update(), line=PENSION)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这批结息，或它不在您的管理范围内。")
    if row.state not in states:
        raise LedgerRefused(f"这批结息{row.get_state_display()}，现在不能这样办。", "请刷新页面查看。")
    return row


def log_run(run: InterestRun, action: str, actor: Account, detail: dict[str, Any]) -> None:
    """The entry of a decision about a run."""
    record(
        actor=actor,
        action=action,
        object_type="bookkeeping.InterestRun",
        object_id=str(run.pk),
        detail={"scheme": run.scheme, "year": run.year, **detail},
    )
