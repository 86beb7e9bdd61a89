"""The check of a posting: everything that is wrong or to be looked at, told at once, at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pay import HOUR, MONTH, PIECE, PayScale
from cuncuntong.rules.postings.facts import LOOK, NOTE, STOP, PostingFacts, PostingFinding
from cuncuntong.rules.postings.words import find_passages, weight_in

MINIMUM_MONTHLY = "wages.minimum_monthly"
MINIMUM_HOURLY = "wages.minimum_hourly"
COUNTY_CLASS = "wages.county_class"
MOST_PAY = "postings.most_pay"
MOST_HEADS = "postings.most_heads"
WEEKLY_HOURS = "postings.weekly_hours"
WIDEST_RANGE = "postings.widest_range"
PART_TIME_HOURS = "postings.part_time_hours"
_TEXTS = ("title", "description", "requirements")
_OURS = "本系统的规定"
_MINIMUM_LAW = {"月": "《劳动法》第四十八条", "小时": "《劳动合同法》第七十二条"}
_WEIGHTS = (STOP, LOOK, NOTE)
_WEEKS_A_MONTH = Decimal(52) / 12
_UNITS = {"month": "元/月", "day": "元/天", "hour": "元/小时", "piece": "元/件"}


def check_posting(facts: PostingFacts, params: Parameters) -> list[PostingFinding]:
    """Every finding, what stops first. Figures are those of ``facts.today``."""
    checks: tuple[Callable[[PostingFacts, Parameters], Iterator[PostingFinding]], ...] = (
        _words,
        _pay,
        _minimum,
        _insurance,
        _hours,
        _dates,
        _heads,
    )
    found = [finding for check in checks for finding in check(facts, params)]
    return sorted(found, key=lambda one: _WEIGHTS.index(one.weight))


def _words(facts: PostingFacts, _params: Parameters) -> Iterator[PostingFinding]:
    whole = "\n".join(getattr(facts, field) for field in _TEXTS)
    for field in _TEXTS:
        told: set[tuple[str, str]] = set()
        for one in find_passages(getattr(facts, field)):
            if (one.ban.code, one.text) in told:
                continue
            told.add((one.ban.code, one.text))
            ban = one.ban
            words = f"“{one.text[:30]}”：{ban.words}。"
            weight = weight_in(ban, whole)
            yield PostingFinding(field, ban.code, weight, words, ban.remedy, ban.source, one.text)
    if not facts.description.strip():
        yield PostingFinding("description", "empty", STOP, "没有写工作内容。", "请写明做什么活。", _OURS)


def _pay(facts: PostingFacts, params: Parameters) -> Iterator[PostingFinding]:
    low, high = facts.pay_low, facts.pay_high
    if low is None and high is None:
        yield PostingFinding(
            "pay_low", "pay_missing", STOP, "没有写报酬。", "请写明报酬；招用时应如实告知劳动报酬。",
            "《劳动合同法》第八条",
        )  # fmt: skip
        return
    for field, amount in (("pay_low", low), ("pay_high", high)):
        if amount is None:
            continue
        if amount <= 0:
            yield PostingFinding(field, "pay_zero", STOP, "报酬不能是零或负数。", "请填写实际报酬。", _OURS)
        limit = params.table(MOST_PAY, facts.today).get(facts.pay_unit)
        if limit is not None and amount > Decimal(limit):
            yield PostingFinding(
                field, "pay_absurd", STOP,
                f"{amount:f}{_UNITS.get(facts.pay_unit, '元')}高得不合常理（上限{limit}）。",
                "请核对金额和计酬单位；确实如此的，请联系县人社部门。", _OURS,
            )  # fmt: skip
    if low is not None and high is not None and low > 0:
        if high < low:
            yield PostingFinding(
                "pay_high", "pay_range", STOP, "报酬的上限低于下限。", "请把两个数对调或更正。", _OURS
            )
        elif high > low * params.integer(WIDEST_RANGE, facts.today):
            yield PostingFinding(
                "pay_high", "pay_wide", LOOK, f"报酬从{low:f}到{high:f}，相差太大。",
                "请写实际能拿到的范围，免得求职者白跑。", _OURS,
            )  # fmt: skip


def _minimum(facts: PostingFacts, params: Parameters) -> Iterator[PostingFinding]:
    """Under the minimum wage: by month for full time, by hour for hourly and part-time work, by day as a
    hint alone.
    """
    amount = facts.pay_low if facts.pay_low is not None else facts.pay_high
    if amount is None or amount <= 0 or facts.pay_unit == PIECE:
        return
    if facts.pay_unit == HOUR:
        yield from _under(facts, params, amount, "小时")
    elif facts.pay_unit == MONTH and _part_time(facts, params):
        hours = (facts.hours_per_week or 1) * _WEEKS_A_MONTH
        yield from _under(facts, params, (amount / hours).quantize(Decimal("0.01")), "小时")
    elif facts.pay_unit == MONTH:
        yield from _under(facts, params, amount, "月")
    elif not _part_time(facts, params):
        yield from _by_day(facts, params, amount)


def _part_time(facts: PostingFacts, params: Parameters) -> bool:
    most = params.integer(PART_TIME_HOURS, facts.today)
    return facts.hours_per_week is not None and facts.hours_per_week <= most


def _by_day(facts: PostingFacts, params: Parameters, amount: Decimal) -> Iterator[PostingFinding]:
    bounds = _bounds(params, MINIMUM_MONTHLY, facts)
    scale = PayScale(
        params.decimal("matching.days_a_month", facts.today),
        params.decimal("matching.hours_a_day", facts.today),
    )
    monthly = scale.monthly(amount, facts.pay_unit)
    if bounds and monthly is not None and monthly < bounds[0]:
        yield PostingFinding(
            "pay_low", "pay_low_day", LOOK, f"折成一个月约{monthly:f}元，低于月最低工资标准{bounds[0]:f}元。",
            "请核对报酬。", _MINIMUM_LAW["月"], confirmed=bounds[2],
        )  # fmt: skip


def _under(facts: PostingFacts, params: Parameters, amount: Decimal, per: str) -> Iterator[PostingFinding]:
    """Against the minimum by 月 or 小时; where no figure is known that is noted, and nothing else said."""
    key, law, unit = (MINIMUM_HOURLY if per == "小时" else MINIMUM_MONTHLY), _MINIMUM_LAW[per], f"元/{per}"
    bounds = _bounds(params, key, facts)
    if bounds is None:
        yield PostingFinding(
            "pay_low", "minimum_unknown", NOTE, f"{per}最低工资标准还没有录入，系统没有核对报酬是否达标。",
            "请按现行标准自己核对一遍，县里审核时再核对；标准由业务管理员在“政策参数”里补上。", law,
            confirmed=False,
        )  # fmt: skip
        return
    low, high, confirmed = bounds
    if amount < low:
        yield PostingFinding(
            "pay_low", "pay_minimum", STOP if facts.by_unit else LOOK,
            f"{amount:f}{unit}低于最低工资标准{low:f}{unit}。",
            "请提高报酬；不是全日制的，请写明每周工时。", law, confirmed=confirmed,
        )  # fmt: skip
    elif amount < high:
        yield PostingFinding(
            "pay_low", "pay_minimum_class", LOOK,
            f"{amount:f}{unit}在各类最低工资标准之间（{low:f}至{high:f}），本县属于哪一类还没有核定。",
            "请审核人按本县的类别核对。", law, confirmed=False,
        )  # fmt: skip


def _bounds(params: Parameters, key: str, facts: PostingFacts) -> tuple[Decimal, Decimal, bool] | None:
    """(lowest, highest, confirmed): the county's class, or all classes while it is not known."""
    found = params.find(key, facts.today)
    if found is None:
        return None
    table = {int(name): Decimal(value) for name, value in params.table(key, facts.today).items()}
    county = params.find(COUNTY_CLASS, facts.today)
    if county is not None and int(str(county.value)) in table:
        own = table[int(str(county.value))]
        return own, own, found.confidence.is_confirmed and county.confidence.is_confirmed
    return min(table.values()), max(table.values()), False


def _insurance(facts: PostingFacts, params: Parameters) -> Iterator[PostingFinding]:
    law = "《劳动法》第七十二条"
    part_time = _part_time(facts, params)
    if not facts.insurance_statement:
        yield PostingFinding(
            "insurance", "insurance_missing", STOP, "没有说明保险。", "请选择办理的保险，不办的也要选。",
            law,
        )  # fmt: skip
    elif facts.kind == "fixed" and facts.by_unit and part_time:
        if facts.insurance_statement not in ("full", "injury"):
            yield PostingFinding(
                "insurance", "insurance_part_time", LOOK, "单位的非全日制用工没有写参加工伤保险。",
                "建议为其参加工伤保险；养老保险可以由本人缴费参加。", "《社会保险法》第十条、第三十三条",
            )  # fmt: skip
    elif facts.kind == "fixed" and facts.by_unit and facts.insurance_statement != "full":
        yield PostingFinding(
            "insurance", "insurance_unit", STOP, "单位招用固定工必须依法参加社会保险。",
            "请选“依法参加职工社会保险”；非全日制的请写明每周工时，只是临时用工的请按零工发布。", law,
        )  # fmt: skip
    elif facts.insurance_statement == "none":
        yield PostingFinding(
            "insurance", "insurance_none", LOOK, "没有任何保险，劳动者受伤时没有保障。",
            "建议至少购买意外伤害保险；求职者会看到“不参加保险”。", _OURS,
        )  # fmt: skip


def _hours(facts: PostingFacts, params: Parameters) -> Iterator[PostingFinding]:
    most = params.integer(WEEKLY_HOURS, facts.today)
    if facts.hours_per_week is not None and facts.hours_per_week > most:
        yield PostingFinding(
            "hours_per_week", "hours_long", LOOK, f"每周{facts.hours_per_week}小时，超过平均每周{most}小时。",
            "请核对；实行其他工时制度的，请在说明里写明。", "《劳动法》第三十六条",
        )  # fmt: skip


def _dates(facts: PostingFacts, _params: Parameters) -> Iterator[PostingFinding]:
    start, end = facts.starts_on, facts.ends_on
    if facts.kind == "gig" and start is None:
        yield PostingFinding(
            "starts_on", "date_missing", STOP, "没有写开工日期。", "零工请写明哪一天开工。", _OURS
        )
    if start is not None and end is not None and end < start:
        yield PostingFinding(
            "ends_on", "date_order", STOP, "完工日期早于开工日期。", "请核对两个日期。", _OURS
        )
    last = end or (start if facts.kind == "gig" else None)
    if last is not None and last < facts.today:
        field = "ends_on" if end else "starts_on"
        yield PostingFinding(field, "date_past", STOP, "日期已经过了。", "请改成今天或以后的日期。", _OURS)


def _heads(facts: PostingFacts, params: Parameters) -> Iterator[PostingFinding]:
    if facts.headcount < 1:
        yield PostingFinding("headcount", "heads_zero", STOP, "人数至少是1人。", "请填写要几个人。", _OURS)
    elif facts.headcount > params.integer(MOST_HEADS, facts.today):
        yield PostingFinding(
            "headcount", "heads_many", LOOK, f"一次招{facts.headcount}人。", "请核对人数。", _OURS
        )
