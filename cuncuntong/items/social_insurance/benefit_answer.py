"""What item 27 tells: the benefit and its months, our payments and the province's, why one failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cuncuntong.foundation.identifiers import bank_card
from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words, month_words
from cuncuntong.items.social_insurance.above_paid import above_paid_table
from cuncuntong.items.social_insurance.above_words import as_of_words
from cuncuntong.items.social_insurance.jobless.showing import amount_line, used_words
from cuncuntong.items.social_insurance.payment_answer import paid_table
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, PaymentState
from cuncuntong.ledgers.insurance.selectors import Paid, participation_of, payments_above
from cuncuntong.ledgers.payments.enums import Fund, LineState, PayScheme
from cuncuntong.ledgers.payments.selectors import PaidLine, payments_of
from cuncuntong.ledgers.pensions.selectors import payee_of
from cuncuntong.ledgers.unemployment.enums import AboveState, BenefitState
from cuncuntong.ledgers.unemployment.models import Benefit, Overpaid
from cuncuntong.ledgers.unemployment.months import last_granted
from cuncuntong.ledgers.unemployment.selectors import benefits_of, open_overpaid_of
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

SHORT: dict[str, str] = {PayScheme.UNEMPLOYMENT: "失业保险金", PayScheme.SKILL: "技能提升补贴"}
PART_COLUMNS = ("发放月份", "项目", "金额（元）", "怎么算的", "依据")
SCHEME = InsuranceScheme.UNEMPLOYMENT
MOST = 24


def answer(situation: Situation) -> LookUpAnswer:
    """Our own payments and the province's, in about eight questions."""
    resident = situation.resident
    benefits = list(benefits_of(resident)[:MOST])
    lines = payments_of(resident, fund=Fund.UNEMPLOYMENT)
    fetched, owed = payments_above(resident, SCHEME), open_overpaid_of(resident)
    known = participation_of(resident, SCHEME)
    as_of = (known.payments_as_of or known.as_of) if known else None
    return LookUpAnswer(
        summary=(
            *_summary(situation, benefits),
            *_owed_lines(owed),
            *((("上级数据截至", as_of_words(known, as_of)),) if known else ()),
        ),
        tables=(
            paid_table(lines, SHORT),
            _parts_table(lines),
            *((above_paid_table(fetched, "上级发放记录"),) if known else ()),
        ),
        notes=tuple(_notes(lines, fetched, benefits, owed, known is not None)),
        panel_data={"owed": [{"pk": row.pk, "number": row.number} for row in owed]},
        next_steps=_steps(benefits),
    )


def _summary(situation: Situation, benefits: Sequence[Benefit]) -> Iterable[tuple[str, str]]:
    if not benefits:
        yield "失业保险金", "没有核定过待遇"
        return
    row = benefits[0]
    if row.state == BenefitState.REFUSED:
        on = f"（{day_words(row.ended_on)}）" if row.ended_on else ""
        yield "失业保险金", f"上级不同意{on}，核定的{row.months}个月不再发放"
    else:
        yield from _months_lines(situation, row)
    if row.above != AboveState.WAITING:
        yield "上级备案", f"{row.get_above_display()}{f'：{row.above_words}' if row.above_words else ''}"
    payee = payee_of(situation.resident)
    yield "领取账户", f"{payee.holder} {payee.bank} {bank_card.mask(payee.number)}" if payee else "没有登记"


def _months_lines(situation: Situation, row: Benefit) -> Iterable[tuple[str, str]]:
    """From when, how long, how much of it is used, and a month's sum while it runs."""
    words = f"{row.get_state_display()}，{month_words(row.starts_on)}起计发"
    if row.state != BenefitState.RUNNING and row.end_reason:
        ended = f"（{day_words(row.ended_on)}）" if row.ended_on else ""
        words += f"；{row.get_end_reason_display()}{ended}"
    yield "失业保险金", words
    yield "领取月数", used_words(row)
    if row.state == BenefitState.RUNNING:
        yield "最后一个可领月份", month_words(last_granted(row))
        worth = amount_line(situation.on)
        yield "每月失业保险金", worth.value if worth.confirmed else f"{worth.value}（{worth.note}）"


def _owed_lines(owed: Sequence[Overpaid]) -> Iterable[tuple[str, str]]:
    for row in owed:
        left = format_yuan(row.left)  # type: ignore[attr-defined]
        yield "多领失业保险金", f"{format_yuan(row.total)}元，还应退{left}元（{row.number}）"


def _parts_table(lines: Sequence[PaidLine]) -> LookUpTable:
    """How the newest month's sums came about, by the figures that its run kept."""
    rows = []
    for line in lines[:2]:
        for item in line.items:
            for part in item.parts:
                source = str(part.figure.get("source", ""))
                rows.append(
                    (month_words(item.month), part.name, format_yuan(part.amount), part.formula, source)
                )
    return LookUpTable(
        title="最近发放的项目组成",
        columns=PART_COLUMNS,
        rows=tuple(rows),
        empty="还没有发放过。",
        numeric=(2,),
    )


def _notes(
    lines: Sequence[PaidLine],
    fetched: Sequence[Paid],
    benefits: Sequence[Benefit],
    owed: Sequence[Overpaid],
    known: bool,
) -> Iterable[str]:
    failed_above = any(one.row.state == PaymentState.FAILED for one in fetched[:3])
    if any(one.state == LineState.FAILED for one in lines) or failed_above:
        yield "发放失败的钱没有丢：处理好以后，下一次发放自动重发。"
    if not benefits and not lines and not fetched:
        yield "没有领取失业保险金的记录。符合条件的，先办第11项“失业登记”，再办第23项“失业保险金申领”。"
    if not known:
        yield "上级台账中没有查到失业保险参保记录，只显示本县的发放。"
    if owed:
        yield "多领的失业保险金由银行收款，服务点不收现金；退回通知由县级经办机构出具。"
    if lines:
        yield "发放记录按发放月份排列，最近的在前；补发的，写明补发的是哪个月。"


def _steps(benefits: Sequence[Benefit]) -> tuple[NextStep, ...]:
    if benefits and benefits[0].state == BenefitState.RUNNING:
        return (
            NextStep("11", "按时报告求职情况；找到工作请注销登记"),
            NextStep("16", "领取期间可以参加免费或有补贴的培训"),
        )
    return ()
