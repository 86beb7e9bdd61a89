"""Item D2: whose face is to be modelled anew, the rules, and the portrait that a new one replaces."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from cuncuntong.items.shared import EXTRAS, alive_rule, day_words
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.portraits.enums import PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.selectors import standing_portraits
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.rules.service_item import (
    Choice,
    PreviewLine,
    Rule,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)

RESIDENTS, EMPLOYEES, OTHERS = "residents", "employees", "others"
PENSIONS = (
    Choice(RESIDENTS, "城乡居民养老保险待遇"),
    Choice(EMPLOYEES, "企业职工养老保险待遇"),
    Choice(OTHERS, "其他按月领取的社会保险待遇"),
)
_DRAWN = (EntitlementState.RUNNING, EntitlementState.SUSPENDED)


@dataclass(frozen=True)
class Facts:
    """What the rules look at: the person, the benefit named, whether it is drawn here, portraits so far."""

    resident: Resident
    benefit: str
    drawn: bool
    waiting: Portrait | None
    current: Portrait | None


def facts(situation: Situation) -> Facts:
    """The person's entitlements and portraits, in two queries."""
    resident = situation.resident
    portraits = standing_portraits(resident)
    return Facts(
        resident,
        str(situation.form.get("benefit") or ""),
        _drawn(resident),
        portraits.get(PortraitState.WAITING),
        portraits.get(PortraitState.APPROVED),
    )


@read_once
def _drawn(resident: Resident) -> bool:
    return Entitlement.objects.filter(resident=resident, state__in=_DRAWN).exists()


def _draws(facts: Facts) -> Verdict:
    if not facts.benefit:
        return unfilled("benefit")
    if facts.benefit in (EMPLOYEES, OTHERS):
        # The province keeps these; who draws them is seen at the review.
        return passed("上级发放的待遇由县里审核时核对。")
    if facts.drawn:
        return passed("台账中正在领取或暂停领取城乡居民养老待遇。")
    return failed(
        "台账中没有在领或暂停的城乡居民养老待遇，不需要建模，不能采集人脸照片。",
        "还没有申领的，请先办第34项申领；领的是其他待遇的，请改选“领取的待遇”。",
        field="benefit",
    )


def _none_waiting(facts: Facts) -> Verdict:
    if facts.waiting is None:
        return passed("没有正在等县里审核的照片。")
    taken = day_words(timezone.localdate(facts.waiting.taken_at))
    return failed(
        f"{taken}采集的照片正在等县里审核。", "请等审核结果；拍错了的，请业务管理员撤销那件业务后再拍。"
    )


RULES = (
    alive_rule(EXTRAS),
    Rule("portrait_draws", "按月领取待遇", EXTRAS, _draws),
    Rule("portrait_none_waiting", "没有正在审核的照片", EXTRAS, _none_waiting),
)


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """The portrait that a new one would take the place of."""
    known = facts(situation)
    if known.current is None:
        return (PreviewLine("在用的认证照片", "没有"),)
    since = known.current.from_on
    note = "上级已建模" if known.current.above_agreed else "上级还没有答复"
    return (
        PreviewLine(
            "在用的认证照片",
            f"{day_words(since)}起" if since else "有",
            f"{note}；新照片审核通过后，旧的留存日期，不再使用",
        ),
    )
