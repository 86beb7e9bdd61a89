"""Bank card numbers: Luhn (ISO/IEC 7812). Some accounts are not cards: warn only."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum import luhn

from cuncuntong.foundation.identifiers import IdentifierError
from cuncuntong.foundation.identifiers.resident_id import normalise

SHORTEST, LONGEST = 12, 30


@dataclass(frozen=True)
class BankCard:
    """An account number of a possible shape; ``warning`` is Chinese or empty."""

    number: str
    warning: str = ""


def check(text: str) -> BankCard:
    """Refuses what has letters or an impossible length; warns where Luhn fails."""
    number = normalise(text)
    if not number:
        raise IdentifierError("请填写银行账号。")
    if not number.isdigit() or not number.isascii():
        raise IdentifierError("银行账号只能是数字，请核对。")
    if not SHORTEST <= len(number) <= LONGEST:
        raise IdentifierError(f"银行账号一般为{SHORTEST}到{LONGEST}位，现在是{len(number)}位，请核对。")
    if not luhn.is_valid(number):
        return BankCard(number, "银行卡号校验不符，请对照卡片再核对；存折账号可以继续。")
    return BankCard(number)


def mask(number: str) -> str:
    """What a screen shows: the last four digits; nothing of a fragment."""
    if len(number) < 8:
        return "*" * len(number)
    return "*" * (len(number) - 4) + number[-4:]
