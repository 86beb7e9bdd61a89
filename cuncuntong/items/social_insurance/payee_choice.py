"""Where a pension is paid to, as a claim's form asks it: the social card, another account, or as before."""

from __future__ import annotations

from cuncuntong.foundation.identifiers import bank_card
from cuncuntong.foundation.identifiers.bank_card import BankCard
from cuncuntong.items.shared import listed
from cuncuntong.ledgers.cards.selectors import card_in_use
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.pensions.selectors import others_paid_on, payee_of, shared_words
from cuncuntong.ledgers.pensions.services import set_payee
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    PreviewLine,
    Rule,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)

SAME, CARD, OTHER = "same", "card", "other"
TO_CARD = Choice(CARD, "本人社保卡的银行账户")
TO_OTHER = Choice(OTHER, "本人的其他银行账户")

# The lines that "another account" opens; the holder is always the person, so nobody types a name.
OTHER_ACCOUNT = (
    FormField(
        "bank",
        "开户银行",
        FieldKind.TEXT,
        section="领取方式",
        max_length=40,
        hint="写到支行或分理处，例如演示农商银行城关支行",
        show_when=("pay_to", (OTHER,)),
    ),
    FormField(
        "bank_card",
        "银行账号",
        FieldKind.BANK_CARD,
        section="领取方式",
        hint="户名须为本人",
        show_when=("pay_to", (OTHER,)),
    ),
    FormField(
        "shared_why",
        "与他人共用账户的原因",
        FieldKind.TEXT,
        section="领取方式",
        required=False,
        ruled=True,
        max_length=100,
        hint="右边提示另有人共用这个账户时填写，例如：与丈夫共用一本存折",
        show_when=("pay_to", (OTHER,)),
    ),
)


def payable(situation: Situation) -> Verdict:
    """Whether there is an account to pay to, and what to look at again."""
    chosen = situation.form.get("pay_to")
    if chosen == CARD and card_in_use(situation.resident) is None:
        return failed(
            "台账中没有在用的社保卡，待遇无处发放。",
            "请改选“其他银行账户”并填写账号，或先办理社保卡申领。",
            field="pay_to",
        )
    if chosen == SAME and payee_of(situation.resident) is None:
        return failed("台账中没有正在使用的待遇领取账户。", "请改选社保卡或其他银行账户。", field="pay_to")
    typed = _typed(situation)
    if typed is not None:
        return _shared(situation, typed) or passed(
            f"发放到银行账户{bank_card.mask(typed.number)}。{typed.warning}"
        )
    if chosen in (CARD, SAME):
        return passed("有发放待遇的账户。")
    return unfilled("bank_card" if chosen == OTHER else "pay_to")


def _shared(situation: Situation, typed: BankCard) -> Verdict | None:
    """An account that others are paid on: a slip in typing, or shared, and then somebody says with whom."""
    words = shared_words(others_paid_on(situation.resident, typed.number))
    if not words:
        return None
    why = str(situation.form.get("shared_why") or "").strip()
    if not why:
        return failed(
            words,
            "账号填错的请改正；确实共用的，请在“与他人共用账户的原因”里写明与谁共用、为什么，供审核核对。",
            field="bank_card",
        )
    return passed(f"发放到银行账户{bank_card.mask(typed.number)}。{typed.warning}{words}共用原因：{why}。")


def payable_rule(item: int) -> Rule:
    """The rule, for a claim of the given item."""
    return Rule("payable", "有发放待遇的账户", listed(item), lambda claim: payable(claim.situation))


def payee_line(situation: Situation) -> tuple[PreviewLine, ...]:
    """The account as far as it is chosen; a number that fails its check digit is pointed out."""
    resident, chosen = situation.resident, situation.form.get("pay_to")
    card, payee, typed = None, None, _typed(situation)
    if chosen == CARD:
        card = card_in_use(resident)
    elif chosen == SAME:
        payee = payee_of(resident)
    if card is not None:
        words = f"社保卡{bank_card.mask(card.number)}"
        return (PreviewLine("发放账户", words, card.bank or "台账没有合作银行名称"),)
    if payee is not None:
        return (PreviewLine("发放账户", bank_card.mask(payee.number), f"{payee.bank}（同基本养老金）"),)
    if typed is not None:
        shared = shared_words(others_paid_on(resident, typed.number))
        return (
            PreviewLine(
                "发放账户",
                bank_card.mask(typed.number),
                f"{typed.warning}{shared}" or str(situation.form.get("bank") or ""),
                confirmed=not shared,
            ),
        )
    return ()


def set_payee_from(order: EffectOrder) -> Payee | None:
    """Makes what the form says the account that is paid to; None where it stays as it is."""
    situation = order.situation
    resident, form = situation.resident, situation.form
    chosen = form.get("pay_to")
    if chosen == SAME:
        if payee_of(resident) is None:
            raise EffectRefused("台账中没有正在使用的待遇领取账户。", "请退回补正，改选其他账户。")
        return None
    if chosen == CARD:
        card = card_in_use(resident)
        if card is None:
            raise EffectRefused("台账中没有在用的社保卡。", "请退回补正，改选其他银行账户。")
        bank, number = card.bank, card.number
    else:
        bank, number = str(form.get("bank") or ""), str(form.get("bank_card") or "")
    return set_payee(
        resident=resident,
        holder=resident.name,
        bank=bank,
        number=number,
        is_card=chosen == CARD,
        on=situation.on,
        actor=order.actor,
        case_number=situation.case_number,
    )


def payee_words(payee: Payee) -> str:
    """One line of a result: the account, masked."""
    kind = "社保卡" if payee.is_card else payee.bank or "银行账户"
    return f"{kind}{bank_card.mask(payee.number)}，户名{payee.holder}"


def _typed(situation: Situation) -> BankCard | None:
    """The number that was typed for another account, if it can be one."""
    if situation.form.get("pay_to") != OTHER:
        return None
    try:
        return bank_card.check(str(situation.form.get("bank_card") or ""))
    except ValueError:
        return None
