"""What stands for and against a wish for training: the facts of item 16, and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cuncuntong.items.learn_skills import groups, wanted
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import EvidenceKind, WishState
from cuncuntong.ledgers.training.enums import Group as People
from cuncuntong.ledgers.training.models import TrainingWish
from cuncuntong.ledgers.training.selectors import live_wishes
from cuncuntong.network.parameters import current
from cuncuntong.rules import occupations
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.service_item import Situation, Verdict, failed, passed

REGISTER, CHANGE, WITHDRAW = "register", "change", "withdraw"


@dataclass(frozen=True)
class Facts:
    """What the rules look at."""

    situation: Situation
    resident: Resident
    action: str
    live: list[TrainingWish]
    wish: TrainingWish | None
    person: groups.Person
    belongs: groups.Belongs | None

    @property
    def form(self) -> Any:
        """What was filled in."""
        return self.situation.form


def facts(situation: Situation) -> Facts:
    """The wishes of the day, and what is known of the chosen group."""
    form = situation.form
    live = live_wishes(situation.resident)
    action = form.get("action") or default_action(situation)
    chosen = str(form.get("wish") or "")
    person = groups.person_of(situation.resident, form, situation.on)
    chosen_group = str(form.get("group") or "")
    asked = chosen_group in People.values and action != WITHDRAW
    known = groups.belongs_to(chosen_group, person) if asked else None
    wish = next((one for one in live if str(one.pk) == chosen), None)
    return Facts(situation, situation.resident, action, live, wish, person, known)


def default_action(situation: Situation) -> str:
    """Who has a wish that waits most often comes to change it."""
    return CHANGE if wanted.open_wishes(situation.resident) else REGISTER


def age(facts: Facts) -> Verdict:
    """Within the ages of training; who withdraws may be of any age."""
    if facts.action == WITHDRAW:
        return passed("撤回意向不看年龄。")
    fault = groups.age_fault(facts.person)
    if fault is not None:
        return failed(*fault, instead=groups.ELSEWHERE)
    return passed(f"{age_on(facts.resident.birth_date, facts.situation.on)}周岁，可以参加。")


def group(facts: Facts) -> Verdict:
    """Of the chosen group, by what the ledgers know or what was shown; else what there is instead."""
    if facts.action == WITHDRAW:
        return passed("撤回意向不看人群。")
    belongs = facts.belongs
    if belongs is None:
        others = groups.known_groups(facts.person)
        if others:
            names = "、".join(f"“{one.label}”" for one in others)
            return failed("没有选定人群。", f"台账显示可以按{names}登记，请选定一类。", field="group")
        return failed(
            "不属于六类重点群体。",
            "不能登记意向，但想学手艺有别的办法：可以直接向培训机构报名（一般自费），也可以先求职。",
            field="group",
            instead=groups.ELSEWHERE,
        )
    if belongs.answer == groups.Answer.AGAINST:
        others = groups.known_groups(facts.person)
        hint = "".join(f"台账显示可以按“{one.label}”登记，请改选。" for one in list(others)[:1])
        more = belongs.instead if others else (*belongs.instead, *groups.ELSEWHERE)
        return failed(belongs.reason, hint or belongs.remedy, field="group", instead=more)
    if belongs.answer == groups.Answer.KNOWN:
        return passed(belongs.reason)
    return _shown(facts, belongs)


def _shown(facts: Facts, belongs: groups.Belongs) -> Verdict:
    """Where the ledgers don't know: what was looked at must be said."""
    kind = facts.form.get("evidence_kind", "")
    if kind not in belongs.may_show:
        return failed(
            f"{belongs.reason.rstrip('。')}，台账不能证明属于这一类。",
            belongs.showing + "。",
            field="evidence_kind",
        )
    if not facts.form.get("evidence"):
        return failed("没有写明查验的情况。", belongs.showing + "。", field="evidence")
    return passed(f"{belongs.reason.rstrip('。')}；{EvidenceKind(kind).label}：{facts.form['evidence']}。")


def occupation(facts: Facts) -> Verdict:
    """The words mean an occupation of the national classification."""
    if facts.action == WITHDRAW:
        return passed("撤回意向不用填工种。")
    words = facts.form.get("words", "")
    if not words:
        return failed("没有填写想学的工种。", "请问清想学什么，用平常的说法也可以。", field="words")
    found = wanted.meant(words)
    if found.code is None and found.candidates:
        return failed(
            f"“{words}”可能是好几个职业。", f"请填写其中一个的全称：{wanted.perhaps(found)}。", field="words"
        )
    if found.code is None:
        return failed(
            f"没有找到“{words}”是哪个职业。", "请换个说法，例如：电焊、护工、厨师、家政。", field="words"
        )
    return passed(f"按国家职业分类归入“{occupations.label(found.code)}”（{found.code}）。")


def fits(facts: Facts) -> Verdict:
    """What is to be done fits the wishes that the person has."""
    if facts.action == REGISTER:
        return _room(facts)
    if facts.wish is None:
        return failed(
            "没有选定要办的是哪一条意向。", "请选择一条；没有可选的，请登记新的意向。", field="wish"
        )
    if facts.wish.state != WishState.OPEN:
        return failed(
            f"这条意向{facts.wish.get_state_display()}，不能修改或撤回。",
            "已安排班次的，请用第19项退出。",
            field="wish",
        )
    return passed(f"“{facts.wish.words}”的意向待安排，可以{'修改' if facts.action == CHANGE else '撤回'}。")


def _room(facts: Facts) -> Verdict:
    most = current().integer("training.wishes_a_person", facts.situation.on)
    code = wanted.meant(facts.form.get("words", "")).code
    same = next((one for one in facts.live if one.occupation == code), None)
    if same is not None:
        return failed(
            f"已登记过这个工种的意向（{same.registered_on:%Y-%m-%d}，{same.get_state_display()}）。",
            "不用重复登记；要改等级、时间的，请选“修改已登记的意向”。",
            field="action",
        )
    if len(facts.live) >= most:
        return failed(
            f"已有{len(facts.live)}条意向在办，一个人同时最多登记{most}条。", "请先修改或撤回其中一条。"
        )
    return passed("可以登记新的意向。")
