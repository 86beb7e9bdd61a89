"""Item 33: looking up a resident's pension contributions, basic and supplementary, year by year."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import COUNTER_AND_KIOSK, day_words, listed
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.selectors import (
    SchemeHistory,
    YearRow,
    contribution_history,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.service_item import (
    Group,
    Guide,
    Kind,
    LookUpAnswer,
    LookUpTable,
    ServiceItem,
    Situation,
)

MINIMUM_YEARS = "resident_pension.minimum_years"
# Column, its words, and whether it is shown although nobody has anything in it.
AMOUNTS: tuple[tuple[str, Callable[[YearRow], Decimal], bool], ...] = (
    ("个人缴费", lambda row: row.own, True),
    ("政府补贴", lambda row: row.subsidy, True),
    ("集体补助", lambda row: row.collective, True),
    ("利息", lambda row: row.interest, False),
    ("转入转出", lambda row: row.transfer, False),
    ("支付", lambda row: row.payment, False),
    ("合计", lambda row: row.total, True),
)


def look_up(situation: Situation) -> LookUpAnswer:
    """Both accounts by year and way of paying, with totals; three queries."""
    history = contribution_history(situation.resident)
    found = {Scheme.BASIC: history.basic, Scheme.SUPPLEMENTARY: history.supplementary}
    summary = [line for one in found.values() if one for line in _summary(one)]
    notes = ["合计为计入个人账户的金额，等于个人缴费、政府补贴、集体补助等各项之和。"]
    if history.basic is None:
        summary.insert(0, ("城乡居民基本养老保险", "没有参保记录"))
        notes = ["没有参保记录。想参保的，可以办理第28项“城乡居民基本养老保险参保登记”。"]
    else:
        notes.append(_years_note(history.basic, situation))
    notes.append("对记录有疑问的，请带缴费凭证到服务点核对；政府代缴的年份计入缴费年限。")
    return LookUpAnswer(
        summary=tuple(summary),
        tables=tuple(_table(scheme, one) for scheme, one in found.items()),
        as_of=history.as_of,
        notes=tuple(notes),
    )


def _summary(history: SchemeHistory) -> list[tuple[str, str]]:
    account, name = history.account, history.scheme_label
    level = f"，缴费档次{account.level}元/年" if account.level else ""
    return [
        (name, f"{account.get_state_display()}，{day_words(account.opened_on)}参保{level}"),
        (f"{name}账户编号", account.number),
        (f"{name}累计缴费", f"{history.years_paid}年，个人缴费共{format_yuan(history.totals.own)}元"),
        (f"{name}账户余额", f"{format_yuan(history.balance)}元"),
    ]


def _table(scheme: Scheme, history: SchemeHistory | None) -> LookUpTable:
    rows = history.rows if history else []
    shown = [
        (title, amount) for title, amount, always in AMOUNTS if always or any(amount(row) for row in rows)
    ]
    titles = (f"{title}（元）" for title, _ in shown)
    total: tuple[str, ...] = ()
    if history and rows:
        sums = tuple(format_yuan(amount(history.totals)) for _, amount in shown)
        total = ("合计", f"{history.years_paid}年", "", *sums, "", "")
    return LookUpTable(
        title=str(scheme.label),
        columns=("年度", "缴费类型", "档次（元）", *titles, "缴费日期", "到账日期"),
        rows=tuple(
            (
                str(row.year),
                row.paying_label,
                str(row.level or ""),
                *(format_yuan(amount(row)) for _, amount in shown),
                f"{row.paid_on:%Y-%m-%d}" if row.paid_on else "",
                _arrival(row),
            )
            for row in rows
        ),
        total=total,
        empty="没有缴费记录。" if history else "没有参保记录。",
        numeric=tuple(range(2, 3 + len(shown))),
    )


def _arrival(row: YearRow) -> str:
    if row.arrived_on:
        return f"{row.arrived_on:%Y-%m-%d}"
    return "未到账" if row.own else ""


def _years_note(history: SchemeHistory, situation: Situation) -> str:
    least = current().integer(MINIMUM_YEARS, situation.on)
    short = least - history.years_paid
    if short > 0:
        return f"已累计缴费{history.years_paid}年，距领取养老金要求的{least}年还差{short}年。"
    return f"已累计缴费{history.years_paid}年，达到领取养老金要求的{least}年。"


def likely(resident: Resident) -> int:
    """Whoever has an account asks about it, most of all while paying."""
    return 75 if "pension.basic" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="33",
    name="城乡居民养老保险人员缴费信息查询",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民养老保险人员可查询参保人历年缴费情况，如缴费年度、缴费类型、缴费金额、到账情况等(含补充险)。"
    ),
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.LOOK_UP,
    look_up=look_up,
    likely=likely,
    submit_label="查询",
    guide=Guide(
        basis=(listed(33),),
        steps=(
            "出示身份证或社保卡，工作人员核对是否本人。",
            "当场查询基本养老保险和补充养老保险的历年缴费、补贴和到账情况。",
            "需要纸质的，当场打印；记录有误的，按缴费凭证核对更正。",
        ),
        result="当场看到或打印历年缴费情况和账户余额。",
        tips=(
            "只给本人查询；代家人查询的，请带家人的身份证并说明原因。",
            "显示“未到账”的，请保留缴费凭证，过几天再查。",
        ),
    ),
)
