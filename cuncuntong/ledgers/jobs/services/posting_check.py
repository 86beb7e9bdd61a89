"""The check of a posting before it is sent: what must be corrected, and what only has to be confirmed.

The rules are in rules.postings; here they get the posting, and their findings are kept with it for the
county's reviewer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import EmployerKind, SeekerKind
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.refusals import Fault, FieldsRefused, NeedsConfirmation
from cuncuntong.network.parameters import current
from cuncuntong.rules.postings import LOOK, STOP, PostingFacts, PostingFinding, check_posting, find_passages

MOST_PEOPLE = 999
# Free text beside title, description and requirements: nothing may hide there.
_SMALL_TEXTS = ("pay_words", "hours_words", "address")


def findings_of(posting: Posting, on: dt.date) -> list[PostingFinding]:
    """Everything that the rules find in a posting, saved or not; what must be corrected comes first."""
    facts = PostingFacts(
        kind=posting.kind,
        title=posting.title,
        description=posting.description,
        requirements=posting.requirements,
        pay_low=posting.pay_low,
        pay_high=posting.pay_high,
        pay_unit=posting.pay_unit,
        insurance_statement=posting.insurance,
        today=on,
        hours_per_week=posting.hours_per_week,
        starts_on=posting.starts_on,
        ends_on=posting.ends_on,
        headcount=posting.headcount,
        by_unit=posting.employer.kind == EmployerKind.UNIT,
    )
    found = check_posting(facts, current())
    for field in _SMALL_TEXTS:
        found += text_findings(field, getattr(posting, field))
    if posting.kind == SeekerKind.GIG and posting.ends_on is None:
        words = "没有写完工日期。"
        found.append(
            PostingFinding("ends_on", "end_missing", STOP, words, "请写明干到哪一天。", "本系统的规定")
        )
    return sorted(found, key=lambda one: one.weight != STOP)


def text_findings(field: str, text: str) -> list[PostingFinding]:
    """What the rules find in one text."""
    return [
        PostingFinding(
            field,
            one.ban.code,
            one.ban.weight,
            f"“{one.text[:30]}”：{one.ban.words}。",
            one.ban.remedy,
            one.ban.source,
            one.text,
        )
        for one in find_passages(text)
    ]


def as_faults(findings: Iterable[PostingFinding]) -> list[Fault]:
    """Findings as a ledger tells them at their fields."""
    return [Fault(one.field, f"{one.words}{one.remedy}", one.source) for one in findings]


def need_sound(posting: Posting, confirmed: bool) -> None:
    """Keeps what the check says with the posting (not saved here).

    Raises FieldsRefused for what must be corrected, NeedsConfirmation until ``confirmed``.
    """
    found = findings_of(posting, timezone.localdate())
    stops = [one for one in found if one.weight == STOP]
    if stops:
        raise FieldsRefused(as_faults(stops))
    looks = [one for one in found if one.weight == LOOK]
    if looks and not confirmed:
        raise NeedsConfirmation(as_faults(looks))
    posting.findings = [_kept(one) for one in found]


def _kept(finding: PostingFinding) -> dict[str, Any]:
    return {
        "field": finding.field,
        "code": finding.code,
        "words": finding.words,
        "remedy": finding.remedy,
        "source": finding.source,
        "settled": finding.confirmed,
        "weight": finding.weight,
    }


def need_possible(posting: Posting) -> None:
    """Raises FieldsRefused for what can't be, not even in a draft."""
    faults = []
    low, high = posting.pay_low, posting.pay_high
    if low is not None and high is not None and high < low:
        faults.append(Fault("pay_high", f"报酬最高{high}元比报酬{low}元还低，请核对。"))
    starts, ends = posting.starts_on, posting.ends_on
    if starts is not None and ends is not None and ends < starts:
        faults.append(Fault("ends_on", "完工日期比开工日期还早，请核对。"))
    if not 1 <= posting.headcount <= MOST_PEOPLE:
        faults.append(Fault("headcount", f"招用人数应为1到{MOST_PEOPLE}人。"))
    if faults:
        raise FieldsRefused(faults)
