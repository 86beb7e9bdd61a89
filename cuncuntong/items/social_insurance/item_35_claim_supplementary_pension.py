"""Item 35: claiming the supplementary pension; computed from its account, reviewed, and it runs."""

from __future__ import annotations

from typing import Any

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import (
    COUNTER,
    ID_PAGE,
    NO_NEEDLESS_PROOF,
    alive_rule,
    day_words,
    listed,
    month_words,
)
from cuncuntong.items.social_insurance.granting import condition, grant, nears_claim_age, take_back
from cuncuntong.items.social_insurance.payee_choice import (
    CARD,
    OTHER_ACCOUNT,
    SAME,
    TO_CARD,
    TO_OTHER,
    payable_rule,
)
from cuncuntong.items.social_insurance.pension_claim import (
    Claim,
    supplementary_facts,
    supplementary_preview,
)
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, Scheme
from cuncuntong.ledgers.pensions.selectors import payee_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    NextStep,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

SOURCE = listed(35)
TO_SAME = Choice(SAME, "与基本养老金同一个账户")


def _pay_choices(situation: Situation) -> tuple[Choice, ...]:
    """The basic pension's account, and only where there is none yet another one."""
    return (TO_SAME,) if payee_of(situation.resident) else (TO_CARD, TO_OTHER)


def _pay_default(situation: Situation) -> str:
    return SAME if payee_of(situation.resident) else CARD


def _insured(claim: Claim) -> Verdict:
    account = claim.account
    if account is None:
        return failed(
            "没有参加城乡居民补充养老保险。",
            "没有参加补充险的不影响基本养老金；未满65周岁、想参加的，请办理第29项。",
        )
    if account.state == AccountState.CLOSED:
        return failed(
            f"补充险账户{account.number}已终止，不能核定待遇。",
            "请核对终止的原因；终止有误的，请业务管理员更正后再办。",
        )
    return passed(f"{day_words(account.opened_on)}参加补充险，账户{account.number}。")


def _not_receiving(claim: Claim) -> Verdict:
    running = claim.entitlement
    if running is None:
        return passed("没有领取过补充养老保险待遇。")
    return failed(
        f"自{month_words(running.starts_on)}起已有补充养老保险待遇，{running.get_state_display()}，"
        f"每月{format_yuan(running.monthly)}元。",
        "不用重复申领；待遇暂停的，请先办理恢复；对金额有疑问的，请申请复核。",
    )


def _age(claim: Claim) -> Verdict:
    return condition(claim, "age")


def _years(claim: Claim) -> Verdict:
    return condition(claim, "years") if claim.account else passed("参加补充险后再核对缴费年限。")


def _draws_basic(claim: Claim) -> Verdict:
    basic = claim.basic
    if basic is not None and basic.state == EntitlementState.SUSPENDED:
        return failed(
            "基本养老金现在暂停发放，补充养老金要在享受基本养老金时领取。",
            "请先办清基本养老金暂停的原因，恢复后再申领。",
        )
    verdict = condition(claim, "draws_basic")
    if verdict.passed and basic is not None:
        return passed(f"自{month_words(basic.starts_on)}起享受基本养老金。")
    return failed(verdict.reason, verdict.remedy, instead=(NextStep("34", "先申领基本养老金"),))


def effect(order: EffectOrder) -> Result:
    """Computes the amount on the ledger's figures and starts the entitlement."""
    claim = supplementary_facts(order.situation)
    if claim.account is None:
        raise EffectRefused("没有参加城乡居民补充养老保险。", "请先办理参保登记并缴费。")
    granted = grant(order, claim, claim.account)
    return granted.result(
        f"补充养老金已核定，自{month_words(granted.start.first_month)}起，"
        f"每月{format_yuan(granted.computation.total)}元，与基本养老金一起发放。",
        granted.payee or payee_of(claim.resident),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the entitlement back while nothing has been paid; the basic pension's account stays."""
    entitlement = take_back(order)
    return (
        f"补充养老金核定已撤销（每月{format_yuan(entitlement.monthly)}元），"
        f"账户恢复为“{entitlement.account.get_state_display()}”。"
    )


def subject(situation: Situation) -> str:
    """One line for lists; it is kept as it was when the case was filed, and says so."""
    claim = supplementary_facts(situation)
    age = age_on(situation.resident.birth_date, situation.on)
    return f"{age}周岁，受理时补充险已缴费{claim.years_paid}年"


def likely(resident: Resident) -> int:
    """People at the age, or within half a year of it, who are in the supplementary scheme."""
    if not nears_claim_age(resident, Scheme.SUPPLEMENTARY):
        return 0
    return 85 if "pension.supplementary_not_drawn" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="35",
    name="城乡居民补充养老保险待遇申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民补充养老保险、"
        "年满65周岁且已享受我省城乡居民基本养老保险待遇的可提出领取补充养老保险待遇的申请。"
    ),
    audience="符合我省城乡居民养老保险待遇领取条件的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE,),
    fields=(
        FormField("pay_to", "待遇发放到", FieldKind.CHOICE, section="领取方式", choices=_pay_choices,
                  default=_pay_default, paper_choices=lambda on: (TO_SAME, TO_CARD, TO_OTHER)),
        *OTHER_ACCOUNT,
    ),
    facts=supplementary_facts,
    rules=(
        alive_rule(SOURCE),
        Rule("pension_insured", "参加了城乡居民补充养老保险", SOURCE, _insured),
        Rule("pension_receiving", "没有重复申领", SOURCE, _not_receiving),
        Rule("claim_age", "达到领取年龄", SOURCE, _age),
        Rule("draws_basic", "正在享受基本养老金", SOURCE, _draws_basic),
        Rule("years_paid", "补充险缴过费", SOURCE, _years),
        payable_rule(35),
    ),
    effect=effect,
    undo=undo,
    preview=supplementary_preview,
    subject=subject,
    likely=likely,
    submit_label="提交补充险待遇申领",
    guide=Guide(
        basis=(listed(35), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对年满65周岁、正在享受城乡居民基本养老保险待遇。",
            "看一遍逐项算出的月待遇，确认发放账户，提交后领取受理回执。",
            "县级审核，2个工作日内办结。",
        ),
        result="核定每月补充养老金，告知开始领取的月份。",
        tips=(
            "须已领取基本养老保险待遇（第34项）。",
            "待遇标准为待核定参数，以县核定的为准。",
        ),
    ),
)  # fmt: skip
