"""Decisions about a load: each by a person, in one transaction, audited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.loading.checking import agreed
from cuncuntong.ledgers.loading.enums import LoadState
from cuncuntong.ledgers.loading.figures import TOTALS
from cuncuntong.ledgers.loading.files import store
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.services.checks import check_batch
from cuncuntong.ledgers.loading.services.loads import load_batch
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Account

LOAD = Ability.PENSION_LOAD
PENSION = Line.RESIDENT_PENSION
# Figures of an older day than this are no stock to take over.
OLDEST = dt.timedelta(days=400)


class EntryRefused(LedgerRefused):
    """An entry is wrong: ``field`` names it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message, field=field)


class TotalsDiffer(LedgerRefused):
    """The sender's totals are not the file's: ``differences`` name → (theirs, the file's)."""

    def __init__(self, differences: Mapping[str, tuple[Decimal, Decimal]]) -> None:
        self.differences = differences
        names = "、".join(TOTALS[name] for name in differences)
        super().__init__(f"{names}与文件不一致，没有确认。", "请与数据来源单位核对，改正文件后重新上传。")


def send_in(
    *,
    caller: Caller,
    content: bytes,
    name: str,
    sender: str,
    as_of: dt.date,
    settled_year: int,
    pay_from: dt.date,
) -> LoadBatch:
    """Takes a file in and lets it be checked in the background.

    ``as_of`` is the day that the sender's figures are of, ``settled_year`` the last year whose interest
    they hold, ``pay_from`` the first month that this system pays to its recipients. Raises Denied,
    EntryRefused with the field, LedgerRefused for a file that is under way or loaded already.
    """
    county = _county_of(caller)
    _check_days(as_of, settled_year, pay_from)
    digest = sm3(content)
    kept = store().put(content)
    try:
        with transaction.atomic():
            batch = LoadBatch.objects.create(
                name=name[-120:],
                file=kept,
                digest=digest,
                as_of=as_of,
                settled_year=settled_year,
                pay_from=pay_from,
                sender=sender.strip()[:60],
                uploaded_by=caller.account,
                county_code=county,
            )
            _log(batch, "loading.sent_in", caller.account, {"digest": digest, "bytes": len(content)})
            enqueue(check_batch, batch=batch.pk)
    except IntegrityError as error:
        store().delete(kept)
        raise LedgerRefused(
            "内容完全相同的文件已经上传过。", "请在导入列表中打开那一批；要重新核对的，请先把那一批作废。"
        ) from error
    return batch


def _county_of(caller: Caller) -> str:
    caller.need(LOAD, PENSION)
    grants = [one for one in caller.with_ability(LOAD, PENSION) if one.level == Level.COUNTY]
    if not grants:
        raise LedgerRefused("存量导入由县级业务管理员办理。", "请联系县级业务管理员。")
    return grants[0].code


def _check_days(as_of: dt.date, settled_year: int, pay_from: dt.date) -> None:
    today = timezone.localdate()
    if not today - OLDEST <= as_of <= today:
        raise EntryRefused("数据截至日不能晚于今天，也不能早于一年以前。", "as_of")
    if not as_of.year - 2 <= settled_year <= as_of.year or dt.date(settled_year, 12, 31) > as_of:
        raise EntryRefused(
            "利息结至年度应是数据截至日以前已经结束的年度（当年12月31日为截至日的，填当年）。", "settled_year"
        )
    if pay_from.day != 1 or not as_of.replace(day=1) <= pay_from <= today + OLDEST:
        raise EntryRefused("本系统首发月份不能早于数据截至的月份。", "pay_from")


def confirm_totals(*, caller: Caller, batch: LoadBatch, declared: Mapping[str, Decimal]) -> LoadBatch:
    """A second person types in the totals that the sender gave: all must be the file's.

    ``declared`` has every name of figures.TOTALS; counts whole, sums in yuan. Raises Denied,
    NotVisible, TotalsDiffer, LedgerRefused in another state or for the one who sent the file in.
    """
    with transaction.atomic():
        row = _locked(caller, batch.pk, LoadState.CHECKED)
        if row.uploaded_by_id == caller.account.pk:
            raise LedgerRefused("上传和确认总数须是两个人。", "请另一位业务管理员确认。")
        theirs = {name: str(declared[name]) for name in TOTALS}
        differences = agreed(theirs, row.figures)
        if differences:
            # Kept although nothing is confirmed: who tries until it fits can be seen.
            _log(row, "loading.totals_differ", caller.account, {name: theirs[name] for name in differences})
        else:
            row.declared, row.state = theirs, LoadState.CONFIRMED
            row.confirmed_by, row.confirmed_at = caller.account, timezone.now()
            row.save(update_fields=["declared", "state", "confirmed_by", "confirmed_at"])
            _log(row, "loading.totals_agreed", caller.account, theirs)
    if differences:
        raise TotalsDiffer(differences)
    return row


def start_loading(*, caller: Caller, batch: LoadBatch) -> LoadBatch:
    """Lets a confirmed file be loaded in the background, or goes on with one that stopped.

    Raises Denied, NotVisible, LedgerRefused in another state or for the one who confirmed the totals.
    """
    with transaction.atomic():
        row = _locked(caller, batch.pk, LoadState.CONFIRMED, LoadState.STOPPED)
        if row.confirmed_by_id == caller.account.pk:
            raise LedgerRefused("确认总数和开始导入须是两个人。", "请上传文件的人开始导入。")
        if row.state == LoadState.CONFIRMED:
            row.position, row.begun_at = 0, timezone.now()
        row.state, row.loaded_by, row.remark = LoadState.LOADING, caller.account, ""
        row.save(update_fields=["state", "position", "begun_at", "loaded_by", "remark"])
        _log(row, "loading.started", caller.account, {"position": row.position})
        enqueue(load_batch, batch=row.pk)
    return row


def cancel(*, caller: Caller, batch: LoadBatch) -> LoadBatch:
    """Gives up a file of which nothing was loaded; its content is deleted.

    Raises Denied, NotVisible, LedgerRefused once loading began.
    """
    with transaction.atomic():
        row = _locked(
            caller, batch.pk, LoadState.CHECKING, LoadState.FAULTY, LoadState.CHECKED, LoadState.CONFIRMED
        )
        row.state = LoadState.CANCELLED
        row.save(update_fields=["state"])
        _log(row, "loading.cancelled", caller.account, {})
        transaction.on_commit(lambda: _forget(row))
    return row


def _forget(row: LoadBatch) -> None:
    for name in (row.file, row.problems):
        if name:
            store().delete(name)


def _locked(caller: Caller, pk: int, *states: str) -> LoadBatch:
    caller.need(LOAD, PENSION)
    rows = caller.limit(LOAD, LoadBatch.objects.select_for_update(), line=PENSION)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这批导入，或它不在您的管理范围内。")
    if row.state not in states:
        raise LedgerRefused(f"这批导入{row.get_state_display()}，现在不能这样办。", "请刷新页面查看。")
    return row


def _log(batch: LoadBatch, action: str, actor: Account, detail: dict[str, Any]) -> None:
    record(
        actor=actor,
        action=action,
        object_type="loading.LoadBatch",
        object_id=str(batch.pk),
        detail={"file": batch.name, **detail},
    )
