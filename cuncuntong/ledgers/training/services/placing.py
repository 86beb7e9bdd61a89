"""Placing wishes into a class, signing for it, leaving it, and handing the certificate over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, Outcome, WishMove, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors.order import clash_of, in_order
from cuncuntong.ledgers.training.services._book import (
    enter,
    lock_residents,
    locked_wish,
    made,
)
from cuncuntong.ledgers.training.services._duty import check_place, check_wishes
from cuncuntong.ledgers.training.services._seats import HELD, give_up, move_up, take_in
from cuncuntong.ledgers.training.services.classes import locked_class
from cuncuntong.ledgers.training.services.tasks import open_task
from cuncuntong.ledgers.training.services.telling import overtake, tell_enrolments
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account

PLACED = (WishMove.PLACE, WishMove.WAIT)


@dataclass
class Placed:
    """What a placing did: who got a seat, who waits, and who could not be taken, with the reason."""

    seated: list[Enrolment] = field(default_factory=list)
    waiting: list[Enrolment] = field(default_factory=list)
    left_out: list[tuple[TrainingWish, str]] = field(default_factory=list)


def place_wishes(*, caller: Caller, training_class: TrainingClass, wishes: Sequence[int]) -> Placed:
    """Places wishes (their keys) by the rules: in order, seats first, then the waiting list; all are told.

    A wish that waits for a class no more, or whose person has another class at the time, is left out and
    said. Raises Denied, NotVisible, or LedgerRefused where nobody may be placed.
    """
    done = Placed()
    with transaction.atomic():
        named = TrainingWish.objects.filter(pk__in=wishes, county_code=training_class.county_code)
        lock_residents(list(named.values_list("resident_id", flat=True)))
        row = locked_class(caller, training_class.pk)
        today = timezone.localdate()
        _check_open(row, today)
        locked = list(named.select_for_update().order_by("pk"))
        for wish in in_order(locked, today):
            reason = _against(row, wish)
            if reason:
                done.left_out.append((wish, reason))
                continue
            enrolment = take_in(row, wish, on=today, actor=caller.account)
            (done.seated if enrolment.seat else done.waiting).append(enrolment)
        _number_anew(done)
        tell_enrolments(row, "placed", done.seated)
        tell_enrolments(row, "waiting", done.waiting)
    return done


def _number_anew(done: Placed) -> None:
    for enrolment in done.waiting:
        enrolment.refresh_from_db(fields=["position"])


def place_one(
    *,
    wish: TrainingWish,
    training_class: TrainingClass,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    signed_by: str = "",
) -> Enrolment:
    """Places one wish at the counter, where the person stands and is told; signs too where it is said by
    whom. The same case again gives the same enrolment. Raises LedgerRefused, Denied, NotVisible (see _duty).
    """
    with transaction.atomic():
        done = made(case_number, *PLACED)
        if done is not None:
            return Enrolment.objects.get(pk=done.before["enrolment"])
        check_wishes(actor, [wish], case_number)
        lock_residents([wish.resident_id])
        row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        _check_open(row, on)
        locked = locked_wish(wish.pk)
        reason = _against(row, locked)
        if reason:
            raise LedgerRefused(reason, "请刷新页面核对，或选择别的班次。")
        enrolment = take_in(row, locked, on=on, actor=actor, case_number=case_number)
        if signed_by and enrolment.seat:
            _sign(enrolment, signed_by, on, actor)
    return enrolment


def _check_open(row: TrainingClass, on: dt.date) -> None:
    if row.state != ClassState.OPEN:
        raise LedgerRefused(f"这个班次{row.get_state_display()}，不能安排人。", "请选择可报名的班次。")
    if row.starts_on < on:
        raise LedgerRefused("这个班次的开班日期已过。", "请选择还没有开班的班次。")


def _against(row: TrainingClass, wish: TrainingWish) -> str:
    """Why a wish can't be placed into the class; empty where nothing speaks against it."""
    if wish.state != WishState.OPEN:
        return f"这条意向{wish.get_state_display()}，不在待安排。"
    other = clash_of(wish.resident_id, row)
    if other is None:
        return ""
    if other.training_class_id == row.pk:
        return "本人已在这个班次中。"
    return f"本人在{other.training_class.title}（{other.training_class.number}）的上课时间与这个班次重叠。"


def sign_notice(
    *, enrolment: Enrolment, signed_by: str, on: dt.date, actor: Account | None, case_number: str = ""
) -> Enrolment:
    """Records that the notice of training was signed for (签收), by the person or who stands for them.

    Raises LedgerRefused without a seat, or where it is signed already; Denied, NotVisible (see _duty).
    """
    with transaction.atomic():
        done = made(case_number, WishMove.SIGN)
        if done is not None:
            return Enrolment.objects.get(pk=done.before["enrolment"])
        home, row = locked_place(enrolment)
        check_place(actor, row.wish, home, case_number)
        if row.state != EnrolmentState.SEATED:
            raise LedgerRefused(f"目前{row.get_state_display()}，没有可签收的通知。", "请刷新页面查看。")
        if row.signed_on is not None:
            raise LedgerRefused(f"通知已于{row.signed_on:%Y-%m-%d}签收。", "不用再签。")
        if not signed_by.strip():
            raise LedgerRefused("没有写明谁签收。", "请写签收人的姓名。")
        _sign(row, signed_by, on, actor)
        enter(
            row.wish,
            WishMove.SIGN,
            on=on,
            actor=actor,
            case_number=case_number,
            note=row.signed_by,
            before={"enrolment": row.pk},
        )
    return row


def _sign(row: Enrolment, signed_by: str, on: dt.date, actor: Account | None) -> None:
    row.signed_on, row.signed_by, row.signing_seen_by = on, signed_by.strip()[:40], actor
    row.save(update_fields=["signed_on", "signed_by", "signing_seen_by"])
    overtake(row, "本人已到服务点签收")


def leave_class(
    *,
    enrolment: Enrolment,
    reason: str,
    later: bool,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> Enrolment:
    """Takes somebody out of a class; the first of the waiting list moves up and is told.

    ``later``: the wish waits for another class, with its place in the order; else it is given up.
    Raises LedgerRefused without a reason, or where the person is not in the class; Denied, NotVisible.
    """
    with transaction.atomic():
        done = made(case_number, WishMove.DROP)
        if done is not None:
            return Enrolment.objects.get(pk=done.before["enrolment"])
        row, one = locked_place(enrolment)
        check_place(actor, one.wish, row, case_number)
        if one.state not in HELD:
            raise LedgerRefused(f"目前{one.get_state_display()}，不用再退出。", "请刷新页面查看。")
        if not reason.strip():
            raise LedgerRefused("请写明退出的原因。", "例如：外出务工、时间不合适。")
        wish = locked_wish(one.wish_id)
        before = {
            "enrolment": one.pk,
            "seat": one.seat,
            "wish": wish.state,
            "signed_on": one.signed_on.isoformat() if one.signed_on else None,
        }
        wish.state = WishState.OPEN if later else WishState.GIVEN_UP
        if later:
            open_task(wish, on=on)
        else:
            wish.closed_on, wish.closed_reason = on, reason.strip()[:60]
        wish.save(update_fields=["state", "closed_on", "closed_reason"])
        one.ended_on, one.ended_reason = on, reason.strip()[:100]
        give_up(row, one, EnrolmentState.DROPPED)
        enter(
            wish,
            WishMove.DROP,
            on=on,
            actor=actor,
            case_number=case_number,
            note=f"{row.title}：{one.ended_reason}",
            before=before,
        )
        move_up(row, on=on, actor=actor)
    return one


def locked_place(enrolment: Enrolment) -> tuple[TrainingClass, Enrolment]:
    """Somebody's place and its class, locked in this order."""
    row = TrainingClass.objects.select_for_update().get(pk=enrolment.training_class_id)
    return row, Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def give_certificate(
    *, enrolment: Enrolment, on: dt.date, actor: Account | None, case_number: str = ""
) -> Enrolment:
    """Records that the certificate was handed over.

    Raises LedgerRefused where there is none to hand over; Denied, NotVisible (see _duty).
    """
    with transaction.atomic():
        done = made(case_number, WishMove.CERTIFICATE)
        if done is not None:
            return Enrolment.objects.get(pk=done.before["enrolment"])
        row = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        check_place(actor, row.wish, row.training_class, case_number)
        if row.result != Outcome.PASSED or not row.certificate_number:
            raise LedgerRefused("没有可领取的证书。", "请向县里核对结果和证书是否已录入。")
        if row.certificate_given_on is not None:
            raise LedgerRefused(f"证书已于{row.certificate_given_on:%Y-%m-%d}领取。", "请核对。")
        row.certificate_given_on = on
        row.save(update_fields=["certificate_given_on"])
        enter(
            row.wish,
            WishMove.CERTIFICATE,
            on=on,
            actor=actor,
            case_number=case_number,
            note=row.certificate_number,
            before={"enrolment": row.pk},
        )
    return row
