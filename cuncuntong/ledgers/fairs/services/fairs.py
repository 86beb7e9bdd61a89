"""A fair from draft to outcome: made, changed, published, cancelled, its figures entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import FairMove, FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.services.common import FairRefused, enter, locked
from cuncuntong.ledgers.fairs.services.telling import reminder_lead, tell_of_change
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Division

FIELDS = (
    "title",
    "kind",
    "way",
    "starts_at",
    "ends_at",
    "address",
    "url",
    "audience",
    "organiser",
    "telephone",
    "introduction",
    "stands",
    "sign_up_until",
    "plan_employers",
    "plan_postings",
    "plan_people",
    "plan_agreements",
)
# What somebody who has noted the fair must hear of.
_MATTERS = ("starts_at", "ends_at", "way", "address", "url", "village_code", "township_code")
RESULTS = ("held_employers", "held_postings", "held_people", "held_agreements")
LONGEST = dt.timedelta(days=31)


def create_fair(*, caller: Caller, place: Division, **values: Any) -> Fair:
    """A new fair as a draft; raises Denied, NotVisible or FairRefused with the field."""
    caller.need(Ability.FAIR_MANAGE, Line.EMPLOYMENT)
    where = _where(caller, place)
    with transaction.atomic():
        fair = Fair(**{name: values[name] for name in FIELDS if name in values}, **where)
        _check(fair)
        fair.save()
        enter(fair, FairMove.CREATE, caller.account)
    return fair


def change_fair(*, caller: Caller, fair_id: int, version: int, place: Division, **values: Any) -> Fair:
    """Changes a fair that is not over. Of a published one's new time or place all hear who noted it.

    Raises Denied, NotVisible, or FairRefused (also when somebody else changed it meanwhile).
    """
    with transaction.atomic():
        fair = locked(caller, fair_id)
        if fair.version != version:
            raise FairRefused("别人刚刚改过这场招聘会。", "请刷新页面，看过新的内容再改。")
        if fair.state not in (FairState.DRAFT, FairState.PUBLISHED):
            raise FairRefused(f"这场招聘会{fair.get_state_display()}，不能再改。")
        wanted = {name: values[name] for name in FIELDS if name in values} | _where(caller, place)
        before = {name: getattr(fair, name) for name in wanted if getattr(fair, name) != wanted[name]}
        if not before:
            return fair
        for name in before:
            setattr(fair, name, wanted[name])
        _check(fair)
        _check_stands(fair)
        moved = fair.state == FairState.PUBLISHED and any(name in before for name in _MATTERS)
        if moved:
            fair.sequence += 1
            if timezone.localdate(fair.starts_at) > timezone.localdate() + reminder_lead():
                fair.reminded_on = None  # all are told now, and reminded again before the new day
        fair.version, fair.changed_at = fair.version + 1, timezone.now()
        fair.save()
        enter(fair, FairMove.CHANGE, caller.account, **before)
        if moved:
            tell_of_change(fair, caller.account)
    return fair


def publish_fair(*, caller: Caller, fair_id: int) -> Fair:
    """Shows a draft to the public; publishing again does nothing."""
    with transaction.atomic():
        fair = locked(caller, fair_id)
        if fair.state == FairState.PUBLISHED:
            return fair
        if fair.state != FairState.DRAFT:
            raise FairRefused(f"这场招聘会{fair.get_state_display()}，不能发布。")
        if fair.is_over:
            raise FairRefused("结束时间已经过去，不能发布。", "请先改好时间。", field="ends_at")
        fair.state, fair.published_at = FairState.PUBLISHED, timezone.now()
        fair.save(update_fields=["state", "published_at"])
        enter(fair, FairMove.PUBLISH, caller.account)
    return fair


def cancel_fair(*, caller: Caller, fair_id: int, reason: str) -> Fair:
    """Calls a fair off: employers that signed up and residents who wanted to come are told."""
    reason = reason.strip()[:120]
    if not reason:
        raise FairRefused("请写明取消的原因。", "会告诉报名的单位和群众。", field="reason")
    with transaction.atomic():
        fair = locked(caller, fair_id)
        if fair.state == FairState.CANCELLED:
            return fair
        if fair.state == FairState.HELD:
            raise FairRefused("这场招聘会已经登记了结果，不能取消。")
        was_shown = fair.state == FairState.PUBLISHED
        fair.state, fair.cancelled_reason = FairState.CANCELLED, reason
        fair.sequence, fair.changed_at = fair.sequence + 1, timezone.now()
        fair.save(update_fields=["state", "cancelled_reason", "sequence", "changed_at"])
        enter(fair, FairMove.CANCEL, caller.account, note=reason)
        if was_shown:
            tell_of_change(fair, caller.account)
    return fair


def record_results(*, caller: Caller, fair_id: int, results: Mapping[str, int], note: str = "") -> Fair:
    """What came of a fair; entered again, the new figures count and the old ones stay in its history."""
    with transaction.atomic():
        fair = locked(caller, fair_id)
        if fair.state not in (FairState.PUBLISHED, FairState.HELD):
            raise FairRefused(f"这场招聘会{fair.get_state_display()}，不能登记结果。")
        if fair.starts_at > timezone.now():
            raise FairRefused("这场招聘会还没有开始，不能登记结果。", "请在举办后登记。")
        if results["held_agreements"] > results["held_people"]:
            raise FairRefused("达成意向的人数多于到场人数。", "请核对。", field="held_agreements")
        before = {name: getattr(fair, name) for name in RESULTS if fair.state == FairState.HELD}
        for name in RESULTS:
            setattr(fair, name, results[name])
        fair.state, fair.results_note, fair.results_by = FairState.HELD, note.strip()[:300], caller.account
        fair.save(update_fields=[*RESULTS, "state", "results_note", "results_by"])
        enter(fair, FairMove.RESULTS, caller.account, note=fair.results_note, **before)
    return fair


def _where(caller: Caller, place: Division) -> dict[str, str]:
    """The placed columns; raises NotVisible for what lies outside the caller's area."""
    village, township, county = "", "", place
    if place.level == Level.VILLAGE:
        assert place.parent is not None and place.parent.parent is not None
        village, township, county = place.code, place.parent.code, place.parent.parent
    elif place.level == Level.TOWNSHIP:
        assert place.parent is not None
        township, county = place.code, place.parent
    codes = {"village": village, "township": township, "county": county.code}
    if not caller.covers(Ability.FAIR_MANAGE, line=Line.EMPLOYMENT, **codes):
        raise NotVisible("没有找到这个地方，或它不在您的服务范围内。")
    return {f"{name}_code": code for name, code in codes.items()}


def _check(fair: Fair) -> None:
    if fair.ends_at <= fair.starts_at:
        raise FairRefused("结束时间应在开始时间之后。", field="ends_at")
    if fair.ends_at - fair.starts_at > LONGEST:
        raise FairRefused("一场招聘会最长31天，请核对时间。", field="ends_at")
    if fair.way != FairWay.ONLINE and not fair.address:
        raise FairRefused("请填写地点，写到群众找得到的地方。", field="address")
    if fair.way != FairWay.ON_SITE and not fair.url:
        raise FairRefused("请填写网上入口的网址。", field="url")
    if fair.url and not _is_web(fair.url):
        raise FairRefused("网址应以 http:// 或 https:// 开头，如 https://example.com/fair。", field="url")
    if fair.sign_up_until and fair.sign_up_until > timezone.localdate(fair.ends_at):
        raise FairRefused("报名截止应在招聘会结束以前。", field="sign_up_until")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _check_stands(fair: Fair) -> None:
    signed = fair.employers.filter(state="signed").count()
    if fair.stands is not None and fair.stands < signed:
        raise FairRefused(f"已有{signed}家单位报名，展位数不能少于它。", field="stands")
