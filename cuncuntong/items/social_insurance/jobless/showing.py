"""A claim of unemployment benefit in words: its months, from when, how much, and what stood before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words, month_words
from cuncuntong.items.social_insurance.jobless.facts import Claim, claim_facts
from cuncuntong.items.social_insurance.payee_choice import payee_line
from cuncuntong.ledgers.employment.selectors import reason_changes
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import first_of, shifted
from cuncuntong.ledgers.unemployment.selectors import used_of
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import NoValueOn
from cuncuntong.rules.service_item import PreviewLine, Situation
from cuncuntong.rules.unemployment import LONGEST, SHARE, START_AFTER, NotConfirmed, estimate, unconfirmed


def changed_words(claim: Claim) -> str:
    """When the registered reason was changed, and from what: whoever decides must see it."""
    row = claim.registration
    if row is None:
        return ""
    return "".join(f"失业原因于{day_words(one.on)}变更（原：{one.former}）。" for one in reason_changes(row))


def starts_on(claim: Claim) -> dt.date | None:
    """The first month that is due."""
    row = claim.registration
    if row is None:
        return None
    after = current().integer(START_AFTER, row.registered_on)
    return shifted(first_of(row.registered_on), after)


def basis_words(claim: Claim) -> str:
    """How the months came about, with the day and source of what was fetched."""
    said = claim.term.words
    if claim.basis.as_of is not None and claim.basis.participation is not None:
        said += f"（缴费数据截至{day_words(claim.basis.as_of)}，{claim.basis.participation.source}）"
    if claim.term.left:
        said += f"，剩余月数按{claim.basis.left_source}"
    return said


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """The months, from when, how much, as far as it is known, and the account."""
    claim = claim_facts(situation)
    return (*_lines(claim), *payee_line(situation))


def _lines(claim: Claim) -> Iterator[PreviewLine]:
    basis = claim.basis
    if basis.participation is not None and basis.as_of is not None:
        owed = f"，另有{basis.owed}个月欠缴没有计入" if basis.owed else ""
        since = (
            f"，其中{month_words(basis.counted_from)}以后{basis.paid_since}个月"
            if basis.counted_from and basis.paid_since != basis.paid
            else ""
        )
        yield PreviewLine(
            "失业保险缴费",
            f"{basis.paid}个月",
            f"数据截至{day_words(basis.as_of)}（{basis.participation.source}）{since}{owed}",
        )
    if claim.term.months:
        figure = current().get(LONGEST, claim.on)
        yield PreviewLine("可领取月数", f"{claim.term.months}个月", claim.term.words, figure.source)
    starts = starts_on(claim)
    if starts is not None and claim.registration is not None:
        figure = current().get(START_AFTER, claim.registration.registered_on)
        registered = day_words(claim.registration.registered_on)
        yield PreviewLine(
            "开始计发月份",
            month_words(starts),
            f"{registered}办理失业登记",
            figure.source,
            confirmed=figure.confidence.is_confirmed,
        )
    yield amount_line(claim.on)


def amount_line(on: dt.date) -> PreviewLine:
    """The month's sum: an estimate marked 待核定 until every figure is confirmed, or why there is none."""
    waiting = unconfirmed(on, current())
    words = f"{'、'.join(waiting)}待核定，核定后才发放" if waiting else ""
    try:
        found = estimate(on, current())
    except (NoValueOn, NotConfirmed):
        return PreviewLine(
            "每月失业保险金", "待核定", words or current().definition(SHARE).note, confirmed=False
        )
    part = found.parts[0]
    return PreviewLine(
        "每月失业保险金",
        f"{format_yuan(found.total)}元",
        "；".join(filter(None, (part.formula, words))),
        part.source,
        confirmed=not waiting,
    )


def used_words(row: Benefit) -> str:
    """18个月，已领4个月，还剩14个月."""
    used = used_of(row)
    pending = f"，正在发放{used.pending}个月" if used.pending else ""
    return f"共{row.months}个月，已领{used.paid}个月{pending}，还剩{used.left}个月"
