"""Item 16: registering a wish for training of the six groups of people, changing and withdrawing it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.items.learn_skills import groups, wanted, wish_rules
from cuncuntong.items.learn_skills.wish_rules import CHANGE, REGISTER, WITHDRAW
from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, alive_rule, day_words, listed
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.training.enums import EvidenceKind, Times, WishState
from cuncuntong.ledgers.training.enums import Group as People
from cuncuntong.ledgers.training.models import TrainingWish
from cuncuntong.ledgers.training.selectors import course_words, next_follow_up
from cuncuntong.ledgers.training.services import (
    Wanted,
    change_wish,
    register_wish,
    undo_wish,
    withdraw_wish,
)
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
)

NONE_OF_THEM = "none"
_TELLS = ("action", (REGISTER, CHANGE))
REASONS = ("已找到工作", "不想学了", "自己报名学了", "外出联系不上", "其他")


def _actions(situation: Situation) -> tuple[Choice, ...]:
    changeable = wanted.open_wishes(situation.resident)
    if not changeable:
        return (Choice(REGISTER, "登记新的意向"),)
    return (
        Choice(REGISTER, "登记新的意向"),
        Choice(CHANGE, "修改已登记的意向"),
        Choice(WITHDRAW, "撤回意向（不想学了）"),
    )


def _paper_actions(on: Any) -> tuple[Choice, ...]:
    return Choice(REGISTER, "登记"), Choice(CHANGE, "修改"), Choice(WITHDRAW, "撤回")


def _wishes(situation: Situation) -> tuple[Choice, ...]:
    return wanted.wish_choices(wanted.open_wishes(situation.resident))


def _groups(situation: Situation) -> tuple[Choice, ...]:
    person = groups.person_of(situation.resident, {}, situation.on)
    known = groups.known_groups(person)
    choices = [
        Choice(
            one.value, f"{one.label}（台账：{known[one].reason.rstrip('。')}）" if one in known else one.label
        )
        for one in People
    ]
    return (*choices, Choice(NONE_OF_THEM, "不属于以上六类"))


def _paper_groups(on: Any) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, str(one.label)) for one in People)


def _default_group(situation: Situation) -> str:
    known = groups.known_groups(groups.person_of(situation.resident, {}, situation.on))
    return next(iter(known)).value if known else ""


def _default_evidence(situation: Situation) -> str:
    return EvidenceKind.LEDGER.value if _default_group(situation) else ""


def _left_on(situation: Situation) -> str:
    until = situation.resident.student_until
    return until.isoformat() if until else ""


def _wanted(known: wish_rules.Facts) -> Wanted:
    form, belongs = known.form, known.belongs
    code = wanted.meant(form.get("words", "")).code
    if belongs is None or belongs.answer == groups.Answer.AGAINST or code is None:
        raise EffectRefused("人群或工种没有核对清楚。", "请返回修改后再提交。")
    by_ledger = belongs.answer == groups.Answer.KNOWN
    return Wanted(
        group=form["group"],
        occupation=code,
        words=form["words"],
        level=wanted.level_of(form.get("level")),
        times=form.get("times") or Times.ANY,
        evidence_kind=EvidenceKind.LEDGER if by_ledger else form["evidence_kind"],
        evidence=belongs.evidence if by_ledger else form["evidence"],
        reason=belongs.reason,
        remarks=form.get("remarks", ""),
    )


def effect(order: EffectOrder) -> Result:
    """Registers, changes or withdraws, as the form says."""
    situation = order.situation
    made = {"on": situation.on, "actor": order.actor, "case_number": situation.case_number}
    known = wish_rules.facts(situation)
    if known.action == REGISTER:
        row = register_wish(resident=situation.resident, wanted=_wanted(known), at=order.at, **made)
        return _result(row, "培训意向已登记")
    wish = known.wish or _done_before(situation)
    if known.action == CHANGE:
        return _result(change_wish(wish=wish, wanted=_wanted(known), at=order.at, **made), "培训意向已修改")
    row = withdraw_wish(wish=wish, reason=situation.form.get("close_reason", ""), **made)
    return Result(
        message=f"“{row.words}”的培训意向已撤回。以后想学，可以随时重新登记。",
        lines=(("想学的工种", row.words), ("状态", row.get_state_display()), ("原因", row.closed_reason)),
        data={"wish": row.pk},
    )


def _done_before(situation: Situation) -> TrainingWish:
    """The wish that the form names, whatever its state is by now: the same case may have ended it."""
    chosen = str(situation.form.get("wish") or "")
    rows = TrainingWish.objects.filter(resident=situation.resident, pk=chosen or 0)
    wish = rows.first()
    if wish is None:
        raise EffectRefused("没有找到这条意向。", "请刷新页面后重新选择。")
    return wish


def _result(row: TrainingWish, done: str) -> Result:
    task = next_follow_up(row)
    until = day_words(task.due_on) if task else "—"
    return Result(
        message=f"{done}。服务点在{until}前问清开班情况并告诉您；没有班次的，会一直跟踪到有班为止。",
        lines=(
            ("人群", row.get_group_display()),
            ("想学的工种", f"{row.words}（{course_words(row)}）"),
            ("方便的时间", row.get_times_display()),
            ("依据", row.evidence),
            ("应反馈日", until),
        ),
        data={"wish": row.pk},
        next_steps=(NextStep("17", "看看附近哪家机构开这个工种、什么时候开班"),),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes back what the case did to the wish."""
    row = undo_wish(case_number=order.situation.case_number, actor=order.actor)
    if row.state == WishState.REVERSED:
        return f"“{row.words}”的培训意向登记已撤销。"
    return f"已恢复为办理前的培训意向：{row.words}，{row.get_state_display()}。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    if form.get("action") == WITHDRAW:
        return f"撤回意向：{form.get('close_reason', '')}"
    what = "修改意向" if form.get("action") == CHANGE else "登记意向"
    return f"{what}：{form.get('words', '')}"


def likely(resident: Resident) -> int:
    """People of an age to learn, above all those who may come to change a wish."""
    today = timezone.localdate()
    if groups.age_fault(groups.Person(resident, today)):
        return 0
    return 45 if "training.waits" in standings_of(resident) else 30


_WHAT, _WHO, _WANT = "办理内容", "属于哪类人群", "想学什么"
_SCHOOL = ("group", (People.GRADUATE.value, People.SCHOOL_LEAVER.value))
FIELDS = (
    FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=_actions,
              default=wish_rules.default_action, paper_choices=_paper_actions),
    FormField("wish", "哪一条意向", FieldKind.CHOICE, section=_WHAT, choices=_wishes,
              default=lambda situation: wanted.only(_wishes(situation)), paper_choices=lambda on: (),
              show_when=("action", (CHANGE, WITHDRAW))),
    FormField("close_reason", "撤回原因", FieldKind.CHOICE, section=_WHAT,
              choices=tuple(Choice(one, one) for one in REASONS), show_when=("action", (WITHDRAW,))),
    FormField("group", "人群", FieldKind.CHOICE, section=_WHO, choices=_groups, default=_default_group,
              prefill="training.group",
              show_when=_TELLS, paper_choices=_paper_groups),
    FormField("education", "文化程度", FieldKind.CHOICE, section=_WHO, prefill="resident.education",
              choices=tuple(Choice(code, name) for code, name in EDUCATIONS), show_when=_SCHOOL),
    FormField("left_on", "毕业（离校）日期", FieldKind.DATE, section=_WHO, default=_left_on,
              show_when=_SCHOOL),
    FormField("evidence_kind", "依据", FieldKind.CHOICE, section=_WHO,
              choices=tuple(Choice(one.value, str(one.label)) for one in EvidenceKind),
              default=_default_evidence, prefill="training.evidence_kind", show_when=_TELLS),
    FormField("evidence", "查验情况", FieldKind.TEXT, required=False, section=_WHO, max_length=100,
              prefill="training.evidence",
              hint="台账已有记录的不用填。例如：2026年10月监测对象名单第12行；毕业证2026年7月",
              show_when=_TELLS),
    FormField("words", "想学的工种", FieldKind.TEXT, section=_WANT, prefill="training.words",
              hint="用平常的说法就行，例如：电焊、护工、月嫂、厨师", max_length=20,
              choices=wanted.suggested_words, show_when=_TELLS),
    FormField("level", "等级", FieldKind.CHOICE, section=_WANT, choices=wanted.LEVELS, default=wanted.ANY,
              prefill="training.level", show_when=_TELLS),
    FormField("times", "方便的时间", FieldKind.CHOICE, section=_WANT, prefill="training.times",
              choices=tuple(Choice(one.value, str(one.label)) for one in Times), default=Times.ANY.value,
              show_when=_TELLS),
    FormField("remarks", "其他要求", FieldKind.TEXT, required=False, section=_WANT, max_length=100,
              prefill="training.remarks", hint="例如：要能住宿、离家近、会说方言的老师", show_when=_TELLS),
)  # fmt: skip

ITEM = ServiceItem(
    number="16",
    name="培训意向登记",
    group=Group.LEARN_SKILLS,
    content="为符合条件的六类重点群体做好培训意愿的信息登记，分类建档工作。",
    audience=groups.SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=0,
    line=Line.TRAINING,
    kind=Kind.INSTANT,
    materials=groups.MATERIALS,
    fields=FIELDS,
    facts=wish_rules.facts,
    rules=(
        alive_rule(listed(16)),
        Rule("training_action", "与已登记的意向不冲突", listed(16), wish_rules.fits),
        Rule("training_age", "在培训年龄范围内", f"{listed(16)}；年龄上限见参数（待核定）", wish_rules.age),
        Rule("training_group", "属于六类重点群体", listed(16), wish_rules.group),
        Rule("training_occupation", "工种能对上国家职业分类", listed(16), wish_rules.occupation),
    ),
    effect=effect,
    undo=undo,
    subject=subject,
    likely=likely,
    submit_label="确认登记",
    guide=Guide(
        basis=(listed(16), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对属于六类重点群体中的哪一类：台账里有的不用出示，没有的当面查验或核对名单。",
            "说明想学的工种、等级和方便的时间。",
            "当场登记，按人群、工种、等级、时间分类建档，告知几时反馈开班情况。",
            "情况有变的，来修改；不想学了，来撤回。",
        ),
        result="当场登记培训意愿，5个工作日内由服务点反馈开班情况。",
        tips=(
            "登记后可办第17项培训机构推荐。",
            "培训是否收费、有无补贴，以开班通知为准，登记本身不收费。",
            "不属于六类重点群体的，可以直接向培训机构报名，也可以先办求职登记、查询政策。",
        ),
    ),
)
