"""What differs from fund to fund: the line of business, the words, and what a run is held against.

Everything else of a run is the same for all funds.
"""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.ledgers.payments.enums import FindingKind, Fund, PayScheme
from cuncuntong.network.enums import Line


@dataclass(frozen=True)
class FundTerms:
    """A fund's own.

    ``entitled``: its runs compute the residents' entitlements; else all lines come from due sources.
    ``short`` stands before 发放 in a run's name, ``paper`` on its papers. ``digit`` marks references of
    lines that due sources give. ``own_accounts``: every line goes to the person's own account, so that
    it follows the person to another one. ``purposes`` is what the bank prints, by scheme; ``once`` what it
    prints for a line that a due source gives, "" where that is the scheme's own.
    """

    line: str
    entitled: bool
    short: str
    paper: str
    digit: int
    own_accounts: bool
    checks: frozenset[str]
    purposes: dict[str, str]
    once: str
    once_label: str
    where_lifted: str


TERMS: dict[str, FundTerms] = {
    Fund.RESIDENTS: FundTerms(
        line=Line.RESIDENT_PENSION,
        entitled=True,
        short="",
        paper="城乡居民养老保险待遇发放",
        digit=9,
        own_accounts=False,
        checks=frozenset(FindingKind) - {FindingKind.OVER},
        purposes={PayScheme.BASIC: "城乡居保养老金", PayScheme.SUPPLEMENTARY: "城乡居民补充养老金"},
        once="城乡居保一次性支付",
        once_label="一次性支付",
        where_lifted="登记有误的，先在第37项恢复待遇（死亡登记有误的，还要更正居民档案），再回来处理。",
    ),
    Fund.UNEMPLOYMENT: FundTerms(
        line=Line.UNEMPLOYMENT,
        entitled=False,
        short="失业保险待遇",
        paper="失业保险待遇发放",
        digit=8,
        own_accounts=True,
        checks=frozenset(
            {
                FindingKind.DEATH,
                FindingKind.SHARED_ACCOUNT,
                FindingKind.NO_ACCOUNT,
                FindingKind.JUMP,
                FindingKind.MOVED,
                FindingKind.COMPUTE,
                FindingKind.OVER,
            }
        ),
        purposes={PayScheme.UNEMPLOYMENT: "失业保险金", PayScheme.SKILL: "技能提升补贴"},
        once="",
        once_label="补发和一次性支付",
        where_lifted="登记有误的，先更正居民档案，再回来处理。",
    ),
}
LINES: tuple[str, ...] = tuple(terms.line for terms in TERMS.values())


def terms_of(fund: str) -> FundTerms:
    """A fund's own."""
    return TERMS[fund]
