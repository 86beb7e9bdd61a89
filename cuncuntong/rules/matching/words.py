"""Why a pair fits and what doesn't, in words made of the same numbers that are scored.

Told to the person who looks for work (您 is the seeker) or to who needs hands (您 is the employer).
"""

from __future__ import annotations

from collections.abc import Iterator

from cuncuntong.rules import certificates
from cuncuntong.rules.matching.pair import DATES, EDUCATION, WIDE, Pair, Reason, Voice, span
from cuncuntong.rules.matching.pay_words import pay_said
from cuncuntong.rules.matching.rows import ALL_DAYS, HOURS
from cuncuntong.rules.matching.score import (
    DISTANCE_AT_LIMIT,
    HOURS_FITS,
    PAY_MET,
    distance_value,
    hours_value,
    pay_value,
)
from cuncuntong.rules.matching.settings import DISTANCE, FRESH, OCCUPATION, PAY, SKILLS, Matching
from cuncuntong.rules.matching.settings import HOURS as HOURS_FACTOR
from cuncuntong.rules.matching.skills import skill_words

SAME_VILLAGE = "同村"
# A place that somebody may have said, for which the distance alone says too little.
OWN_TOWNSHIP = "本乡镇"
SAME, ALIKE = 0.99, 0.7
_HOURS = dict(zip(HOURS, ("白天", "倒班（含夜班）", "夜间", "半天", "时间不限"), strict=True))


def reasons(pair: Pair, matching: Matching, voice: Voice) -> list[Reason]:
    """Everything that is told of a pair, in the order in which people ask."""
    parts = (_occupation, _distance, _pay, _dates, _hours, _papers, _skills, _years, _fresh)
    return [one for part in parts for one in part(pair, matching, voice)]


def _occupation(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    seeker, label = voice is Voice.SEEKER, pair.occupation
    if not pair.nearness:
        said = f"“{pair.wish_told.occupation}”"
        who = "您说的" if seeker else "想找的"
        yield Reason(None, f"{who}{said}没有对应的职业名称，按其他条件比", OCCUPATION)
        return
    near, rank = max((one, -place) for place, one in enumerate(pair.nearness))
    wanted = pair.wanted[-rank]
    if near >= SAME:
        words = f"正是您想找的{label}" if seeker else f"想找的正是{label}"
        yield Reason(True, words, OCCUPATION)
    elif near >= ALIKE:
        words = f"{label}，和您想找的{wanted}相近" if seeker else f"想找{wanted}，和{label}相近"
        yield Reason(True, words, OCCUPATION)
    else:
        words = f"{label}，和您想找的{wanted}同属一大类" if seeker else f"想找{wanted}，和{label}同属一大类"
        yield Reason(False, words, OCCUPATION)


def _distance(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    where = _where(pair.distance_words, voice)
    if pair.distance_words == WIDE:
        yield Reason(None, where, DISTANCE)
        return
    if pair.elsewhere and pair.wish_told.work_place == OWN_TOWNSHIP:
        wanted = f"您想在{OWN_TOWNSHIP}干" if voice is Voice.SEEKER else f"本人想在{OWN_TOWNSHIP}干"
        yield Reason(False, f"{where}，在别的乡镇，{wanted}", DISTANCE)
        return
    if distance_value(pair.hectometres, pair.wish.limit) >= DISTANCE_AT_LIMIT:
        yield Reason(True, where, DISTANCE)
        return
    own = "您说的" if voice is Voice.SEEKER else "本人说的"
    km, place = pair.wish_told.distance_km, pair.wish_told.work_place
    if km and pair.hectometres > km * 10:
        yield Reason(False, f"{where}，超过{own}{km}公里", DISTANCE)
    elif place and not km:
        yield Reason(False, f"{where}，超过{own}“{place}”", DISTANCE)
    else:
        yield Reason(False, f"{where}，较远", DISTANCE)


def _where(said: str, voice: Voice) -> str:
    seeker = voice is Voice.SEEKER
    if said == WIDE:
        return f"在{WIDE}干活，没有固定的地方"
    if "公里" in said:
        return f"离家{said}" if seeker else f"家离干活的地方{said}"
    if seeker:
        return f"和您家{said}"
    # An employer isn't told in which village somebody lives.
    return "就住在附近" if said == SAME_VILLAGE else f"和干活的地方{said}"


def _pay(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    offer, wish, told, wished = pair.offer, pair.wish, pair.offer_told, pair.wish_told
    given = pay_said(told.pay_low, told.pay_high, told.pay_unit)
    seeker = voice is Voice.SEEKER
    if not wish.pay:
        yield Reason(None, given if seeker else f"没有说期望的报酬，您给{given}", PAY)
        return
    hoped = pay_said(wished.pay_floor, wished.pay_floor, wished.pay_unit)
    if not offer.pay:
        against = f"期望的{hoped}" if seeker else f"本人期望的{hoped}"
        yield Reason(None, f"{given}，不好和{against}比", PAY)
        return
    converted = (
        f"（按每月{matching.scale.days_a_month.normalize():f}天比）"
        if told.pay_unit != wished.pay_unit
        else ""
    )
    fits = pay_value(wish.pay, offer.pay, matching.pay_cut) >= PAY_MET
    if fits:
        how = "高于期望" if offer.pay > wish.pay else "符合期望"
    else:
        how = "最高够得上期望" if offer.pay_top >= wish.pay else "低于期望"
    if seeker:
        tail = "" if fits and not converted else f"的{hoped}"
        yield Reason(fits, f"{given}，{how}{tail}{converted}", PAY)
    else:
        yield Reason(fits, f"期望{hoped}，您给{given}，{how}{converted}", PAY)


def _dates(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    told = pair.offer_told
    if told.kind != "gig" or not told.starts_on:
        return
    when = span(told.starts_on, told.ends_on)
    known = (pair.wish.free_from, pair.wish.free_until) != ALL_DAYS
    you = "您" if voice is Voice.SEEKER else "本人"
    yield Reason(True if known else None, f"{when}，{you}{'有空' if known else '没有说哪天有空'}", DATES)


def _hours(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    free, work = _HOURS[HOURS[pair.wish.hours]], _HOURS[HOURS[pair.offer.hours]]
    if "any" in (HOURS[pair.wish.hours], HOURS[pair.offer.hours]):
        if HOURS[pair.offer.hours] != "any":
            yield Reason(None, f"{work}干活", HOURS_FACTOR)
        return
    you = "您" if voice is Voice.SEEKER else "本人"
    if hours_value(pair.wish.hours, pair.offer.hours) >= HOURS_FITS:
        yield Reason(True, f"{work}干活，{you}有时间", HOURS_FACTOR)
    else:
        yield Reason(False, f"{work}干活，{you}能干的是{free}", HOURS_FACTOR)


def _papers(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    offer, held = pair.offer, pair.wish.certificates
    you = "您" if voice is Voice.SEEKER else "本人"
    have = certificates.names((offer.certificates | offer.usual) & held)
    if have:
        yield Reason(True, f"{you}有{'、'.join(have)}", SKILLS)
    lack = certificates.names(offer.usual & ~held)
    if lack:
        yield Reason(False, f"一般需要{'、'.join(lack)}：{you}没有登记", SKILLS)


def _skills(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    you = "您" if voice is Voice.SEEKER else "本人"
    have = skill_words(pair.offer.skills & pair.wish.skills)
    lack = skill_words(pair.offer.skills & ~pair.wish.skills)
    if have:
        yield Reason(True, f"用得上{you}的技能：{'、'.join(have)}", SKILLS)
    if lack:
        yield Reason(False, f"提到{'、'.join(lack)}：{you}没有登记", SKILLS)


def _years(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    offer, wish = pair.offer, pair.wish
    you = "您" if voice is Voice.SEEKER else "本人"
    if offer.education:
        asked = f"要求{EDUCATION[offer.education]}以上"
        known = f"{you}是{EDUCATION[wish.education]}" if wish.education else f"{you}没有登记文化程度"
        yield Reason(bool(wish.education), f"{asked}：{known}", SKILLS)
    if offer.experience:
        known = f"{you}干过{wish.experience}年" if wish.experience >= 0 else f"{you}没有登记年限"
        yield Reason(wish.experience >= 0, f"要求干过{offer.experience}年：{known}", SKILLS)
    elif wish.experience > 0:
        yield Reason(True, f"{you}干过{wish.experience}年", SKILLS)


def _fresh(pair: Pair, matching: Matching, voice: Voice) -> Iterator[Reason]:
    day = pair.offer_told.published_on if voice is Voice.SEEKER else pair.wish_told.contact_on
    if day is None:
        return
    ago = (matching.on - day).days
    when = "今天" if ago <= 0 else f"{ago}天前"
    value = pair.offer.fresh if voice is Voice.SEEKER else pair.wish.fresh
    if voice is Voice.SEEKER:
        words = f"{when}发布"
    else:
        words = f"{when}联系过本人" if value else f"已{ago}天没有联系过本人"
    yield Reason(None if value else False, words, FRESH)
