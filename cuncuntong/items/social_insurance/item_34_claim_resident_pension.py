"""Item 34: claiming the residents' basic pension; the amount is computed, reviewed, and starts to run."""

from __future__ import annotations

from typing import Any

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import (
    CERTIFICATION,
    COUNTER,
    ID_PAGE,
    NO_NEEDLESS_PROOF,
    RESIDENT_PENSION,
    alive_rule,
    certified_every,
    day_words,
    listed,
    month_words,
)
from cuncuntong.items.social_insurance.granting import condition, grant, nears_claim_age, take_back
from cuncuntong.items.social_insurance.payee_choice import (
    CARD,
    OTHER_ACCOUNT,
    TO_CARD,
    TO_OTHER,
    payable_rule,
)
from cuncuntong.items.social_insurance.pension_claim import (
    Claim,
    claim_facts,
    preview_lines,
)
from cuncuntong.ledgers.contradictions import PENSION_CLAIM
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

SOURCE = f"{listed(34)}；{RESIDENT_PENSION}"


def _insured(claim: Claim) -> Verdict:
    account = claim.pensions.account
    if account is None:
        return failed(
            "没有参加城乡居民基本养老保险。", "请先办理第28项“城乡居民基本养老保险参保登记”并缴费。"
        )
    return passed(f"{day_words(account.opened_on)}参保，账户{account.number}。")


def _account_stands(claim: Claim) -> Verdict:
    account = claim.pensions.account
    if account is None or account.state != AccountState.CLOSED:
        return passed("个人账户没有终止。")
    return failed(
        f"账户{account.number}已终止，不能核定待遇。",
        "请核对终止的原因；终止有误的，请业务管理员更正后再办。",
    )


def _not_receiving(claim: Claim) -> Verdict:
    running = claim.pensions.entitlement
    if running is None:
        return passed("没有领取过城乡居民基本养老保险待遇。")
    return failed(
        f"自{month_words(running.starts_on)}起已有待遇，{running.get_state_display()}，"
        f"每月{format_yuan(running.monthly)}元。",
        "不用重复申领；待遇暂停的，请先办理资格认证后恢复；对金额有疑问的，请申请复核。",
    )


def _age(claim: Claim) -> Verdict:
    return condition(claim, "age")


def _years(claim: Claim) -> Verdict:
    if claim.pensions.account is None:
        return passed("参保后再核对缴费年限。")
    verdict = condition(claim, "years")
    if verdict.passed or not claim.eligibility.age_reached:
        return verdict
    years = claim.eligibility.years_short
    return failed(
        verdict.reason,
        f"请先办理第32项“城乡居民养老保险缴费申报”，补缴{years}年后再申领（补缴部分没有缴费补贴）。",
    )


def _no_other(claim: Claim) -> Verdict:
    return condition(claim, "other_pension")


def _declared(claim: Claim) -> Verdict:
    if claim.situation.form.get("declared") == "no":
        return failed(
            "本人说明正在领取其他基本养老保险待遇。",
            "只能选择领取一种基本养老保险待遇，请与发放机构核实后再申领。",
            field="declared",
        )
    return passed("本人没有说明领取其他待遇。")


def effect(order: EffectOrder) -> Result:
    """Computes the amount on the ledger's figures, starts the entitlement and sets where it is paid to."""
    claim = claim_facts(order.situation)
    account = claim.pensions.account
    if account is None:
        raise EffectRefused("没有参加城乡居民基本养老保险。", "请先办理参保登记并缴费。")
    granted = grant(order, claim, account)
    return granted.result(
        f"待遇已核定，自{month_words(granted.start.first_month)}起，"
        f"每月{format_yuan(granted.computation.total)}元。",
        granted.payee,
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the entitlement and the account paid to back while nothing has been paid."""
    entitlement = take_back(order)
    return (
        f"待遇核定已撤销（每月{format_yuan(entitlement.monthly)}元），"
        f"账户恢复为“{entitlement.account.get_state_display()}”。"
    )


def subject(situation: Situation) -> str:
    """One line for lists; it is kept as it was when the case was filed, and says so."""
    claim = claim_facts(situation)
    age = age_on(situation.resident.birth_date, situation.on)
    return f"{age}周岁，受理时已缴费{claim.pensions.years_paid}年"


def likely(resident: Resident) -> int:
    """People at the age, or within half a year of it, who pay and do not draw yet."""
    if not nears_claim_age(resident, Scheme.BASIC):
        return 0
    return 90 if "pension.not_drawn" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="34",
    name="城乡居民基本养老保险待遇申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民基本养老保险、年满60周岁，累计缴费满15年且未领取其他基本养老保险待遇的"
        "可提出待遇领取申请。"
    ),
    audience="符合我省城乡居民养老保险待遇领取条件的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE,),
    fields=(
        FormField("pay_to", "待遇发放到", FieldKind.CHOICE, section="领取方式", default=CARD,
                  choices=(TO_CARD, TO_OTHER)),
        *OTHER_ACCOUNT,
        FormField("declared", "本人声明没有领取其他基本养老保险待遇", FieldKind.YES_NO, section="告知承诺",
                  hint="不用开证明；声明不实多领的待遇要退回"),
    ),
    facts=claim_facts,
    rules=(
        alive_rule(SOURCE),
        Rule("pension_insured", "参加了城乡居民基本养老保险", SOURCE, _insured),
        Rule("pension_account_closed", "个人账户没有终止", SOURCE, _account_stands),
        Rule("pension_receiving", "没有重复申领", SOURCE, _not_receiving),
        Rule("claim_age", "达到领取年龄", SOURCE, _age),
        Rule("years_paid", "累计缴费达到规定年限", SOURCE, _years),
        Rule("other_pension_receiving", "没有领取其他基本养老保险待遇", SOURCE, _no_other),
        Rule("declared", "本人声明", f"{listed(34)}；{NO_NEEDLESS_PROOF}", _declared),
        payable_rule(34),
    ),
    effect=effect,
    undo=undo,
    preview=preview_lines,
    subject=subject,
    likely=likely,
    concerns=(PENSION_CLAIM,),
    submit_label="提交待遇申领",
    guide=Guide(
        basis=(listed(34), RESIDENT_PENSION, NO_NEEDLESS_PROOF, CERTIFICATION),
        steps=(
            "本人带身份证或社保卡到柜面，工作人员当场核对年龄、缴费年限和是否领取其他待遇。",
            "看一遍按当前标准逐项算出的月待遇，选择发放账户，声明没有领取其他基本养老保险待遇。",
            "拍照上传身份证或社保卡，核对后提交，领取受理回执。",
            "县级审核，2个工作日内办结；审核结果反馈到服务点并告知本人。",
        ),
        result="核定每月待遇，分项列明算法和依据，告知开始领取的月份。",
        tips=(
            "差几个月到年龄、差几年缴费，柜面会当场说清；缴费不够的，先办第32项补缴。",
            "标有“待核定”的标准以县核定后的为准。",
            lambda on: f"领取后每{certified_every(on)}个月要做一次待遇领取资格认证（第21项）。",
            "本人不能到场的，可以预约上门办理。",
        ),
    ),
)  # fmt: skip
