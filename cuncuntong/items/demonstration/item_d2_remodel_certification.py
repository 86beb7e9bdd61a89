"""Item D2: making a person's face model for certification anew."""

from __future__ import annotations

from typing import Any

from cuncuntong.items.demonstration.modelling import PENSIONS, RESIDENTS, RULES, facts, preview
from cuncuntong.items.shared import CERTIFICATION, COUNTER, EXTRAS, NO_LIMIT_GIVEN
from cuncuntong.ledgers.portraits.consent import TITLE
from cuncuntong.ledgers.portraits.enums import ConsentWay
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.selectors import measure_rows
from cuncuntong.ledgers.portraits.services import ConsentGiven, take, undo_take
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.models import ServicePoint
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
    Result,
    ServiceItem,
    Situation,
)

PICTURE, CONSENT_PAPER = "picture", "consent_paper"


def effect(order: EffectOrder) -> Result:
    """Hands the picture to the portraits' ledger, where it waits for the county."""
    form = order.situation.form
    papers = order.papers(PICTURE)
    case_number = order.situation.case_number
    known = Portrait.objects.filter(case_number=case_number).exists()
    if not papers and not known:
        raise EffectRefused("没有照片。", "请先拍照或上传照片。")
    portrait = take(
        resident=order.situation.resident,
        content=papers[0] if papers else b"",
        consent=ConsentGiven(str(form.get("consent") or ""), str(form.get("guardian") or "")),
        at=order.at,
        actor=order.actor,
        case_number=case_number,
        point=ServicePoint.objects.filter(pk=order.point_id).first() if order.point_id else None,
    )
    return Result(
        message=("照片已采集，检查合格。县里审核通过后报上级系统建模；没有通过的，会告知本人重新拍照。"),
        lines=(
            *measure_rows(portrait),
            ("告知同意书", f"{portrait.consent_version}版，{portrait.get_consent_way_display()}"),
        ),
        data={"portrait": portrait.pk},
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the picture back before the county decided on it."""
    undo_take(case_number=order.situation.case_number, actor=order.actor)
    return "照片采集已撤销，照片已删除。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    chosen = {one.value: one.label for one in PENSIONS}.get(str(situation.form.get("benefit") or ""), "")
    return f"重新采集认证照片{f'（{chosen}）' if chosen else ''}"


def likely(resident: Resident) -> int:
    """Those whose picture was returned come for another one."""
    return 90 if "portrait.to_retake" in standings_of(resident) else 0


def _benefit(situation: Situation) -> str:
    return RESIDENTS if facts(situation).drawn else ""


ITEM = ServiceItem(
    number="D2",
    name="资格认证重新建模",
    group=Group.DEMONSTRATION,
    content="为人脸识别认证不通过的待遇领取人员重新采集建模。",
    audience="需要做待遇领取资格认证的人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    fields=(
        FormField(
            "benefit", "领取的待遇", FieldKind.CHOICE, section="待遇", choices=PENSIONS, default=_benefit
        ),
        FormField(
            "consent",
            "本人同意",
            FieldKind.CHOICE,
            section="告知和同意",
            choices=tuple(Choice(way.value, way.label) for way in ConsentWay),
            hint="先把告知同意书读给本人听，同意并签字后再拍照；不同意的，改办第21项人工认证",
        ),
        FormField(
            "guardian",
            "监护人姓名",
            FieldKind.TEXT,
            section="告知和同意",
            show_when=("consent", (ConsentWay.GUARDIAN.value,)),
            max_length=40,
        ),
    ),
    materials=(
        Material(
            CONSENT_PAPER,
            TITLE,
            attach=True,
            note="本人（或监护人）在屏幕上签名，或在打印的同意书上签字、按手印后拍照上传；有了它才能拍照",
            max_pages=2,
            form="portraits:consent",
            pad=True,
        ),
        Material(
            PICTURE,
            "人脸照片",
            attach=True,
            note="只拍本人一个人：正对镜头，不戴帽子、口罩、墨镜，头部占画面一半左右，脸上光线均匀",
            max_pages=1,
            kind="portrait",
            after=("consent", tuple(way.value for way in ConsentWay)),
            after_paper=CONSENT_PAPER,
        ),
    ),
    facts=facts,
    rules=RULES,
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    submit_label="提交照片",
    guide=Guide(
        basis=(EXTRAS, CERTIFICATION, "《个人信息保护法》"),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "工作人员宣读人脸照片采集告知同意书，本人同意并签字。",
            "用摄像头拍照，系统当场检查照片：是不是一个人、大小、姿态、光线、清晰度；不合格的马上重拍。",
            "县里由另一人审核，通过后报上级系统建模；结果告知本人。",
        ),
        result="照片采集完成，等县里审核、上级建模；建模后可以用手机或自助机认证。",
        tips=(
            NO_LIMIT_GIVEN,
            "系统只检查照片拍得合不合格，不比对人脸，不判断照片是不是本人：是不是本人由工作人员当面核对。",
            "采集的照片只用于资格认证，加密保存；可以随时撤回同意，撤回后照片删除。",
            "不愿意拍照或行动不便的，可以办第21项人工认证，也可以预约上门。",
        ),
        where="示范服务点柜面",
    ),
)
