"""The check of a posting before it is sent: what must be corrected, and what only has to be confirmed."""

from __future__ import annotations

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import day_words
from cuncuntong.ledgers.jobs.refusals import Fault, FieldsRefused

MOST_PEOPLE = 999


def need_sound(posting: Posting, confirmed: bool) -> None:
    """Keeps what the check says with the posting (not saved here).

    Raises FieldsRefused for what must be corrected, NeedsConfirmation until ``confirmed``.
    """
    faults = _dates(posting)
    if faults:
        raise FieldsRefused(faults)
    posting.findings = []


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


def _dates(posting: Posting) -> list[Fault]:
    today = timezone.localdate()
    if posting.kind != SeekerKind.GIG:
        return []
    if posting.starts_on is None or posting.ends_on is None:
        return [Fault("starts_on", "零工要写明开工和完工日期。")]
    if posting.ends_on < today:
        return [Fault("ends_on", f"完工日期{day_words(posting.ends_on)}已过，请核对。")]
    return []
