"""Who may ask for what: residents drawn from the ledgers, each used once for an item that changes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, OtherState, Scheme
from cuncuntong.ledgers.pensions.models import OtherScheme, PensionAccount
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months, date_reaching_age

# Open cases are at most a week old: whoever claims must have been able to before.
READY_DAYS = 14
# Closed cases reach back half a year: nobody asked for anything before being born.
YOUNGEST_DAYS = 366
# Of the people who may ask for an item once, so many are left for whoever tries the system out, and for
# the bench, however many cases are seeded.
LEFT_ALONE = {"28": 0.5, "34": 0.5, "1": 0.1}


@dataclass(frozen=True)
class Candidate:
    """A resident with what the plan needs; ``not_before`` is the first day they could ask."""

    resident: int
    village: str
    not_before: dt.date | None = None


def pools(rng: Random, focus: set[str]) -> dict[str, list[Candidate]]:
    """Candidates by item, shuffled; those of the villages in ``focus`` come off the end first."""
    today = timezone.localdate()
    found = {
        "33": _plain(_living().exclude(cases__item="33")),
        "1": _plain(_job_seekers(today)),
        "40": _plain(_card_holders()),
        "28": _plain(_enrolling(today)),
        "34": _claiming(today),
    }
    for item, pool in found.items():
        rng.shuffle(pool)
        if item in LEFT_ALONE:
            del pool[int(len(pool) * (1 - LEFT_ALONE[item])) + 1 :]
        pool.sort(key=lambda one: one.village in focus)
    if not found["33"]:
        found["33"] = _plain(_living())
    return found


def _living() -> QuerySet[Resident]:
    born = timezone.localdate() - dt.timedelta(days=YOUNGEST_DAYS)
    return Resident.objects.filter(standing=Standing.PRESENT, birth_date__lte=born)


def _plain(rows: QuerySet[Resident]) -> list[Candidate]:
    pairs: Iterable[tuple[int, str]] = rows.order_by("pk").values_list("pk", "village_code")
    return [Candidate(pk, village) for pk, village in pairs]


def _job_seekers(today: dt.date) -> QuerySet[Resident]:
    oldest, youngest = add_months(today, -12 * 62), add_months(today, -12 * 17)
    return _living().filter(
        ~Exists(JobSeeker.objects.filter(resident=OuterRef("pk"))),
        birth_date__gt=oldest,
        birth_date__lte=youngest,
        student_until__isnull=True,
    )


def _card_holders() -> QuerySet[Resident]:
    normal = SocialCard.objects.filter(resident=OuterRef("pk"), state=CardState.NORMAL)
    touched = SocialCard.objects.filter(resident=OuterRef("pk"), events__isnull=False)
    return _living().filter(Exists(normal), ~Exists(touched))


def _enrolling(today: dt.date) -> QuerySet[Resident]:
    book = current()
    youngest = book.integer("resident_pension.enrolment_age", today)
    oldest = book.integer("resident_pension.claim_age", today)
    elsewhere = OtherScheme.objects.filter(
        resident=OuterRef("pk"), state__in=[OtherState.PAYING, OtherState.RECEIVING]
    )
    return _living().filter(
        ~Exists(PensionAccount.objects.filter(resident=OuterRef("pk"))),
        ~Exists(elsewhere),
        # A second record of somebody has no account only because nobody merged it yet.
        ~Q(address__endswith="（旧）"),
        birth_date__gt=add_months(today, -12 * oldest),
        # Old enough half a year ago as well, whenever the case is set.
        birth_date__lte=add_months(today, -12 * youngest - 6),
        student_until__isnull=True,
    )


def _claiming(today: dt.date) -> list[Candidate]:
    """People at the age with the years, who do not draw; the day from which they could claim."""
    book = current()
    age = book.integer("resident_pension.claim_age", today)
    minimum = book.integer("resident_pension.minimum_years", today)
    elsewhere = OtherScheme.objects.filter(resident=OuterRef("resident_id"), state=OtherState.RECEIVING)
    # Each asks to be paid to the social card.
    card = SocialCard.objects.filter(resident=OuterRef("resident_id")).exclude(state=CardState.CANCELLED)
    rows = (
        PensionAccount.objects.filter(
            ~Exists(elsewhere),
            Exists(card),
            scheme=Scheme.BASIC,
            state=AccountState.PAYING,
            resident__standing=Standing.PRESENT,
            resident__birth_date__lte=add_months(today, -12 * age),
        )
        .annotate(
            years=Count("entries__year", distinct=True, filter=Q(entries__kind=EntryKind.OWN)),
            last=Max("entries__arrived_on"),
        )
        .filter(years__gte=minimum, entitlements__isnull=True, resident__cases__isnull=True)
        .order_by("pk")
        .values_list("resident_id", "resident__village_code", "resident__birth_date", "last")
    )
    return [
        Candidate(resident, village, max(date_reaching_age(birth, age), last))
        for resident, village, birth, last in rows
        if max(date_reaching_age(birth, age), last) <= today - dt.timedelta(days=READY_DAYS)
    ]
