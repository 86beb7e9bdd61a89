"""Recommending a posting to a person, what came of it, and a person's telephone given to an employer.

Whatever leaves for somebody else is checked here and not on a screen: the duty of who does it, the
consent of the person, the verification of the employer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.jobs.enums import JOBS_RECOMMENDED, EmployerState, Outcome, PostingState, SeekerState
from cuncuntong.ledgers.jobs.models import Employer, JobSeeker, PhoneShown, Posting, Recommendation
from cuncuntong.ledgers.jobs.selectors.match_reading import open_seekers
from cuncuntong.ledgers.jobs.selectors.matching import Recommended, explain
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.ledgers.jobs.selectors.recommendations import employers_for, recommendations_for, seekers_for
from cuncuntong.ledgers.jobs.services.postings_hired import count_hired
from cuncuntong.ledgers.jobs.services.pushed_words import pushed_text
from cuncuntong.ledgers.jobs.services.seekers import close_seeker, contact_seeker
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.matching import Voice
from cuncuntong.rules.matching.pair import HEALTH

MOST_AT_ONCE = "matching.pushed_at_once"
NEED_REASON = (Outcome.DECLINED, Outcome.REJECTED, Outcome.NO_ANSWER)
FOUND_WORK = "已找到工作"


def keep(found: Recommended, *, actor: Account | None, nightly: bool = False) -> Recommendation:
    """The row of a pair, with the score and the words that are told now; one row a pair.

    What the person's health does not allow is sealed with the registration, and is not written here.
    """
    values = {
        "score": found.score,
        "reasons": [[one.fits, one.words] for one in found.reasons if one.factor != HEALTH],
        "nightly": nightly,
        "made_by": actor,
        "made_at": timezone.now(),
    }
    seeker = found.seeker
    place = {
        "village_code": seeker.village_code,
        "township_code": seeker.township_code,
        "county_code": seeker.county_code,
    }
    row, made = Recommendation.objects.get_or_create(
        seeker=seeker, posting=found.posting, defaults={**values, **place}
    )
    if not made:
        Recommendation.objects.filter(pk=row.pk).update(score=values["score"], reasons=values["reasons"])
    return row


def push_postings(*, caller: Caller, seeker_id: int, posting_ids: Sequence[int], on: dt.date) -> Message:
    """Tells somebody who is here, or called, of some postings in one message.

    Raises Denied, NotVisible; LedgerRefused for none, for too many, for one that no longer shows, and for
    somebody who does not look for work now.
    """
    seeker = _seeker(caller, seeker_id)
    _need_open(seeker, on)
    most = current().integer(MOST_AT_ONCE, on)
    wanted = list(dict.fromkeys(posting_ids))
    if not wanted:
        raise LedgerRefused("还没有选要推送的岗位。", f"请勾选1到{most}个岗位再推送。")
    if len(wanted) > most:
        raise LedgerRefused(f"一次最多推送{most}个岗位。", "请只留下最合适的几个。")
    rows = {row.pk: row for row in shown_postings(on).filter(pk__in=wanted).select_related("employer")}
    if len(rows) < len(wanted):
        raise LedgerRefused("选中的岗位里有的刚刚招满或结束了。", "请重新查询后再推送。")
    with transaction.atomic():
        kept = [keep(explain(seeker, rows[key], on, Voice.SEEKER), actor=caller.account) for key in wanted]
        message = tell(
            topic=JOBS_RECOMMENDED,
            text=pushed_text([rows[key] for key in wanted]),
            key=f"jobs.recommended:{seeker.pk}:{'-'.join(map(str, wanted))}",
            resident=seeker.resident,
            place=seeker,
            actor=caller.account,
        )
        unsaid = Recommendation.objects.filter(pk__in=[row.pk for row in kept], told_at__isnull=True)
        unsaid.update(told_at=timezone.now())
        contact_seeker(seeker=seeker, on=on)
    return message


def _need_open(seeker: JobSeeker, on: dt.date) -> None:
    if seeker.state != SeekerState.ACTIVE:
        state = seeker.get_state_display()
        raise LedgerRefused(f"这条求职登记{state}，不能推送岗位。", "还要找工作的，请先恢复或重新登记求职。")
    if seeker.valid_until < on:
        raise LedgerRefused("这条求职登记已过有效期，不能推送岗位。", "还要找工作的，请先办续期。")


def record_outcome(
    *,
    caller: Caller,
    seeker_id: int,
    posting_id: int,
    outcome: str,
    reason: str,
    on: dt.date,
    close: bool = False,
) -> Recommendation:
    """What came of a recommendation. Hired counts at the posting once; ``close`` ends the registration.

    A pair that nobody recommended before gets its row. Raises Denied, NotVisible, LedgerRefused.
    """
    if outcome not in Outcome.values or outcome == Outcome.NONE:
        raise LedgerRefused("请选择结果。", "选一项最近一次联系的结果。")
    reason = reason.strip()[:120]
    if outcome in NEED_REASON and not reason:
        raise LedgerRefused("请写明原因。", "原因用来改进以后的推荐。")
    if on > timezone.localdate():
        raise LedgerRefused("联系日期不能晚于今天。", "请核对日期。")
    row = _recommendation(caller, seeker_id, posting_id, on)
    if close and not seekers_for(caller).filter(pk=seeker_id).exists():
        raise LedgerRefused(
            "这位求职者不归您服务，不能替其结束求职登记。", "请只记录结果，由其服务点结束登记。"
        )
    with transaction.atomic():
        row = Recommendation.objects.select_for_update().get(pk=row.pk)
        before = row.outcome
        row.outcome, row.outcome_reason, row.outcome_on = outcome, reason, on
        row.outcome_by = caller.account
        row.save()
        count_hired(row.posting_id, before, outcome, actor=caller.account)
        contact_seeker(seeker=row.seeker, on=on)
        if close and outcome == Outcome.HIRED and row.seeker.state in ("active", "paused"):
            close_seeker(seeker=row.seeker, reason=FOUND_WORK, on=on, actor=caller.account)
        _audit(caller, "recommendation.outcome", row, outcome=outcome, before=before)
    return row


def show_phone(
    *, caller: Caller, seeker_id: int, employer_id: int, reason: str, posting_id: int | None = None
) -> str:
    """A seeker's telephone for an employer that somebody serves now; each time is kept with its reason.

    Raises Denied, NotVisible, and LedgerRefused where the person did not agree, no longer looks for work
    or has no telephone, or where the county has not verified the employer.
    """
    caller.need(Ability.MATCH, Line.EMPLOYMENT)
    employer = employers_for(caller).filter(pk=employer_id).first()
    if employer is None:
        raise NotVisible("没有找到这个用工主体，或它不在您的服务范围内。")
    if employer.state != EmployerState.VERIFIED:
        raise LedgerRefused("这个用工主体还没有通过核验，不能提供求职者的电话。", "请先由县里核验。")
    if not reason.strip():
        raise LedgerRefused("请写明提供电话的事由。", "例如：用工方来问，明天摘花椒缺人。")
    posting = _own_posting(employer, posting_id)
    seeker = _shown_seeker(seeker_id)
    with transaction.atomic():
        shown = PhoneShown.objects.create(
            seeker=seeker,
            employer=employer,
            posting=posting,
            shown_by=caller.account,
            reason=reason.strip()[:120],
        )
        record(
            actor=caller.account,
            action="seeker.phone_shown",
            object_type="jobs.JobSeeker",
            object_id=str(seeker.pk),
            detail={"employer": employer.pk, "posting": posting_id or "", "reason": shown.reason},
        )
        if posting is not None:
            keep(explain(seeker, posting, timezone.localdate(), Voice.EMPLOYER), actor=caller.account)
    return str(seeker.resident.telephone)


def _shown_seeker(seeker_id: int) -> JobSeeker:
    rows = open_seekers(timezone.localdate()).filter(resident__standing=Standing.PRESENT)
    seeker = rows.select_related("resident").filter(pk=seeker_id).first()
    if seeker is None:
        raise LedgerRefused("这位求职者已经不在求职中。", "请重新查询。")
    if not seeker.shown_to_employers:
        raise LedgerRefused("这位求职者没有同意向用人单位展示，不能提供电话。", "可由服务点联系本人。")
    if not seeker.resident.telephone:
        raise LedgerRefused("这位求职者没有登记电话。", "请由其所在村的服务点联系本人。")
    return seeker


def _own_posting(employer: Employer, posting_id: int | None) -> Posting | None:
    if posting_id is None:
        return None
    posting = Posting.objects.filter(pk=posting_id, employer=employer).first()
    if posting is None or posting.state not in (PostingState.PUBLISHED, PostingState.PAUSED):
        raise LedgerRefused("这条招聘信息不在招聘中。", "请重新选择。")
    return posting


def _seeker(caller: Caller, seeker_id: int) -> JobSeeker:
    rows: QuerySet[JobSeeker] = seekers_for(caller).select_related("resident")
    seeker = rows.filter(pk=seeker_id).first()
    if seeker is None:
        raise NotVisible("没有找到这条求职登记，或它不在您的服务范围内。")
    return seeker


def _recommendation(caller: Caller, seeker_id: int, posting_id: int, on: dt.date) -> Recommendation:
    """The row of a pair that the caller may see; one whose person is the caller's to serve is made."""
    known = recommendations_for(caller).filter(seeker=seeker_id, posting=posting_id).first()
    if known is not None:
        return known
    seeker = _seeker(caller, seeker_id)
    posting = Posting.objects.select_related("employer").filter(pk=posting_id).first()
    if posting is None or posting.kind != seeker.kind:
        raise NotVisible("没有找到这条招聘信息。")
    try:
        with transaction.atomic():
            return keep(explain(seeker, posting, on, Voice.SEEKER), actor=caller.account)
    except IntegrityError:
        return Recommendation.objects.get(seeker=seeker, posting=posting)


def _audit(caller: Caller, action: str, row: Recommendation, **detail: str) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="jobs.Recommendation",
        object_id=str(row.pk),
        detail={"seeker": row.seeker_id, "posting": row.posting_id, **detail},
    )
