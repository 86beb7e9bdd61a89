"""Item 29: enrolling in the residents' supplementary pension; reviewed, and an account is opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import (
    COUNTER,
    ID_PAGE,
    NO_NEEDLESS_PROOF,
    alive_rule,
    day_words,
    listed,
)
from cuncuntong.items.social_insurance.enrolment import (
    Facts,
    claim_age_of,
    facts,
    level_lines,
    offered,
    open_at_level,
    registered_here,
)
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.services import undo_open
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age, months_until, span_text
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    NextStep,
    PreviewLine,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

SOURCE = listed(29)
BELOW_AGE = "supplementary.enrolment_below_age"
CLAIM_AGE = "supplementary.claim_age"
# From here on it is offered among the likely ones: who is younger seldom asks for it.
LIKELY_FROM_AGE = 45


def _choices(situation: Situation) -> tuple[Choice, ...]:
    return _offered(situation.on)


def _offered(on: dt.date) -> tuple[Choice, ...]:
    return offered(Scheme.SUPPLEMENTARY, on)


def _in_basic(facts: Facts) -> Verdict:
    account = facts.pensions.account
    if account is None:
        return failed(
            "没有参加城乡居民基本养老保险，补充养老保险只面向基本险参保人员。",
            "请先办理第28项“城乡居民基本养老保险参保登记”，开户后再参加补充险。",
            instead=(NextStep("28", "先参加基本养老保险"),),
        )
    if account.state == AccountState.CLOSED:
        return failed(
            f"基本险账户{account.number}已终止。", "请核对终止的原因；终止有误的，请业务管理员更正后再办。"
        )
    return passed(f"{day_words(account.opened_on)}参加基本养老保险，账户{account.number}。")


def _age(facts: Facts) -> Verdict:
    birth, on = facts.resident.birth_date, facts.on
    limit = current().integer(BELOW_AGE, on)
    reached = date_reaching_age(birth, limit)
    if reached <= on:
        return failed(
            f"已在{day_words(reached)}年满{limit}周岁，补充养老保险只办未满{limit}周岁的参保。",
            "年龄登记有误的，请核对身份证后由业务管理员更正；没有参加补充险不影响领取基本养老金。",
        )
    span = span_text(months_until(on, reached))
    return passed(
        f"{age_on(birth, on)}周岁，未满{limit}周岁，距{limit}周岁还有{span}（不满1个月按1个月算）。"
    )


def _no_account(facts: Facts) -> Verdict:
    account = facts.pensions.supplementary
    if account is None:
        return passed("没有参加过城乡居民补充养老保险。")
    return failed(
        f"已于{day_words(account.opened_on)}参加城乡居民补充养老保险，"
        f"账户{account.number}，{account.get_state_display()}。",
        "不用重复参保；要继续缴费的，请办理第32项“城乡居民养老保险缴费申报”或按年缴费。",
    )


def effect(order: EffectOrder) -> Result:
    """Opens the account at the chosen level."""
    return open_at_level(
        order,
        Scheme.SUPPLEMENTARY,
        "补充养老保险参保登记已办好，个人账户编号{number}。请按每年{level}元的档次缴费。",
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the account back while nothing is on it."""
    account = undo_open(case_number=order.situation.case_number, actor=order.actor)
    return f"补充养老保险参保登记已撤销，个人账户{account.number}作废。"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """What the chosen level means, and from when the supplementary pension can be drawn."""
    age, reaches, left = claim_age_of(Scheme.SUPPLEMENTARY, situation)
    line = PreviewLine(
        f"年满{age.value_text}",
        day_words(reaches),
        (f"还可缴费{span_text(left)}；" if left else "") + "须同时在享受基本养老金",
        age.source,
        confirmed=age.is_confirmed,
    )
    return (*level_lines(Scheme.SUPPLEMENTARY, situation, "补充险个人账户"), line)


def subject(situation: Situation) -> str:
    """One line for lists."""
    return f"补充险，缴费档次{situation.form.get('level', '')}元/年"


def likely(resident: Resident) -> int:
    """Insured people of the later working years."""
    today = timezone.localdate()
    age, limit = age_on(resident.birth_date, today), current().integer(BELOW_AGE, today)
    if not LIKELY_FROM_AGE <= age < limit or "pension.basic" not in standings_of(resident):
        return 0
    return 0 if "pension.supplementary" in standings_of(resident) else 45


ITEM = ServiceItem(
    number="29",
    name="城乡居民补充养老保险参保登记",
    group=Group.SOCIAL_INSURANCE,
    content="参加我省城乡居民基本养老保险且未满65周岁的人员可在户籍所在地办理城乡居民补充养老保险参保登记。",
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE,),
    fields=(
        FormField("level", "补充险缴费档次", FieldKind.CHOICE, section="参保内容", choices=_choices,
                  paper_choices=_offered, hint="在基本险之外另缴；以后可以改档；补贴标准以县核定为准"),
    ),
    facts=facts,
    rules=(
        alive_rule(SOURCE),
        Rule("pension_insured", "参加了城乡居民基本养老保险", SOURCE, _in_basic),
        Rule("below_age", "未满规定年龄", SOURCE, _age),
        Rule("supplementary_account_exists", "没有重复参加补充险", SOURCE, _no_account),
        Rule("resident_pension_elsewhere", "户籍在本县", SOURCE, registered_here),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    batch=True,
    submit_label="提交补充险参保登记",
    guide=Guide(
        basis=(listed(29), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对已参加城乡居民基本养老保险、未满65周岁。",
            "选择补充险缴费档次，提交后领取受理回执。",
            "县级审核，2个工作日内办结。",
        ),
        result="开立城乡居民补充养老保险个人账户。",
        tips=(
            "须先参加城乡居民基本养老保险（第28项）。",
            "缴费档次和补贴为待核定参数，以县核定的为准。",
        ),
    ),
)  # fmt: skip
