"""Item 22: claiming the subsidy for a higher skill; reviewed, paid once by the fund's next run."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import COUNTER_AND_KIOSK, ID_PAGE, NO_NEEDLESS_PROOF, day_words, listed
from cuncuntong.items.social_insurance.payee_choice import (
    CARD,
    OTHER_ACCOUNT,
    TO_CARD,
    TO_OTHER,
    payee_words,
    set_payee_from,
)
from cuncuntong.items.social_insurance.skilled.facts import INSURED, MOST, WITHIN, amount_of, claim_facts
from cuncuntong.items.social_insurance.skilled.rules import RULES
from cuncuntong.items.social_insurance.skilled.showing import preview_lines
from cuncuntong.ledgers.pensions.services import undo_payee
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.skills.enums import ClaimedAs, SkillLevel
from cuncuntong.ledgers.skills.services import approve_subsidy, undo_subsidy
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules import occupations
from cuncuntong.rules.service_item import (
    Choice,
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


def effect(order: EffectOrder) -> Result:
    """Approves the sum, sets the account, and hands it over above for record."""
    claim, form = claim_facts(order.situation), order.situation.form
    worth = amount_of(claim)
    if worth is None or claim.issued_on is None or not claim.occupation:
        raise EffectRefused("证书的职业、等级或日期没有填全。", "请退回补正。")
    known = occupations.get(claim.occupation)
    row = approve_subsidy(
        resident=claim.resident,
        amount=worth[0],
        most_a_year=current().integer(MOST, claim.on),
        on=order.situation.on,
        at=order.at,
        actor=order.actor,
        case_number=order.situation.case_number,
        claimed_as=ClaimedAs.DRAWING if claim.drawing else ClaimedAs.UNIT,
        certificate_number=str(form.get("certificate_number") or ""),
        certificate_name=str(form.get("certificate_name") or ""),
        occupation=claim.occupation,
        occupation_name=known.name if known else claim.occupation,
        level=claim.level,
        issued_on=claim.issued_on,
        insured_months=claim.basis.paid,
        relaxed=claim.relaxed and claim.basis.paid < current().integer(INSURED, claim.on),
        as_of=claim.basis.as_of,
    )
    payee = set_payee_from(order)
    mark = "" if worth[1].confidence.is_confirmed else "（待核定）"
    to = (("发放账户", payee_words(payee)),) if payee else ()
    return Result(
        message=f"技能提升补贴已核定{format_yuan(row.amount)}元，随失业保险基金下一次发放，一次付清。",
        lines=(
            ("职业和等级", f"{row.occupation_name}，{row.level}"),
            ("证书", f"{row.certificate_name}，{day_words(row.issued_on)}核发"),
            ("失业保险缴费", f"{row.insured_months}个月"),
            ("补贴金额", f"{format_yuan(row.amount)}元{mark}"),
            *to,
        ),
        data={"subsidy": row.pk, "payee": payee.pk if payee else None},
        next_steps=(
            NextStep("19", "还想学新的技能：培训通知由服务点送达"),
            NextStep("16", "登记下一次想学的培训"),
        ),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the subsidy back before it is paid, and while it has not gone up."""
    row = undo_subsidy(case_number=order.situation.case_number, actor=order.actor)
    undo_payee(case_number=order.situation.case_number, actor=order.actor)
    return f"技能提升补贴核定已撤销（{row.occupation_name}，{row.level}，{format_yuan(row.amount)}元）。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    return "，".join(str(form[key]) for key in ("occupation", "level") if form.get(key))


def likely(resident: Resident) -> int:
    """Who draws unemployment benefit, and may have learned something meanwhile."""
    return 40 if "unemployment.benefit" in standings_of(resident) else 0


def _limits(on: dt.date) -> str:
    most, within = current().integer(MOST, on), current().integer(WITHIN, on)
    return f"同一职业同一等级只能享受一次，每年最多{most}次；证书核发之日起{within}个月内申领。"


_CERTIFICATE = "证书"
CERTIFICATE_PAGE = Material(
    key="certificate_page",
    name="证书照片",
    attach=True,
    note="四角完整、编号和日期看得清；能在网上核验的，核验后可以不拍。",
    required=False,
    max_pages=2,
)

ITEM = ServiceItem(
    number="22",
    name="技能提升补贴申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "企业在职参保职工或领取失业保险金期间的失业人员取得职业资格证书或职业技能等级证书的，"
        "可向社会保险经办机构申请技能提升补贴。"
    ),
    audience="企业在职参保职工或领取失业保险金期间的失业人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=5,
    line=Line.UNEMPLOYMENT,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE, CERTIFICATE_PAGE),
    fields=(
        FormField("certificate_name", "证书名称", FieldKind.CHOICE, section=_CERTIFICATE,
                  choices=tuple(Choice(name, name) for name in ("职业技能等级证书", "职业资格证书"))),
        FormField("certificate_number", "证书编号", FieldKind.TEXT, section=_CERTIFICATE, max_length=40,
                  hint="按证书上的编号填写，空格、横线可以不填"),
        FormField("occupation", "职业（工种）", FieldKind.TEXT, section=_CERTIFICATE, max_length=40,
                  hint="按证书上写的填写，例如：焊工、养老护理员"),
        FormField("level", "等级", FieldKind.CHOICE, section=_CERTIFICATE,
                  choices=tuple(Choice(one.value, one.label) for one in SkillLevel)),
        FormField("issued_on", "发证日期", FieldKind.DATE, section=_CERTIFICATE, maximum="today"),
        FormField("pay_to", "补贴发放到", FieldKind.CHOICE, section="领取方式", default=CARD,
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
    submit_label="提交补贴申领",
    guide=Guide(
        basis=(listed(22), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "出示职业资格证书或职业技能等级证书，填写编号、职业、等级和发证日期。",
            "工作人员核对证书、参保情况和申请期限，选择发放账户，提交县级审核。",
            "5个工作日内审核办结，结果反馈到服务点；核定后报上级备案。",
        ),
        result="审核通过的，补贴随失业保险基金下一次发放，一次付清。",
        tips=(
            "证书能在网上核验的，不用交复印件。",
            _limits,
            "申请期限、参保年限和补贴标准为待核定参数，以县核定的为准。",
        ),
    ),
)  # fmt: skip
