"""``cuncuntong explain``: a pension part by part, or when somebody retires, for people or as JSON.

Needs no installation: without one it counts by the figures that come with the program, with one by the
county's confirmed figures. It reads nothing about any person.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

from cuncuntong.cli import explain_retirement
from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import complain, say, table, width
from cuncuntong.cli.figures import WORDS, book_of_figures
from cuncuntong.foundation.money import MoneyError, yuan
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.parameters import ParameterError, Parameters
from cuncuntong.rules.pension import CLAIM_AGES, Computation, compute_for

# Commands, with the scheme that each is about.
SCHEMES = {"resident-pension": "basic", "supplementary-pension": "supplementary"}
NAMES = {"resident-pension": "城乡居民基本养老保险", "supplementary-pension": "城乡居民补充养老保险"}
MOST_YEARS = 100


def parser() -> argparse.ArgumentParser:
    """A sub-command for each pension, and one for the retirement age."""
    made = Parser(
        prog="cuncuntong explain",
        description="逐项说明一份待遇怎样算出来，或哪一年哪一月退休：数值、算法、依据。",
    )
    kinds = made.add_subparsers(
        dest="pension", required=True, metavar="待遇", parser_class=Parser, prog=made.prog
    )
    for name, words in NAMES.items():
        kind = kinds.add_parser(name, help=words, description=f"{words}：每月待遇逐项测算。")
        _options(kind)
        kind.set_defaults(told=_pension)
    explain_retirement.add_to(kinds)
    return made


def _options(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--birth", type=_day, required=True, metavar="日期", help="出生日期，如 1964-03-05")
    kind.add_argument("--account", type=_sum, required=True, metavar="元", help="个人账户储存额，如 21340.50")
    kind.add_argument("--years", type=_years, required=True, metavar="年", help="累计缴费年数（整年）")
    kind.add_argument(
        "--on", type=_month_or_day, metavar="年月", help="按哪个月的标准，如 2024-04；不写为今天"
    )
    kind.add_argument("--json", action="store_true", help="以 JSON 输出，金额为文字、单位元")


def run(options: argparse.Namespace) -> int:
    """Prints the computation; 2 for what can't be computed, and why."""
    code: int = options.told(options)
    return code


def _pension(options: argparse.Namespace) -> int:
    on: dt.date = options.on or dt.date.today()  # noqa: DTZ011 - the operator's own day
    figures, book = book_of_figures()
    try:
        _check_ages(options.birth, on, options.years)
        found = compute_for(
            SCHEMES[options.pension],
            birth=options.birth,
            account_balance=options.account,
            years_paid=options.years,
            on=on,
            parameters=book,
        )
        found = replace(
            found, warnings=(*_too_young(options.pension, options.birth, on, book), *found.warnings)
        )
    except (ParameterError, ValueError) as error:
        complain(f"✗ {error}\n  查看用法：cuncuntong explain {options.pension} --help")
        return 2
    if options.json:
        told = {**found.to_json(), "pension": options.pension, "figures": figures}
        say(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        say(_readable(options, found, figures))
    return 0


def _check_ages(birth: dt.date, on: dt.date, years: int) -> None:
    if birth > on:
        raise ValueError(f"出生日期{birth}晚于{on}，请核对 --birth 和 --on。")
    if age_on(birth, on) > 130:
        raise ValueError(f"按出生日期{birth}，到{on}已超过130岁，请核对 --birth。")
    if years > age_on(birth, on):
        raise ValueError(f"缴费{years}年比年龄（满{age_on(birth, on)}周岁）还大，请核对 --years。")


def _too_young(pension: str, birth: dt.date, on: dt.date, book: Parameters) -> list[str]:
    """Who has not reached the age gets an estimate, and is told so."""
    age = book.integer(CLAIM_AGES[SCHEMES[pension]], on)
    reaches = date_reaching_age(birth, age)
    if reaches <= on:
        return []
    return [f"{reaches.year}年{reaches.month}月{reaches.day}日才满{age}周岁，现在还不能领取，以下只是测算。"]


def _readable(options: argparse.Namespace, found: Computation, figures: str) -> str:
    amounts = [f"{part.amount:,.2f}" for part in found.parts]
    total = f"{found.total:,.2f}"
    wide = max(len(text) for text in [*amounts, total])
    rows = [
        (part.name, text.rjust(wide), "" if part.is_confirmed else "待核定", part.formula)
        for part, text in zip(found.parts, amounts, strict=True)
    ]
    rows.append(("每月合计", total.rjust(wide), "" if found.is_confirmed else "待核定", ""))
    wide_names = max(width(part.name) for part in found.parts)
    sources = [
        f"  {part.name}{' ' * (wide_names - width(part.name))}  {part.source}〔{part.confidence.label}〕"
        for part in found.parts
    ]
    return "\n".join(
        [
            f"{NAMES[options.pension]}：{options.birth}出生，满{age_on(options.birth, found.on)}周岁，"
            f"缴费{options.years}年，账户{options.account:,.2f}元，按{found.on}的标准",
            "",
            table(["项目", "金额（元/月）", "核定", "算法"], rows),
            "",
            "依据",
            *sources,
            "",
            *[f"注意：{words}" for words in found.warnings],
            f"数值：{WORDS[figures]}。{found.rounding}",
        ]
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是有效的日期，请按 1964-03-05 的样子填写") from None


def _month_or_day(text: str) -> dt.date:
    """A month stands for its first day."""
    try:
        return dt.date.fromisoformat(f"{text}-01" if len(text) == len("2024-04") else text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是有效的年月，请按 2024-04 的样子填写") from None


def _sum(text: str) -> Decimal:
    try:
        amount = yuan(text)
    except MoneyError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不能用：{error}") from None
    if amount < 0:
        raise argparse.ArgumentTypeError("个人账户储存额不能为负数，请先核对账户")
    return amount


def _years(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_YEARS:
        raise argparse.ArgumentTypeError(f"“{text}”不能用：缴费年数是0到{MOST_YEARS}的整数")
    return int(text)
