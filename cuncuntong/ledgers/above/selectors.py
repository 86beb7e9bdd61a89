"""Reads of the gateway: where something stands above, what waits, what is late, what needs a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from cuncuntong.ledgers.above.enums import OPEN, AnswerState, FeedState, HandoverState
from cuncuntong.ledgers.above.hooks import Feed, feeds, kinds
from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

READ = Ability.ABOVE_READ


@dataclass(frozen=True)
class Standing:
    """Where something stands above, in words for any screen; ``tone`` as badges have it."""

    row: Handover
    kind: str
    words: str
    tone: str
    more: str = ""


def kind_name(code: str) -> str:
    """A kind's name; the code itself for one that is registered no more."""
    return next((kind.name for kind in kinds() if kind.code == code), code)


def with_problem(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    """Each with ``problem``: whether an answer waits for a person."""
    waiting = Answer.objects.filter(handover=OuterRef("pk"), state=AnswerState.PROBLEM)
    return rows.annotate(problem=Exists(waiting))


def standing(row: Handover, *, now: dt.datetime | None = None) -> Standing:
    """A handover's standing in words: “上级：已报送，3天”. ``row`` comes from ``with_problem``."""
    moment = now or timezone.now()
    words, tone, more = _words(row, moment)
    if getattr(row, "problem", False):
        words, tone, more = "上级：已有答复，等本县处理", "bad", "见“上级系统—待处理的答复”。"
    return Standing(row, kind_name(row.kind), words, tone, more)


def _words(row: Handover, now: dt.datetime) -> tuple[str, str, str]:
    days = days_words(row.sent_at or row.made_at, now)
    late = row.due_on is not None and row.due_on < timezone.localdate(now)
    state = HandoverState(row.state)
    if state == HandoverState.WAITING:
        return f"上级：待报送{days}", "bad" if late else "wait", "系统会自动报送。"
    if state == HandoverState.FAILED:
        if row.next_try_at is None:
            return f"上级：没有收下{days}", "bad", row.error
        return f"上级：报送失败，自动再报{days}", "bad" if late else "wait", row.error
    if state == HandoverState.SENT:
        return f"上级：已报送{days}{'，超过答复时限' if late else ''}", "bad" if late else "info", ""
    if state == HandoverState.WITHDRAWN:
        return "上级：已撤回，没有报送", "neutral", row.error
    on = timezone.localdate(row.answered_at) if row.answered_at else None
    when = f"（{on.year}年{on.month}月{on.day}日）" if on else ""
    if state == HandoverState.AGREED:
        return f"上级：已办结{when}", "good", row.answer_words
    return f"上级：不同意{when}", "bad", row.answer_words


def days_words(since: dt.datetime, now: dt.datetime) -> str:
    """“，3天”; today nothing."""
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    return f"，{days}天" if days > 0 else ""


def standings_of(case_numbers: Collection[str]) -> dict[str, list[Standing]]:
    """Where these cases stand above, by case number, in one query; oldest first."""
    rows = with_problem(Handover.objects.filter(case_number__in=case_numbers)).order_by("pk")
    found: dict[str, list[Standing]] = {}
    for row in rows:
        found.setdefault(row.case_number, []).append(standing(row))
    return found


def standing_of(case_number: str) -> Standing | None:
    """Where a case stands above; None for one of which nothing went up. The newest, where there are more."""
    found = standings_of([case_number]).get(case_number, []) if case_number else []
    return found[-1] if found else None


def standing_of_key(key: str) -> Standing | None:
    """Where one handover stands, by its key."""
    row = with_problem(Handover.objects.filter(key=key)).first()
    return standing(row) if row else None


def standings_of_resident(resident: Resident, kinds_wanted: Iterable[str] = ()) -> list[Standing]:
    """What of a resident is open above, and what was answered in the last months; newest first."""
    since = timezone.now() - dt.timedelta(days=180)
    rows = Handover.objects.filter(resident=resident)
    rows = rows.filter(Q(state__in=[one.value for one in OPEN]) | Q(answered_at__gte=since))
    if wanted := list(kinds_wanted):
        rows = rows.filter(kind__in=wanted)
    return [standing(row) for row in with_problem(rows).order_by("-pk")[:20]]


def visible(caller: Caller) -> QuerySet[Handover]:
    """The handovers of the caller's area and lines."""
    return caller.limit(READ, Handover.objects.all())


@dataclass(frozen=True)
class Counts:
    """How many are open in each state, how many are late, how many answers wait for a person.

    ``failed`` goes up again by itself, ``rejected`` only when a person says so.
    """

    waiting: int
    sent: int
    failed: int
    rejected: int
    late: int
    problems: int
    oldest: dt.datetime | None

    @property
    def open(self) -> int:
        """All that are followed."""
        return self.waiting + self.sent + self.failed + self.rejected


def counts(caller: Caller, *, today: dt.date | None = None) -> Counts:
    """The figures above the list, in two queries."""
    day = today or timezone.localdate()
    rows = visible(caller).filter(state__in=[one.value for one in OPEN])
    found = rows.aggregate(
        waiting=Count("pk", filter=Q(state=HandoverState.WAITING)),
        sent=Count("pk", filter=Q(state=HandoverState.SENT)),
        failed=Count("pk", filter=Q(state=HandoverState.FAILED, next_try_at__isnull=False)),
        rejected=Count("pk", filter=Q(state=HandoverState.FAILED, next_try_at__isnull=True)),
        late=Count("pk", filter=Q(due_on__lt=day)),
        oldest=Min("made_at"),
    )
    return Counts(**found, problems=problems(caller).count())


def rejected(caller: Caller) -> QuerySet[Handover]:
    """What the province would not take: nothing of it is sent again before a person says so."""
    rows = caller.limit(Ability.ABOVE_MANAGE, Handover.objects.all())
    return rows.filter(state=HandoverState.FAILED, next_try_at__isnull=True)


def problems(caller: Caller) -> QuerySet[Answer]:
    """Answers that wait for a person, oldest first."""
    rows = caller.limit(READ, Answer.objects.filter(state=AnswerState.PROBLEM))
    return rows.select_related("handover__resident", "package").order_by("pk")


@dataclass(frozen=True)
class FeedStanding:
    """A ledger that is fetched, the day it stands at, and its newest run."""

    feed: Feed
    as_of: dt.date | None
    run: FeedRun | None


def feed_standings(caller: Caller) -> list[FeedStanding]:
    """Every ledger that is fetched, in two queries; only those of the caller's lines."""
    lines = caller.lines(READ)
    runs = caller.limit(READ, FeedRun.objects.all())
    days = dict(runs.filter(state=FeedState.DONE).order_by().values_list("feed").annotate(day=Max("as_of")))
    newest = runs.order_by().values("feed").annotate(last=Max("pk")).values_list("last", flat=True)
    last = {run.feed: run for run in FeedRun.objects.filter(pk__in=newest)}
    return [
        FeedStanding(feed, days.get(feed.code), last.get(feed.code))
        for feed in feeds()
        if not lines or feed.line in lines
    ]
