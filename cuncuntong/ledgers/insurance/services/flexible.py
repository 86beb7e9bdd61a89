"""Flexible workers join the employees' pension (item 20): declared here, handed over, answered above."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.above.services import hand_over
from cuncuntong.ledgers.above.services.locking import lock_handover
from cuncuntong.ledgers.insurance.enums import (
    STANDING,
    DeclaredState,
    InsuranceScheme,
    InsuredAs,
    ParticipationState,
)
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration
from cuncuntong.ledgers.insurance.selectors.flexible import answered_on, renewed_base, standing_declaration
from cuncuntong.ledgers.insurance.selectors.participations import participation_of, pension_above
from cuncuntong.ledgers.insurance.services._declared import (
    audit,
    person_of,
    place_of,
    take_back,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.flexible import BaseFigures, figures_on
from cuncuntong.rules.parameters import ParameterError

ENROL, RENEW = "insurance.flexible", "insurance.flexible_base"


class Obstacle(NamedTuple):
    """Why somebody can't enrol: what the ledgers know, and what to do then."""

    code: str
    message: str
    remedy: str


def flexible_obstacle(resident: Resident) -> Obstacle | None:
    """What the ledger has against enrolling: drawing, insured by a unit or oneself, declared before."""
    drawing = pension_above(resident)
    participation = participation_of(resident)
    if drawing is not None and drawing.pension.state != "ended":
        return Obstacle(
            "drawing",
            f"正在领取企业职工基本养老待遇（{drawing.pension.get_state_display()}，"
            f"数据截至{_day(drawing.pension.as_of)}），不能再参保缴费。",
            "请核对身份；记录有误的，请到发放机构更正后再办。",
        )
    if participation is not None and participation.state == ParticipationState.DRAWING:
        return Obstacle(
            "drawing",
            f"参保登记显示正在领取待遇（数据截至{_day(participation.as_of)}），不能再参保缴费。",
            "请核对身份；记录有误的，请到发放机构更正后再办。",
        )
    if participation is not None and participation.state == ParticipationState.PAYING:
        as_of = f"数据截至{_day(participation.as_of)}"
        if participation.insured_as == InsuredAs.UNIT:
            unit = participation.unit or "用人单位"
            return Obstacle(
                "unit",
                f"{unit}正在为本人缴纳企业职工养老保险（{as_of}），不能同时以灵活就业人员身份缴费。",
                "已离职的，请原单位办理停保，上级台账更新后再办；仍在职的，由单位缴费，不用自己参保。",
            )
        return Obstacle(
            "flexible",
            f"已经以灵活就业人员身份正常参保（{as_of}），不用重复登记。",
            "要调整缴费基数的，请向经办机构申请；缴费情况可以办第25项查询。",
        )
    return _declared_before(resident)


def _declared_before(resident: Resident) -> Obstacle | None:
    row = standing_declaration(resident)
    if row is None:
        return None
    if row.state == DeclaredState.WAITING:
        return Obstacle(
            "waiting",
            f"已于{_day(row.decided_on)}办理过参保登记，正在等上级办理，不用重复登记。",
            "要改缴费基数的，请先撤销原来的那一件（还没有报送的可以撤销）。",
        )
    return Obstacle(
        "agreed",
        f"上级已于{_day(answered_on(row))}办结参保登记，不用重复登记。",
        "缴费以后可以办第25项查询到账情况。",
    )


def figures_now(on: dt.date) -> BaseFigures:
    """The figures of a day. Raises LedgerRefused where none are known."""
    try:
        return figures_on(current(), on)
    except ParameterError as error:
        raise LedgerRefused("还没有缴费基数的上下限，暂时不能办理。", str(error)) from error


def refuse_base(base: Decimal, figures: BaseFigures) -> tuple[str, str]:
    """Why a base can't be: (message, remedy), empty where it can."""
    year = f"{figures.year}年"
    if base < figures.floor:
        return (
            f"缴费基数{format_yuan(base)}元低于{year}下限{format_yuan(figures.floor)}元。",
            f"请填{format_yuan(figures.floor)}元到{format_yuan(figures.cap)}元之间的数；"
            f"最低每月缴{format_yuan(figures.monthly(figures.floor))}元。",
        )
    if base > figures.cap:
        return (
            f"缴费基数{format_yuan(base)}元高于{year}上限{format_yuan(figures.cap)}元。",
            f"请填{format_yuan(figures.floor)}元到{format_yuan(figures.cap)}元之间的数。",
        )
    return "", ""


def declare_flexible(
    *,
    resident: Resident,
    work: str,
    share: int | None,
    base: Decimal,
    on: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str,
) -> FlexibleDeclaration:
    """Enrols and hands over, from this month on. The same case again gives the same declaration.

    Raises LedgerRefused for a base out of its bounds, and for what ``flexible_obstacle`` says.
    """
    with transaction.atomic():
        person = Resident.objects.select_for_update().get(pk=resident.pk)
        done = FlexibleDeclaration.objects.filter(case_number=case_number, resident=person).first()
        if case_number and done is not None and done.state != DeclaredState.WITHDRAWN:
            return done
        figures = figures_now(on)
        message, remedy = refuse_base(base, figures)
        if message:
            raise LedgerRefused(message, remedy)
        if (obstacle := flexible_obstacle(person)) is not None:
            raise LedgerRefused(obstacle.message, obstacle.remedy)
        row = _filled(person, figures, base, share)
        row.work, row.from_month, row.decided_on = work.strip()[:40], on.replace(day=1), on
        row.case_number, row.actor = case_number, actor
        row.handover_key = _key(ENROL, case_number, person, at)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise LedgerRefused(
                "刚刚有人为本人办理了参保登记，不用重复登记。", "请刷新页面查看办理情况。"
            ) from None
        _send(row, ENROL, at)
        audit(row, "declared", actor, base=str(base))
    return row


def _filled(person: Resident, figures: BaseFigures, base: Decimal, share: int | None) -> FlexibleDeclaration:
    return FlexibleDeclaration(
        resident=person,
        share=share,
        base=base,
        monthly=figures.monthly(base),
        to_account=figures.to_account(base),
        floor=figures.floor,
        cap=figures.cap,
        average=figures.average,
        figures_year=figures.year,
        **place_of(person),
    )


def _key(kind: str, case_number: str, person: Resident, at: dt.datetime) -> str:
    """A case that was taken back and is applied again goes up under another key."""
    base = f"{kind}:{case_number or person.pk}"
    used = FlexibleDeclaration.objects.filter(handover_key__startswith=base).count()
    return f"{base}:{used + 1}" if used else base


def _send(row: FlexibleDeclaration, kind: str, at: dt.datetime) -> None:
    hand_over(
        key=row.handover_key,
        kind=kind,
        payload={
            **person_of(row.resident),
            "scheme": InsuranceScheme.EMPLOYEE_PENSION,
            "insured_as": InsuredAs.FLEXIBLE,
            "work": row.work,
            "from_month": f"{row.from_month:%Y-%m}",
            "base": str(row.base),
            "monthly": str(row.monthly),
            "to_account": str(row.to_account),
            "figures_year": row.figures_year,
            "replaces": row.replaces.handover_key if row.replaces else "",
        },
        resident=row.resident,
        actor=row.actor,
        at=at,
        case_number=row.case_number,
    )


def undo_flexible(*, case_number: str, actor: Account | None) -> FlexibleDeclaration:
    """Takes a declaration back that did not go up yet; again it gives it as it is.

    Raises LedgerRefused once it was sent or answered, and for a case that declared none.
    """
    with transaction.atomic():
        rows = FlexibleDeclaration.objects.filter(case_number=case_number).order_by("-pk")
        seen = rows.first() if case_number else None
        if seen is None:
            raise LedgerRefused("台账中没有这件业务办理的参保登记。", "请核对受理编号。")
        lock_handover(seen.handover_key)
        row = FlexibleDeclaration.objects.select_for_update().get(pk=seen.pk)
        take_back(row, actor)
    return row


def redeclare(*, caller: Caller, declaration: int, at: dt.datetime) -> FlexibleDeclaration:
    """Declares anew by the year's figures that were issued later; the old one is then replaced.

    Twice gives the same row. Raises Denied, NotVisible, LedgerRefused where nothing is to be changed.
    """
    rows = FlexibleDeclaration.objects.select_related("resident")
    seen = fetch(caller, Ability.CASE_FILE, rows, line=Line.EMPLOYEE_PENSION, pk=declaration)
    with transaction.atomic():
        old = FlexibleDeclaration.objects.select_for_update().get(pk=seen.pk)
        tried = FlexibleDeclaration.objects.filter(replaces=old)
        made = tried.filter(state__in=STANDING).first()
        if made is not None:
            return made
        figures = figures_now(old.from_month)
        base = renewed_base(old, figures)
        if old.state != DeclaredState.AGREED or base is None:
            raise LedgerRefused(
                "这笔申报不用按新标准重报。", "上级办结以后、标准有变化的才重报；请刷新页面查看。"
            )
        row = _filled(seen.resident, figures, base, old.share)
        row.work, row.from_month = old.work, old.from_month
        row.decided_on, row.actor = timezone.localdate(at), caller.account
        row.case_number, row.replaces = "", old
        row.handover_key = f"{RENEW}:{old.pk}:{tried.count() + 1}"
        row.save()
        _send(row, RENEW, at)
        audit(row, "redeclared", caller.account, base=str(base), replaces=old.pk)
    return row


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
