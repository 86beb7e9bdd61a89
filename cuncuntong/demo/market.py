"""The demonstration's job market: some sixty employers and two hundred and fifty postings, states mixed.

Units are called 演示…, telephones begin with 154 (demo.marks), credit codes are valid in form. Private
persons who need hands are residents of the demonstration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from cuncuntong.demo.market_words import END_REASONS, GIGS, JOBS, RETURNS, TRADES, UNINSURED, Job
from cuncuntong.demo.marks import TELEPHONE_PREFIX
from cuncuntong.demo.moments import date_events
from cuncuntong.demo.names import given_name, surname
from cuncuntong.foundation.identifiers.credit_code import check_character
from cuncuntong.ledgers.jobs.enums import (
    EmployerKind,
    EmployerMove,
    EmployerState,
    Hours,
    PostingMove,
    PostingState,
    SeekerKind,
    Via,
)
from cuncuntong.ledgers.jobs.models import Employer, EmployerEvent, Posting, PostingEvent
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.ledgers.jobs.services import posting_until, rebuild_postings
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Level
from cuncuntong.network.models import Account, Division

UNITS, PERSONS, POSTED = 48, 12, 250
_STATES = (
    *(("published",) * 56), *(("pending",) * 12), *(("filled",) * 9), *(("ended",) * 10),
    *(("returned",) * 5), *(("paused",) * 4), *(("draft",) * 4),
)  # fmt: skip
_INSURED_GIG = ("accident", "accident", "injury", "none")


def job_market(*, seed: int, today: dt.date) -> None:
    """Adds employers and postings, unless a unit of the demonstration is there."""
    if Employer.objects.filter(name__startswith="演示").exists():
        return
    villages = list(
        Division.objects.filter(level=Level.VILLAGE, parent__parent__level=Level.COUNTY)
        .select_related("parent__parent")
        .order_by("code")
    )
    if not villages:
        return
    with transaction.atomic():
        _Market(Random(f"market {seed}"), today, villages).fill()


class _Market:
    """One run: what was drawn so far, and the rows that wait to be inserted."""

    def __init__(self, rng: Random, today: dt.date, villages: Sequence[Division]) -> None:
        self.rng, self.today, self.villages = rng, today, villages
        self.reviewer = Account.objects.filter(username="reviewer01").first()
        self.clerk = Account.objects.filter(username="clerk01").first()

    def fill(self) -> None:
        """Inserts employers, postings, and what happened to them; then the index."""
        employers = [*self._units(), *self._persons()]
        Employer.objects.bulk_create(employers)
        EmployerEvent.objects.bulk_create(event for row in employers for event in self._events_of(row))
        date_events(EmployerEvent, {row.pk: row.registered_at for row in employers}, "employer_id")
        postings = self._postings(employers)
        Posting.objects.bulk_create(postings)
        PostingEvent.objects.bulk_create(event for row in postings for event in self._moves_of(row))
        date_events(PostingEvent, {row.pk: row.created_at for row in postings}, "posting_id")
        rebuild_postings()
        assert shown_postings(self.today).exists()

    def _moment(self, day: dt.date) -> dt.datetime:
        clock = dt.time(self.rng.randrange(8, 18), self.rng.randrange(60))
        made = timezone.make_aware(dt.datetime.combine(day, clock))
        return min(made, timezone.now())

    def _place(self) -> dict[str, str]:
        village = self.rng.choice(self.villages)
        town = village.parent
        assert town is not None and town.parent is not None
        return {"village_code": village.code, "township_code": town.code, "county_code": town.parent.code}

    def _units(self) -> list[Employer]:
        towns = sorted({one.parent.name[:-1] for one in self.villages if one.parent})
        found: list[Employer] = []
        for number in range(UNITS):
            trade = TRADES[number % len(TRADES)]
            name = trade.names[number // len(TRADES) % len(trade.names)]
            if number >= len(TRADES) * 2:
                name = name.replace(
                    "演示", f"演示{self.rng.choice(towns).removesuffix('镇').removesuffix('乡')}"
                )
            first = f"91140522MAD{number:06d}"
            found.append(
                self._employer(
                    number,
                    kind=EmployerKind.UNIT,
                    name=f"{name}（{number // (len(TRADES) * 2) + 1}）" if self._taken(found, name) else name,
                    credit_code=first + check_character(first),
                    industry=trade.industry,
                    introduction=trade.introduction,
                    **self._place(),
                )
            )
        return found

    @staticmethod
    def _taken(rows: Sequence[Employer], name: str) -> bool:
        return any(row.name == name for row in rows)

    def _persons(self) -> list[Employer]:
        rows = Resident.objects.filter(standing=Standing.PRESENT, village_code__gt="").order_by("pk")
        grown = rows.filter(birth_date__lte=self.today.replace(year=self.today.year - 30))
        return [
            self._employer(
                UNITS + number,
                kind=EmployerKind.PERSON,
                name=one.name,
                contact_name=one.name,
                id_number=one.id_number,
                resident=one,
                village_code=one.village_code,
                township_code=one.township_code,
                county_code=one.county_code,
            )
            for number, one in enumerate(grown[100 : 100 + PERSONS * 7 : 7])
        ]

    def _employer(self, number: int, **given: object) -> Employer:
        rng = self.rng
        state = {5: "pending", 17: "pending", 29: "pending", 41: "pending", 52: "pending", 23: "refused",
                 35: "blocked"}.get(number, "verified")  # fmt: skip
        # What waits is fresh; what was decided is some weeks or months old.
        days = rng.randrange(1, 6) if state == "pending" else rng.randrange(70, 400)
        at = self._moment(self.today - dt.timedelta(days=days))
        via = rng.choice([Via.PUBLIC, Via.POINT, Via.POINT, Via.COUNTY])
        values: dict[str, object] = {
            "contact_name": surname(rng) + given_name(rng, "1", 1975),
            "telephone": f"{TELEPHONE_PREFIX}{9000 + number:04d}{rng.randrange(10000):04d}",
            "state": state,
            "via": via,
            "registered_by": {Via.POINT: self.clerk, Via.COUNTY: self.reviewer}.get(via),
            "registered_at": at,
            "consented_at": at,
            "verified_at": at if state in ("verified", "blocked") else None,
            "verified_by": self.reviewer if state in ("verified", "blocked") else None,
            "verify_note": "信用代码与名称不符，请对照执照更正。" if state == "refused" else "",
            **given,
        }
        return Employer(**values)  # type: ignore[misc]

    def _events_of(self, row: Employer) -> list[EmployerEvent]:
        moves = [EmployerMove.REGISTER]
        moves += {"verified": [EmployerMove.VERIFY], "refused": [EmployerMove.REFUSE]}.get(row.state, [])
        moves += [EmployerMove.VERIFY, EmployerMove.BLOCK] if row.state == EmployerState.BLOCKED else []
        return [
            EmployerEvent(
                employer=row,
                move=move,
                actor=self.reviewer if move != EmployerMove.REGISTER else row.registered_by,
                note=row.verify_note if move == EmployerMove.REFUSE else "",
            )
            for move in moves
        ]

    def _postings(self, employers: Sequence[Employer]) -> list[Posting]:
        units = [row for row in employers if row.kind == EmployerKind.UNIT]
        persons = [row for row in employers if row.kind == EmployerKind.PERSON]
        found: list[Posting] = []
        while len(found) < POSTED:
            gig = self.rng.random() < 0.4
            owner = self.rng.choice(persons if gig and persons and self.rng.random() < 0.4 else units)
            if owner.state not in (EmployerState.PENDING, EmployerState.VERIFIED):
                continue
            found.append(self._gig(owner) if gig else self._vacancy(owner, units))
        return found

    def _state(self, owner: Employer) -> str:
        state = self.rng.choice(_STATES)
        waiting = self.rng.choice(["pending", "draft"])
        return state if owner.state == EmployerState.VERIFIED else waiting

    def _vacancy(self, owner: Employer, units: Sequence[Employer]) -> Posting:
        trade = TRADES[units.index(owner) % len(TRADES)]
        job = JOBS[self.rng.choice(trade.jobs)]
        posting = self._posting(owner, SeekerKind.FIXED, job)
        posting.insurance = "full"
        posting.hours_per_week = self.rng.choice([40, 40, 44])
        posting.education = job.education
        posting.requirements = job.needs
        posting.lodging = self.rng.random() < 0.3
        return self._settle(posting)

    def _gig(self, owner: Employer) -> Posting:
        posting = self._posting(owner, SeekerKind.GIG, self.rng.choice(GIGS))
        posting.insurance = self.rng.choice(_INSURED_GIG)
        posting.transport = self.rng.random() < 0.3
        if posting.insurance == "none":
            posting.findings = [dict(UNINSURED)]
        return self._settle(posting)

    def _posting(self, owner: Employer, kind: str, job: Job) -> Posting:
        rng = self.rng
        step = 1 if job.high < 100 else 10 if job.high < 1000 else 100
        low = rng.randrange(job.low, job.high, step)
        high = min(job.high, low + rng.choice([0, 1, 2, 5]) * step * 2)
        near = rng.random() < 0.7
        place = {name: getattr(owner, name) for name in ("village_code", "township_code", "county_code")}
        return Posting(
            employer=owner,
            kind=kind,
            title=job.title,
            occupation=job.occupation,
            description=job.text,
            headcount=rng.choice([1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 15, 20]),
            pay_low=Decimal(low),
            pay_high=Decimal(high) if high > low else None,
            pay_unit=job.unit,
            hours=job.hours if job.hours in Hours.values else Hours.DAY,
            meals=rng.random() < 0.5,
            certificates=list(job.certificates),
            health_demands=list(job.demands),
            contact_shown=rng.random() < 0.5,
            via=owner.via,
            posted_by=owner.registered_by,
            agent=owner.resident,
            **(place if near else self._place()),
        )

    def _settle(self, row: Posting) -> Posting:
        """The state, and the days that go with it."""
        rng, state = self.rng, self._state(row.employer)
        posted = self.today - dt.timedelta(days=rng.randrange(0, 4 if state == "pending" else 26))
        gone = state in ("ended", "filled") and rng.random() < 0.7
        posted -= dt.timedelta(days=40 if gone else 0)
        row.state, row.created_at = state, self._moment(posted)
        if row.kind == SeekerKind.GIG:
            start = posted + dt.timedelta(days=rng.randrange(2, 9))
            row.starts_on = start if gone else max(start, self.today + dt.timedelta(days=rng.randrange(1, 6)))
            row.ends_on = row.starts_on + dt.timedelta(days=rng.randrange(0, 20))
        if state == PostingState.DRAFT:
            return row
        row.submitted_at = row.created_at
        if state == PostingState.RETURNED:
            row.returned = [list(rng.choice(RETURNS))]
        if state not in (PostingState.PENDING, PostingState.RETURNED):
            row.published_at = row.created_at
            row.valid_until = posting_until(row, posted)
            if state in ("published", "paused"):
                row.valid_until = max(row.valid_until, self.today)
            row.hired = row.headcount if state == "filled" else rng.randrange(0, row.headcount)
        if state == PostingState.ENDED:
            row.ended_reason = rng.choice(END_REASONS)
        if state != PostingState.PENDING:
            row.reviewed_by, row.reviewed_at = self.reviewer, row.created_at
        return row

    def _moves_of(self, row: Posting) -> list[PostingEvent]:
        moves = [PostingMove.CREATE]
        if row.state != PostingState.DRAFT:
            moves.append(PostingMove.SUBMIT)
        last = {
            "returned": [PostingMove.RETURN],
            "published": [PostingMove.APPROVE],
            "paused": [PostingMove.APPROVE, PostingMove.PAUSE],
            "filled": [PostingMove.APPROVE, PostingMove.FILL],
            "ended": [PostingMove.APPROVE, PostingMove.END],
        }
        moves += last.get(row.state, [])
        decided = (PostingMove.APPROVE, PostingMove.RETURN)
        return [
            PostingEvent(
                posting=row,
                move=move,
                actor=self.reviewer if move in decided else row.posted_by,
                by_employer=row.via == Via.PUBLIC and move not in decided,
                note=row.returned[0][1] if move == PostingMove.RETURN else "",
            )
            for move in moves
        ]
