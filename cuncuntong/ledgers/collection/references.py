"""The number that a payer tells the bank (缴费编号): sixteen digits, worked out, not drawn.

YY S K NNNNNNNN QQ CC: the contribution's year, the scheme (1 basic, 2 supplementary), the kind (0 normal,
1 back), the account's key, which order of that account, year and kind it is, and two check digits (ISO
7064 MOD 97-10) that catch a wrong digit and two that changed places. It says nothing of the person.
"""

from __future__ import annotations

from cuncuntong.ledgers.collection.enums import OrderKind
from cuncuntong.ledgers.pensions.enums import Scheme

LENGTH = 16
MOST_ORDERS = 99
_SCHEMES = {Scheme.BASIC: "1", Scheme.SUPPLEMENTARY: "2"}
_KINDS = {OrderKind.NORMAL: "0", OrderKind.BACK: "1"}


def make_reference(*, year: int, scheme: str, kind: str, account: int, place: int) -> str:
    """The reference of an account's ``place``-th order (from 1) of a year and kind.

    Raises ValueError where a part does not fit into its digits.
    """
    if not (0 < account < 10**8 and 0 < place <= MOST_ORDERS):
        raise ValueError("account or place does not fit into a reference")
    head = f"{year % 100:02d}{_SCHEMES[Scheme(scheme)]}{_KINDS[OrderKind(kind)]}{account:08d}{place:02d}"
    return f"{head}{98 - int(head) * 100 % 97:02d}"


def clean_reference(text: str) -> str:
    """A reference as it is typed or read, without blanks and hyphens."""
    return "".join(char for char in text.strip() if char not in " -－\u3000")


def is_reference(text: str) -> bool:
    """Whether a text is written as a reference, check digits included."""
    return len(text) == LENGTH and text.isascii() and text.isdecimal() and int(text) % 97 == 1
