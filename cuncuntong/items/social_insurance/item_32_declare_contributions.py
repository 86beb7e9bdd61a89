"""Item 32: years to be paid up: the system finds them, the county approves, the collection asks for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import COUNTER, ID_PAGE, RESIDENT_PENSION, listed
from cuncuntong.items.social_insurance.back_payment import (
    FIGURES,
    SCHEMES,
    SITUATION,
    asked,
    level_choices,
    owing,
    scheme_choices,
    year_choices,
)
from cuncuntong.items.social_insurance.back_payment_rules import RULES, facts, found_for
from cuncuntong.ledgers.collection.services import cancel_orders_of_case, issue_back_orders
from cuncuntong.ledgers.pensions.enums import BackPaymentKind, Scheme
from cuncuntong.ledgers.pensions.models import BackPayment
from cuncuntong.ledgers.pensions.services import approve_back_payments, undo_back_payments
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
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
    PreviewLine,
    Result,
    ServiceItem,
    Situation,
)

COLUMNS = ("年度", "情形", "按现在的档次应缴", "缴费补贴")
# Offered among the likely ones from this age on, when years begin to be counted.
LIKELY_FROM_AGE = 50


def effect(order: EffectOrder) -> Result:
    """Approves the chosen years and makes an order of each, to be paid at the bank."""
    situation = order.situation
    found = found_for(situation)
    if found is None:
        raise EffectRefused("没有参保，不能核定补缴。", "请先办理参保登记。")
    choice = asked(situation, found)
    rows = approve_back_payments(
        account=found.account,
        years=choice.years,
        level=choice.level,
        on=situation.on,
        actor=order.actor,
        case_number=situation.case_number,
    )
    total = sum((row.amount for row in rows), Decimal("0.00"))
    orders = issue_back_orders(
        back_payments=rows, on=situation.on, actor=order.actor, case_number=situation.case_number
    )
    return Result(
        message=(
            f"已核定补缴{len(rows)}个年度，共{format_yuan(total)}元，缴费通知已开好，"
            "请凭缴费编号到银行缴费，服务点不收现金。"
        ),
        lines=(
            ("险种", found.account.get_scheme_display()),
            ("个人账户编号", found.account.number),
            *(
                (f"{row.year}年度", f"{format_yuan(row.amount)}元（{row.get_kind_display()}）")
                for row in rows
            ),
            *((f"{one.year}年度缴费编号", one.spaced) for one in orders),
            ("应缴合计", f"{format_yuan(total)}元"),
            ("缴费补贴", "补缴部分不享受缴费补贴"),
        ),
        data={"account": found.account.pk, "years": [row.year for row in rows], "total": str(total)}
        | {"orders": [one.pk for one in orders]},
    )


def _row_words(row: BackPayment) -> str:
    return f"{format_yuan(row.amount)}元（{row.get_kind_display()}）"


def undo(order: EffectOrder, data: Any) -> str:
    """Cancels the approval and its orders while nothing of it was paid."""
    number = order.situation.case_number
    cancel_orders_of_case(case_number=number, on=order.at.date(), why="撤销办件", actor=order.actor)
    rows = undo_back_payments(case_number=order.situation.case_number, actor=order.actor)
    return f"补缴核定已撤销：{'、'.join(str(row.year) for row in rows)}年度。"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """The chosen years with level and amount, their sum, and the years that there would be then."""
    found = found_for(situation)
    if found is None:
        return ()
    choice = asked(situation, found)
    lines = [PreviewLine("已缴费", f"{len(found.paid)}年")]
    if found.waiting:
        years = "、".join(str(one.year) for one in found.waiting)
        lines.append(PreviewLine("已核定还没有缴", f"{len(found.waiting)}年", f"{years}年度，不用再申报"))
    if not choice.years or not choice.level:
        return tuple(lines)
    amount = f"{format_yuan(Decimal(choice.level))}元"
    lines += [
        PreviewLine(f"{year}年度", amount, SITUATION[BackPaymentKind(kind)])
        for year, kind in choice.years.items()
    ]
    lines.append(
        PreviewLine(
            "应缴合计", f"{format_yuan(choice.total)}元", "补缴不享受缴费补贴", listed(32), total=True
        )
    )
    limit = current().get(FIGURES[choice.scheme][1], situation.on)
    lines.append(
        PreviewLine("缴清后累计", f"{found.open.counted + len(choice.years)}年", f"规定{limit.value_text}")
    )
    return tuple(lines)


def subject(situation: Situation) -> str:
    """One line for lists."""
    choice = asked(situation, None)
    return f"{choice.scheme.label[4:6]}险补缴{len(choice.years)}年，{choice.level}元/年"


def likely(resident: Resident) -> int:
    """Insured people in the years before the pension."""
    if "pension.not_drawn" not in standings_of(resident):
        return 0
    return 50 if age_on(resident.birth_date, timezone.localdate()) >= LIKELY_FROM_AGE else 0


def _years_field(scheme: Scheme) -> FormField:
    return FormField(
        f"years_{scheme.value}",
        f"{scheme.label[4:6]}险补缴年度",
        FieldKind.CHOICES,
        required=False,
        ruled=True,
        section="补缴年度和档次",
        hint="系统按缴费记录找出的年度，勾选要补的",
        choices=lambda situation: year_choices(situation, scheme),
        paper_choices=lambda on: (Choice("", "________年度"),) * 6,
        columns=COLUMNS,
        empty="没有可以补缴的年度，原因见右边的核对结果。",
        show_when=("scheme", (str(scheme.value),)),
    )


def _level_field(scheme: Scheme) -> FormField:
    return FormField(
        f"level_{scheme.value}",
        f"{scheme.label[4:6]}险补缴档次",
        FieldKind.CHOICE,
        section="补缴年度和档次",
        hint="所选年度都按这一档；要分档的，请分开申报",
        choices=lambda situation: level_choices(scheme, situation.on),
        default=lambda situation: _own_level(situation, scheme),
        paper_choices=lambda on: level_choices(scheme, on),
        show_when=("scheme", (str(scheme.value),)),
    )


def _own_level(situation: Situation, scheme: Scheme) -> str:
    found = owing(situation.resident, scheme.value, situation.on)
    return str(found.account.level or "") if found else ""


ITEM = ServiceItem(
    number="32",
    name="城乡居民养老保险缴费申报",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民养老保险的人员有以下情况的，本人可进行补缴申报。"
        "①基本险参保人员在新农保或城居保制度实施时，距60周岁规定领取年龄不足15年的；"
        "补充险参保人员在补充险制度实施时，距65周岁规定领取年龄不足15年的；②参保后有缴费中断的；"
        "③制度实施时距规定领取年龄(基本险60周岁，补充险65周岁)不足15年，已逐年缴费，"
        "同时有补足15年意愿的(补缴部分不享受缴费补贴)。"
    ),
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE,),
    fields=(
        FormField("scheme", "险种", FieldKind.CHOICE, section="补缴年度和档次", choices=scheme_choices,
                  default=str(Scheme.BASIC.value), paper_choices=lambda on: SCHEMES),
        _level_field(Scheme.BASIC),
        _years_field(Scheme.BASIC),
        _level_field(Scheme.SUPPLEMENTARY),
        _years_field(Scheme.SUPPLEMENTARY),
    ),
    facts=facts,
    rules=RULES,
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    panel="collection/_orders_panel.html",
    submit_label="提交补缴申报",
    guide=Guide(
        basis=(listed(32), RESIDENT_PENSION),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查清哪些年份没有缴费、距领取年龄还有几年。",
            "选择补缴的年份和档次，算出金额，提交后领取受理回执。",
            "县级审核，2个工作日内办结，按通知缴费。",
        ),
        result="核定可补缴的年份和金额。",
        tips=(
            "补缴部分不享受缴费补贴。",
            "临近领取年龄、缴费不足15年的，请尽早来算一算。",
        ),
    ),
)  # fmt: skip
