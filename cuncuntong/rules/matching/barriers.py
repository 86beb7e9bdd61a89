"""The hard conditions in words: why a pair is not recommended."""

from __future__ import annotations

from collections.abc import Iterator

from cuncuntong.rules import certificates
from cuncuntong.rules.matching.pair import DATES, EDUCATION, HEALTH, Pair, Reason, Voice, free_span, span
from cuncuntong.rules.matching.pay_words import pay_said
from cuncuntong.rules.matching.rows import health_keys
from cuncuntong.rules.matching.score import near_value
from cuncuntong.rules.matching.settings import FULL, OCCUPATION, PAY, SKILLS, Matching

_HEALTH = {
    "heavy": "重体力",
    "height": "登高",
    "standing": "久站",
    "night": "夜班",
    "dust": "粉尘",
    "sight": "用眼精细",
    "underground": "井下",
}


def barriers(pair: Pair, matching: Matching, voice: Voice) -> list[Reason]:
    """The hard conditions that exclude a pair; none means that it may be recommended."""
    return [one for part in _BARRIERS for one in part(pair, matching, voice)]


def _unrelated(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    if pair.nearness and near_value(pair.nearness, matching.later_choice) < matching.nearest_needed:
        yield Reason(False, f"{pair.occupation}和{'、'.join(pair.wanted)}不相近", OCCUPATION)


def _no_paper(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    you = "您" if voice is Voice.SEEKER else "本人"
    for name in certificates.names(pair.offer.certificates & ~pair.wish.certificates):
        yield Reason(False, f"需要{name}：{you}没有登记", SKILLS)


def _too_little(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    offer, wish = pair.offer, pair.wish
    you = "您" if voice is Voice.SEEKER else "本人"
    if wish.education and wish.education < offer.education:
        asked, has = EDUCATION[offer.education], EDUCATION[wish.education]
        yield Reason(False, f"要求{asked}以上：{you}登记的是{has}", SKILLS)
    if 0 <= wish.experience < offer.experience:
        yield Reason(False, f"要求干过{offer.experience}年：{you}登记的是{wish.experience}年", SKILLS)


def _not_free(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    offer, wish, told = pair.offer, pair.wish, pair.offer_told
    if told.starts_on and (offer.starts < wish.free_from or offer.ends > wish.free_until):
        you = "您" if voice is Voice.SEEKER else "本人"
        free = free_span(pair.wish_told.free_from, pair.wish_told.free_until)
        yield Reason(False, f"{span(told.starts_on, told.ends_on)}干活：{you}{free}有空", DATES)


def _far_less(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    offer, wish = pair.offer, pair.wish
    if 0 < offer.pay_top * FULL < wish.pay * matching.pay_cut:
        told, wished = pair.offer_told, pair.wish_told
        given = pay_said(told.pay_low, told.pay_high, told.pay_unit)
        hoped = pay_said(wished.pay_floor, wished.pay_floor, wished.pay_unit)
        yield Reason(False, f"{given}，远低于期望的{hoped}", PAY)


def _health(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    against = [_HEALTH[key] for key in health_keys(pair.limits & pair.offer.health)]
    if against and voice is Voice.SEEKER:
        yield Reason(False, f"要干{'、'.join(against)}的活：您登记了干不了", HEALTH)
    elif against:
        # What somebody's health does not allow is nobody's business but the person's own.
        yield Reason(False, "不适合这项工作", HEALTH)


_BARRIERS = (_unrelated, _no_paper, _too_little, _not_free, _far_less, _health)
