"""Compares a wish with an offer: excluded by a hard condition, else a sum of weighted factors.

Each factor is a small function of the rows' numbers, from 0 to FULL, never falling when its fact gets
better; ``words`` explains by the same functions. ``measure`` is exact (thousandths times weights), so
that the order is; what people see is ``score_of`` it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cuncuntong.rules.matching.rows import Offer, Wish
from cuncuntong.rules.matching.settings import FULL, Matching

# A wish met exactly is worth this; what is not known lies below it, what is better above.
PAY_MET, PAY_UNKNOWN = 800, 500
SKILLS_NEUTRAL, SKILLS_LEAST, SKILLS_SPAN, PER_YEAR, YEARS_MOST = 600, 200, 600, 20, 200
DISTANCE_AT_LIMIT = 500
# By when somebody can work (rows) and when the work is (columns): day, shift, night, half, any.
HOURS_FIT = (
    (1000, 300, 100, 800, 1000),
    (950, 1000, 900, 800, 1000),
    (100, 500, 1000, 300, 1000),
    (300, 100, 100, 1000, 1000),
    (1000, 1000, 1000, 1000, 1000),
)
HOURS_FITS = 800


def near_value(nearness: Sequence[float], later: int) -> int:
    """How near the occupation is to what is wanted, of the nearness to each wanted code in their order.

    ``later`` is what each place further back in the order takes off.
    """
    values = [int(one * FULL) - later * rank if one > 0 else 0 for rank, one in enumerate(nearness)]
    return max(0, *values) if values else 0


def pay_value(wish: int, offer: int, cut: int) -> int:
    """Pay against the wish: PAY_MET where it is met, FULL from half as much again on."""
    if not wish:
        return PAY_MET
    if not offer:
        return PAY_UNKNOWN
    if offer >= wish:
        return PAY_MET + min(FULL - PAY_MET, 2 * (FULL - PAY_MET) * (offer - wish) // wish)
    return max(0, PAY_MET * (offer * FULL // wish - cut) // (FULL - cut)) if cut < FULL else 0


def distance_value(hectometres: int, limit: int) -> int:
    """FULL at home, half of it at the limit, 0 at twice the limit."""
    return max(0, FULL - DISTANCE_AT_LIMIT * hectometres // limit)


def hours_value(wish: int, offer: int) -> int:
    """Whether the hours of the work are those that somebody can work."""
    return HOURS_FIT[wish][offer]


def skills_wanted(wish: Wish, offer: Offer) -> tuple[int, int]:
    """How many things the posting wants that can be known, and how many of them the person has."""
    wanted = offer.skills.bit_count() + offer.usual.bit_count() + offer.certificates.bit_count()
    had = (offer.skills & wish.skills).bit_count() + (offer.usual & wish.certificates).bit_count()
    had += (offer.certificates & wish.certificates).bit_count()
    if offer.education:
        wanted += 1
        had += wish.education >= offer.education
    if offer.experience:
        wanted += 1
        had += wish.experience >= offer.experience
    return wanted, had


def skills_value(wish: Wish, offer: Offer) -> int:
    """What the person can do of what is wanted, and years in the trade."""
    years = min(YEARS_MOST, PER_YEAR * max(0, wish.experience))
    wanted, had = skills_wanted(wish, offer)
    if not wanted:
        return SKILLS_NEUTRAL + years
    return SKILLS_LEAST + SKILLS_SPAN * had // wanted + years


def skills_possible(wish: Wish) -> int:
    """The most that any posting brings for what the person can do."""
    years = min(YEARS_MOST, PER_YEAR * max(0, wish.experience))
    return max(SKILLS_NEUTRAL, SKILLS_LEAST + SKILLS_SPAN) + years


def fresh_value(wish: Wish, offer: Offer) -> int:
    """How new the posting is and how lately the person was spoken with, half each."""
    return (wish.fresh + offer.fresh) // 2


def barred(wish: Wish, offer: Offer, cut: int) -> bool:
    """Whether a hard condition excludes the pair (health apart: it is sealed, see ``health_barred``)."""
    if offer.certificates & ~wish.certificates:
        return True
    if wish.education and wish.education < offer.education:
        return True
    if 0 <= wish.experience < offer.experience:
        return True
    if offer.starts < wish.free_from or offer.ends > wish.free_until:
        return True
    return 0 < offer.pay_top * FULL < wish.pay * cut


def health_barred(limits: int, offer: Offer) -> bool:
    """Whether the work demands what somebody's health does not allow."""
    return bool(limits & offer.health)


def measure(near: int, hectometres: int, wish: Wish, offer: Offer, matching: Matching) -> int:
    """The weighted sum, from 0 to 1000 times the weights' sum; -1 where a hard condition excludes.

    ``near`` is the occupation's near_value; one below ``nearest_needed`` excludes.
    """
    if near < matching.nearest_needed or barred(wish, offer, matching.pay_cut):
        return -1
    return weigh(near, hectometres, wish, offer, matching)


def weigh(near: int, hectometres: int, wish: Wish, offer: Offer, matching: Matching) -> int:
    """The weighted sum, whatever excludes the pair: how well it would fit without."""
    return (
        matching.occupation * near
        + matching.distance * distance_value(hectometres, wish.limit)
        + matching.pay * pay_value(wish.pay, offer.pay, matching.pay_cut)
        + matching.hours * HOURS_FIT[wish.hours][offer.hours]
        + matching.skills * skills_value(wish, offer)
        + matching.fresh * ((wish.fresh + offer.fresh) // 2)
    )


def score_of(measured: int, matching: Matching) -> int:
    """What people see: 0 to 1000."""
    return measured // matching.total if matching.total else 0


def best_possible(matching: Matching, *, wish: Wish | None = None, offer: Offer | None = None) -> int:
    """The most that pay, hours, skills and freshness can bring for a wish, or for an offer.

    With occupation and distance, which are the same for all postings of an occupation in a place, this
    bounds what is still to be looked at: nothing above the bound is ever left out.
    """
    pay, skills, fresh = FULL, FULL, FULL
    if wish is not None:
        pay = PAY_MET if not wish.pay else FULL
        skills = skills_possible(wish)
        fresh = (wish.fresh + FULL) // 2
    if offer is not None:
        pay = PAY_MET if not offer.pay else FULL
        fresh = (FULL + offer.fresh) // 2
    return matching.pay * pay + matching.hours * FULL + matching.skills * skills + matching.fresh * fresh
