"""Item 37 in words: what it would bring, and what it did."""

from __future__ import annotations

from decimal import Decimal

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import CERTIFICATION, listed, month_words, yes
from cuncuntong.items.social_insurance.suspension.event import RESUME
from cuncuntong.items.social_insurance.suspension.facts import Facts, facts_of
from cuncuntong.ledgers.pensions.enums import HoldKind, Scheme
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.recoveries.enums import SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement
from cuncuntong.ledgers.recoveries.selectors import funeral_grant, standing_agreement
from cuncuntong.ledgers.recoveries.services import Suspended
from cuncuntong.rules.service_item import PreviewLine, Situation

NO_GRANT = "待核定：标准核定以前只支付账户余额"


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """From when nothing is paid, the first payment that shows it, what was overpaid month by month."""
    facts = facts_of(situation)
    if facts.action == RESUME:
        return _lifted_preview(facts)
    if facts.from_month is None:
        return ()
    lines = [
        PreviewLine("停发", f"{month_words(facts.from_month)}起", source=listed(37), confirmed=False),
        PreviewLine("从哪次发放起生效", f"{month_words(max(facts.next_run, facts.from_month))}的发放"),
    ]
    for one in facts.running:
        paid = facts.overpaid[one.pk]
        if paid.total > 0:
            lines.append(
                PreviewLine(
                    f"{one.account.get_scheme_display()}多领",
                    f"{format_yuan(paid.total)}元",
                    note="、".join(
                        f"{month_words(item.month)}{format_yuan(item.amount)}元" for item in paid.items
                    ),
                    source=CERTIFICATION,
                )
            )
    total = facts.total
    lines.append(PreviewLine("多领合计", f"{format_yuan(total)}元" if total else "没有", total=True))
    if sent := facts.sent():
        lines.append(PreviewLine("在途", f"{sent}笔已报盘或待发放，到账的自动计入多领"))
    if facts.kind == HoldKind.DEATH:
        lines += _death_preview(facts)
    return tuple(lines)


def _death_preview(facts: Facts) -> list[PreviewLine]:
    lines = [
        PreviewLine(
            f"{one.account.get_scheme_display()}账户余额",
            f"{format_yuan(balance(one.account))}元",
            note="支付给领取人，账户随后终止",
        )
        for one in facts.running
    ]
    assert facts.happened_on is not None
    grant = funeral_grant(facts.happened_on)
    if any(one.account.scheme == Scheme.BASIC for one in facts.running):
        lines.append(
            PreviewLine("丧葬补助金", NO_GRANT, confirmed=False)
            if grant is None
            else PreviewLine(
                "丧葬补助金",
                f"{format_yuan(Decimal(str(grant.value)))}元",
                source=grant.source,
                confirmed=grant.confidence.is_confirmed,
            )
        )
    return lines


def _lifted_preview(facts: Facts) -> tuple[PreviewLine, ...]:
    if not facts.to_lift:
        return ()
    first = min(hold.from_month for hold in facts.to_lift)
    back = yes(facts.situation.form.get("back_pay"))
    held = f"{month_words(first)}起停发的月份"
    return (
        PreviewLine("从哪次发放起恢复", f"{month_words(facts.next_run)}的发放"),
        PreviewLine("停发的月份", f"{held}{'全部补发，各按当月标准' if back else '不补发'}"),
    )


def stop_lines(done: Suspended) -> tuple[tuple[str, str], ...]:
    """What a suspension did."""
    hold = done.holds[0]
    lines = [
        ("暂停原因", str(hold.get_kind_display())),
        ("停发险种", "、".join(str(one.entitlement.account.get_scheme_display()) for one in done.holds)),
        ("停发月份", f"{month_words(hold.from_month)}起"),
    ]
    for row in done.overpayments:
        months = month_words(row.first_month)
        if row.last_month != row.first_month:
            months += f"至{month_words(row.last_month)}"
        lines.append(
            (f"{row.entitlement.account.get_scheme_display()}多领", f"{months}共{format_yuan(row.total)}元")
        )
        agreement = standing_agreement(row)
        if agreement is None:
            lines.append(("退回方式", f"核实后再约定（退回编号{row.number}）"))
            continue
        words = f"{agreement.get_way_display()}，由{agreement.payer}退回（退回编号{row.number}）"
        lines.append(("退回方式", words))
        dues = list(agreement.instalments.all())
        if dues:
            last = f"，末期{dues[-1].due_on:%Y-%m-%d}" if len(dues) > 1 else ""
            each = f"{len(dues)}期，第一期{dues[0].due_on:%Y-%m-%d}应退{format_yuan(dues[0].amount)}元{last}"
            lines.append(("应退日期", each))
    if not done.overpayments:
        lines.append(("多领待遇", "没有"))
    lines += [line for row in done.settlements for line in _settlement_lines(row)]
    return tuple(lines)


def _settlement_lines(row: DeathSettlement) -> list[tuple[str, str]]:
    name = str(row.account.get_scheme_display())
    if row.state == SettlementState.NOTHING:
        return [(f"{name}身后结算", "没有余额，账户已终止")]
    to = f"支付给{row.heir.name}" if row.heir else "等指定领取人后支付"
    lines = [(f"{name}账户余额", f"{format_yuan(balance(row.account))}元，{to}")]
    if row.account.scheme == Scheme.BASIC:
        lines.append(("丧葬补助金", NO_GRANT if row.grant is None else f"{format_yuan(row.grant)}元，{to}"))
    return lines


def stop_message(done: Suspended) -> str:
    """One sentence for the family."""
    hold = done.holds[0]
    total = sum((row.total for row in done.overpayments), Decimal(0))
    end = "终止" if hold.kind == HoldKind.DEATH else "暂停"
    words = f"养老待遇从{month_words(hold.from_month)}起{end}发放"
    if total:
        words += f"，多领的{format_yuan(total)}元须退回"
        words += "，请打印退回协议由退回人签字" if all(map(standing_agreement, done.overpayments)) else ""
    return words + "。"


def lift_lines(holds: list[EntitlementHold]) -> tuple[tuple[str, str], ...]:
    """What a resumption did."""
    hold = holds[0]
    assert hold.lifted_month is not None
    paid = (
        f"{month_words(hold.from_month)}起停发的月份随下次发放补发，各按当月标准"
        if hold.back_pay
        else f"{month_words(hold.lifted_month)}以前停发的月份不补发"
    )
    return (
        ("恢复险种", "、".join(str(one.entitlement.account.get_scheme_display()) for one in holds)),
        ("原暂停原因", str(hold.get_kind_display())),
        ("恢复月份", f"{month_words(hold.lifted_month)}起"),
        ("停发期间", paid),
    )
