"""Who hears of a fair: a reminder some days before, and of its changes whoever noted it.

Reminded are the employers that signed up, the residents who asked for it, and those seekers who agreed
to hear of work: of an on-site fair who lives near, of one on line whose wishes a posting meets. Each hears
of a fair once, whatever they are registered for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.tasks import background, enqueue, periodic
from cuncuntong.ledgers.fairs.enums import CHANGED, REMINDER, FairState, FairWay, StandState
from cuncuntong.ledgers.fairs.models import Fair, FairPosting, Stand
from cuncuntong.ledgers.fairs.words import place_words, time_words
from cuncuntong.ledgers.jobs.enums import SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.messages import services as messages
from cuncuntong.ledgers.messages.bulk import Order, tell_many
from cuncuntong.ledgers.messages.services import Codes
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting
from cuncuntong.network.places import distances_from

DAYS = "service.fair_reminder_days"
REACH_KM = "service.fair_reminder_km"
_BATCH = 200


def reminder_lead() -> dt.timedelta:
    """How long before its day a fair is reminded of."""
    return dt.timedelta(days=setting(DAYS))


@periodic("fairs.remind", at="08:10")
def remind_of_fairs() -> str:
    """Starts the reminders of the fairs that are so many days away."""
    today = timezone.localdate()
    until = today + reminder_lead()
    rows = Fair.objects.filter(
        state=FairState.PUBLISHED, reminded_on__isnull=True, starts_at__gt=timezone.now()
    )
    due = [fair for fair in rows if timezone.localdate(fair.starts_at) <= until]
    for fair in due:
        with transaction.atomic():
            if Fair.objects.filter(pk=fair.pk, reminded_on__isnull=True).update(reminded_on=today):
                enqueue(remind, fair_id=fair.pk)
    return f"提醒{len(due)}场招聘会"


@background(name="fairs.remind_all", retries=5)
def remind(fair_id: int) -> None:
    """Tells everybody of one fair; run again, it goes on with those who have not been told."""
    fair = Fair.objects.get(pk=fair_id)
    if not fair.is_open:
        return
    words = f"{fair.title}：{time_words(fair)}，{place_words(fair)}。"
    for stand in _stands(fair):
        text = f"{words}您单位已报名，请带参会确认单签到。"
        _tell_employer(fair, stand, REMINDER, text, f"{fair.pk}-{fair.sequence}")
    _tell_residents(
        residents_to_remind(fair),
        REMINDER,
        f"{words}服务对象：{fair.audience}。参加不收费。",
        f"{fair.pk}-{fair.sequence}",
        timezone.localdate(fair.starts_at),
    )


def _tell_residents(
    residents: Iterator[Resident], topic: str, text: str, occasion: str, due_on: dt.date
) -> None:
    """Tells in batches: a fair reminds thousands, and each batch stands when the next is begun."""
    while batch := list(islice(residents, _BATCH)):
        orders = [
            Order(
                resident=one.pk,
                name=one.name,
                reachable=bool(one.telephone),
                text=text,
                key=f"fair-{occasion}-resident-{one.pk}",
                place=Codes(one.village_code, one.township_code, one.county_code),
            )
            for one in batch
        ]
        with transaction.atomic():
            tell_many(topic=topic, orders=orders, due_on=due_on)


def residents_to_remind(fair: Fair) -> Iterator[Resident]:
    """Residents who asked, then seekers who agreed and whom it can serve; each once."""
    told: set[int] = set()
    for resident in Resident.objects.filter(fair_interests__fair=fair).iterator(_BATCH):
        if resident.standing != Standing.DECEASED:
            told.add(resident.pk)
            yield resident
    seekers = JobSeeker.objects.filter(
        state=SeekerState.ACTIVE,
        push_agreed=True,
        valid_until__gte=timezone.localdate(),
        county_code=fair.county_code,
    )
    wanted = _wanted_groups(fair) if fair.way == FairWay.ONLINE else frozenset()
    near = _near(fair) if fair.way != FairWay.ONLINE else None
    for seeker in seekers.select_related("resident").order_by("pk").iterator(_BATCH):
        if seeker.resident_id in told or seeker.resident.standing == Standing.DECEASED:
            continue
        fits = (
            seeker.village_code in near or seeker.township_code in near
            if near is not None
            else any(code[:4] in wanted for code in seeker.occupations)
        )
        if fits:
            told.add(seeker.resident_id)
            yield seeker.resident


def _near(fair: Fair) -> frozenset[str]:
    """The divisions whose people can come: the township itself, and villages within the reach."""
    place, reach = fair.village_code or fair.township_code, setting(REACH_KM)
    if not place:
        return frozenset(code for code in distances_from(fair.county_code))
    found = {code for code, far in distances_from(place).items() if far.km is not None and far.km <= reach}
    return frozenset(code for code in found if len(code) == 12) | {fair.township_code}


def _wanted_groups(fair: Fair) -> frozenset[str]:
    codes = FairPosting.objects.filter(stand__fair=fair, stand__state=StandState.SIGNED)
    return frozenset(code[:4] for code in codes.values_list("posting__occupation", flat=True))


def tell_of_change(fair: Fair, actor: Account | None) -> None:
    """Puts the telling of a new time or place, or of the cancelling, into the task table."""
    enqueue(tell_all_of_change, fair_id=fair.pk, sequence=fair.sequence)


@background(name="fairs.tell_of_change", retries=5)
def tell_all_of_change(fair_id: int, sequence: int) -> None:
    """Tells employers, residents who noted it and whoever was reminded before; each change once."""
    fair = Fair.objects.get(pk=fair_id)
    if fair.sequence != sequence:
        return  # changed once more: that change is told instead
    if fair.state == FairState.CANCELLED:
        text = f"{fair.title}（{time_words(fair)}）取消：{fair.cancelled_reason}。"
    else:
        text = f"{fair.title}有变动，现为{time_words(fair)}，{place_words(fair)}。请以这次为准。"
    for stand in _stands(fair):
        _tell_employer(fair, stand, CHANGED, text, f"{fair.pk}-{sequence}-changed")
    due_on = min(timezone.localdate(fair.starts_at), messages.usual_due_day(timezone.localdate()))
    _tell_residents(_who_knows(fair), CHANGED, text, f"{fair.pk}-{sequence}-changed", due_on)


def _who_knows(fair: Fair) -> Iterator[Resident]:
    """Residents who asked to be reminded, and those who were reminded of an earlier time."""
    rows = Resident.objects.exclude(standing=Standing.DECEASED)
    asked = rows.filter(fair_interests__fair=fair)
    reminded = rows.filter(messages__topic=REMINDER, messages__key__startswith=f"fair-{fair.pk}-")
    yield from rows.filter(pk__in=asked.values("pk").union(reminded.values("pk"))).iterator(_BATCH)


def _stands(fair: Fair) -> Iterator[Stand]:
    rows = Stand.objects.filter(fair=fair, state=StandState.SIGNED).select_related("employer")
    return iter(rows.order_by("pk"))


def _tell_employer(fair: Fair, stand: Stand, topic: str, text: str, occasion: str) -> None:
    employer = stand.employer
    messages.tell(
        topic=topic,
        recipient_name=f"{employer.name}（{employer.contact_name}）",
        telephone=employer.telephone,
        text=text,
        key=f"fair-{occasion}-employer-{employer.pk}",
        place=employer,
        due_on=timezone.localdate(fair.starts_at),
    )
