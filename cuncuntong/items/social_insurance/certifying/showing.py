"""What a certification would bring and did bring, in lines."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import day_words, month_words
from cuncuntong.items.social_insurance.certifying.facts import facts_of
from cuncuntong.ledgers.certification.enums import BeneficiaryState, Way
from cuncuntong.ledgers.certification.services import Certified
from cuncuntong.ledgers.payments.enums import RunState
from cuncuntong.ledgers.payments.selectors.payments import last_run
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.rules.certification import due_day
from cuncuntong.rules.service_item import PreviewLine, Situation

_UNDER_WAY = (RunState.COMPUTING, RunState.COMPUTED)


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """When the last one was, until when this one counts, and what is paid after all."""
    facts = facts_of(situation)
    if facts.row is None or facts.row.due_on is None:
        return ()
    row, due_on = facts.row, facts.row.due_on
    way = f"（{Way(row.last_way).label}）" if row.last_way else ""
    lines = [
        PreviewLine("上次认证", f"{day_words(row.last_on)}{way}" if row.last_on else "没有记录"),
        PreviewLine("到期日", f"{day_words(due_on)}，{BeneficiaryState(row.state).label}"),
    ]
    # The dead are not certified: nothing will count until any day.
    if facts.seen_on is not None and facts.resident.standing != Standing.DECEASED:
        lines.append(PreviewLine("这次认证后有效期到", day_words(due_day(facts.seen_on, facts.months))))
    if facts.holds:
        first = min(hold.from_month for hold in facts.holds)
        lines.append(PreviewLine("恢复发放", f"{month_words(first)}起停发的月份一并补发"))
    if row.draws_employee:
        lines.append(PreviewLine("企业职工养老待遇", "审核通过后报送上级，等上级答复"))
    return tuple(lines)


def message_of(done: Certified, today: dt.date) -> str:
    """One sentence for the resident."""
    due = done.row.due_on
    assert due is not None
    words = f"资格认证已通过，有效期到{day_words(due)}。"
    if done.lifted:
        words += f"停发的待遇恢复发放，{_from(done.lifted)}停发的月份一并补发。{payment_words(done, today)}"
    if done.row.draws_employee:
        words += "企业职工养老待遇的认证将报送上级，有答复再告诉您。"
    return words


def result_lines(done: Certified, today: dt.date) -> tuple[tuple[str, str], ...]:
    """What the result page and the notice show."""
    made = done.certification
    lines = [
        ("认证日期", day_words(made.on)),
        ("认证方式", str(made.get_way_display())),
        ("有效期到", day_words(done.row.due_on) if done.row.due_on else ""),
    ]
    if made.helper:
        lines.append(("帮办人", made.helper))
    if done.lifted:
        lines.append(("恢复发放", f"{_from(done.lifted)}停发的月份一并补发"))
        lines.append(("从哪次发放起", payment_words(done, today).removesuffix("。")))
    if done.row.draws_employee:
        lines.append(("报送上级", "将报送上级，等上级答复"))
    return tuple(lines)


def payment_words(done: Certified, today: dt.date) -> str:
    """With which payment the money comes, where this month's is under way already."""
    run = last_run(done.certification.county_code)
    month = today.replace(day=1)
    if run is None or run.month < month:
        return f"随{month_words(month)}的发放支付。"
    if run.state in _UNDER_WAY:
        return (
            f"{month_words(run.month)}的发放正在编制，还没有包括本人："
            "重新计算这一批就能一起发，否则随下一次发放支付。"
        )
    return f"{month_words(run.month)}的发放已经定下，随下一次发放支付。"


def _from(lifted: list[EntitlementHold]) -> str:
    return f"{month_words(min(hold.from_month for hold in lifted))}起"
