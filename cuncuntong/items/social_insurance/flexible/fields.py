"""The form of item 20: how somebody works, the base with what it costs, and that all was explained."""

from __future__ import annotations

import datetime as dt

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.social_insurance.flexible.facts import OWN, known_figures
from cuncuntong.rules.flexible import SHARES, BaseFigures
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Situation

WAYS = ("个体经营", "非全日制就业", "新就业形态（快递、外卖、网约车等）", "打零工", "其他灵活就业")


def _choices(situation: Situation) -> tuple[Choice, ...]:
    return _offered(situation.on)


def _offered(on: dt.date) -> tuple[Choice, ...]:
    """The usual shares of the average wage, each with what it makes a month; and a sum of one's own."""
    figures = known_figures(on)
    if figures is None:
        return ()
    shown = tuple(_choice(figures, share) for share in SHARES if figures.base_of(share) is not None)
    bounds = f"{format_yuan(figures.floor)}元至{format_yuan(figures.cap)}元"
    return (*shown, Choice(OWN, f"自选基数（{bounds}之间）"))


def _choice(figures: BaseFigures, share: int) -> Choice:
    base = figures.base_of(share)
    assert base is not None
    bound = {figures.floor: "，下限", figures.cap: "，上限"}.get(base, "")
    return Choice(
        str(share),
        f"{share}%（{format_yuan(base)}元{bound}）：每月缴{format_yuan(figures.monthly(base))}元，"
        f"其中{format_yuan(figures.to_account(base))}元计入个人账户",
    )


FIELDS = (
    FormField("work", "就业方式", FieldKind.TEXT, section="本人情况", max_length=40,
              choices=tuple(Choice(str(at), words) for at, words in enumerate(WAYS, start=1))),
    FormField("share", "缴费基数", FieldKind.CHOICE, section="参保内容", choices=_choices,
              paper_choices=_offered, empty="还没有公布缴费基数的上下限。",
              hint="按平均工资的百分比；缴得多，将来养老金也多。旁边会算出每月缴多少"),
    FormField("base", "自选月缴费基数", FieldKind.MONEY, section="参保内容", minimum="0.01",
              show_when=("share", (OWN,))),
    FormField("explained", "已向本人说明每月缴费和与居民养老的关系，本人同意参保", FieldKind.YES_NO,
              section="本人确认", hint="内容在旁边“办成以后”，请逐条念给本人听"),
)  # fmt: skip
