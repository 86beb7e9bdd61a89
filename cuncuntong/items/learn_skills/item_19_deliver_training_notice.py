"""Item 19: a class for somebody, the notice signed for; leaving it; the certificate at the end."""

from __future__ import annotations

from typing import Any

from cuncuntong.items.learn_skills import delivery, groups
from cuncuntong.items.learn_skills.delivery import (
    CERTIFICATE,
    DECLINE,
    FAMILY,
    LATER,
    PLACE,
    SELF,
    SIGN,
)
from cuncuntong.items.shared import COUNTER, alive_rule, listed, yes
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.training.enums import EnrolmentState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.services import (
    give_certificate,
    leave_class,
    place_one,
    sign_notice,
    undo_delivery,
)
from cuncuntong.ledgers.training.words import span_words
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

REASONS = ("时间不合适", "外出务工", "已找到工作", "身体原因", "家里有事", "不想学了", "其他")


def effect(order: EffectOrder) -> Result:
    """Places, signs, leaves or hands over, as the form says."""
    action = order.situation.form.get("action") or delivery.default_action(order.situation)
    does = {PLACE: _place, SIGN: _sign, DECLINE: _decline, CERTIFICATE: _certificate}
    if action not in does:
        raise EffectRefused("没有选办理内容。", "请选择一项。")
    return does[action](order)


def _made(order: EffectOrder) -> dict[str, Any]:
    situation = order.situation
    return {"on": situation.on, "actor": order.actor, "case_number": situation.case_number}


def _signer(situation: Situation) -> str:
    how = situation.form.get("signed")
    if how == SELF:
        return str(situation.resident.name)
    return str(situation.form.get("signer", "")) if how == FAMILY else ""


def _place(order: EffectOrder) -> Result:
    wish_key, _, class_key = str(order.situation.form.get("placement", "")).partition("-")
    wish = TrainingWish.objects.filter(resident=order.situation.resident, pk=wish_key or 0).first()
    row = TrainingClass.objects.filter(pk=class_key or 0).first()
    if wish is None or row is None:
        raise EffectRefused("没有选定班次。", "请刷新页面后重新选择。")
    one = place_one(wish=wish, training_class=row, signed_by=_signer(order.situation), **_made(order))
    if one.state == EnrolmentState.WAITING:
        return Result(
            message=f"{row.title}名额已满，已列入候补第{one.position}位；有人退出时依次补上，并通知本人。",
            lines=(*_class_lines(row), ("状态", f"候补第{one.position}位")),
            data={"enrolment": one.pk},
        )
    signed = f"，{one.signed_by}已签收" if one.signed_on else "，通知尚未签收"
    return Result(
        message=f"已安排到{row.title}{signed}。请按时参加，不能参加的请尽早告知。",
        lines=(*_class_lines(row), ("签收", one.signed_by or "尚未签收")),
        data={"enrolment": one.pk, "notice": True},
    )


def _class_lines(row: TrainingClass) -> tuple[tuple[str, str], ...]:
    lines = (
        ("班次", f"{row.title}（{row.number}）"),
        ("时间", f"{span_words(row)}，{row.get_times_display()}{row.hours_text}"),
        ("地点", row.place),
    )
    return (*lines, ("要带的东西", row.bring)) if row.bring else lines


def _enrolment(order: EffectOrder, key: str) -> Enrolment:
    rows = Enrolment.objects.select_related("training_class", "wish")
    chosen = str(order.situation.form.get(key) or 0)
    one = rows.filter(resident=order.situation.resident, pk=chosen).first()
    if one is None:
        raise EffectRefused("没有选定班次。", "请刷新页面后重新选择。")
    return one


def _sign(order: EffectOrder) -> Result:
    one = sign_notice(
        enrolment=_enrolment(order, "enrolment"), signed_by=_signer(order.situation), **_made(order)
    )
    row = one.training_class
    return Result(
        message=f"{row.title}的培训通知已由{one.signed_by}签收。请按时参加。",
        lines=(*_class_lines(row), ("签收", one.signed_by)),
        data={"enrolment": one.pk, "notice": True},
    )


def _decline(order: EffectOrder) -> Result:
    form = order.situation.form
    later = yes(form.get("later"))
    one = leave_class(
        enrolment=_enrolment(order, "enrolment"), reason=form.get("reason", ""), later=later, **_made(order)
    )
    after = "培训意向保留原来的排队次序，有新班次再通知" if later else "培训意向已结束，以后想学可以重新登记"
    return Result(
        message=f"已退出{one.training_class.title}，名额让给候补的人。{after}。",
        lines=(("班次", one.training_class.title), ("退出原因", one.ended_reason), ("培训意向", after)),
        data={"enrolment": one.pk},
    )


def _certificate(order: EffectOrder) -> Result:
    one = give_certificate(enrolment=_enrolment(order, "certificate"), **_made(order))
    return Result(
        message=f"证书（编号{one.certificate_number}）已交给本人。",
        lines=(
            ("班次", one.training_class.title),
            ("证书编号", one.certificate_number),
            ("发证日期", f"{one.certificate_on:%Y-%m-%d}" if one.certificate_on else ""),
        ),
        data={"enrolment": one.pk},
        next_steps=(
            NextStep("22", "在职参保或正在领取失业保险金的，可凭这张证书申领技能提升补贴"),
            NextStep("1", "有了新手艺，登记求职，由服务点推荐岗位"),
        ),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes back what the case did."""
    one = undo_delivery(case_number=order.situation.case_number, actor=order.actor)
    title = one.training_class.title
    words = {
        EnrolmentState.REVERSED: f"到{title}的安排已撤销，培训意向恢复待安排。",
        EnrolmentState.SEATED: f"已恢复为办理前：在{title}中有名额。",
        EnrolmentState.DONE: f"{title}的证书领取记录已撤销。",
    }
    return words.get(EnrolmentState(one.state), f"已恢复为办理前：{title}，{one.get_state_display()}。")


def subject(situation: Situation) -> str:
    """One line for lists."""
    names = {one.value: one.label for one in delivery.ACTIONS}
    return names.get(str(situation.form.get("action", "")), "参加培训")


def likely(resident: Resident) -> int:
    """Whoever was given a class comes to sign for it."""
    standing = standings_of(resident)
    if "training.placed" in standing:
        return 85
    return 35 if "training.waits" in standing else 0


_WHAT, _SIGNED = "办理内容", "签收"
_IN_CLASS = ("action", (SIGN, DECLINE))
FIELDS = (
    FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=delivery.actions,
              default=delivery.default_action, paper_choices=lambda on: delivery.ACTIONS),
    FormField("placement", "班次", FieldKind.CHOICE, section=_WHAT, choices=delivery.placements,
              default=lambda situation: delivery.default_of(delivery.placements(situation)),
              paper_choices=delivery.nothing_on_paper, show_when=("action", (PLACE,))),
    FormField("enrolment", "哪个班次", FieldKind.CHOICE, section=_WHAT, choices=delivery.standing,
              default=lambda situation: delivery.default_of(delivery.standing(situation)),
              paper_choices=delivery.nothing_on_paper, show_when=_IN_CLASS),
    FormField("certificate", "哪张证书", FieldKind.CHOICE, section=_WHAT, choices=delivery.certificates,
              default=lambda situation: delivery.default_of(delivery.certificates(situation)),
              paper_choices=delivery.nothing_on_paper, show_when=("action", (CERTIFICATE,))),
    FormField("signed", "谁签收", FieldKind.CHOICE, section=_SIGNED,
              choices=(Choice(SELF, "本人当场签收"), Choice(FAMILY, "家人代签"), Choice(LATER, "以后再签")),
              default=SELF, show_when=("action", (PLACE, SIGN))),
    FormField("signer", "代签人姓名和与本人关系", FieldKind.TEXT, section=_SIGNED, max_length=30,
              hint="例如：王小明（儿子）", show_when=("signed", (FAMILY,))),
    FormField("reason", "退出原因", FieldKind.CHOICE, section=_WHAT,
              choices=tuple(Choice(one, one) for one in REASONS), show_when=("action", (DECLINE,))),
    FormField("later", "愿意等以后的班次", FieldKind.YES_NO, section=_WHAT,
              hint="愿意的，保留原来的排队次序", show_when=("action", (DECLINE,))),
)  # fmt: skip

ITEM = ServiceItem(
    number="19",
    name="参加培训办结送达",
    group=Group.LEARN_SKILLS,
    content="基层服务网点工作人员根据培训机构开班情况，通知办事群众按时参加培训。",
    audience=groups.SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=0,
    line=Line.TRAINING,
    kind=Kind.INSTANT,
    fields=FIELDS,
    facts=delivery.facts,
    rules=(
        alive_rule(listed(19)),
        Rule("training_delivery", "有可以办理的班次或证书", listed(19), delivery.fits),
        Rule("training_signature", "签收清楚", listed(19), delivery.signature),
    ),
    effect=effect,
    undo=undo,
    subject=subject,
    likely=likely,
    panel="training/_notice_panel.html",
    submit_label="确认办理",
    guide=Guide(
        basis=(listed(19),),
        steps=(
            "服务点按培训机构的开班情况核对名单，按登记先后和人群次序安排班次。",
            "通知本人开班时间、地点和要带的东西，打印培训通知。",
            "本人在通知上签收；不能来的由家人代签，写明关系。",
            "不能参加的，登记原因后退出，名额让给候补的人，愿意等的保留排队次序。",
            "结业后来领证书，符合条件的接着申领技能提升补贴。",
        ),
        result="按时通知本人参加培训，本人签收。",
        tips=(
            "不能参加的，请尽早告知，名额可以让给别人。",
            "名额已满的列入候补，有人退出时依次补上并通知本人。",
        ),
    ),
)
