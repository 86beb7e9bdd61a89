"""One row of a file: what it says, and what is wrong with it by itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cuncuntong.foundation.identifiers import IdentifierError, bank_card, resident_id, telephone
from cuncuntong.foundation.spreadsheets import StreamedRow
from cuncuntong.ledgers.loading.template import COLUMNS
from cuncuntong.ledgers.loading.years import PaidYears, YearsUnreadable, read_years
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.residents.names import is_han, normal_name
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.parameters import Parameters

ZERO = Decimal("0.00")
_SCHEMES = {
    "基本": Scheme.BASIC,
    "补充": Scheme.SUPPLEMENTARY,
    **{scheme.label: scheme for scheme in Scheme},
}
_STATES = {
    "缴费": AccountState.PAYING,
    "正常缴费": AccountState.PAYING,
    "暂停": AccountState.PAUSED,
    "暂停缴费": AccountState.PAUSED,
    "领取": AccountState.RECEIVING,
    "领取待遇": AccountState.RECEIVING,
}
_NUMBER = re.compile(r"[0-9A-Za-z-]{4,20}")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})(?:\s*[-/.月].*)?")
_SUMS = ("own", "subsidy", "collective", "interest", "paid", "balance")
_HEADINGS = {column.key: column.heading for column in COLUMNS}
# Figures of the two schemes by the names of their parameters.
_GROUP = {Scheme.BASIC: "resident_pension", Scheme.SUPPLEMENTARY: "supplementary"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a row: the column that it is counted under, and the reason in words."""

    heading: str
    words: str


@dataclass(slots=True)
class Line:
    """A row that is right by itself. Sums in yuan; months are their first day."""

    row: int
    id_number: str
    birth: dt.date
    sex: str
    name: str
    village: str
    telephone: str
    scheme: str
    number: str
    state: str
    level: int | None
    opened_on: dt.date
    own: Decimal
    subsidy: Decimal
    collective: Decimal
    interest: Decimal
    paid: Decimal
    balance: Decimal
    years: PaidYears
    starts_on: dt.date | None = None
    monthly: Decimal = ZERO
    bank_account: str = ""
    bank: str = ""
    holder: str = ""

    @property
    def receives(self) -> bool:
        """Whether a pension is drawn from the account."""
        return self.state == AccountState.RECEIVING


class Judge:
    """Reads rows under the figures of the day that they are of."""

    def __init__(self, *, parameters: Parameters, as_of: dt.date, today: dt.date) -> None:
        self.as_of = as_of
        self.today = today
        self._levels = {
            scheme: frozenset(int(level) for level in parameters.table(f"{group}.level_subsidies", as_of))
            for scheme, group in _GROUP.items()
        }
        self._ages = {
            scheme: parameters.integer(f"{group}.claim_age", as_of) for scheme, group in _GROUP.items()
        }
        self._youngest = parameters.integer("resident_pension.enrolment_age", as_of)
        self._identity = lru_cache(4096)(self._read_identity)

    def read(self, row: StreamedRow) -> tuple[Line | None, list[Fault]]:
        """The line, or everything that is wrong with it: cells that can't be read are left out of the
        other checks, so that a sender learns all of a row's faults at once."""
        faults = [Fault(error.heading, f"{error.heading}：{error.message}") for error in row.errors]
        values = row.values
        made: dict[str, Any] = {"row": row.number}
        for step in (self._person, self._account, self._sums, self._years, self._pension):
            step(values, made, faults)
        return (None, faults) if faults else (Line(**made), [])

    def _read_identity(self, text: str) -> resident_id.ResidentId:
        return resident_id.check(text, today=self.today)

    def _person(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        if "id_number" in values:
            try:
                identity = self._identity(values["id_number"])
                made |= {"id_number": identity.number, "birth": identity.birth_date, "sex": identity.sex}
            except IdentifierError as error:
                faults.append(_fault("id_number", str(error)))
        name = normal_name(values.get("name", ""))
        unusable = len(name) > 60 or any(char.isdigit() for char in name) or not _is_name(name)
        if "name" in values and unusable:
            faults.append(_fault("name", "姓名中有不能用的字符，请按身份证上的姓名填写。"))
        made |= {"name": name, "village": values.get("village", "").removesuffix(".0"), "telephone": ""}
        if values.get("telephone"):
            try:
                made["telephone"] = telephone.check(values["telephone"])
            except IdentifierError as error:
                faults.append(_fault("telephone", str(error)))

    def _account(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        made |= {
            "scheme": _SCHEMES.get(values.get("scheme", "")),
            "state": _STATES.get(values.get("state", "")),
        }
        made |= {"number": values.get("number"), "level": values.get("level")}
        if made["scheme"] is None and "scheme" in values:
            faults.append(_fault("scheme", "险种请填“基本”或“补充”。"))
        if made["state"] is None and "state" in values:
            faults.append(_fault("state", "账户状态请填“缴费”“暂停”或“领取”；已终止的账户不导入。"))
        if "number" in values and not _NUMBER.fullmatch(values["number"]):
            faults.append(_fault("number", "个人账户编号应为4到20位字母、数字或短横。"))
        self._level(values, made, faults)
        self._opened(values, made, faults)

    def _level(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        levels, level = self._levels.get(made["scheme"], frozenset()), made["level"]
        if made["state"] not in (None, AccountState.RECEIVING) and level is None and "level" in values:
            faults.append(_fault("level", "没有填写缴费档次。"))
        if level is not None and levels and level not in levels:
            known = "、".join(map(str, sorted(levels)))
            faults.append(_fault("level", f"{self.as_of.year}年没有{level}元这一档，有：{known}。"))

    def _opened(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        opened = made["opened_on"] = values.get("opened")
        if opened is None:
            return
        if opened > self.as_of:
            faults.append(_fault("opened", f"参保日期晚于数据截至日{self.as_of}。"))
        elif "birth" in made and age_on(made["birth"], max(opened, made["birth"])) < self._youngest:
            faults.append(_fault("opened", f"参保日期时不满{self._youngest}周岁。"))

    def _sums(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        sums = {key: values[key] or ZERO for key in _SUMS if key in values}
        made |= sums
        negative = [_HEADINGS[key] for key, value in sums.items() if value < 0]
        if negative:
            faults.append(Fault("金额", f"{'、'.join(negative)}不能是负数。"))
        if negative or len(sums) < len(_SUMS):
            return
        due = sums["own"] + sums["subsidy"] + sums["collective"] + sums["interest"] - sums["paid"]
        if due != sums["balance"]:
            faults.append(
                _fault("balance", f"各项相加应为{due}元，账户余额填的是{sums['balance']}元，不相等。")
            )

    def _years(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        if "own" not in made or "years" not in values:
            return
        last = self.as_of.year
        if made["state"] == AccountState.RECEIVING and (month := month_of(values.get("starts", ""))):
            last = min(last, month.year)
        try:
            made["years"] = read_years(values["years"], made["own"], last=last)
        except YearsUnreadable as error:
            faults.append(_fault("years", str(error)))

    def _pension(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> None:
        given = [key for key in ("starts", "monthly", "bank_account") if values.get(key)]
        if made["state"] != AccountState.RECEIVING:
            if given and made["state"] is not None:
                names = "、".join(_HEADINGS[key] for key in given)
                faults.append(_fault("state", f"填写了{names}，但账户状态不是“领取”。"))
            if made["state"] is not None and made.get("paid"):
                faults.append(_fault("paid", "没有领取待遇的账户，已支付合计应为0。"))
            return
        made["starts_on"] = self._start(values, made, faults)
        made["monthly"] = values.get("monthly") or ZERO
        if "monthly" in values and made["monthly"] <= 0:
            faults.append(_fault("monthly", "领取待遇的，月待遇应大于0。"))
        try:
            made["bank_account"] = bank_card.check(values.get("bank_account", "")).number
        except IdentifierError as error:
            faults.append(_fault("bank_account", str(error)))
        made["bank"] = values.get("bank", "")[:40]
        made["holder"] = (values.get("holder") or made["name"])[:40]

    def _start(self, values: dict[str, Any], made: dict[str, Any], faults: list[Fault]) -> dt.date | None:
        month = month_of(values.get("starts", ""))
        if month is None:
            faults.append(_fault("starts", "开始领取月份应如 2021-05。"))
            return None
        if "birth" not in made or made["scheme"] is None:
            return month
        age = self._ages[made["scheme"]]
        reached = date_reaching_age(made["birth"], age)
        if reached > self.as_of or month < reached.replace(day=1):
            faults.append(
                _fault("starts", f"{reached.year}年{reached.month}月才满{age}周岁，开始领取月份不能更早。")
            )
        return month


def _fault(key: str, words: str) -> Fault:
    return Fault(_HEADINGS[key], words)


def _is_name(name: str) -> bool:
    return any(is_han(char) for char in name) or name.replace("·", "").isalpha()


@lru_cache(4096)
def month_of(text: str) -> dt.date | None:
    """The first day of a month out of 2021-05, 202105, 2021年5月 or a whole date."""
    found = _MONTH.match(text.strip())
    try:
        return dt.date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None
