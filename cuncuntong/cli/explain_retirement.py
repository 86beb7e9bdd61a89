"""``cuncuntong explain retirement``: the month of retirement with the steps and the table that lead to it.

As JSON, months are texts (2026-08) and ``minimum_years`` is a number of years, 15 or 15.5.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.console import complain, say, table, width
from cuncuntong.cli.figures import WORDS, book_of_figures
from cuncuntong.rules.parameters import ParameterError
from cuncuntong.rules.retirement_plan import (
    ROLES,
    WARNINGS,
    BirthMonth,
    RetirementPlan,
    RetirementRefused,
    birth_months,
    month_text,
    plan,
    track_of,
    years_number,
    years_text,
)

SEXES = {"M": True, "F": False, "男": True, "女": False}
NAME = "retirement"


def add_to(kinds: argparse._SubParsersAction[Parser]) -> None:
    """Adds the sub-command."""
    words = "企业职工：哪一年哪一月退休"
    kind = kinds.add_parser(
        NAME, help=words, description=f"{words}，延迟几个月，最低缴费年限，可提前或延后到什么时候。"
    )
    kind.add_argument("--sex", type=_male, required=True, metavar="性别", help="M（男）或 F（女）")
    kind.add_argument(
        "--original-age",
        type=_age,
        metavar="周岁",
        help="原法定退休年龄：男60；女55（管理或技术岗位）或50（其他岗位）。男的可不写",
    )
    kind.add_argument("--birth", type=_month, required=True, metavar="年月", help="出生年月，如 1971-04")
    kind.add_argument("--json", action="store_true", help="以 JSON 输出")
    kind.set_defaults(told=told)


def told(options: argparse.Namespace) -> int:
    """Prints when somebody retires; 2 for what can't be answered, and why."""
    figures, book = book_of_figures()
    today = dt.date.today()  # noqa: DTZ011 - the operator's own day
    try:
        track = track_of(male=options.sex, original_age=options.original_age)
        found = plan(options.birth, track, book, today)
        lines = birth_months(options.birth.replace(month=1), 12, track, book, today)
    except RetirementRefused as refused:
        option = {"track": "--original-age", "birth": "--birth"}[refused.field]
        return _refused(f"{refused}（{option}）")
    except ParameterError as error:
        return _refused(str(error))
    if options.json:
        say(json.dumps(_plain(found, lines, figures), ensure_ascii=False, indent=1))
    else:
        say(_readable(found, lines, figures))
    return 0


def _refused(words: str) -> int:
    complain(f"✗ {words}\n  查看用法：cuncuntong explain {NAME} --help")
    return 2


def _plain(found: RetirementPlan, lines: list[BirthMonth], figures: str) -> dict[str, object]:
    return {
        "original": f"{found.original:%Y-%m}",
        "delay_months": found.retirement.delayed,
        "retirement": f"{found.retirement.day:%Y-%m}",
        "minimum_years": years_number(found.minimum_months),
        "earliest": f"{found.earliest:%Y-%m}",
        "latest": f"{found.latest:%Y-%m}",
        "sources": [
            {
                "name": figure.name,
                "value": figure.value_text,
                "source": figure.source,
                "confidence": str(figure.confidence),
            }
            for figure in found.figures
        ],
        "age": found.retirement.age_words,
        "minimum_years_earliest": years_number(found.minimum_earliest),
        "steps": [{"name": name, "words": words} for name, words in found.steps],
        "table": [
            {
                "birth": f"{line.birth:%Y-%m}",
                "original": f"{line.original:%Y-%m}",
                "delay_months": line.delayed,
                "retirement": f"{line.retires:%Y-%m}",
                "minimum_years": years_number(line.minimum_months),
            }
            for line in lines
        ],
        "warnings": list(WARNINGS),
        "figures": figures,
    }


def _readable(found: RetirementPlan, lines: list[BirthMonth], figures: str) -> str:
    asked = found.birth.replace(day=1)
    answers = [
        ("原退休年月", month_text(found.original)),
        ("延迟", f"{found.retirement.delayed}个月"),
        ("法定退休年月", f"{month_text(found.retirement.day)}（{found.retirement.age_words}）"),
        ("最低缴费年限", years_text(found.minimum_months)),
        ("最早可到", f"{month_text(found.earliest)}（须缴满{years_text(found.minimum_earliest)}）"),
        ("最晚可到", month_text(found.latest)),
    ]
    rows = [
        (
            ("→ " if line.birth == asked else "  ") + f"{line.birth:%Y-%m}",
            f"{line.original:%Y-%m}",
            f"{line.delayed}个月",
            f"{line.retires:%Y-%m}",
            line.age_words,
            years_text(line.minimum_months),
        )
        for line in lines
    ]
    return "\n".join(
        [
            f"{ROLES[found.retirement.track]}，{month_text(found.birth)}出生",
            "",
            *_aligned(answers),
            "",
            "怎样算的",
            *_aligned(list(found.steps)),
            "",
            f"{found.birth.year}年各月出生的",
            table(["  出生", "原退休年月", "延迟", "退休年月", "退休年龄", "最低缴费年限"], rows),
            "",
            "依据",
            *_aligned(
                [
                    (one.name, f"{one.value_text}  {one.source}〔{one.confidence.label}〕")
                    for one in found.figures
                ]
            ),
            "",
            *[f"注意：{words}" for words in WARNINGS],
            f"数值：{WORDS[figures]}。",
        ]
    )


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    wide = max(width(name) for name, _ in rows)
    return [f"  {name}{' ' * (wide - width(name))}  {words}" for name, words in rows]


def _male(text: str) -> bool:
    try:
        return SEXES[text.upper()]
    except KeyError:
        raise argparse.ArgumentTypeError(f"“{text}”不能用，请写 M（男）或 F（女）") from None


def _age(text: str) -> int:
    if text not in {"50", "55", "60"}:
        raise argparse.ArgumentTypeError(f"“{text}”不能用：原法定退休年龄是60（男）、55或50（女）")
    return int(text)


def _month(text: str) -> dt.date:
    """A month stands for its first day; a whole date is taken too."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return dt.date.fromisoformat(f"{text}-01")
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是有效的年月，请按 1971-04 的样子填写") from None
