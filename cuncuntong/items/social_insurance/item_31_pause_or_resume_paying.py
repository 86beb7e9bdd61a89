"""Item 31: pausing or resuming contributions of an insured resident; the county reviews it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cuncuntong.items.shared import COUNTER, ID_PAGE, NO_NEEDLESS_PROOF, day_words, listed
from cuncuntong.ledgers.contradictions import PENSION_STOP
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.selectors import PensionFacts, pension_facts
from cuncuntong.ledgers.pensions.services import pause_account, resume_account, undo_change
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
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
    PreviewLine,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)

SOURCE = listed(31)
PAUSE, RESUME = "pause", "resume"
DEATH, MISSING, INSURED, OTHER = "death", "missing", "insured", "other"
REASONS = {
    DEATH: "死亡",
    MISSING: "失踪",
    INSURED: "参加其他养老保险",
    OTHER: "其他原因",
}
SCHEMES = tuple(Choice(str(one.value), str(one.label)) for one in Scheme)


@dataclass(frozen=True)
class Facts:
    """What the rules look at; ``account`` is the one of the chosen scheme."""

    situation: Situation
    resident: Resident
    pensions: PensionFacts
    account: PensionAccount | None


def facts(situation: Situation) -> Facts:
    """The person and their accounts, in two queries."""
    pensions = pension_facts(situation.resident)
    supplementary = situation.form.get("scheme") == Scheme.SUPPLEMENTARY
    account = pensions.supplementary if supplementary else pensions.account
    return Facts(situation, situation.resident, pensions, account)


def _schemes(situation: Situation) -> tuple[Choice, ...]:
    """The schemes that the person is in; the basic one where there is none, so that a rule can say so."""
    pensions = pension_facts(situation.resident)
    return SCHEMES if pensions.supplementary else SCHEMES[:1]


def _first_action(situation: Situation) -> str:
    account = pension_facts(situation.resident).account
    return RESUME if account is not None and account.state == AccountState.PAUSED else PAUSE


def _insured(facts: Facts) -> Verdict:
    if facts.account is None:
        return failed(
            "没有参加城乡居民养老保险，没有可以暂停或恢复的账户。",
            "请核对是否本人；要参保的，请办理第28项“城乡居民基本养老保险参保登记”。",
        )
    return passed(f"账户{facts.account.number}，{facts.account.get_state_display()}。")


def _state_fits(facts: Facts) -> Verdict:
    account, action = facts.account, facts.situation.form.get("action")
    if account is None:
        return passed("参保后再核对账户状态。")
    if account.state == AccountState.RECEIVING:
        return failed(
            f"账户{account.number}已在领取待遇，不再缴费。",
            "要暂停待遇的，请办理第37项“城乡居民养老保险待遇暂停”。",
            instead=(NextStep("37", "暂停已在发放的待遇"),),
        )
    if account.state == AccountState.CLOSED:
        return failed(f"账户{account.number}已终止。", "请核对终止的原因；终止有误的，请业务管理员更正。")
    if action == PAUSE and account.state == AccountState.PAUSED:
        return failed(
            "账户已经是暂停缴费。", "不用重复暂停；要继续缴费的，请改选“恢复缴费”。", field="action"
        )
    if action == RESUME and account.state == AccountState.PAYING:
        return failed("账户是正常缴费，没有暂停。", "不用恢复，按年缴费即可。", field="action")
    return passed(f"账户现在是“{account.get_state_display()}”。")


def _person_fits(facts: Facts) -> Verdict:
    """Death and other insurance are held against the ledgers, in both directions."""
    form, resident = facts.situation.form, facts.resident
    dead = resident.standing == Standing.DECEASED
    if form.get("action") == RESUME:
        if dead:
            return failed("台账登记该居民已死亡，不能恢复缴费。", "登记有误的，请业务管理员更正后再办。")
        if facts.pensions.other_paying:
            return failed(
                f"正在参加{facts.pensions.other_paying}，不能同时恢复居民养老缴费。",
                "已停止缴费的，请由原参保机构更新状态后再办。",
            )
        return passed("可以恢复缴费。")
    if dead and form.get("reason") and form.get("reason") != DEATH:
        return failed(
            "台账登记该居民已死亡，暂停原因应选“死亡”。", "请改选暂停原因，或更正居民台账。", field="reason"
        )
    if form.get("reason") == INSURED and facts.pensions.other_paying:
        return passed(f"台账显示正在参加{facts.pensions.other_paying}。")
    return passed("与台账没有矛盾。")


def _told_why(facts: Facts) -> Verdict:
    """Another reason is written out, and without the ledger's word there is evidence."""
    form, pensions = facts.situation.form, facts.pensions
    if form.get("action") != PAUSE:
        return passed("恢复缴费由本人自愿，不用凭据。")
    if not form.get("reason"):
        return unfilled("reason")
    if form["reason"] == OTHER and not form.get("why"):
        return failed("选了“其他原因”，还没有写是什么原因。", "请在“原因说明”里写清楚。", field="why")
    known = (form["reason"] == DEATH and facts.resident.standing == Standing.DECEASED) or (
        form["reason"] == INSURED and pensions.other_paying
    )
    if not known and not form.get("evidence"):
        return failed(
            "台账里查不到这个情况，须写明看过什么凭据。",
            "例如死亡证明或火化证明、公安机关的失踪证明、其他养老保险的参保凭证，写明名称和编号。",
            field="evidence",
        )
    return passed("原因和凭据齐备。")


def effect(order: EffectOrder) -> Result:
    """Pauses or resumes the account."""
    situation = order.situation
    found = facts(situation)
    if found.account is None:
        raise EffectRefused("没有参加城乡居民养老保险。", "请核对是否本人。")
    form = situation.form
    pausing = form["action"] == PAUSE
    common = {
        "account": found.account,
        "on": situation.on,
        "actor": order.actor,
        "case_number": situation.case_number,
    }
    if pausing:
        change = pause_account(reason=reason_words(form), evidence=_evidence(form), **common)
    else:
        change = resume_account(reason=str(form.get("why") or "本人自愿"), **common)
    account = change.account
    now = "已暂停缴费，以前缴的年限照样计算" if pausing else "已恢复缴费，中断的年度可办第32项补缴"
    return Result(
        message=f"{account.get_scheme_display()}账户{account.number}{now}。",
        lines=(
            ("险种", account.get_scheme_display()),
            ("个人账户编号", account.number),
            ("办理", change.get_move_display()),
            ("原因", change.reason),
            ("变动日期", day_words(change.on)),
        ),
        data={"change": change.pk, "account": account.pk, "move": change.move},
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Gives the account the state that it had."""
    change = undo_change(case_number=order.situation.case_number, actor=order.actor)
    return f"{change.get_move_display()}已撤销，账户恢复为“{change.account.get_state_display()}”。"


def reason_words(form: Any) -> str:
    """The reason for pausing, with the words of another one."""
    reason = str(form.get("reason") or "")
    return f"其他：{form.get('why', '')}" if reason == OTHER else REASONS.get(reason, "")


def _evidence(form: Any) -> str:
    """What was seen, when it happened and who came, as one sealed text."""
    parts = [
        ("发生日期", form.get("happened_on")),
        ("申请人", form.get("applicant")),
        ("凭据", form.get("evidence")),
    ]
    return "；".join(f"{label}：{value}" for label, value in parts if value)


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """What stands on the account, which pausing does not touch."""
    found = facts(situation)
    if found.account is None:
        return ()
    years = f"{found.pensions.years_paid}年"
    lines = [PreviewLine("账户现在的状态", str(found.account.get_state_display()))]
    if found.account.scheme == Scheme.BASIC:
        lines.append(PreviewLine("已累计缴费", years, "暂停期间不用缴费，已缴的年限和余额不变"))
    if situation.form.get("action") == RESUME:
        when: dt.date = situation.on
        lines.append(PreviewLine("恢复缴费日期", day_words(when), "当年可以按档次缴费"))
    return tuple(lines)


def subject(situation: Situation) -> str:
    """One line for lists."""
    if situation.form.get("action") == RESUME:
        return "恢复缴费"
    return f"暂停缴费（{reason_words(situation.form)}）"


def likely(resident: Resident) -> int:
    """Whoever has an account may ask, seldom."""
    return 20 if "pension.not_drawn" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="31",
    name="参加城乡居民基本养老保险人员暂停/恢复缴费",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民基本养老保险的人员在政策缴费期间因死亡、"
        "失踪或参加其他养老保险等原因无法继续缴纳城乡居民养老保险的可申请暂停缴费，"
        "暂停缴费后可自愿选择恢复缴费。"
    ),
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE,),
    fields=(
        FormField("scheme", "险种", FieldKind.CHOICE, section="办理内容", choices=_schemes,
                  default=str(Scheme.BASIC.value), paper_choices=lambda on: SCHEMES),
        FormField("action", "办理", FieldKind.CHOICE, section="办理内容", default=_first_action,
                  choices=(Choice(PAUSE, "暂停缴费"), Choice(RESUME, "恢复缴费"))),
        FormField("reason", "暂停原因", FieldKind.CHOICE, section="原因和凭据",
                  show_when=("action", (PAUSE,)),
                  choices=tuple(Choice(key, words) for key, words in REASONS.items())),
        FormField("why", "原因说明", FieldKind.TEXT, section="原因和凭据", required=False, max_length=30,
                  ruled=True, hint="选“其他原因”的请写清楚，别的情形可不填"),
        FormField("happened_on", "发生日期", FieldKind.DATE, section="原因和凭据", maximum="today",
                  show_when=("reason", (DEATH, MISSING, INSURED))),
        FormField("applicant", "申请人及与本人的关系", FieldKind.TEXT, section="原因和凭据", max_length=40,
                  hint="例如：李某，儿子", show_when=("reason", (DEATH, MISSING))),
        FormField("evidence", "看过的凭据", FieldKind.LONG_TEXT, section="原因和凭据", required=False,
                  ruled=True, hint="写明名称和编号；台账已有记录的可以不填", max_length=200,
                  show_when=("action", (PAUSE,))),
    ),
    facts=facts,
    rules=(
        Rule("pension_insured", "参加了城乡居民养老保险", SOURCE, _insured),
        Rule("account_state", "账户状态可以办理", SOURCE, _state_fits),
        Rule("person_fits", "与台账一致", SOURCE, _person_fits),
        Rule("evidence", "原因和凭据", f"{SOURCE}；{NO_NEEDLESS_PROOF}", _told_why),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    concerns=(PENSION_STOP,),
    submit_label="提交申请",
    guide=Guide(
        basis=(listed(31), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明暂停的原因（死亡、失踪、参加其他养老保险等），或要求恢复缴费。",
            "核对台账，提交后领取受理回执。",
            "县级审核，2个工作日内办结。",
        ),
        result="账户暂停或恢复缴费。",
        tips=(
            "暂停以前缴费的年限照样计算。",
            "恢复缴费自愿；中断的年份可办第32项补缴。",
        ),
    ),
)  # fmt: skip
