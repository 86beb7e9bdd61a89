"""What items 1 and 4 do to the ledger, and tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.items.find_work.seeking.fields import (
    CLOSE,
    FOUND_WORK,
    PAUSE,
    REGISTER,
    RENEW,
    RESUME,
    WISHED,
)
from cuncuntong.items.find_work.seeking.rules import CLAIM_AGE, POSSIBLE, WORKING_AGE, Facts
from cuncuntong.items.find_work.seeking.wishes import codes_of, wishes
from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.jobs.enums import PayUnit, SeekerKind, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.jobs.selectors import last_seeker, standing_seeker
from cuncuntong.ledgers.jobs.services import (
    close_seeker,
    pause_seeker,
    register_seeker,
    renew_seeker,
    resume_seeker,
    undo_seeker,
    valid_until,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.parameters import current
from cuncuntong.rules import occupations
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.parameters import plain
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    NextStep,
    PreviewLine,
    Result,
    Situation,
)

_ENDING = {RENEW: "续期", PAUSE: "暂停登记", RESUME: "恢复求职", CLOSE: "结束登记"}


@dataclass(frozen=True)
class Seeking:
    """One of the two kinds: ``recommended_by`` is the item that looks for postings, ``after`` the one
    offered to somebody who found work.
    """

    kind: SeekerKind
    recommended_by: str
    after: str

    def standing(self, situation: Situation) -> JobSeeker | None:
        """The registration that counts on the day, active or paused."""
        return standing_seeker(situation.resident, self.kind, situation.on)

    def first_action(self, situation: Situation) -> str:
        """What is likeliest."""
        found = self.standing(situation)
        return POSSIBLE[SeekerState(found.state) if found else None][0]

    def actions(self, situation: Situation) -> tuple[Choice, ...]:
        """What can be done today."""
        until, found = day_words(valid_until(situation.on)), self.standing(situation)
        if found is None:
            return (Choice(REGISTER, f"新登记（有效期至{until}）"),)
        words = {
            RENEW: f"续期（现登记有效期至{day_words(found.valid_until)}，续到{until}）",
            PAUSE: "暂停登记（暂时不推荐，有效期照算）",
            RESUME: "恢复求职（继续推荐）",
            CLOSE: "结束登记（不再求职）",
        }
        return tuple(Choice(one, words[one]) for one in POSSIBLE[SeekerState(found.state)])

    @staticmethod
    def paper_actions(on: dt.date) -> tuple[Choice, ...]:
        """What a blank form offers to a person not known yet."""
        return (Choice(REGISTER, "新登记"), *(Choice(key, words) for key, words in _ENDING.items()))

    def facts(self, situation: Situation) -> Facts:
        """The registration of the day, in one query."""
        found = self.standing(situation)
        action = situation.form.get("action") or self.first_action(situation)
        return Facts(situation, situation.resident, self.kind, action, found)

    def effect(self, order: EffectOrder) -> Result:
        """Registers, renews, pauses, resumes or ends, as the form says."""
        situation = order.situation
        made = {"on": situation.on, "actor": order.actor, "case_number": situation.case_number}
        known = self.facts(situation)
        wanted = wishes(self.kind, situation.form)
        if known.action == REGISTER:
            row = register_seeker(resident=situation.resident, kind=self.kind, **wanted, **made)
            return self._looking(row, "求职登记已办好")
        seeker = known.standing or last_seeker(situation.resident, self.kind)
        if seeker is None or known.action not in _ENDING:
            raise EffectRefused("目前没有求职中的登记。", "请选择“新登记”。")
        if known.action == RENEW:
            return self._looking(renew_seeker(seeker=seeker, **wanted, **made), "求职登记已续期")
        if known.action == RESUME:
            return self._looking(resume_seeker(seeker=seeker, **made), "已恢复求职")
        if known.action == PAUSE:
            return _paused(pause_seeker(seeker=seeker, **made))
        reason = situation.form.get("close_reason", "")
        return self._closed(close_seeker(seeker=seeker, reason=reason, **made))

    def _looking(self, row: JobSeeker, done: str) -> Result:
        until = day_words(row.valid_until)
        return Result(
            message=f"{done}，有效期至{until}，到期前可以续期。",
            lines=(
                ("登记状态", row.get_state_display()),
                ("意向职业", row.occupation),
                (
                    "对应的职业",
                    "、".join(map(occupations.label, row.occupations)) or "没有对应的，按其他条件推荐",
                ),
                ("意向工作地点", row.work_place),
                ("期望报酬", pay_words(row)),
                ("有效期至", until),
            ),
            data={"seeker": row.pk},
            next_steps=(NextStep(self.recommended_by, "登记好了，看看现在有哪些合适的岗位"),),
        )

    def _closed(self, row: JobSeeker) -> Result:
        found = row.closed_reason == FOUND_WORK
        return Result(
            message="求职登记已结束。以后想找工作，可以随时重新登记。",
            lines=(("登记状态", row.get_state_display()), ("结束原因", row.closed_reason)),
            data={"seeker": row.pk},
            next_steps=(NextStep(self.after, "没有单位、自己干的，可以接着办灵活就业登记"),) if found else (),
        )

    @staticmethod
    def undo(order: EffectOrder, data: Any) -> str:
        """Takes back what the case did to the registration."""
        row = undo_seeker(case_number=order.situation.case_number, actor=order.actor)
        if row.state == SeekerState.REVERSED:
            return "求职登记已撤销。"
        until = day_words(row.valid_until)
        return f"已恢复为办理前的求职登记：{row.get_state_display()}，有效期至{until}。"

    @staticmethod
    def subject(situation: Situation) -> str:
        """One line for lists."""
        form = situation.form
        action = form.get("action")
        if action == CLOSE:
            return f"结束登记：{form.get('close_reason', '')}"
        if action in (PAUSE, RESUME):
            return _ENDING[str(action)]
        what = "续期" if action == RENEW else "新登记"
        return f"{what}：{form.get('occupation', '')}，{form.get('work_place', '')}"

    @staticmethod
    def preview(situation: Situation) -> tuple[PreviewLine, ...]:
        """Which occupations the words are taken for, so that a wrong one is put right now."""
        said = str(situation.form.get("occupation") or "")
        if situation.form.get("action") not in (*WISHED, "", None) or not said:
            return ()
        found = "、".join(map(occupations.label, codes_of(said)))
        if not found:
            note = "职业分类中没有找到，推荐时只比其他条件。换个常用的说法，或从建议中选，会推荐得更准。"
            return (PreviewLine("对应的职业", "没有找到", note),)
        return (PreviewLine("对应的职业", found, "按这些职业推荐。不对的，请换个说法，或从建议中选。"),)

    def likely(self, weight: int) -> Callable[[Resident], int]:
        """Whoever looks for work already may come to renew; then people of working age."""

        def score(resident: Resident) -> int:
            today = timezone.localdate()
            age = age_on(resident.birth_date, today)
            if age < current().integer(WORKING_AGE, today):
                return 0
            if f"seeker.{self.kind}" in standings_of(resident):
                return weight + 10
            return weight if age < current().integer(CLAIM_AGE, today) else 10

        return score


def _paused(row: JobSeeker) -> Result:
    until = day_words(row.valid_until)
    return Result(
        message=f"求职登记已暂停，暂时不推荐岗位。想继续找时来恢复，有效期仍到{until}。",
        lines=(("登记状态", row.get_state_display()), ("有效期至", until)),
        data={"seeker": row.pk},
    )


def pay_words(row: JobSeeker) -> str:
    """A wish of pay in words."""
    return f"不低于{plain(row.pay_floor)}{PayUnit(row.pay_unit).label}" if row.pay_floor else "没有说"
