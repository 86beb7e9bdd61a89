"""What item 25 tells: the participation above, every year and month of it, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterable

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words, month_words
from cuncuntong.items.social_insurance.above_words import ASK_ABOVE, NOT_FETCHED, as_of_words
from cuncuntong.items.social_insurance.paying_words import day_cell
from cuncuntong.ledgers.insurance.enums import MonthState
from cuncuntong.ledgers.insurance.selectors import MonthRow, PaidHistory, PaidYear, paid_history
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import span_text
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

MINIMUM_MONTHS = "employees.minimum_months"
YEAR_COLUMNS = (
    "年度",
    "到账月数",
    "月缴费基数（元）",
    "个人缴费（元）",
    "单位缴费（元）",
    "计入个人账户（元）",
    "缴费单位",
    "说明",
)
GRID_COLUMNS = ("年度", *(f"{month}月" for month in range(1, 13)))
RECENT_COLUMNS = (
    "费款所属期",
    "缴费基数（元）",
    "个人缴费（元）",
    "单位缴费（元）",
    "到账情况",
    "到账日期",
    "缴费单位",
)
RECENT = 12
MARKS = {
    MonthState.ARRIVED: "√",
    MonthState.BACK_PAID: "补",
    MonthState.OWED: "欠",
    MonthState.REFUNDED: "退",
}


def answer(situation: Situation) -> LookUpAnswer:
    """The whole history in two queries, however many years."""
    history = paid_history(situation.resident)
    if history is None:
        return LookUpAnswer(
            summary=(("企业职工基本养老保险", NOT_FETCHED),),
            tables=(),
            notes=(
                "刚参保的，上级台账更新以前这里还看不到。",
                "灵活就业人员想参保的，可以办第20项“灵活就业人员参保登记”。",
            ),
            next_steps=(NextStep("20", "灵活就业的，可以在这里参保"),),
        )
    return LookUpAnswer(
        summary=tuple(_summary(history)),
        tables=(_years(history), _grid(history), _recent(history)),
        notes=tuple(_notes(history, situation)),
    )


def _summary(history: PaidHistory) -> Iterable[tuple[str, str]]:
    row = history.participation
    since = f"，{month_words(row.since)}首次参保" if row.since else ""
    yield "企业职工基本养老保险", f"{row.get_state_display()}，{row.get_insured_as_display()}{since}"
    yield "个人编号", row.number or "没有取回"
    if row.unit:
        yield "参保单位", row.unit
    if row.office:
        yield "经办机构", row.office
    if row.ended_on:
        yield "终止日期", day_words(row.ended_on)
    abroad = f"，其中外省缴费{history.abroad}个月" if history.abroad else ""
    yield "累计缴费", f"{history.arrived}个月（{span_text(history.arrived)}）{abroad}"
    owed = len(history.totals.owed)
    yield "欠缴", f"{owed}个月" if owed else "没有"
    yield "个人缴费合计", f"{format_yuan(history.totals.own)}元"
    yield "计入个人账户合计", f"{format_yuan(history.totals.to_account)}元（不含利息）"
    yield "参保登记数据截至", as_of_words(row, row.as_of)
    yield "缴费数据截至", as_of_words(row, history.as_of)


def _years(history: PaidHistory) -> LookUpTable:
    sums = history.totals
    return LookUpTable(
        title="历年缴费",
        columns=YEAR_COLUMNS,
        rows=tuple(_year(one) for one in history.years),
        total=(
            "合计", f"{history.arrived}个月", "", format_yuan(sums.own), format_yuan(sums.unit_amount),
            format_yuan(sums.to_account), "", "",
        ) if history.years else (),
        empty="还没有取回缴费记录。",
        numeric=(2, 3, 4, 5),
    )  # fmt: skip


def _year(one: PaidYear) -> tuple[str, ...]:
    base = format_yuan(one.lowest) if one.arrived else ""
    if one.highest != one.lowest:
        base += f"～{format_yuan(one.highest)}"
    owed = f"欠缴{len(one.owed)}个月" if one.owed else ""
    back = sum(1 for month in one.months if month.state == MonthState.BACK_PAID)
    said = (owed, f"补缴{back}个月" if back else "", *(f"在{place}缴费" for place in one.places))
    return (
        str(one.year),
        f"{one.arrived}个月",
        base,
        format_yuan(one.own),
        format_yuan(one.unit_amount),
        format_yuan(one.to_account),
        "、".join(one.units),
        "；".join(filter(None, said)),
    )


def _grid(history: PaidHistory) -> LookUpTable:
    return LookUpTable(
        title="逐月到账情况",
        columns=GRID_COLUMNS,
        rows=tuple((str(one.year), *_marks(one)) for one in history.years),
        empty="还没有取回缴费记录。",
    )


def _marks(year: PaidYear) -> list[str]:
    cells = ["—"] * 12
    for one in year.months:
        cells[one.month.month - 1] = MARKS[MonthState(one.state)] + ("外" if one.place else "")
    return cells


def _recent(history: PaidHistory) -> LookUpTable:
    months: list[MonthRow] = history.totals.months[-RECENT:]
    return LookUpTable(
        title=f"最近{RECENT}个月",
        columns=RECENT_COLUMNS,
        rows=tuple(
            (
                month_words(one.month),
                format_yuan(one.base),
                format_yuan(one.own),
                format_yuan(one.unit_amount),
                one.state_label,
                day_cell(one.arrived_on),
                one.unit + (f"（{one.place}）" if one.place else ""),
            )
            for one in reversed(months)
        ),
        empty="还没有取回缴费记录。",
        numeric=(1, 2, 3),
    )


def _notes(history: PaidHistory, situation: Situation) -> Iterable[str]:
    yield "逐月表中：√ 已到账，补 补缴到账，欠 欠缴，退 已退费，外 在外省缴费，— 没有缴费记录。"
    least = current().get(MINIMUM_MONTHS, situation.on)
    months = int(str(least.value))
    mark = "" if least.is_confirmed else "（待核定）"
    short = months - history.arrived
    rule = f"现在退休按月领取养老金的最低缴费年限是{span_text(months)}{mark}"
    yield f"{rule}，还差{span_text(short)}。" if short > 0 else f"{rule}，已经达到。"
    if history.totals.owed:
        yield "欠缴的月份不计入累计缴费；单位欠缴的，请向单位或经办机构问明，自己欠缴的请补缴。"
    yield ASK_ABOVE
