"""Fills the bench's own database with a job market of any size: employers, postings and seekers, made up.

Occupations fall off as they do in a county (the commonest tenth of them has near half of all postings),
places are spread over all villages. What is there already counts, so that a market grows step by step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.jobs.models import Employer, JobSeeker, Posting, SeekerOccupation
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Level
from cuncuntong.network.models import Division
from cuncuntong.rules.certificates import certificates
from cuncuntong.rules.occupations import label, words_by_code

OCCUPATIONS, FALL_OFF = 80, 0.8
POSTINGS_AN_EMPLOYER = 50
WORDS = (
    "招人，按时发工资",
    "有人带，不会的教",
    "要求踏实肯干",
    "会开车、会做饭的优先",
    "有电焊或电工经验优先",
)
HOURS = ("day", "day", "day", "shift", "any", "half")


class Market:
    """What everything is drawn from."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"{seed} market")
        self.today = timezone.localdate()
        codes = sorted(code for code in words_by_code() if code.count("-") == 3)
        self.rng.shuffle(codes)
        self.codes = codes[:OCCUPATIONS]
        self.weights = [1 / (place + 1) ** FALL_OFF for place in range(len(self.codes))]
        self.words = {code: words_by_code()[code] for code in self.codes}
        self.villages = list(Division.objects.filter(level=Level.VILLAGE).select_related("parent"))
        self.papers = [one.key for one in certificates()]

    def occupation(self) -> str:
        return self.rng.choices(self.codes, self.weights)[0]

    def place(self) -> dict[str, str]:
        village = self.rng.choice(self.villages)
        assert village.parent is not None
        return {
            "village_code": village.code,
            "township_code": village.parent.code,
            "county_code": village.parent.code[:6],
        }

    def days_ago(self, most: int) -> dt.datetime:
        return timezone.now() - dt.timedelta(seconds=self.rng.randrange(most * 86_400))


@transaction.atomic
def fill_market(*, postings: int, seekers: int, seed: int) -> dict[str, int]:
    """Brings the market to so many postings that show and so many people who look for work."""
    market = Market(seed)
    have = Posting.objects.filter(state="published").count()
    if postings > have:
        employers = _employers(market, -(-(postings - have) // POSTINGS_AN_EMPLOYER))
        insert(Posting, (_posting(market, employers) for _ in range(postings - have)))
    have = JobSeeker.objects.filter(state="active").count()
    if seekers > have:
        last = JobSeeker.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        insert(JobSeeker, _seekers(market, seekers - have))
        insert(SeekerOccupation, _wanted(last))
    with connection.cursor() as cursor:
        # Both engines plan by what they know of the columns; a county's do so after a night.
        cursor.execute("ANALYZE")
    return counts()


def counts() -> dict[str, int]:
    """How large the market is."""
    return {
        "postings": Posting.objects.filter(state="published").count(),
        "seekers": JobSeeker.objects.filter(state="active").count(),
    }


def _employers(market: Market, count: int) -> list[int]:
    last = Employer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = (
        Employer(
            kind="person",
            name="测速用工户",
            contact_name="测速",
            telephone="13000000000",
            state="verified",
            via="county",
            **market.place(),
        )
        for _ in range(count)
    )
    insert(Employer, rows)
    return list(Employer.objects.filter(pk__gt=last).values_list("pk", flat=True))


def _posting(market: Market, employers: list[int]) -> Posting:
    rng, code, gig = market.rng, market.occupation(), market.rng.random() < 0.4
    low = Decimal(rng.randrange(100, 260, 10) if gig else rng.randrange(2000, 7000, 100))
    begins = market.today + dt.timedelta(days=rng.randrange(1, 40))
    return Posting(
        employer_id=rng.choice(employers),
        kind="gig" if gig else "fixed",
        title=f"招{rng.choice(market.words[code])}",
        occupation=code,
        description=f"{label(code)}，{rng.choice(WORDS)}。",
        requirements=rng.choice(WORDS),
        headcount=rng.randrange(1, 10),
        pay_low=low,
        pay_high=low + rng.choice([0, 20, 40] if gig else [0, 500, 1000]),
        pay_unit="day" if gig else "month",
        hours=rng.choice(HOURS),
        starts_on=begins if gig else None,
        ends_on=begins + dt.timedelta(days=rng.randrange(5)) if gig else None,
        insurance="accident" if gig else "injury",
        education=rng.choice(["", "", "", "80", "70", "60"]),
        experience_years=rng.choice([None, None, None, 1, 3]),
        certificates=[rng.choice(market.papers)] if rng.random() < 0.15 else [],
        health_demands=["heavy"] if rng.random() < 0.1 else [],
        state="published",
        via="county",
        published_at=market.days_ago(45),
        valid_until=market.today + dt.timedelta(days=60),
        **market.place(),
    )


def _seekers(market: Market, count: int) -> Iterator[JobSeeker]:
    """Each resident for regular work first, and for gigs where residents are too few."""
    people = Resident.objects.filter(standing=Standing.PRESENT).order_by("pk")
    columns = people.values_list("pk", "village_code", "township_code", "county_code", "education")
    made = 0
    for kind in ("fixed", "gig"):
        taken = set(
            JobSeeker.objects.filter(kind=kind, state__in=["active", "paused"]).values_list(
                "resident_id", flat=True
            )
        )
        for resident, *place, education in columns.iterator(chunk_size=5000):
            if made < count and resident not in taken:
                made += 1
                yield _seeker(market, kind, resident, place, education)


def _seeker(market: Market, kind: str, resident: int, place: list[str], education: str) -> JobSeeker:
    rng = market.rng
    codes = list(dict.fromkeys(market.occupation() for _ in range(rng.choice([1, 1, 2, 3]))))
    gig = kind == "gig"
    village, township, county = place
    return JobSeeker(
        resident_id=resident,
        kind=kind,
        occupation="、".join(market.words[code][0] for code in codes),
        occupations=codes,
        pay_floor=Decimal(rng.randrange(100, 240, 10) if gig else rng.randrange(2000, 6000, 100))
        if rng.random() < 0.8
        else None,
        pay_unit="day" if gig else "month",
        work_place=rng.choice(["本村附近", "本乡镇", "本县", "本县"]),
        distance_km=rng.choice([None, None, 5, 10, 20]),
        hours=rng.choice(["day", "day", "any", "shift"]),
        free_from=market.today if gig and rng.random() < 0.3 else None,
        free_until=market.today + dt.timedelta(days=30) if gig and rng.random() < 0.3 else None,
        certificates=rng.sample(market.papers, rng.choice([0, 0, 1, 2])),
        experience_years=rng.choice([None, 0, 2, 5, 10]),
        health_limits=["heavy"] if rng.random() < 0.1 else [],
        skills=rng.choice(["", "", "会开车", "会做饭", "会氩弧焊", "会缝纫"]),
        education=education,
        shown_to_employers=rng.random() < 0.8,
        push_agreed=True,
        last_contact_on=market.days_ago(150).date(),
        registered_on=market.today - dt.timedelta(days=30),
        valid_until=market.today + dt.timedelta(days=150),
        village_code=village,
        township_code=township,
        county_code=county,
    )


def _wanted(after: int) -> Iterator[SeekerOccupation]:
    rows = JobSeeker.objects.filter(pk__gt=after, state="active").order_by("pk")
    columns = rows.values_list("pk", "kind", "occupations", "township_code")
    for key, kind, codes, township in columns.iterator(chunk_size=5000):
        for rank, code in enumerate(codes or [""]):
            yield SeekerOccupation(seeker_id=key, rank=rank, kind=kind, code=code, township_code=township)
