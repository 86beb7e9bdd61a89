"""Item 20: enrolling a flexible worker in the employees' pension; registered here, carried out above."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, day_words, listed, month_words
from cuncuntong.items.social_insurance.flexible.facts import chosen_base, facts_of
from cuncuntong.items.social_insurance.flexible.fields import FIELDS, OWN
from cuncuntong.items.social_insurance.flexible.preview import preview_lines
from cuncuntong.items.social_insurance.flexible.rules import RULES
from cuncuntong.ledgers.insurance.services import declare_flexible, undo_flexible
from cuncuntong.ledgers.pensions.enums import AccountState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    Group,
    Guide,
    Kind,
    NextStep,
    Result,
    ServiceItem,
    Situation,
)

WORKING_AGE, CLAIM_AGE = "employment.minimum_working_age", "resident_pension.claim_age"


def effect(order: EffectOrder) -> Result:
    """Registers the enrolment and hands it over in the same transaction."""
    situation, form = order.situation, order.situation.form
    facts = facts_of(situation)
    base = chosen_base(facts)
    if base is None:
        raise EffectRefused("没有选择缴费基数。", "请选择档次，或填写自选的基数。")
    share = str(form.get("share") or "")
    row = declare_flexible(
        resident=situation.resident,
        work=str(form.get("work") or ""),
        share=None if share == OWN else int(share),
        base=base,
        on=situation.on,
        at=order.at,
        actor=order.actor,
        case_number=situation.case_number,
    )
    account = facts.pensions.account
    paying = account is not None and account.state == AccountState.PAYING
    return Result(
        message=(
            f"参保登记已办好，将报送上级：从{month_words(row.from_month)}起，"
            f"按基数{format_yuan(row.base)}元每月缴费{format_yuan(row.monthly)}元。上级办结后告知本人。"
        ),
        lines=(
            ("险种", "企业职工基本养老保险（灵活就业人员）"),
            ("就业方式", row.work),
            ("月缴费基数", f"{format_yuan(row.base)}元"),
            ("每月缴费", f"{format_yuan(row.monthly)}元"),
            ("其中计入个人账户", f"{format_yuan(row.to_account)}元"),
            ("起缴月份", month_words(row.from_month)),
            (
                "所用标准",
                f"{row.figures_year}年，下限{format_yuan(row.floor)}元，上限{format_yuan(row.cap)}元",
            ),
            ("办理日期", day_words(row.decided_on)),
        ),
        data={"declaration": row.pk},
        next_steps=(NextStep("31", "正在缴城乡居民养老保险，请先暂停缴费"),) if paying else (),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the enrolment back while it has not gone up."""
    row = undo_flexible(case_number=order.situation.case_number, actor=order.actor)
    return f"参保登记已撤销（基数{format_yuan(row.base)}元），没有报送上级。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    base: Decimal | None = chosen_base(facts_of(situation))
    return f"月缴费基数{format_yuan(base)}元" if base is not None else "参保登记"


def likely(resident: Resident) -> int:
    """Adults under the age at which residents draw, who are not in the scheme."""
    today = timezone.localdate()
    least, most = current().integer(WORKING_AGE, today), current().integer(CLAIM_AGE, today)
    if not least <= age_on(resident.birth_date, today) < most:
        return 0
    return 0 if "insurance.employee" in standings_of(resident) else 30


ITEM = ServiceItem(
    number="20",
    name="灵活就业人员参保登记",
    group=Group.SOCIAL_INSURANCE,
    content="为有意愿参加我省企业职工基本养老保险的灵活就业人员办理参保登记。",
    audience="灵活就业人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.INSTANT,
    fields=FIELDS,
    facts=facts_of,
    rules=RULES,
    effect=effect,
    undo=undo,
    preview=preview_lines,
    subject=subject,
    likely=likely,
    submit_label="提交参保登记",
    guide=Guide(
        basis=(listed(20), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对有没有参加其他养老保险，说明就业情况。",
            "选择缴费基数档次，当场看到每月缴多少、多少计入个人账户，以及与居民养老的关系。",
            "本人确认后当场办理参保登记，随后报送上级；上级办结后告知本人。",
        ),
        result="当场完成企业职工基本养老保险参保登记，告知缴费办法。",
        tips=(
            "缴费基数每年有上下限，以省当年公布的为准；当年的标准公布得晚的，公布后重算。",
            "已参加城乡居民养老保险的，请先问清两种制度如何衔接。",
            "还没有报送上级的可以撤销；已报送的，按更正业务办理。",
        ),
    ),
)
