"""Unified social credit codes, GB 32100-2015. Some genuine early codes fail the check: warn only."""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.foundation.identifiers import IdentifierError
from cuncuntong.foundation.identifiers.resident_id import normalise

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


@dataclass(frozen=True)
class CreditCode:
    """A code of the right shape; ``warning`` is Chinese, or empty where the check character fits."""

    code: str
    warning: str = ""


def check_character(first17: str) -> str:
    """The check character: weights 3^i modulo 31."""
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return _ALPHABET[(31 - total % 31) % 31]


def check(text: str) -> CreditCode:
    """Refuses what is no code at all (IdentifierError); warns of a wrong check character."""
    code = normalise(text)
    if not code:
        raise IdentifierError("请填写18位统一社会信用代码。")
    if len(code) != LENGTH:
        raise IdentifierError(f"统一社会信用代码应为18位，现在是{len(code)}位，请核对。")
    for place, char in enumerate(code, start=1):
        if char not in _ALPHABET:
            raise IdentifierError(f"统一社会信用代码第{place}位“{char}”不对（不使用I、O、S、V、Z）。")
    if check_character(code[:17]) != code[17]:
        return CreditCode(code, "统一社会信用代码校验位不符，请再核对一遍；确认无误可以继续。")
    return CreditCode(code)
