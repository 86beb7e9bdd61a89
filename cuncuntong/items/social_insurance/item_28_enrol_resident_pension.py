"""Item 28: enrolling in the residents' basic pension; the county reviews it, and an account is opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import (
    COUNTER,
    ID_PAGE,
    NO_NEEDLESS_PROOF,
    RESIDENT_PENSION,
    alive_rule,
    day_words,
    listed,
)
from cuncuntong.items.social_insurance.enrolment import (
    Facts,
    claim_age_of,
    facts,
    level_lines,
    offered,
    open_at_level,
    registered_here,
)
from cuncuntong.ledgers.contradictions import PENSION_ENROL
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.services import undo_open
from cuncuntong.ledgers.residents.enums import Hukou
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age, months_until, span_text
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    PreviewLine,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

SOURCE = f"{listed(28)}；{RESIDENT_PENSION}"
ENROLMENT_AGE = "resident_pension.enrolment_age"
CLAIM_AGE = "resident_pension.claim_age"


def _choices(situation: Situation) -> tuple[Choice, ...]:
    return _offered(situation.on)


def _offered(on: dt.date) -> tuple[Choice, ...]:
    return offered(Scheme.BASIC, on)


def _age(facts: Facts) -> Verdict:
    birth, on = facts.resident.birth_date, facts.on
    least = current().integer(ENROLMENT_AGE, on)
    reaches = date_reaching_age(birth, least)
    if reaches > on:
        span = span_text(months_until(on, reaches))
        return failed(
            f"{day_words(reaches)}年满{least}周岁，还差{span}（不满1个月按1个月算）。",
            f"请在{day_words(reaches)}当天或以后申请。",
        )
    age, claims = age_on(birth, on), current().integer(CLAIM_AGE, on)
    if age >= claims:
        return passed(f"{age}周岁，已过{claims}周岁：参保后须按规定补缴满年限才能领取，请向本人说明。")
    return passed(f"{age}周岁，已年满{least}周岁。")


def _no_student(facts: Facts) -> Verdict:
    until = facts.resident.student_until
    if until is None or until < facts.on:
        return passed("不是在校学生。")
    return failed(
        f"台账显示在校至{day_words(until)}，在校学生不能参保。",
        "请在毕业或离校后再来办理；已经离校的，请先更正居民资料。",
    )


def _no_account(facts: Facts) -> Verdict:
    account = facts.pensions.account
    if account is None:
        return passed("没有参加过城乡居民基本养老保险。")
    return failed(
        f"已于{day_words(account.opened_on)}参加城乡居民基本养老保险，"
        f"账户{account.number}，{account.get_state_display()}。",
        "不用重复参保；要继续缴费的，请办理第32项“城乡居民养老保险缴费申报”。",
    )


def _not_paying(facts: Facts) -> Verdict:
    if not facts.pensions.other_paying:
        return passed("没有正在缴费的其他基本养老保险。")
    return failed(
        f"正在参加{facts.pensions.other_paying}，不能同时参加城乡居民基本养老保险。",
        "已停止缴费的，请由原参保机构更新状态后再办；以后可以办理制度衔接，缴费年限不会作废。",
    )


def _not_receiving(facts: Facts) -> Verdict:
    if not facts.pensions.other_receiving:
        return passed("没有领取其他基本养老保险待遇。")
    return failed(
        f"正在领取{facts.pensions.other_receiving}待遇，不能再参加城乡居民基本养老保险。",
        "信息有误的，请到发放机构更正后再办。",
    )


def effect(order: EffectOrder) -> Result:
    """Opens the account at the chosen level."""
    return open_at_level(
        order,
        Scheme.BASIC,
        "参保登记已办好，个人账户编号{number}。请按每年{level}元的档次缴费，到账后计入账户。",
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the account back while nothing is on it."""
    account = undo_open(case_number=order.situation.case_number, actor=order.actor)
    return f"参保登记已撤销，个人账户{account.number}作废。"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """What the chosen level means, and from when a pension can be drawn."""
    age, reaches, left = claim_age_of(Scheme.BASIC, situation)
    note = f"还可缴费{span_text(left)}" if left else "已到领取年龄"
    line = PreviewLine(
        f"年满{age.value_text}", day_words(reaches), note, age.source, confirmed=age.is_confirmed
    )
    return (*level_lines(Scheme.BASIC, situation, "个人账户"), line)


def subject(situation: Situation) -> str:
    """One line for lists."""
    return f"缴费档次{situation.form.get('level', '')}元/年"


def likely(resident: Resident) -> int:
    """People between the two ages who have no account and go to no school."""
    today = timezone.localdate()
    age = age_on(resident.birth_date, today)
    least, claims = current().integer(ENROLMENT_AGE, today), current().integer(CLAIM_AGE, today)
    student = resident.student_until is not None and resident.student_until >= today
    if not least <= age < claims or student or "pension.basic" in standings_of(resident):
        return 0
    return 80


ITEM = ServiceItem(
    number="28",
    name="城乡居民基本养老保险参保登记",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "年满16周岁(不含在校学生)、未参加城乡居民基本养老保险和其他基本养老保险的我省城乡居民"
        "在户籍所在地办理城乡居民基本养老保险参保登记。"
    ),
    audience="年满16周岁不属于职工基本养老保险制度覆盖范围的城乡居民",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    materials=(ID_PAGE,),
    fields=(
        FormField("level", "缴费档次", FieldKind.CHOICE, section="参保内容", choices=_choices,
                  paper_choices=_offered, hint="多缴多得，以后可以改档；补贴标准以县核定为准"),
        FormField("hukou", "户口性质", FieldKind.CHOICE, section="本人情况", prefill="resident.hukou",
                  choices=tuple(Choice(str(one.value), str(one.label)) for one in Hukou)),
    ),
    facts=facts,
    rules=(
        alive_rule(SOURCE),
        Rule("enrolment_age", "达到参保年龄", SOURCE, _age),
        Rule("no_student", "不是在校学生", SOURCE, _no_student),
        Rule("pension_account_exists", "没有重复参保", SOURCE, _no_account),
        Rule("other_pension_paying", "没有参加其他基本养老保险", SOURCE, _not_paying),
        Rule("other_pension_receiving", "没有领取其他基本养老保险待遇", SOURCE, _not_receiving),
        Rule("resident_pension_elsewhere", "户籍在本县", SOURCE, registered_here),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    concerns=(PENSION_ENROL,),
    batch=True,
    submit_label="提交参保登记",
    guide=Guide(
        basis=(listed(28), RESIDENT_PENSION, NO_NEEDLESS_PROOF),
        steps=(
            "本人带身份证或社保卡到柜面，工作人员核对参保条件，不符合的当场一次说清。",
            "选择每年的缴费档次，拍照上传身份证或社保卡，核对后提交，领取受理回执。",
            "核对居民资料里的联系电话，审核结果按这个号码通知。",
            "县级审核，2个工作日内办结；需要补正的，只补指出的那一处。",
            "审核通过后开立个人账户，服务点通知本人缴费。",
        ),
        result="开立城乡居民基本养老保险个人账户，告知账户编号和缴费档次。",
        tips=(
            "不用交户口簿复印件和各种证明，能在系统里核对的由工作人员核对。",
            "在校学生、已参加职工养老保险的，暂不能参保；离校或停保后再来。",
            "政府补贴随缴费档次提高，补缴的年份没有补贴。",
        ),
    ),
)  # fmt: skip
