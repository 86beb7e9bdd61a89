"""What the jobs ledger says when it will not take a change as it was given: where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.refused import LedgerRefused


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, or that somebody must confirm: the field, the words, and by what rule."""

    field: str
    words: str
    source: str = ""


class FieldsRefused(LedgerRefused):
    """Entries that can't be taken: ``faults`` names each with its field; all are told at once."""

    def __init__(self, faults: Sequence[Fault], remedy: str = "请按提示改正后再提交。") -> None:
        self.faults = tuple(faults)
        super().__init__("".join(fault.words for fault in faults), remedy)


class NeedsConfirmation(LedgerRefused):
    """Entries that are unlikely and can be right: ``faults`` are to be confirmed, then it is taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("".join(fault.words for fault in faults), "核对无误的，请确认后再提交。")


class AlreadyRegistered(LedgerRefused):
    """The employer is registered: ``employer`` is the row that stands."""

    def __init__(self, employer: Employer) -> None:
        self.employer = employer
        what = "统一社会信用代码" if employer.credit_code else "身份证号码"
        super().__init__(f"这个{what}已经登记过用工主体。", "不用重复登记，请用原来的登记办理。")


class ChangedSince(LedgerRefused):
    """Somebody changed the row since it was shown: nothing was done."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}刚刚被修改或处理过。", "请看过最新内容后再办。")
