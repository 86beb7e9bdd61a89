"""Item 21: certifying offline that somebody may go on drawing a benefit."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import CERTIFICATION, COUNTER, certified_every, day_words, listed
from cuncuntong.items.social_insurance.certifying.facts import facts_of, read_position
from cuncuntong.items.social_insurance.certifying.fields import DOCUMENTS, FIELDS, MATERIALS, PAD, REASONS
from cuncuntong.items.social_insurance.certifying.rules import RULES
from cuncuntong.items.social_insurance.certifying.showing import message_of, preview_lines, result_lines
from cuncuntong.ledgers.certification.enums import Way
from cuncuntong.ledgers.certification.services import Seen, certify, undo_case
from cuncuntong.ledgers.contradictions import CERTIFICATION as CERTIFYING
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    Group,
    Guide,
    Kind,
    Result,
    ServiceItem,
    Situation,
)


def effect(order: EffectOrder) -> Result:
    """Certifies as of the day on which the person was seen; payment that was held goes on."""
    facts, form = facts_of(order.situation), order.situation.form
    if facts.seen_on is None:
        raise EffectRefused("没有填写见到本人的日期。", "请退回补正。")
    position = read_position(form.get("position"))
    today = timezone.localdate(order.at)
    done = certify(
        resident=facts.resident,
        on=facts.seen_on,
        seen=Seen(
            way=str(form.get("way") or Way.COUNTER),
            evidence=_evidence(order.situation),
            helper=str(form.get("helper") or ""),
            place=str(form.get("place") or ""),
            longitude=position[0] if position else None,
            latitude=position[1] if position else None,
        ),
        today=today,
        at=order.at,
        actor=order.actor,
        case_number=order.situation.case_number,
        point_id=order.point_id,
    )
    return Result(
        message=message_of(done, today),
        lines=result_lines(done, today),
        data={"certification": done.certification.pk},
    )


def _evidence(situation: Situation) -> str:
    form = situation.form
    words = [f"查验{DOCUMENTS.get(str(form.get('document')), '证件')}，人证相符"]
    words.append("承诺书屏幕签名" if form.get("signed") == PAD else "承诺书纸上签名")
    if form.get("way") == Way.HOME:
        words.append(f"上门原因：{REASONS.get(str(form.get('home_why')), '其他')}")
    return "；".join(words)


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the certification back, while nothing was paid on it and the province was not told."""
    row = undo_case(
        case_number=order.situation.case_number, actor=order.actor, today=timezone.localdate(order.at)
    )
    return f"{day_words(row.on)}的资格认证已撤销，到期日和待遇状态恢复为认证以前。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    way = str(situation.form.get("way") or "")
    return str(Way(way).label) if way in Way.values else "资格认证"


def likely(resident: Resident) -> int:
    """Who is due stands high in the list; who draws and is not, low."""
    standing = standings_of(resident)
    if "certification.due" in standing:
        return 90
    return 25 if "certification.drawn" in standing else 0


ITEM = ServiceItem(
    number="21",
    name="社会保险待遇领取资格认证",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "符合按月领取我省社会保险待遇人员每12个月需通过手机APP进行一次待遇领取资格认证，"
        "若无法手机认证，可通过线下人工认证的方式，确保本人领取待遇资格。"
    ),
    audience="我省社会保险待遇领取人员",
    channels=COUNTER,
    limit_workdays=3,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    documents=("身份证或社保卡", "现场填写《资格认证告知承诺书》"),
    materials=MATERIALS,
    fields=FIELDS,
    facts=facts_of,
    rules=RULES,
    effect=effect,
    undo=undo,
    preview=preview_lines,
    subject=subject,
    likely=likely,
    concerns=(CERTIFYING,),
    batch=True,
    submit_label="提交认证",
    guide=Guide(
        basis=(listed(21), CERTIFICATION),
        steps=(
            "先用手机APP认证，或由部门数据（就医、出行、社区核查）自动认证；办不了的，本人到柜面或预约上门。",
            "核对本人和身份证，现场填写《资格认证告知承诺书》，在屏幕、签字板或纸上签名。",
            "上门的，拍照并记下地点。",
            "工作人员提交认证，县级审核，3个工作日内办结；企业职工养老待遇的，审核后报送上级。",
        ),
        result="资格认证通过，待遇照常发放；因未认证停发的，恢复发放并补发。",
        tips=(
            lambda on: (
                f"两次认证最长间隔{certified_every(on)}个月；到期没有认证的，提醒两次后从下一次发放起暂停，"
                "补办认证后恢复并补发。"
            ),
            "年老、残疾、行动不便的，可以预约上门办理。",
            "家人去世的，请及时告知服务点，多领的待遇要退回。",
        ),
    ),
)
