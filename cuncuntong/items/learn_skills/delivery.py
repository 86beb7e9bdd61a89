"""What can be delivered to somebody on a day (item 19): the choices of the form, and the rules about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cuncuntong.items.learn_skills.wanted import open_wishes
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors import (
    certificates_of,
    classes_near,
    fitting,
    standing_enrolments,
    times_fit,
)
from cuncuntong.rules.service_item import Choice, NextStep, Situation, Verdict, failed, passed

PLACE, SIGN, DECLINE, CERTIFICATE = "place", "sign", "decline", "certificate"
SELF, FAMILY, LATER = "self", "family", "later"
ACTIONS = (
    Choice(PLACE, "安排到班次"),
    Choice(SIGN, "签收培训通知"),
    Choice(DECLINE, "不能参加，退出班次"),
    Choice(CERTIFICATE, "领取证书"),
)


@dataclass(frozen=True)
class Facts:
    """What the rules look at: what could be done, and what the form names."""

    situation: Situation
    resident: Resident
    action: str

    @property
    def form(self) -> Any:
        """What was filled in."""
        return self.situation.form


def facts(situation: Situation) -> Facts:
    """The action that the form names, or the one that is likeliest."""
    return Facts(situation, situation.resident, situation.form.get("action") or default_action(situation))


def _possible(situation: Situation) -> list[str]:
    held = standing_enrolments(situation.resident)
    found = []
    if any(one.state == EnrolmentState.SEATED and one.signed_on is None for one in held):
        found.append(SIGN)
    if pairs(situation):
        found.append(PLACE)
    if held:
        found.append(DECLINE)
    if unclaimed(situation.resident):
        found.append(CERTIFICATE)
    return found


def actions(situation: Situation) -> tuple[Choice, ...]:
    """What can be done for the person today; all of it where there is nothing, to be told why not."""
    possible = _possible(situation)
    return tuple(one for one in ACTIONS if one.value in possible) or ACTIONS[:1]


def default_action(situation: Situation) -> str:
    """What the person most likely comes for."""
    return next(iter(_possible(situation)), PLACE)


def pairs(situation: Situation) -> list[tuple[TrainingWish, TrainingClass]]:
    """Each wish that waits with each class that it may go to, the next class first."""
    waiting = open_wishes(situation.resident)
    if not waiting:
        return []
    rows = [row for row in classes_near(situation.resident, situation.on) if row.state == ClassState.OPEN]
    return [(wish, row) for wish in waiting for row in fitting(rows, wish, situation.on)]


def placements(situation: Situation) -> tuple[Choice, ...]:
    """The pairs to choose from, with what speaks for and against each."""
    return tuple(
        Choice(f"{wish.pk}-{row.pk}", _pair_words(wish, row, situation.on)) for wish, row in pairs(situation)
    )


def _pair_words(wish: TrainingWish, row: TrainingClass, on: dt.date) -> str:
    left = f"还有{row.free}个名额" if row.free > 0 else "已满，列入候补"
    times = "" if times_fit(row, wish.times, on) else f"，{row.get_times_display()}上课"
    days = f"{row.starts_on:%m月%d日}—{row.ends_on:%m月%d日}"
    return f"{wish.words} → {row.title}（{row.institution.name}，{days}{times}，{left}）"


def standing(situation: Situation) -> tuple[Choice, ...]:
    """The classes that the person is in or waits for."""
    return tuple(
        Choice(
            str(one.pk),
            f"{one.training_class.title}（{one.training_class.starts_on:%m月%d日}开班，"
            f"{'候补第' + str(one.position) + '位' if one.position else '有名额'}）",
        )
        for one in standing_enrolments(situation.resident)
    )


def unclaimed(resident: Resident) -> list[Enrolment]:
    """Certificates that wait to be handed over."""
    return [one for one in certificates_of(resident) if one.certificate_given_on is None]


def certificates(situation: Situation) -> tuple[Choice, ...]:
    """Certificates to choose from."""
    return tuple(
        Choice(str(one.pk), f"{one.training_class.title}，证书编号{one.certificate_number}")
        for one in unclaimed(situation.resident)
    )


def default_of(choices: tuple[Choice, ...]) -> str:
    """The first one: the next class, the oldest enrolment."""
    return choices[0].value if choices else ""


def fits(facts: Facts) -> Verdict:
    """There is something to deliver, and the form names it."""
    test = {PLACE: _placing, SIGN: _signing, DECLINE: _declining, CERTIFICATE: _claiming}
    return test[facts.action](facts) if facts.action in test else failed("没有选办理内容。", "请选择一项。")


def _placing(facts: Facts) -> Verdict:
    found = pairs(facts.situation)
    if found:
        return passed(f"有{len(found)}个可以报名的班次。")
    waiting = open_wishes(facts.resident)
    if not waiting:
        return failed(
            "没有待安排的培训意向。",
            "已安排的请看“签收”或“退出”；还没有登记的，请先办第16项。",
            field="action",
            instead=(NextStep("16", "先登记想学什么"),),
        )
    words = "、".join(f"“{one.words}”" for one in waiting)
    return failed(
        f"{words}目前没有可以报名的班次。",
        "意向已排队，有班次时会通知；也可以现在替本人问问机构，记下答复。",
        field="action",
        instead=(NextStep("18", "问机构什么时候开班"), NextStep("17", "看看别的机构")),
    )


def _signing(facts: Facts) -> Verdict:
    one = _named(facts)
    if one is None:
        return failed("没有需要签收的通知。", "请核对办理内容。", field="enrolment")
    if one.state != EnrolmentState.SEATED:
        return failed(
            f"目前是候补第{one.position}位，还没有名额，没有可签收的通知。",
            "有人退出时依次补上，补上后会通知本人来签收。",
            field="enrolment",
        )
    if one.signed_on is not None:
        return failed(
            f"通知已于{one.signed_on:%Y-%m-%d}由{one.signed_by}签收。", "不用再签。", field="enrolment"
        )
    return passed(f"{one.training_class.title}的培训通知等待签收。")


def _declining(facts: Facts) -> Verdict:
    one = _named(facts)
    if one is None:
        return failed("没有在任何班次中，不用退出。", "请核对办理内容。", field="enrolment")
    return passed(f"可以退出{one.training_class.title}；名额会让给候补的人。")


def _claiming(facts: Facts) -> Verdict:
    if not unclaimed(facts.resident):
        return failed("没有可领取的证书。", "请向县里核对结果和证书是否已录入。", field="action")
    return passed("有可领取的证书。")


def _named(facts: Facts) -> Enrolment | None:
    held = standing_enrolments(facts.resident)
    chosen = str(facts.form.get("enrolment") or "")
    if not chosen:
        return held[0] if held else None
    return next((one for one in held if str(one.pk) == chosen), None)


def signature(facts: Facts) -> Verdict:
    """Who signs for the notice is said; signing later is for a placing alone."""
    how = facts.form.get("signed", "")
    if facts.action == SIGN and how == LATER:
        return failed(
            "办理签收，却选了“以后再签”。", "本人不能签的，请选“家人代签”并写明关系。", field="signed"
        )
    if facts.action in (PLACE, SIGN) and how == FAMILY and not facts.form.get("signer"):
        return failed("没有写代签人。", "请写代签人的姓名和与本人的关系。", field="signer")
    if facts.action == PLACE and how == LATER:
        return passed("以后再签；超过几个工作日没有签收，会提醒服务点。")
    return passed("签收人清楚。" if facts.action in (PLACE, SIGN) else "不涉及签收。")


def nothing_on_paper(on: dt.date) -> tuple[Choice, ...]:
    """A blank form knows no person, and so none of these choices."""
    return ()
