"""What a claim of the subsidy would bring, in words."""

from __future__ import annotations

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words
from cuncuntong.items.social_insurance.payee_choice import payee_line
from cuncuntong.items.social_insurance.skilled.facts import amount_of, claim_facts
from cuncuntong.ledgers.skills.enums import SkillLevel
from cuncuntong.rules.service_item import PreviewLine, Situation


def preview_lines(situation: Situation) -> tuple[PreviewLine, ...]:
    """The months that count, the sum, and the account."""
    claim = claim_facts(situation)
    lines = []
    if claim.basis.participation is not None and claim.basis.as_of is not None:
        source = f"数据截至{day_words(claim.basis.as_of)}（{claim.basis.participation.source}）"
        lines.append(PreviewLine("失业保险缴费", f"{claim.basis.paid}个月", source))
    worth = amount_of(claim)
    if worth is not None:
        amount, figure = worth
        lines.append(
            PreviewLine(
                "补贴金额",
                f"{format_yuan(amount)}元",
                f"{SkillLevel(claim.level).label}一次性发放",
                figure.source,
                confirmed=figure.confidence.is_confirmed,
            )
        )
    return (*lines, *payee_line(situation))
