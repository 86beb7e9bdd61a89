"""Which years a sender says were paid, and what of the whole contribution belongs to each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

FIRST_YEAR = 1992  # the oldest rural scheme; a year before it is a slip in typing
GIVEN, EVEN, ASSUMED = "存量导入", "存量导入：按年平均", "存量导入：年数推定"
_SPLIT = re.compile(r"[,，、;；\s]+")
_RANGE = re.compile(r"(\d{4})(?:\s*[-—–~至]\s*(\d{4}))?(?:[:：](.+))?")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}


class YearsUnreadable(ValueError):
    """The cell can't be understood; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class PaidYears:
    """Contributions by year in yuan, and where that division of the total comes from."""

    amounts: tuple[tuple[int, Decimal], ...] = ()
    source: str = GIVEN

    @property
    def count(self) -> int:
        """How many years."""
        return len(self.amounts)


def spread(total: Decimal, years: list[int]) -> tuple[tuple[int, Decimal], ...]:
    """A total in yuan over years, evenly to the fen; what is left goes into the last year.

    Raises YearsUnreadable where not every year would get a fen.
    """
    cents = int(total * 100)
    each, rest = divmod(cents, len(years))
    if each == 0:
        raise YearsUnreadable(f"个人缴费合计{total}元分到{len(years)}年，每年不足1分，请核对。")
    even = Decimal(each).scaleb(-2)
    last = Decimal(each + rest).scaleb(-2)
    return (*[(year, even) for year in years[:-1]], (years[-1], last))


def read_years(text: str, own: Decimal, *, last: int) -> PaidYears:
    """The years out of “2011:100；2012:200”, “2011-2019，2021” or a mere count, up to year ``last``.

    Raises YearsUnreadable, also where the amounts don't add up to ``own``.
    """
    plain = text.translate(_WIDE).strip().strip(",，、;；")
    if not plain:
        if own:
            raise YearsUnreadable("有个人缴费合计，但没有填写缴费年度或年数。")
        return PaidYears()
    if not own:
        raise YearsUnreadable("填写了缴费年度，但个人缴费合计是0。")
    if plain.isascii() and plain.isdigit() and len(plain) <= 2:
        return _counted(int(plain), own, last)
    found: dict[int, Decimal | None] = {}
    for part in _SPLIT.split(plain):
        _take(part, found, last)
    years = sorted(found)
    given = [found[year] for year in years]
    if all(amount is None for amount in given):
        return PaidYears(spread(own, years), EVEN)
    amounts = [amount for amount in given if amount is not None]
    if len(amounts) < len(given):
        raise YearsUnreadable("有的年度填了金额，有的没有填，请全部填写或全部不填。")
    if sum(amounts) != own:
        raise YearsUnreadable(f"各年缴费相加是{sum(amounts)}元，个人缴费合计是{own}元，不相等。")
    return PaidYears(tuple(zip(years, amounts, strict=True)), GIVEN)


def _counted(count: int, own: Decimal, last: int) -> PaidYears:
    if count == 0:
        raise YearsUnreadable("缴费年数是0，但个人缴费合计不是0。")
    if last - count + 1 < FIRST_YEAR:
        raise YearsUnreadable(f"缴费{count}年过长，请核对。")
    return PaidYears(spread(own, list(range(last - count + 1, last + 1))), ASSUMED)


def _take(part: str, found: dict[int, Decimal | None], last: int) -> None:
    read = _RANGE.fullmatch(part)
    if read is None:
        raise YearsUnreadable(f"缴费年度“{part[:20]}”看不懂，请按填写说明填写。")
    first, until = int(read[1]), int(read[2] or read[1])
    if not FIRST_YEAR <= first <= until <= last:
        raise YearsUnreadable(f"缴费年度“{part[:20]}”应在{FIRST_YEAR}年到{last}年之间，从小到大。")
    amount = _amount(read[3]) if read[3] else None
    for year in range(first, until + 1):
        if year in found:
            raise YearsUnreadable(f"缴费年度{year}年填了两次。")
        found[year] = amount


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip().removesuffix("元"))
    except InvalidOperation as error:
        raise YearsUnreadable(f"年度金额“{text[:12]}”不是数字。") from error
    if not amount.is_finite() or amount <= 0 or amount >= 10_000_000 or amount != round(amount, 2):
        raise YearsUnreadable(f"年度金额“{text[:12]}”应大于0，最多两位小数。")
    return amount.quantize(Decimal("0.01"))
