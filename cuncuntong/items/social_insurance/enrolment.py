"""What enrolling in the basic and in the supplementary scheme share: levels, the account, the preview."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.selectors import PensionFacts, levels_figure, levels_of, pension_facts
from cuncuntong.ledgers.pensions.services import open_account
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import date_reaching_age, months_until
from cuncuntong.rules.parameters import DatedValue, plain
from cuncuntong.rules.pension import CLAIM_AGES
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    PreviewLine,
    Result,
    Situation,
    Verdict,
    failed,
    passed,
)


@dataclass(frozen=True)
class Facts:
    """What the rules look at."""

    resident: Resident
    on: dt.date
    pensions: PensionFacts


def facts(situation: Situation) -> Facts:
    """The person and what the pensions ledger knows, in at most six queries."""
    return Facts(situation.resident, situation.on, pension_facts(situation.resident))


def offered(scheme: Scheme, on: dt.date) -> tuple[Choice, ...]:
    """The levels of a scheme on a day, each with its subsidy."""
    return tuple(
        Choice(str(level), f"{level}元/年，政府补贴{plain(subsidy)}元/年")
        for level, subsidy in levels_of(scheme, on).items()
    )


def registered_here(facts: Facts) -> Verdict:
    """People enrol where their household is registered (the notice, items 28 and 29)."""
    if facts.resident.standing != Standing.MOVED_OUT:
        return passed("户籍在本县。")
    where = f"至{facts.resident.moved_to}" if facts.resident.moved_to else ""
    return failed(
        f"户籍已迁出{where}，应在户籍所在地参保。",
        "请到现户籍所在地办理；户籍没有迁出的，请业务管理员更正后再办。",
    )


def open_at_level(order: EffectOrder, scheme: Scheme, message: str) -> Result:
    """Opens the account at the chosen level; ``message`` has places for {number} and {level}."""
    situation = order.situation
    level = int(situation.form["level"])
    account = open_account(
        resident=situation.resident,
        scheme=scheme,
        level=level,
        on=situation.on,
        actor=order.actor,
        case_number=situation.case_number,
    )
    subsidy = levels_of(scheme, situation.on).get(level, Decimal(0))
    return Result(
        message=message.format(number=account.number, level=level),
        lines=(
            ("险种", account.get_scheme_display()),
            ("个人账户编号", account.number),
            ("参保日期", day_words(account.opened_on)),
            ("缴费档次", f"{level}元/年"),
            ("政府补贴", f"{plain(subsidy)}元/年（缴费到账后计入）"),
        ),
        data={"account": account.pk, "number": account.number, "level": level},
    )


def claim_age_of(scheme: Scheme, situation: Situation) -> tuple[DatedValue, dt.date, int]:
    """The claiming age, the day on which it is reached, and the months until then."""
    key, on = CLAIM_AGES[scheme], situation.on
    reaches = date_reaching_age(situation.resident.birth_date, current().integer(key, on))
    return current().get(key, on), reaches, months_until(on, reaches)


def level_lines(scheme: Scheme, situation: Situation, account: str) -> tuple[PreviewLine, ...]:
    """What the chosen level means a year; nothing before one that exists was chosen."""
    figure, table = levels_figure(scheme, situation.on), levels_of(scheme, situation.on)
    level = str(situation.form.get("level") or "")
    if figure is None or not level.isdigit() or int(level) not in table:
        return ()
    subsidy = table[int(level)]
    return (
        PreviewLine("个人缴费", f"{level}元/年"),
        PreviewLine(
            "政府补贴",
            f"{plain(subsidy)}元/年",
            f"缴费到账后计入{account}；补缴不享受补贴",
            figure.source,
            confirmed=figure.is_confirmed,
        ),
        PreviewLine("每年计入个人账户", f"{plain(Decimal(level) + subsidy)}元", total=True),
    )
