"""Employers at a fair: signing up with postings, taking it back, checking in by a signed token."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import FairState, StandState
from cuncuntong.ledgers.fairs.models import Fair, FairPosting, Stand
from cuncuntong.ledgers.fairs.services.common import FairRefused, locked, log
from cuncuntong.ledgers.jobs.enums import EmployerState, Via
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.selectors.employers import employers_within
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting

_SIGNER = Signer(salt="fairs.check-in")
MOST_POSTINGS = "service.fair_stand_postings"


@dataclass(frozen=True)
class CheckIn:
    """What a check-in did: the stand, and whether it had been checked in before."""

    stand: Stand
    again: bool


def sign_up_by_county(
    *, caller: Caller, fair_id: int, employer_id: int, postings: Collection[int], number: str = ""
) -> Stand:
    """The county signs an employer up, after the closing day too; again, it brings postings up to date."""
    with transaction.atomic():
        fair = locked(caller, fair_id)
        employer = employers_within(caller).filter(pk=employer_id).first()
        if employer is None:
            raise NotVisible("没有找到这家用工主体，或它不在您的服务范围内。")
        return _sign_up(fair, employer, postings, number=number, via=Via.COUNTY, actor=caller.account)


def sign_up_by_employer(*, fair_id: int, employer: Employer, postings: Collection[int]) -> Stand:
    """An employer signs up for itself, up to the closing day and as far as there are stands."""
    with transaction.atomic():
        fair = Fair.objects.select_for_update().filter(pk=fair_id, state=FairState.PUBLISHED).first()
        if fair is None:
            raise NotVisible("没有找到这场招聘会。")
        closed = fair.sign_up_until is not None and fair.sign_up_until < timezone.localdate()
        if closed:
            raise FairRefused("单位报名已经截止。", f"要参加的，请与主办单位联系{fair.telephone}。")
        return _sign_up(fair, employer, postings, number=None, via=Via.PUBLIC, actor=None)


def _sign_up(
    fair: Fair,
    employer: Employer,
    postings: Collection[int],
    *,
    number: str | None,
    via: str,
    actor: Account | None,
) -> Stand:
    """``number`` None leaves the stand's number as it is."""
    if not fair.is_open:
        raise FairRefused("这场招聘会没有发布，或已经结束，不能报名。")
    if employer.state != EmployerState.VERIFIED:
        raise FairRefused(
            f"{employer.name}{employer.get_state_display()}，不能参会。", "请先办好用工主体核验。"
        )
    brought = _postings(employer, postings)
    stand = Stand.objects.filter(fair=fair, employer=employer).first() or Stand(
        fair=fair, employer=employer, via=via, signed_by=actor
    )
    anew = stand.pk is None or stand.state == StandState.WITHDRAWN
    if anew:
        _room(fair)
        stand.state, stand.via, stand.signed_by = StandState.SIGNED, via, actor
        stand.signed_at = timezone.now()
    if number is not None:
        stand.number = _number(fair, stand, number)
    stand.save()
    stand.brought.exclude(posting__in=brought).delete()
    have = set(stand.brought.values_list("posting_id", flat=True))
    FairPosting.objects.bulk_create(
        FairPosting(stand=stand, posting=one) for one in brought if one.pk not in have
    )
    action = "fair.signed_up" if anew else "fair.sign_up_changed"
    log(fair, action, actor, employer=employer.pk, postings=len(brought), via=via)
    return stand


def _postings(employer: Employer, keys: Collection[int]) -> list[Posting]:
    """The employer's own postings that are open to applicants; raises FairRefused for any other."""
    most = setting(MOST_POSTINGS)
    if len(set(keys)) > most:
        raise FairRefused(f"一家单位最多带{most}个岗位。", field="postings")
    found = list(shown_postings(timezone.localdate()).filter(employer=employer, pk__in=keys))
    if len(found) != len(set(keys)):
        raise FairRefused("只能带本单位正在招聘的岗位。", "请重新勾选。", field="postings")
    return found


def _room(fair: Fair) -> None:
    signed = Stand.objects.filter(fair=fair, state=StandState.SIGNED).count()
    if fair.stands is not None and signed >= fair.stands:
        raise FairRefused(f"{fair.stands}个展位已经报满。", "有单位取消时可以再报，或请主办单位增加展位。")


def _number(fair: Fair, stand: Stand, number: str) -> str:
    number = number.strip().upper()[:10]
    others = Stand.objects.filter(fair=fair, state=StandState.SIGNED).exclude(pk=stand.pk)
    holder = others.filter(number=number).select_related("employer").first() if number else None
    if holder is not None:
        raise FairRefused(f"展位{number}已给了{holder.employer.name}。", "请换一个。", field="number")
    return number


def withdraw(*, caller: Caller, fair_id: int, stand_id: int) -> Stand:
    """Takes an employer's sign-up back; its QR code is dead from then on."""
    with transaction.atomic():
        fair = locked(caller, fair_id)
        stand = Stand.objects.filter(fair=fair, pk=stand_id).first()
        if stand is None:
            raise NotVisible("没有找到这家参会单位。")
        return _withdraw(fair, stand, caller.account)


def withdraw_by_employer(*, fair_id: int, employer: Employer) -> Stand:
    """An employer takes its own sign-up back; raises NotVisible where there is none."""
    with transaction.atomic():
        fair = Fair.objects.select_for_update().filter(pk=fair_id).first()
        stand = Stand.objects.filter(fair=fair, employer=employer).first() if fair else None
        if fair is None or stand is None:
            raise NotVisible("没有找到您的报名。")
        return _withdraw(fair, stand, None)


def _withdraw(fair: Fair, stand: Stand, actor: Account | None) -> Stand:
    if stand.state == StandState.WITHDRAWN:
        return stand
    if stand.checked_in_at is not None:
        raise FairRefused("这家单位已经签到，不能取消报名。")
    stand.state, stand.number, stand.epoch = StandState.WITHDRAWN, "", stand.epoch + 1
    stand.save(update_fields=["state", "number", "epoch"])
    log(fair, "fair.withdrawn", actor, employer=stand.employer_id)
    return stand


def check_in_token(stand: Stand) -> str:
    """What the confirmation's QR code says; nobody can make one without the system's secret."""
    return _SIGNER.sign(f"{stand.fair_id}-{stand.pk}-{stand.epoch}")


def stand_of_token(token: str) -> Stand:
    """The stand that a token names; raises FairRefused that says what is wrong with the code."""
    try:
        fair_id, stand_id, epoch = (int(part) for part in _SIGNER.unsign(token.strip()[:200]).split("-"))
    except (BadSignature, ValueError) as error:
        raise FairRefused("这不是本系统的参会二维码。", "请扫参会确认单上的码，或按单位名称签到。") from error
    stand = Stand.objects.select_related("fair", "employer").filter(pk=stand_id, fair=fair_id).first()
    if stand is None:
        raise FairRefused("没有找到这个二维码对应的报名。", "请按单位名称查找。")
    if stand.state != StandState.SIGNED or stand.epoch != epoch:
        raise FairRefused(
            f"{stand.employer.name}取消过报名，这个二维码已经作废。", "要参会的，请重新报名后出示新的二维码。"
        )
    return stand


def check_in(*, caller: Caller, fair_id: int, token: str = "", stand_id: int | None = None) -> CheckIn:
    """Notes that an employer came, by its QR code or out of the list; a second time it only says so.

    Raises FairRefused for a code that is dead, of another fair, or none of ours; Denied, NotVisible.
    """
    with transaction.atomic():
        fair = locked(caller, fair_id)
        stand = stand_of_token(token) if stand_id is None else _listed(fair, stand_id)
        if stand.fair_id != fair.pk:
            raise FairRefused(
                f"这是“{stand.fair.title}”的二维码，不是本场的。", f"本场是“{fair.title}”，请核对。"
            )
        if fair.state not in (FairState.PUBLISHED, FairState.HELD):
            raise FairRefused(f"这场招聘会{fair.get_state_display()}，不能签到。")
        if stand.checked_in_at is not None:
            return CheckIn(stand, again=True)
        stand.checked_in_at, stand.checked_in_by = timezone.now(), caller.account
        stand.save(update_fields=["checked_in_at", "checked_in_by"])
        log(fair, "fair.checked_in", caller.account, employer=stand.employer_id)
    return CheckIn(stand, again=False)


def _listed(fair: Fair, stand_id: int) -> Stand:
    rows = Stand.objects.select_related("employer", "fair").filter(fair=fair, state=StandState.SIGNED)
    stand = rows.filter(pk=stand_id).first()
    if stand is None:
        raise NotVisible("没有找到这家参会单位。")
    return stand
