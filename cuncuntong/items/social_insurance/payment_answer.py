"""What item 36 tells (27 in part): payments by month, this month's parts, why one failed, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cuncuntong.foundation.identifiers import bank_card
from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import WRONGLY_DEAD, day_words, month_words
from cuncuntong.items.social_insurance.paying_words import day_cell, paid_month, why_and_what
from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.selectors.payments import PaidLine, payments_of
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold, EntitlementRevision
from cuncuntong.ledgers.pensions.selectors import payee_of
from cuncuntong.ledgers.pensions.selectors.holds import first_of_month, is_held, open_holds, with_basis
from cuncuntong.ledgers.recoveries.enums import ReturnWay
from cuncuntong.ledgers.recoveries.models import Overpayment
from cuncuntong.ledgers.recoveries.selectors import open_overpayments
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import ParameterError
from cuncuntong.rules.pension import compute_for
from cuncuntong.rules.pension.computation import Computation
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

PAID_COLUMNS = ("发放月份", "险种", "包括", "金额（元）", "结果", "到账或退回日期", "失败原因和办法")
# As tables name the schemes: the long names would take half the page.
SHORT: dict[str, str] = {Scheme.BASIC: "基本养老", Scheme.SUPPLEMENTARY: "补充养老"}
PART_COLUMNS = ("险种", "项目", "金额（元）", "怎么算的", "依据")
OWED_COLUMNS = ("退回编号", "险种", "多领的", "多领（元）", "还应退（元）", "退回方式", "下一次应退")
RESUMED_BY = {
    HoldKind.UNCERTIFIED: "请做待遇领取资格认证（第21项），认证后补发。",
    HoldKind.MISSING: "本人返回后，请办第37项恢复。",
    HoldKind.DOUBLE: "核实没有重复领取的，请办第37项恢复。",
    HoldKind.DEATH: WRONGLY_DEAD,
    HoldKind.OTHER: "请向县级经办机构问明原因。",
}


def answer(situation: Situation) -> LookUpAnswer:
    """Both schemes in five questions, whatever the number of months."""
    resident, month = situation.resident, first_of_month(situation.on)
    based, holds = with_basis(resident, month), open_holds(resident)
    entitlements = [entitlement for entitlement, _ in based]
    lines, owed = payments_of(resident), open_overpayments(resident)
    if not entitlements:
        return _nothing(lines)
    drawn = [one for one in entitlements if one.state != EntitlementState.ENDED]
    computed = _computed(based, holds, month, resident)
    return LookUpAnswer(
        summary=(*_summary(resident, entitlements, holds, computed, month), *_owed_lines(owed)),
        tables=(
            paid_table(lines, SHORT),
            _parts_table(computed, drawn, month),
            *((_owed_table(owed),) if owed else ()),
        ),
        as_of=None,
        notes=tuple(_notes(lines, holds, owed, computed)),
        panel_data={"owed": [{"pk": row.pk, "number": row.number} for row in owed]},
        next_steps=_steps(lines, holds),
    )


def _nothing(lines: Sequence[PaidLine]) -> LookUpAnswer:
    return LookUpAnswer(
        summary=(("城乡居民养老待遇", "没有核定过待遇"),),
        tables=(paid_table(lines, SHORT),),
        notes=("没有领取待遇的记录。到了领取年龄的，请办第34项“城乡居民基本养老保险待遇申领”。",),
    )


def _computed(
    based: Sequence[tuple[Entitlement, EntitlementRevision | None]],
    holds: Sequence[EntitlementHold],
    month: dt.date,
    resident: Resident,
) -> dict[int, Computation]:
    """This month's parts by entitlement, under the figures of the month; what is held has none."""
    found: dict[int, Computation] = {}
    for one, revision in based:
        if one.state == EntitlementState.ENDED:
            continue
        held = any(hold.entitlement_id == one.pk and is_held(hold, month) for hold in holds)
        if held or one.starts_on > month:
            continue
        basis = revision or one
        try:
            found[one.pk] = compute_for(
                one.account.scheme,
                birth=resident.birth_date,
                account_balance=basis.balance,
                years_paid=basis.years_paid,
                on=month,
                parameters=current(),
            )
        except (ParameterError, ValueError):
            continue  # a figure is missing for the month: the note says so
    return found


def _summary(
    resident: Resident,
    entitlements: Sequence[Entitlement],
    holds: Sequence[EntitlementHold],
    computed: dict[int, Computation],
    month: dt.date,
) -> Iterable[tuple[str, str]]:
    for one in entitlements:
        name = str(one.account.get_scheme_display())
        stop = next((hold for hold in holds if hold.entitlement_id == one.pk), None)
        words = f"{one.get_state_display()}，{month_words(one.starts_on)}起领取"
        if stop is not None:
            words += f"；因{stop.get_kind_display()}从{month_words(stop.from_month)}起停发"
        yield name, words
        if one.pk in computed:
            worth = computed[one.pk]
            mark = "" if worth.is_confirmed else "（待核定）"
            yield f"{name}{month.month}月应发", f"{format_yuan(worth.total)}元{mark}"
    payee = payee_of(resident)
    yield "领取账户", f"{payee.holder} {payee.bank} {bank_card.mask(payee.number)}" if payee else "没有登记"


def _owed_lines(owed: Sequence[Overpayment]) -> Iterable[tuple[str, str]]:
    for row in owed:
        left = format_yuan(row.left)  # type: ignore[attr-defined]
        yield (
            f"{row.entitlement.account.get_scheme_display()}多领",
            f"{format_yuan(row.total)}元，还应退{left}元",
        )


def paid_table(lines: Sequence[PaidLine], short: Mapping[str, str]) -> LookUpTable:
    """Payments of any fund, the newest first; ``short`` names the schemes as the table does."""
    rows = tuple(
        (
            paid_month(one.month, one.number, "补发批次{}"),
            short[one.line.scheme],
            content_words(one),
            format_yuan(one.amount),
            one.state_label,
            day_cell(one.line.settled_on),
            why_and_what(one.reason, one.remedy),
        )
        for one in lines
    )
    return LookUpTable(
        title="发放记录", columns=PAID_COLUMNS, rows=rows, empty="还没有发放记录。", numeric=(3,)
    )


def content_words(one: PaidLine) -> str:
    """What the sum consists of: 当月待遇199.69；补发以前月份2026年10月199.69."""
    said = []
    for item in sorted(one.items, key=lambda item: (item.month, item.label)):
        when = month_words(item.month) if item.kind == ItemKind.ARREARS else ""
        said.append(item.words or f"{item.label}{when}{format_yuan(item.amount)}元")
    return "；".join(said)


def _parts_table(
    computed: dict[int, Computation], drawn: Sequence[Entitlement], month: dt.date
) -> LookUpTable:
    rows = []
    for one in drawn:
        for part in computed[one.pk].parts if one.pk in computed else ():
            source = part.source + ("" if part.is_confirmed else "（待核定）")
            scheme = SHORT[Scheme(one.account.scheme)]
            rows.append((scheme, part.name, format_yuan(part.amount), part.formula, source))
    total = sum((computation.total for computation in computed.values()), start=Decimal("0.00"))
    return LookUpTable(
        title=f"{month_words(month)}待遇项目组成",
        columns=PART_COLUMNS,
        rows=tuple(rows),
        total=("合计", "", format_yuan(total), "", "") if rows and total else (),
        empty="本月没有应发的待遇。",
        numeric=(2,),
    )


def _paid_for(row: Overpayment) -> str:
    if row.interest_line is not None:
        return f"{row.interest_line.year}年度利息"
    words = month_words(row.first_month)
    return words if row.last_month == row.first_month else f"{words}至{month_words(row.last_month)}"


def _owed_table(owed: Sequence[Overpayment]) -> LookUpTable:
    return LookUpTable(
        title="多领待遇",
        columns=OWED_COLUMNS,
        rows=tuple(
            (
                row.number,
                str(row.entitlement.account.get_scheme_display()),
                _paid_for(row),
                format_yuan(row.total),
                format_yuan(row.left),  # type: ignore[attr-defined]
                _way(row),
                day_cell(row.next_due_on),
            )
            for row in owed
        ),
        numeric=(3, 4),
    )


def _way(row: Overpayment) -> str:
    way = row.way  # type: ignore[attr-defined]
    return str(ReturnWay(way).label) if way else "还没约定"


def _notes(
    lines: Sequence[PaidLine],
    holds: Sequence[EntitlementHold],
    owed: Sequence[Overpayment],
    computed: dict[int, Computation],
) -> Iterable[str]:
    for kind, hold in {hold.kind: hold for hold in holds}.items():
        remedy = RESUMED_BY[HoldKind(kind)]
        yield f"因{hold.get_kind_display()}停发（{day_words(hold.decided_on)}登记）。{remedy}"
    if any(one.state == LineState.FAILED for one in lines):
        yield "发放失败的钱没有丢：处理好以后，下一次发放自动重发。"
    if owed:
        yield "多领的待遇由银行收款，服务点不收现金；退回协议可以在下面打印。"
    if any(not one.is_confirmed for one in computed.values()):
        yield "标有“待核定”的标准以县核定后的为准。每一部分先算到分，再相加。"
    if lines:
        yield "发放记录按发放月份排列，最近的在前；“当月待遇”以外的，写明补发的是哪个月。"


def _steps(lines: Sequence[PaidLine], holds: Sequence[EntitlementHold]) -> tuple[NextStep, ...]:
    steps = []
    if any(hold.kind in (HoldKind.MISSING, HoldKind.DOUBLE, HoldKind.DEATH) for hold in holds):
        steps.append(NextStep("37", "情况消失或登记有误的，可以恢复发放"))
    return tuple(steps)
