"""Item 23: claiming unemployment benefit; reviewed, it runs from the registration's month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.items.shared import (
    COUNTER_AND_KIOSK,
    ID_PAGE,
    NO_NEEDLESS_PROOF,
    UNEMPLOYMENT,
    listed,
    month_words,
)
from cuncuntong.items.social_insurance.jobless.facts import claim_facts
from cuncuntong.items.social_insurance.jobless.rules import RULES
from cuncuntong.items.social_insurance.jobless.showing import amount_line, basis_words, preview_lines
from cuncuntong.items.social_insurance.payee_choice import (
    CARD,
    OTHER_ACCOUNT,
    TO_CARD,
    TO_OTHER,
    payee_words,
    set_payee_from,
)
from cuncuntong.ledgers import contradictions
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
    ServiceItem,
    Situation,
)
from cuncuntong.rules.unemployment import cap_words, longest_words, paid_words


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
    rules=RULES,
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
