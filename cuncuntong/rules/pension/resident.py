"""The residents' basic pension a month: basic amount, account ÷ divisor, and what the county adds.

国发〔2014〕8号: the basic pension (基础养老金) and the account (个人账户养老金), which is all that is
saved divided by 139. Additions for long contribution or high age exist only where a figure with a
source has been entered for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cuncuntong.rules.ages import age_on
from cuncuntong.rules.parameters import DatedValue, Parameters, plain
from cuncuntong.rules.pension.computation import Computation, Part, number, part_of, yuan

BASIC = "resident_pension.basic_monthly"
FLOOR = "resident_pension.national_floor"
DIVISOR = "resident_pension.account_divisor"
LONG_SERVICE = "resident_pension.long_service_yearly"
AGE_SUPPLEMENT = "resident_pension.age_supplement"
MINIMUM_YEARS = "resident_pension.minimum_years"


def compute_resident_pension(
    *,
    birth: date,
    account_balance: Decimal,
    years_paid: int,
    on: date,
    parameters: Parameters,
) -> Computation:
    """The pension a month under the figures in force on `on`.

    `account_balance` is in yuan; `years_paid` are full years. Whether the person is entitled at
    all is another question: see `resident_pension_eligibility`. Raises ValueError for a negative
    balance, negative years or a day before the birth, NoValueOn where a needed figure is missing.
    """
    if not isinstance(account_balance, Decimal):
        raise TypeError("an account's balance is a Decimal in yuan")
    if account_balance < 0:
        raise ValueError("个人账户余额不能为负数，请先核对账户。")
    if years_paid < 0:
        raise ValueError("缴费年限不能为负数。")
    basic = parameters.get(BASIC, on)
    parts = [
        _basic(basic),
        _account(parameters.get(DIVISOR, on), account_balance),
        _long_service(parameters, years_paid, on),
        _age_supplement(parameters, age_on(birth, on), on),
    ]
    return Computation(
        on=on,
        parts=tuple(part for part in parts if part is not None),
        warnings=tuple(_warnings(parameters, basic, years_paid, on)),
    )


def _basic(figure: DatedValue) -> Part:
    amount = number(figure)
    return part_of(
        figure,
        code="basic",
        name="基础养老金",
        amount=amount,
        formula=f"每月{yuan(amount)}元（{figure.starts_text}的标准）",
    )


def _account(figure: DatedValue, balance: Decimal) -> Part:
    divisor = number(figure)
    amount = balance / divisor
    return part_of(
        figure,
        code="account",
        name="个人账户养老金",
        amount=amount,
        formula=f"个人账户储存额{yuan(balance)}元 ÷ 计发月数{plain(divisor)} = {yuan(amount)}元",
    )


def _long_service(parameters: Parameters, years_paid: int, on: date) -> Part | None:
    figure = parameters.find(LONG_SERVICE, on)
    if figure is None:
        return None
    minimum = parameters.integer(MINIMUM_YEARS, on)
    beyond = years_paid - minimum
    if beyond <= 0:
        return None
    yearly = number(figure)
    amount = yearly * beyond
    return part_of(
        figure,
        code="long_service",
        name="长期缴费加发",
        amount=amount,
        formula=f"缴费{years_paid}年，超过{minimum}年的{beyond}年 × 每年{yuan(yearly)}元 = {yuan(amount)}元",
    )


def _age_supplement(parameters: Parameters, age: int, on: date) -> Part | None:
    figure = parameters.find(AGE_SUPPLEMENT, on)
    if figure is None or not isinstance(figure.value, Mapping):
        return None
    reached = [step for step in figure.value if step <= age]
    if not reached:
        return None
    step = max(reached)
    amount = Decimal(figure.value[step])
    return part_of(
        figure,
        code="age",
        name="高龄倾斜加发",
        amount=amount,
        formula=f"{age}周岁，按满{step}周岁一档每月{yuan(amount)}元",
    )


def _warnings(parameters: Parameters, basic: DatedValue, years_paid: int, on: date) -> list[str]:
    """What a person should look at before relying on the sum."""
    found = []
    minimum = parameters.get(MINIMUM_YEARS, on)
    if years_paid < number(minimum):
        found.append(
            f"累计缴费{years_paid}年，不足{plain(number(minimum))}年：现在还不能领取，以下只是测算。"
        )
    if not basic.is_confirmed:
        found.append("基础养老金标准尚未核定，请业务管理员按省、市文件核定；金额以核定后的标准为准。")
    floor = parameters.find(FLOOR, on)
    if floor is not None and number(basic) < number(floor):
        found.append(
            f"基础养老金标准{basic.value_text}低于国家最低标准{floor.value_text}，请业务管理员核对两个参数。"
        )
    return found
