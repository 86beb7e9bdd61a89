"""Tells each planned case to its end: what was filled in, who decided, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import InboxKind, Move, NoticeChannel, State
from cuncuntong.demo.cases.cast import Cast
from cuncuntong.demo.cases.instant import tell_instant
from cuncuntong.demo.cases.pension import apply_pension, pension_form, take_back
from cuncuntong.demo.cases.plan import Plan
from cuncuntong.demo.cases.story import Story, open_story
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.registry import items

MATERIAL = "id_page"
REFUSALS = (
    ("经核对，户籍不在本县，不属于本县受理。", "请到户籍所在地办理；对决定不服的，可在60日内申请行政复议。"),
    (
        "证件与本人不符，无法确认由本人申请。",
        "请本人持有效身份证重新申请；对决定不服的，可在60日内申请行政复议。",
    ),
)
SLIPS = (
    ("", MATERIAL, "身份证或社保卡照片", "照片反光，号码看不清", "请在亮处重拍正反面，四角拍全"),
    ("", MATERIAL, "身份证或社保卡照片", "缺身份证背面", "请补拍背面（有效期一面）"),
)
WITHDRAWALS = ("本人想先了解清楚再办", "选错了事项", "本人暂不办理")
REVERSALS = ("发现申请人当月已在外省参保，原决定有误。", "核定依据有误，撤销后重新办理。")
HOUR = dt.timedelta(hours=1)


class Narrator:
    """Turns plans into stories; each has a generator of its own, from seed and ordinal."""

    def __init__(self, cast: Cast, *, seed: int, all_photos: bool) -> None:
        self.cast = cast
        self.seed = seed
        self.all_photos = all_photos
        self.now = timezone.now()
        self.items = {number: items.get(number) for number in ("1", "28", "33", "34", "40")}

    def tell(self, plans: Sequence[Plan]) -> list[Story]:
        """The stories of a batch, with its residents read at once."""
        keys = {plan.candidate.resident for plan in plans}
        residents: dict[int, Resident] = {}
        wanted = sorted(keys)
        for start in range(0, len(wanted), 500):
            residents.update(Resident.objects.in_bulk(wanted[start : start + 500]))
        return [self._tell(plan, residents[plan.candidate.resident]) for plan in plans]

    def _tell(self, plan: Plan, resident: Resident) -> Story:
        rng = Random(f"{self.seed} case {plan.ordinal}")
        clerk = self.cast.clerk(rng, plan.point)
        if plan.item in {"28", "34"}:
            form, subject = pension_form(plan, resident, rng)
        else:
            form, subject = {}, ""
        story = open_story(
            self.items[plan.item],
            number=plan.number,
            key=f"seed-{plan.ordinal:09d}",
            resident=resident,
            point=plan.point,
            clerk=clerk,
            at=plan.accepted_at,
            form=form,
            subject=subject,
        )
        if plan.item in {"28", "34"}:
            story.saved()
            self._review(story, plan, rng)
        else:
            tell_instant(story, rng, self.now)
            story.saved()
        return story

    def _review(self, story: Story, plan: Plan, rng: Random) -> None:
        story.photo = self.all_photos or plan.state in {State.ACCEPTED, State.UNDER_REVIEW, State.RETURNED}
        if plan.state == State.ACCEPTED:
            return
        at = self._next_step(plan.accepted_at, rng)
        if plan.state == State.WITHDRAWN:
            story.step(Move.WITHDRAW, at, story.case.handler, rng.choice(WITHDRAWALS))
            story.saved()
            return
        reviewer = self.cast.reviewer(rng, story.case.line)
        self._claim(story, reviewer, at)
        if plan.state == State.UNDER_REVIEW:
            # Somebody may be at it right now; most claims have run out and others may take the case.
            held = (
                self.now + dt.timedelta(minutes=20) if rng.random() < 0.4 else at + dt.timedelta(minutes=30)
            )
            story.case.claimed_until = held
        elif plan.state == State.RETURNED:
            self._return(story, rng, at)
        elif plan.state == State.REFUSED:
            self._refuse(story, rng, at)
        else:
            if rng.random() < 0.1:
                at = self._supplement(story, rng, at)
            self._approve(story, plan, rng, at)

    def _next_step(self, after: dt.datetime, rng: Random) -> dt.datetime:
        """A later moment on a working day, at most now: mostly the next day, now and then too late."""
        days = rng.choices([0, 1, 2, 3], [20, 52, 22, 6])[0]
        day = clock.calendar().add_workdays(timezone.localdate(after), days)
        if days == 0:
            return min(after + dt.timedelta(minutes=rng.randrange(10, 90)), self.now)
        at = dt.datetime.combine(day, dt.time(8, 40)) + dt.timedelta(minutes=rng.randrange(0, 500))
        return min(max(timezone.make_aware(at), after + dt.timedelta(minutes=5)), self.now)

    def _claim(self, story: Story, reviewer: object, at: dt.datetime) -> None:
        story.step(Move.CLAIM, at, reviewer)  # type: ignore[arg-type]
        story.case.claimed_by = reviewer  # type: ignore[assignment]
        story.saved()

    def _return(self, story: Story, rng: Random, at: dt.datetime) -> None:
        line = story.slip(*rng.choice(SLIPS))
        clock.stop(story.case, clock.WAITS_FOR_RESIDENT, timezone.localdate(at))
        story.step(Move.RETURN, at, story.case.claimed_by, f"{line.label}：{line.problem}", round=1, lines=1)
        story.saved()
        story.announce(InboxKind.RETURNED, at, read=at < self.now - 24 * HOUR)

    def _supplement(self, story: Story, rng: Random, at: dt.datetime) -> dt.datetime:
        """Returned once, made good, claimed again: the clock stood still meanwhile."""
        self._return(story, rng, at)
        back = min(at + dt.timedelta(days=rng.randrange(1, 4), hours=1), self.now)
        story.told(story.notices[-1], min(at + HOUR, back), NoticeChannel.READ_OUT)
        for line in story.slips:
            line.settled_at = back
        clock.resume(story.case, timezone.localdate(back))
        story.step(Move.RESUBMIT, back, story.case.handler, f"已补正{len(story.slips)}处")
        story.saved()
        again = self._next_step(back, rng)
        self._claim(story, story.case.claimed_by, again)
        return again

    def _decide(self, story: Story, at: dt.datetime) -> None:
        story.case.decided_by = story.case.claimed_by
        story.case.decided_at = at
        story.case.in_time = timezone.localdate(at) <= story.case.due_on

    def _refuse(self, story: Story, rng: Random, at: dt.datetime) -> None:
        reason, remedy = rng.choice(REFUSALS)
        self._decide(story, at)
        story.case.decision_note, story.case.remedy = reason, remedy
        story.step(Move.REFUSE, at, story.case.decided_by, reason)
        story.saved()
        old = at < self.now - 48 * HOUR
        notice = story.announce(InboxKind.REFUSED, at, read=old)
        if old:
            story.told(notice, at + HOUR, NoticeChannel.PRINT)

    def _approve(self, story: Story, plan: Plan, rng: Random, at: dt.datetime) -> None:
        self._decide(story, at)
        story.step(Move.APPROVE, at, story.case.decided_by)
        message = apply_pension(story, plan, at)
        story.step(Move.APPLY, at, story.case.decided_by, message)
        story.saved()
        notice = story.announce(InboxKind.APPROVED, at, message, read=plan.state != State.APPLIED)
        if plan.state in {State.FED_BACK, State.REVERSED}:
            channel = NoticeChannel.PRINT if rng.random() < 0.5 else NoticeChannel.READ_OUT
            told = min(at + dt.timedelta(hours=rng.randrange(1, 30)), self.now)
            story.told(notice, told, channel)
            if plan.state == State.REVERSED:
                self._reverse(story, rng, told)

    def _reverse(self, story: Story, rng: Random, after: dt.datetime) -> None:
        at = self._next_step(after, rng)
        done = take_back(story)
        story.step(Move.REVERSE, at, self.cast.admin(rng), rng.choice(REVERSALS), undone=done)
        story.saved()
        story.case.fed_back_at = None
        notice = story.announce(InboxKind.REVERSED, at, done, read=True)
        story.told(notice, min(at + HOUR, self.now), NoticeChannel.READ_OUT)
