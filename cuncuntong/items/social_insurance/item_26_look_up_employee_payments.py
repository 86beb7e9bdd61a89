"""Item 26: looking up payments of an employees' pension, this month's parts, and why something failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import COUNTER_AND_KIOSK, day_words, listed, month_words
from cuncuntong.items.social_insurance.above_paid import above_paid_table
from cuncuntong.items.social_insurance.above_words import ASK_ABOVE, NOT_FETCHED, as_of_words
from cuncuntong.ledgers.insurance.enums import PaymentState, PensionState
from cuncuntong.ledgers.insurance.models import PensionStop
from cuncuntong.ledgers.insurance.selectors import Paid, PensionFacts, payments_above, pension_above
from cuncuntong.ledgers.insurance.selectors.participations import Part
from cuncuntong.ledgers.insurance.selectors.payments import UNCERTIFIED
from cuncuntong.ledgers.insurance.selectors.stops import open_stops
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months
from cuncuntong.rules.certification import INTERVAL
from cuncuntong.rules.service_item import (
    Group,
    Guide,
    Kind,
    LookUpAnswer,
    LookUpTable,
    NextStep,
    ServiceItem,
    Situation,
)

PART_COLUMNS = ("项目", "金额（元）")


def look_up(situation: Situation) -> LookUpAnswer:
    """The pension, its payments and what was reported here: four queries, however many months."""
    resident = situation.resident
    facts, paid, stops = pension_above(resident), payments_above(resident), open_stops(resident)
    if facts is None:
        return LookUpAnswer(
            summary=(("企业职工基本养老待遇", "上级台账中没有领取待遇的记录"),),
            tables=(above_paid_table(paid),) if paid else (),
            notes=(
                f"{NOT_FETCHED}或还没有领取；缴费情况可以办第25项查询。",
                "领取城乡居民养老待遇的，请办第36项查询。",
            ),
        )
    month = situation.on.replace(day=1)
    return LookUpAnswer(
        summary=tuple(_summary(facts, paid, stops, month)),
        tables=(above_paid_table(paid), _parts_table(facts, paid, month)),
        notes=tuple(_notes(facts, paid)),
        next_steps=tuple(_steps(facts, paid, situation.on)),
    )


def _summary(
    facts: PensionFacts, paid: Sequence[Paid], stops: Sequence[PensionStop], month: dt.date
) -> Iterable[tuple[str, str]]:
    pension, row = facts.pension, facts.participation
    words = f"{pension.get_state_display()}，{month_words(pension.starts_on)}起领取"
    if pension.ended_on:
        words += f"，{day_words(pension.ended_on)}终止"
    yield "企业职工基本养老待遇", words
    yield "月待遇", f"{format_yuan(pension.monthly)}元"
    this = [one for one in paid if one.row.month == month]
    yield f"{month.month}月发放", "；".join(_said(one) for one in this) or "还没有发放记录"
    yield "最近一次资格认证", _certified(pension.certified_on, month)
    for stop in stops:
        yield (
            "服务点登记的暂停",
            f"{stop.get_kind_display()}，{day_words(stop.decided_on)}登记，{stop.get_state_display()}",
        )
    yield "待遇数据截至", as_of_words(row, pension.as_of)
    yield "发放数据截至", as_of_words(row, row.payments_as_of)


def _said(one: Paid) -> str:
    return f"{one.row.get_state_display()} {format_yuan(one.row.amount)}元"


def _next_certification(on: dt.date | None, day: dt.date) -> dt.date | None:
    return add_months(on, current().integer(INTERVAL, day)) if on else None


def _certified(on: dt.date | None, day: dt.date) -> str:
    until = _next_certification(on, day)
    if on is None or until is None:
        return "上级台账中没有认证记录"
    return f"{day_words(on)}，下次请在{day_words(until)}以前认证"


def _parts_table(facts: PensionFacts, paid: Sequence[Paid], month: dt.date) -> LookUpTable:
    """This month's payment as it was made; before it is made, what the pension consists of."""
    made = [part for one in paid if one.row.month == month for part in one.parts]
    parts: Sequence[Part] = made or (facts.parts if facts.running else ())
    total = sum((part.amount for part in parts), Decimal("0.00"))
    title = f"{month_words(month)}待遇项目组成" + (
        "" if made or not parts else "（按核定，本月还没有发放记录）"
    )
    return LookUpTable(
        title=title,
        columns=PART_COLUMNS,
        rows=tuple((part.name, format_yuan(part.amount)) for part in parts),
        total=("合计", format_yuan(total)) if parts else (),
        empty="本月没有应发的待遇。" if not facts.running else "没有取回待遇组成。",
        numeric=(1,),
    )


def _notes(facts: PensionFacts, paid: Sequence[Paid]) -> Iterable[str]:
    if facts.pension.state == PensionState.SUSPENDED:
        yield "待遇暂停发放。没有按期认证的，请办第21项认证；其他原因请向县级经办机构问明。"
    if any(one.row.state == PaymentState.FAILED for one in paid):
        yield "发放失败的钱没有丢：按上面的办法处理好以后，由上级补发。"
    yield "发放记录按月份排列，最近的在前。"
    yield ASK_ABOVE


def _steps(facts: PensionFacts, paid: Sequence[Paid], on: dt.date) -> Iterable[NextStep]:
    until = _next_certification(facts.pension.certified_on, on)
    late = facts.pension.state != PensionState.ENDED and (until is None or until <= on)
    if late or any(one.failure and one.failure.kind == UNCERTIFIED for one in paid[:1]):
        yield NextStep("21", "资格认证已到期或没有记录，可以现在认证")
    if facts.pension.state == PensionState.SUSPENDED:
        yield NextStep("24", "情况消失的，可以申请恢复发放")


def likely(resident: Resident) -> int:
    """Whoever draws asks when the money comes, and why it is what it is."""
    return 80 if "insurance.drawing" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="26",
    name="企业职工基本养老保险待遇发放记录查询",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省企业职工基本养老保险的待遇领取人员可查询养老金发放记录和当前月待遇项目组成明细。"
        "发放失败的，可查询失败原因。"
    ),
    audience="参加我省企业职工养老保险的待遇领取人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.LOOK_UP,
    look_up=look_up,
    likely=likely,
    submit_label="查询",
    guide=Guide(
        basis=(listed(26),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询养老金发放记录和当前月待遇的项目组成。",
            "发放失败的，告知原因和办法；需要的当场打印。",
        ),
        result="当场看到或打印发放记录和待遇明细。",
        tips=(
            "发放失败多因银行账户变更或认证到期，按提示办理后补发。",
            "看到的是从上级系统取回的台账，刚发放的可能还没有更新。",
        ),
    ),
)
