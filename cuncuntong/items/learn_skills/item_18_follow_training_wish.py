"""Item 18: what an institution said when asked for a class, recorded and told to who registered the wish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cuncuntong.items.learn_skills import groups, wanted
from cuncuntong.items.shared import COUNTER, alive_rule, day_words, listed
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.training.enums import Answer, Asked, ClassState, Told
from cuncuntong.ledgers.training.models import FollowUpCall, Institution, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors import (
    Ranked,
    Want,
    fitting,
    institutions_near,
    live_wishes,
    next_follow_up,
    rank_among,
)
from cuncuntong.ledgers.training.services import Said, record_call, undo_call
from cuncuntong.ledgers.training.words import answer_words
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    NextStep,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

ALL, OFFICE, OTHER = "all", "office", "other"
MOST_OFFERED = 8


@dataclass(frozen=True)
class Facts:
    """What the rules look at."""

    situation: Situation
    resident: Resident
    wishes: list[TrainingWish]


def facts(situation: Situation) -> Facts:
    """The wishes that the form means, among those that wait for a class."""
    return Facts(situation, situation.resident, _chosen(situation))


def _chosen(situation: Situation) -> list[TrainingWish]:
    waiting = wanted.open_wishes(situation.resident)
    told = str(situation.form.get("wish") or "")
    if told in ("", ALL):
        return waiting
    return [one for one in waiting if str(one.pk) == told]


def _wishes(situation: Situation) -> tuple[Choice, ...]:
    choices = wanted.wish_choices(wanted.open_wishes(situation.resident))
    return (*choices, Choice(ALL, "这几条都问了")) if len(choices) > 1 else choices


def _offers(situation: Situation) -> list[Ranked]:
    """The institutions that teach what the person wants, the best first for each wish."""
    resident = situation.resident
    waiting = wanted.open_wishes(resident)
    if not waiting:
        return []
    institutions = institutions_near(resident, situation.on)
    home = resident.village_code or resident.township_code or resident.county_code
    found: dict[int, Ranked] = {}
    for wish in waiting:
        want = Want(wish.occupation, wish.level, home)
        for one in rank_among(institutions, want, situation.on):
            found.setdefault(one.institution.pk, one)
    return list(found.values())[:MOST_OFFERED]


def _whom(situation: Situation) -> tuple[Choice, ...]:
    offers = (
        Choice(str(one.institution.pk), f"{one.institution.name}（{one.where}，{one.institution.telephone}）")
        for one in _offers(situation)
    )
    return (*offers, Choice(OFFICE, "县人社部门"))


def _default_whom(situation: Situation) -> str:
    return _whom(situation)[0].value


def _classes(situation: Situation) -> tuple[Choice, ...]:
    waiting = wanted.open_wishes(situation.resident)
    offered = institutions_near(situation.resident, situation.on) if waiting else []
    coming = [row for institution in offered for row in institution.coming]
    found = {row.pk: row for wish in waiting for row in fitting(coming, wish, situation.on)}
    choices = (
        Choice(str(row.pk), f"{row.title}（{row.starts_on:%m月%d日}开班，{row.institution.name}）")
        for row in sorted(found.values(), key=lambda row: (row.starts_on, row.pk))
    )
    return (*choices, Choice(OTHER, "不在上面，填写日期和地点"))


def _default_class(situation: Situation) -> str:
    return _classes(situation)[0].value


def _none_on_paper(on: dt.date) -> tuple[Choice, ...]:
    return ()


def _waits(facts: Facts) -> Verdict:
    if facts.wishes:
        names = "、".join(f"“{one.words}”" for one in facts.wishes)
        return passed(f"{names}待安排。")
    live = live_wishes(facts.resident)
    if live:
        one = live[0]
        return failed(
            f"“{one.words}”的意向{one.get_state_display()}，不用再跟踪。",
            "要签收、退出或领证书的，请办第19项。",
            field="wish",
            instead=(NextStep("19", "签收通知、退出班次"),),
        )
    return failed(
        "没有待安排的培训意向。",
        "请先办第16项“培训意向登记”。",
        instead=(NextStep("16", "先登记想学什么"),),
    )


def _said(situation: Situation) -> Said:
    form = situation.form
    whom, answer = form.get("whom") or OFFICE, form["answer"]
    institution = None if whom == OFFICE else Institution.objects.filter(pk=whom).first()
    chosen = form.get("training_class") if answer == Answer.CLASS else ""
    row = None
    if chosen and chosen != OTHER:
        row = TrainingClass.objects.select_related("institution").filter(pk=chosen).first()
        if row is None:
            raise EffectRefused("选的班次已不在。", "请刷新页面后重新选择。")
        # The class says whose it is: asked of the county, it is still the institution's class.
        institution = row.institution
    starts = form.get("starts_on")
    return Said(
        answer=answer,
        asked=Asked.OFFICE if whom == OFFICE else Asked.INSTITUTION,
        institution=institution,
        training_class=row,
        starts_on=dt.date.fromisoformat(starts) if starts else None,
        place=form.get("place", ""),
        words=form.get("said", ""),
    )


def effect(order: EffectOrder) -> Result:
    """Records the call for the wishes, told to the person who stands here."""
    situation = order.situation
    done = FollowUpCall.objects.filter(key=f"case-{situation.case_number}", reversed_at__isnull=True).first()
    wishes = [entry.wish for entry in done.entries.select_related("wish")] if done else _chosen(situation)
    call = done or record_call(
        wishes=wishes,
        said=_said(situation),
        on=situation.on,
        actor=order.actor,
        key=f"case-{situation.case_number}",
        told=Told.COUNTER,
        point=order.point_id,
        case_number=situation.case_number,
    )
    return _result(call, wishes)


def _result(call: FollowUpCall, wishes: list[TrainingWish]) -> Result:
    task = next_follow_up(wishes[0])
    again = day_words(task.due_on) if task else "—"
    reached = call.answer != Answer.NO_ANSWER
    message = "已记录并当面告知" if reached else "已记录，没有联系上"
    steps: tuple[NextStep, ...] = ()
    if call.training_class is not None and call.training_class.state == ClassState.OPEN:
        steps = (NextStep("19", "班次已可报名，现在就能安排并签收"),)
    return Result(
        message=f"{message}：{answer_words(call)}。",
        lines=(
            ("培训意向", "、".join(wish.words for wish in wishes)),
            ("答复", answer_words(call)),
            ("告知", "当面告知本人" if reached else "没有联系上机构，跟踪期限不变"),
            ("下次跟踪", f"{again}前"),
        ),
        data={"call": call.pk},
        next_steps=steps,
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the call back; the tasks are open again."""
    undo_call(case_number=order.situation.case_number, actor=order.actor)
    return "这次跟踪记录已撤销，跟踪任务恢复为办理前的期限。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    return f"反馈：{Answer(situation.form['answer']).label}" if situation.form.get("answer") else "跟踪反馈"


def likely(resident: Resident) -> int:
    """Whoever has a wish that waits."""
    return 40 if "training.waits" in standings_of(resident) else 0


_ASKED, _SAID = "问的是谁", "对方怎么说"
_OWN_CLASS = ("training_class", (OTHER,))
FIELDS = (
    FormField("wish", "哪一条意向", FieldKind.CHOICE, section=_ASKED, choices=_wishes,
              default=lambda situation: wanted.only(_wishes(situation)) or ALL, paper_choices=_none_on_paper),
    FormField("whom", "询问对象", FieldKind.CHOICE, section=_ASKED, choices=_whom, default=_default_whom,
              paper_choices=lambda on: (Choice(OFFICE, "县人社部门"),)),
    FormField("answer", "答复", FieldKind.CHOICE, section=_SAID,
              choices=tuple(Choice(one.value, str(one.label)) for one in Answer)),
    FormField("training_class", "班次", FieldKind.CHOICE, section=_SAID, choices=_classes,
              default=_default_class, paper_choices=_none_on_paper,
              show_when=("answer", (Answer.CLASS.value,))),
    FormField("starts_on", "开班日期", FieldKind.DATE, section=_SAID, minimum="today", show_when=_OWN_CLASS),
    FormField("place", "上课地点", FieldKind.TEXT, section=_SAID, max_length=60, show_when=_OWN_CLASS),
    FormField("said", "其他说明", FieldKind.TEXT, required=False, section=_SAID, max_length=200,
              hint="例如：元旦后开班，满30人就开；要带身份证复印件"),
)  # fmt: skip

ITEM = ServiceItem(
    number="18",
    name="培训意向跟踪反馈",
    group=Group.LEARN_SKILLS,
    content=(
        "基层服务网点工作人员定期联系已有开班计划的培训机构或属地人社部门，咨询培训机构开班时间、"
        "地点等信息，将相关情况反馈给已完成意向登记的办事群众。"
    ),
    audience=groups.SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=5,
    line=Line.TRAINING,
    kind=Kind.INSTANT,
    fields=FIELDS,
    facts=facts,
    rules=(
        alive_rule(listed(18)),
        Rule("training_waits", "有待安排的培训意向", listed(18), _waits),
    ),
    effect=effect,
    undo=undo,
    subject=subject,
    likely=likely,
    submit_label="记录并告知",
    guide=Guide(
        basis=(listed(18),),
        steps=(
            "服务点定期联系有开班计划的培训机构或属地人社部门，几个人想问同一家的，一次问清。",
            "问清开班时间、地点、工种和条件。",
            "5个工作日内把情况反馈给已登记意向的群众：当面告知，或发消息、打电话。",
            "没有班次的，过一段时间再问，直到有班为止。",
        ),
        result="5个工作日内反馈开班时间、地点等信息。",
        tips=(
            "电话有变的，请告知服务点，以免错过通知。",
            "本人不用来，服务点会主动联系；正好来了的，当面告知。",
        ),
    ),
)
