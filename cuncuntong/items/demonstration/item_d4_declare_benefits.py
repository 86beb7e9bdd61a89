"""Item D4: declaring a pension, up to some months before the age: what is lacking is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import COUNTER, EXTRAS, NO_LIMIT_GIVEN, NO_NEEDLESS_PROOF, alive_rule, day_words
from cuncuntong.ledgers.cards.selectors import card_in_use
from cuncuntong.ledgers.claims.services import declare, undo_declaration
from cuncuntong.ledgers.pensions.enums import AccountState, OtherState, PayeeState, Scheme
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.pensions.selectors.accounts import other_schemes
from cuncuntong.ledgers.pensions.selectors.books import Book, books_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months, date_reaching_age, months_until, span_text
from cuncuntong.rules.parameters import ParameterError
from cuncuntong.rules.pension import CLAIM_AGES, LEAST_YEARS, compute_for
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
)

CLAIM_ITEM = {Scheme.BASIC: "34", Scheme.SUPPLEMENTARY: "35"}
AHEAD = "claims.months_ahead"
SOURCE = f"{EXTRAS}；{NO_NEEDLESS_PROOF}"


@dataclass(frozen=True)
class Declaration:
    """What rules, preview and effect look at: the scheme that is declared, and its account."""

    situation: Situation
    resident: Resident
    scheme: Scheme
    book: Book | None
    age: int
    months_to_go: int
    reaches: Any
    basic: Book | None


def facts(situation: Situation) -> Declaration:
    """The person's accounts, and the birthday that counts."""
    chosen = situation.form.get("benefit")
    scheme = Scheme(chosen) if chosen in Scheme.values else Scheme.BASIC
    books = books_of(situation.resident)
    age = current().integer(CLAIM_AGES[scheme], situation.on)
    reaches = date_reaching_age(situation.resident.birth_date, age)
    return Declaration(
        situation=situation,
        resident=situation.resident,
        scheme=scheme,
        book=books.get(scheme),
        age=age,
        months_to_go=months_until(situation.on, reaches),
        reaches=reaches,
        basic=books.get(Scheme.BASIC),
    )


def _insured(known: Declaration) -> Verdict:
    if known.book is None:
        item = "28" if known.scheme == Scheme.BASIC else "29"
        return failed(
            f"没有参加{known.scheme.label}。",
            f"请先办理第{item}项参保登记并缴费。",
            field="benefit",
        )
    if known.book.account.state == AccountState.CLOSED:
        return failed(
            f"账户{known.book.account.number}已终止，不能申报。",
            "请核对终止的原因；终止有误的，请业务管理员更正后再办。",
        )
    return passed(f"{day_words(known.book.account.opened_on)}参保，账户{known.book.account.number}。")


def _not_drawing(known: Declaration) -> Verdict:
    running = known.book.entitlement if known.book else None
    if running is None:
        return passed("没有领取过这项待遇。")
    return failed(
        f"已有这项待遇，{running.get_state_display()}，每月{format_yuan(running.monthly)}元。",
        "不用申报；待遇暂停的，请办理恢复。",
    )


def _soon(known: Declaration) -> Verdict:
    ahead = current().integer(AHEAD, known.situation.on)
    if known.reaches <= add_months(known.situation.on, ahead):
        when = "已" if known.months_to_go == 0 else "将"
        return passed(f"{day_words(known.reaches)}{when}满{known.age}周岁。")
    first = add_months(known.reaches, -ahead)
    return failed(
        f"{day_words(known.reaches)}满{known.age}周岁，还差{span_text(known.months_to_go)}，提前{ahead}个月才可以申报。",
        f"请在{day_words(first)}以后再来；在此之前可以继续缴费。",
    )


def lacking(known: Declaration) -> list[tuple[str, str, str]]:
    """What else a claim will ask for: code, what is lacking, what to do."""
    found: list[tuple[str, str, str]] = []
    years = known.book.years_paid if known.book else 0
    short = current().integer(LEAST_YEARS[known.scheme], known.situation.on) - years
    if short > 0:
        found.append(("years", f"累计缴费{years}年，还差{short}年", "办第32项补缴，或继续缴费"))
    others = [one for one in other_schemes(known.resident) if one.state == OtherState.RECEIVING]
    if others:
        names = "、".join(one.get_kind_display() for one in others)
        found.append(("other", f"正在领取{names}待遇", "只能选择一种，请先核实"))
    if card_in_use(known.resident) is None and not _has_payee(known.resident):
        found.append(("account", "没有社保卡，也没有登记领取账户", "申领时带本人银行卡"))
    if known.scheme == Scheme.SUPPLEMENTARY and (known.basic is None or known.basic.entitlement is None):
        found.append(("basic", "还没有领取基本养老保险待遇", "先办第34项"))
    if known.months_to_go:
        found.append(("age", f"{day_words(known.reaches)}满{known.age}周岁", "到当天或以后申领"))
    return found


def _has_payee(resident: Resident) -> bool:
    return Payee.objects.filter(resident=resident, state=PayeeState.ACTIVE).exists()


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """What would be drawn on the account as it is, and what is lacking."""
    known = facts(situation)
    if known.book is None:
        return ()
    lines = [
        PreviewLine("累计缴费", f"{known.book.years_paid}年"),
        PreviewLine("个人账户储存额", f"{format_yuan(known.book.balance)}元"),
    ]
    try:
        found = compute_for(
            known.scheme,
            birth=known.resident.birth_date,
            account_balance=known.book.balance,
            years_paid=known.book.years_paid,
            on=situation.on,
            parameters=current(),
        )
    except (ParameterError, ValueError) as error:
        lines.append(PreviewLine("每月待遇", "无法计算", str(error), confirmed=False))
    else:
        words = "按现在的账户和标准测算，以核定为准"
        lines.append(
            PreviewLine(
                "每月大约", f"{format_yuan(found.total)}元", words, confirmed=found.is_confirmed, total=True
            )
        )
    wanted = lacking(known)
    lines += [PreviewLine("还缺", what, remedy) for _, what, remedy in wanted]
    return tuple(lines)


def effect(order: EffectOrder) -> Result:
    """Puts the declaration on record, and leads on to what comes next."""
    known = facts(order.situation)
    if known.book is None:
        raise EffectRefused(f"没有参加{known.scheme.label}。", "请先办理参保登记并缴费。")
    wanted = lacking(known)
    visit = declare(
        resident=known.resident,
        scheme=known.scheme,
        on=timezone.localdate(order.at),
        actor=order.actor,
        case_number=order.situation.case_number,
        note="；".join(what for _, what, _ in wanted),
    )
    item = CLAIM_ITEM[known.scheme]
    message = (
        f"已登记申报，条件齐了，请接着办第{item}项申领。"
        if not wanted
        else f"已登记申报，还缺{len(wanted)}样，备齐后办第{item}项申领。"
    )
    lines = [
        ("申报的待遇", f"{known.scheme.label}待遇"),
        ("满领取年龄", f"{day_words(known.reaches)}，满{known.age}周岁"),
        ("累计缴费", f"{known.book.years_paid}年"),
        *[("还缺", f"{what}：{remedy}") for _, what, remedy in wanted],
    ]
    return Result(
        message=message,
        lines=tuple(lines),
        data={"visit": visit.pk, "scheme": known.scheme.value, "lacks": [code for code, _, _ in wanted]},
        next_steps=_next(known, {code for code, _, _ in wanted}),
    )


def _next(known: Declaration, codes: set[str]) -> tuple[NextStep, ...]:
    item = CLAIM_ITEM[known.scheme]
    if not codes or codes == {"account"}:
        return (NextStep(item, "条件齐备，现在就可以申领"),)
    if "years" in codes:
        return (NextStep("32", "缴费年限不够，可以申报补缴"),)
    if "basic" in codes:
        return (NextStep("34", "先申领基本养老保险待遇"),)
    return ()


def undo(order: EffectOrder, data: Any) -> str:
    """Takes the declaration back."""
    visit = undo_declaration(case_number=order.situation.case_number, actor=order.actor)
    return f"{visit.get_scheme_display()}待遇申报已撤销。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    known = facts(situation)
    return f"{known.scheme.label}，{day_words(known.reaches)}满{known.age}周岁"


def likely(resident: Resident) -> int:
    """People within the months before the age who pay and do not draw; the claim itself comes first."""
    today = timezone.localdate()
    book = current()
    reaches = date_reaching_age(resident.birth_date, book.integer(CLAIM_AGES[Scheme.BASIC], today))
    if reaches <= today or reaches > add_months(today, book.integer(AHEAD, today)):
        return 0
    return 88 if "pension.not_drawn" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="D4",
    name="待遇申报",
    group=Group.DEMONSTRATION,
    content="受理社会保险待遇的申报。",
    audience="符合待遇申报条件的人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    fields=(
        FormField("benefit", "申报的待遇", FieldKind.CHOICE, default=Scheme.BASIC.value,
                  choices=tuple(Choice(scheme.value, f"{scheme.label}待遇") for scheme in Scheme)),
    ),
    facts=facts,
    rules=(
        alive_rule(SOURCE),
        Rule("declare_insured", "参加了所申报的保险", SOURCE, _insured),
        Rule("declare_not_drawing", "没有重复申报", SOURCE, _not_drawing),
        Rule("declare_soon", "已满或将满领取年龄", SOURCE, _soon),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    submit_label="登记申报",
    guide=Guide(
        basis=(EXTRAS, NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明要申报的待遇，工作人员核对条件，缺什么一次说清。",
            "登记申报，领取办理单；条件齐的接着办第34项、第35项申领。",
        ),
        result="登记待遇申报，告知还缺什么、下一步办什么。",
        tips=(
            NO_LIMIT_GIVEN,
            "满领取年龄前几个月就可以申报，备齐条件，到龄当天申领。",
            "城乡居民养老金申领请直接办第34项。",
        ),
        where="示范服务点柜面",
    ),
)  # fmt: skip
