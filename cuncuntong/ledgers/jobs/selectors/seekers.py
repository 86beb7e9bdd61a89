"""Reads of job seekers' registrations."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from cuncuntong.ledgers.jobs.enums import SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


def seekers_of(resident: Resident) -> QuerySet[JobSeeker]:
    """A resident's registrations, the newest first; reversed ones are left out."""
    rows = JobSeeker.objects.filter(resident=resident).exclude(state=SeekerState.REVERSED)
    return rows.order_by("-registered_on", "-pk")


def active_seeker(resident: Resident, kind: str, on: dt.date) -> JobSeeker | None:
    """The registration of a kind that counts on a day: active, and its last day not passed.

    One of a kind stands at most, so that all who ask for either kind share one question.
    """
    found = standing_seeker(resident, kind, on)
    return found if found is not None and found.state == SeekerState.ACTIVE else None


@read_once
def standing_seekers(resident: Resident, on: dt.date) -> dict[str, JobSeeker]:
    """By kind, the registrations that stand on a day: active or paused, their last day not passed."""
    standing = (SeekerState.ACTIVE, SeekerState.PAUSED)
    rows = JobSeeker.objects.filter(resident=resident, state__in=standing, valid_until__gte=on)
    return {row.kind: row for row in rows}


def standing_seeker(resident: Resident, kind: str, on: dt.date) -> JobSeeker | None:
    """The one of a kind."""
    return standing_seekers(resident, on).get(kind)


@read_once
def last_seeker(resident: Resident, kind: str | None = None) -> JobSeeker | None:
    """The newest registration, of a kind or of any."""
    rows = seekers_of(resident)
    return rows.filter(kind=kind).first() if kind else rows.first()


def effective_state(seeker: JobSeeker, on: dt.date) -> SeekerState:
    """The state as of a day: one past its last day is expired before the nightly task says so."""
    if seeker.state in (SeekerState.ACTIVE, SeekerState.PAUSED) and seeker.valid_until < on:
        return SeekerState.EXPIRED
    return SeekerState(seeker.state)
