"""Item D1: printing the proof of insurance in every scheme."""

from __future__ import annotations

from typing import Any

from cuncuntong.items.demonstration.proving import ALL, OWN, PERIODS, RULES, facts, preview
from cuncuntong.items.shared import COUNTER, EXTRAS, NO_LIMIT_GIVEN, NO_NEEDLESS_PROOF, day_words, month_words
from cuncuntong.ledgers.proofs.content import NOWHERE, counted_words
from cuncuntong.ledgers.proofs.services import make_proof, revoke_of_case
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    Result,
    ServiceItem,
    Situation,
)


def effect(order: EffectOrder) -> Result:
    """Makes the proof; it is printed from the result page."""
    known = facts(order.situation)
    if known.first is None or known.last is None:
        raise EffectRefused("起止月份不对。", "请核对起止月份。")
    proof = make_proof(
        resident=known.resident,
        first=known.first,
        last=known.last,
        at=order.at,
        actor=order.actor,
        case_number=order.situation.case_number,
    )
    schemes = proof.content["schemes"]
    lines = [
        ("证明编号", proof.number),
        ("期间", f"{month_words(proof.first)}至{month_words(proof.last)}"),
        *[(scheme["name"], counted_words(scheme)) for scheme in schemes],
        ("核验码", proof.spaced_code),
        ("有效期至", day_words(proof.valid_until)),
    ]
    message = "参保证明已出具，请打印给居民。" if schemes else f"证明已出具：{NOWHERE}"
    return Result(message=message, lines=tuple(lines), data={"proof": proof.pk})


def undo(order: EffectOrder, data: Any) -> str:
    """Revokes the proof: its code says so from then on."""
    proof = revoke_of_case(case_number=order.situation.case_number, actor=order.actor)
    return f"参保证明{proof.number}已作废，扫码核验会显示无效。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    known = facts(situation)
    if known.first is None or known.last is None:
        return ""
    return f"{month_words(known.first)}至{month_words(known.last)}"


def likely(resident: Resident) -> int:
    """Whoever is insured may need it, seldom."""
    return 15 if any(name.startswith(("pension.", "insurance.")) for name in standings_of(resident)) else 0


ITEM = ServiceItem(
    number="D1",
    name="社会保险全险种参保证明打印",
    group=Group.DEMONSTRATION,
    content="打印本人参加各项社会保险的参保证明。",
    audience="需要参保证明的参保人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.EMPLOYEE_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    fields=(
        FormField("period", "证明哪一段", FieldKind.CHOICE, section="期间", choices=PERIODS, default=ALL),
        FormField("from_month", "起始月份", FieldKind.TEXT, section="期间", max_length=8,
                  show_when=("period", (OWN,)), hint="例如 2020-01"),
        FormField("to_month", "截止月份", FieldKind.TEXT, section="期间", max_length=8,
                  show_when=("period", (OWN,)), hint="例如 2026-10，最晚到本月"),
    ),
    facts=facts,
    rules=RULES,
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    panel="proofs/_panel.html",
    one_step=True,
    submit_label="出具证明",
    guide=Guide(
        basis=(EXTRAS, NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "选择需要的起止时间；各险种都在一张证明上。",
            "当场打印参保证明，上面有核验码和二维码。",
        ),
        result="当场打印参保证明。",
        tips=(
            NO_LIMIT_GIVEN,
            "能在网上核验的，用证单位不应再要纸质证明。",
            "欠缴的、在外省缴的，证明上照实写明；上级台账的数据截至哪一天，也写在上面。",
            "要逐月明细的，请办第25项、第33项查询打印。",
        ),
        where="示范服务点柜面",
    ),
)  # fmt: skip
