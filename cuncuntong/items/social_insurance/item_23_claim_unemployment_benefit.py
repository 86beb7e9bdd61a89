"""Item 23: claiming unemployment benefit; reviewed, it runs from the registration's month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.items.shared import (
    COUNTER_AND_KIOSK,
    ID_PAGE,
    NO_NEEDLESS_PROOF,
    UNEMPLOYMENT,
    alive_rule,
    day_words,
    listed,
    month_words,
)
from cuncuntong.items.social_insurance.benefit_claim import (
    SOURCE,
    Claim,
    amount_line,
    basis_words,
    changed_words,
    claim_facts,
    preview_lines,
    used_words,
)
from cuncuntong.items.social_insurance.payee_choice import (
    CARD,
    OTHER_ACCOUNT,
    TO_CARD,
    TO_OTHER,
    payable_rule,
    payee_words,
    set_payee_from,
)
from cuncuntong.ledgers import contradictions
from cuncuntong.ledgers.insurance.enums import ParticipationState
from cuncuntong.ledgers.insurance.selectors import pension_above
from cuncuntong.ledgers.pensions.services import undo_payee
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.unemployment.services import start_benefit, undo_benefit
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    Material,
    NextStep,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)
from cuncuntong.rules.unemployment import LEAST, cap_words, longest_words, paid_words


def _registered(claim: Claim) -> Verdict:
    row = claim.registration
    if row is None:
        return failed("目前没有失业登记。", "请先办理第11项“失业登记”，当场可办；领取期限从登记之日起计算。")
    return passed(f"{day_words(row.registered_on)}办理失业登记。")


def _looking(claim: Claim) -> Verdict:
    if not claim.situation.form.get("looking"):
        return unfilled("looking")
    if claim.situation.form.get("looking") == "no":
        return failed(
            "本人说明没有求职要求。",
            "失业保险金只发给有求职要求的人；愿意就业的，请如实填写。",
            field="looking",
        )
    return passed("有求职要求。")


def _involuntary(claim: Claim) -> Verdict:
    row = claim.registration
    if row is None:
        return passed("登记失业后再核对离职原因。")
    if not claim.from_unit:
        return failed(
            f"登记的失业原因是“{row.get_reason_display()}”，不是从用人单位失业。",
            "登记有误的，请先办理第11项“变更登记内容”。",
        )
    if claim.voluntary_left and row.left_how:
        return failed(
            f"登记的离职方式是“{row.get_left_how_display()}”，不属于非因本人意愿中断就业。",
            "与事实不符的，请带解除、终止劳动关系的证明，先办理第11项“变更登记内容”。",
        )
    if not row.left_how:
        return failed("失业登记没有写明怎样离开单位。", "请先办理第11项“变更登记内容”，补充离职方式。")
    return passed(f"离职方式：{row.get_left_how_display()}。{changed_words(claim)}")


def _paid(claim: Claim) -> Verdict:
    least = current().integer(LEAST, claim.on)
    basis, term = claim.basis, claim.term
    if basis.participation is None:
        return failed(
            "上级台账中没有查到失业保险参保记录。",
            "请与最后参保单位核对是否为您缴纳失业保险费；刚参保的，等上级数据更新后再办。",
        )
    if term.months:
        return passed(f"{term.words}。")
    short = least - basis.paid_since
    since = "上次领取以后" if basis.counted_from else ""
    owed = f"另有{basis.owed}个月欠缴，请单位补缴后再核对。" if basis.owed else ""
    return failed(
        f"{since}{paid_words(basis.paid_since)}，不满{least}个月，还差{short}个月。",
        f"{owed}缴费记录有误的，请与参保单位和经办机构核对（数据截至{day_words(basis.as_of or claim.on)}）。",
    )


def _not_employed(claim: Claim) -> Verdict:
    job = claim.job
    if job is not None:
        where = job.employer or str(job.get_kind_display())
        return failed(
            f"就业记录显示{day_words(job.starts_on)}起在{where}就业。",
            "在业期间不能领取失业保险金；已经离开的，请先更新就业记录（单位办理减员，或第10项结束灵活就业）。",
        )
    known = claim.basis.participation
    if known is not None and known.state == ParticipationState.PAYING:
        return failed(
            f"{known.unit or '单位'}仍在为您缴纳失业保险费（数据截至{day_words(known.as_of)}）。",
            "请先请原单位办理减员；已经办理的，等上级数据更新后再办。",
        )
    return passed("没有在业记录。")


def _not_drawing(claim: Claim) -> Verdict:
    if claim.running is None:
        return passed("没有正在领取的失业保险金。")
    return failed(
        f"自{month_words(claim.running.starts_on)}起正在领取失业保险金，{used_words(claim.running)}。",
        "不用重复申领；没有到账的，可以查询第27项发放记录。",
    )


def _no_pension(claim: Claim) -> Verdict:
    drawn = claim.pension.entitlement
    if drawn is not None:
        return failed(
            f"自{month_words(drawn.starts_on)}起领取城乡居民养老保险待遇。",
            "享受基本养老保险待遇的，不再领取失业保险金。",
        )
    above = pension_above(claim.resident)
    if above is not None and above.running:
        return failed(
            f"自{month_words(above.pension.starts_on)}起领取企业职工基本养老保险待遇"
            f"（数据截至{day_words(above.pension.as_of)}）。",
            "享受基本养老保险待遇的，不再领取失业保险金；有误的，请与发放机构核实。",
        )
    if claim.pension.other_receiving:
        return failed(
            "正在领取其他基本养老保险待遇。",
            "享受基本养老保险待遇的，不再领取失业保险金；有误的，请与发放机构核实。",
        )
    return passed("没有领取养老保险待遇。")


def effect(order: EffectOrder) -> Result:
    """Grants the months on the ledgers' figures, sets the account, and hands the grant over above."""
    claim = claim_facts(order.situation)
    if claim.registration is None:
        raise EffectRefused("失业登记已经注销。", "请先办理失业登记（第11项）。")
    if not claim.term.months and claim.running is None:
        raise EffectRefused("没有可以领取的月数。", "请核对缴费记录。")
    row = start_benefit(
        unemployment=claim.registration,
        term=claim.term,
        basis=basis_words(claim),
        as_of=claim.basis.as_of,
        on=order.situation.on,
        at=order.at,
        actor=order.actor,
        case_number=order.situation.case_number,
    )
    payee = set_payee_from(order)
    worth = amount_line(order.situation.on)
    sum_words = worth.value if worth.confirmed else "待核定，核定后发放"
    to = (("发放账户", payee_words(payee)),) if payee else ()
    return Result(
        message=(
            f"失业保险金已核定：自{month_words(row.starts_on)}起，共{row.months}个月，每月{sum_words}。"
            "将报上级备案，有答复再告诉您。"
        ),
        lines=(
            ("可领取月数", f"{row.months}个月"),
            ("核定说明", row.basis),
            ("开始计发月份", month_words(row.starts_on)),
            ("每月失业保险金", sum_words),
            *to,
        ),
        data={"benefit": row.pk, "months": row.months, "payee": payee.pk if payee else None},
        next_steps=(
            NextStep("27", "按月看发放记录和剩余月数"),
            NextStep("16", "领取期间可以参加免费或有补贴的培训"),
            NextStep("19", "培训通知由服务点送达"),
        ),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the grant back while nothing of it is in a payment and it has not gone up."""
    row = undo_benefit(case_number=order.situation.case_number, actor=order.actor)
    undo_payee(case_number=order.situation.case_number, actor=order.actor)
    return f"失业保险金核定已撤销（{row.months}个月），没有报送上级。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    claim = claim_facts(situation)
    return f"{paid_words(claim.basis.paid_since)}，{claim.term.months}个月"


def likely(resident: Resident) -> int:
    """People who are registered as unemployed and draw nothing yet."""
    standing = standings_of(resident)
    return 70 if "unemployment.registered" in standing and "unemployment.benefit" not in standing else 0


def _longest(on: dt.date) -> str:
    book = current()
    return f"{longest_words(on, book)}；上次没有领完的合并计算，{cap_words(on, book)}。"


LEAVING_PAGE = Material(
    key="leaving_page",
    name="解除或终止劳动关系的证明",
    attach=True,
    note="失业原因最近变更过的请拍照；能由部门数据或原单位核实的不用交。",
    required=False,
    max_pages=4,
)

ITEM = ServiceItem(
    number="23",
    name="失业保险金申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加并缴纳失业保险的单位参保人员，缴费满一年的、非因本人意愿中断就业的、已办理失业登记，"
        "并有求职要求的，可向最后参保社会保险经办机构申请领取失业保险金。"
    ),
    audience="参加并缴纳失业保险的单位参保人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=5,
    line=Line.UNEMPLOYMENT,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE, LEAVING_PAGE),
    fields=(
        FormField("looking", "有求职要求，有合适的工作愿意去", FieldKind.YES_NO, section="求职要求"),
        FormField("pay_to", "失业保险金发放到", FieldKind.CHOICE, section="领取方式", default=CARD,
                  choices=(TO_CARD, TO_OTHER)),
        *OTHER_ACCOUNT,
    ),
    facts=claim_facts,
    rules=(
        alive_rule(SOURCE),
        Rule("unemployment_registered", "已办理失业登记", SOURCE, _registered),
        Rule("benefit_looking", "有求职要求", SOURCE, _looking),
        Rule("benefit_involuntary", "非因本人意愿中断就业", SOURCE, _involuntary),
        Rule("benefit_paid", "缴费满一年", SOURCE, _paid),
        Rule("insured_by_unit", "没有在业", SOURCE, _not_employed),
        Rule("benefit_running", "没有重复申领", SOURCE, _not_drawing),
        Rule("other_pension_receiving", "没有享受基本养老保险待遇", SOURCE, _no_pension),
        payable_rule(23),
    ),
    effect=effect,
    undo=undo,
    preview=preview_lines,
    subject=subject,
    likely=likely,
    concerns=(contradictions.UNEMPLOYMENT_CLAIM,),
    submit_label="提交失业保险金申领",
    guide=Guide(
        basis=(listed(23), *UNEMPLOYMENT, NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "先办失业登记（第11项），说明求职要求。",
            "工作人员核对缴费时间和失业原因，看一遍核定的月数和发放账户，提交审核。",
            "5个工作日内审核办结，结果反馈到服务点；核定后报上级备案。",
        ),
        result="核定领取期限和标准，按月发放失业保险金。",
        tips=(
            "须缴费满一年、非因本人意愿中断就业、已办失业登记并有求职要求。",
            _longest,
            "领取期限自办理失业登记之日起计算。",
            "每月标准低于当地最低工资、不低于城市低保；标准没有核定的，核定后再发放。",
            "重新就业、应征服兵役、移居境外、享受养老保险待遇，或无正当理由不接受介绍的适当工作、培训的，停止领取；"
            "停领后多发的要退回。",
        ),
    ),
)  # fmt: skip
