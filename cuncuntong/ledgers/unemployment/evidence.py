"""What the ledgers say against benefits that run; a few questions for a batch of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cuncuntong.ledgers.employment.enums import EndReason, UnemploymentState
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, InsuredAs, PensionState
from cuncuntong.ledgers.insurance.enums import MonthState as PaidState
from cuncuntong.ledgers.insurance.models import ContributionMonth, Pension
from cuncuntong.ledgers.jobs.enums import Outcome
from cuncuntong.ledgers.jobs.models import Employment, Recommendation
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.unemployment.enums import SignKind, StopReason
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.rules.day_words import day_words

# Ends of a registration that say themselves that the benefit ends; somebody decided them there.
SURE = {
    EndReason.EMPLOYED: StopReason.EMPLOYED,
    EndReason.OWN_BUSINESS: StopReason.EMPLOYED,
    EndReason.POST: StopReason.EMPLOYED,
    EndReason.PENSION: StopReason.PENSION,
    EndReason.SERVICE: StopReason.SERVICE,
    EndReason.ABROAD: StopReason.ABROAD,
    EndReason.DEATH: StopReason.DEATH,
}


@dataclass(frozen=True)
class Evidence:
    """One piece: its key in its ledger, what it says, and when; ``ends`` where nobody has to judge."""

    kind: str
    key: str
    words: str
    happened_on: dt.date
    ends: str = ""


Found = dict[int, list[Evidence]]


def evidence_against(rows: Sequence[Benefit], today: dt.date) -> Found:
    """Everything by benefit, the sure ones first. The rows have resident and unemployment at hand."""
    found: Found = {}
    by_resident = {row.resident_id: row for row in rows}
    for row in rows:
        found[row.pk] = [*_death(row, today), *_registration(row)]
    _pensions(by_resident, found, today)
    _spells(by_resident, found, today)
    _paid_above(by_resident, found)
    _declined(by_resident, found)
    return found


def _death(row: Benefit, today: dt.date) -> list[Evidence]:
    person = row.resident
    if person.standing != Standing.DECEASED:
        return []
    on = person.deceased_on or today
    words = f"居民档案登记于{day_words(on)}死亡"
    return [Evidence(SignKind.DEATH, f"death:{on.isoformat()}", words, on, StopReason.DEATH)]


def _registration(row: Benefit) -> list[Evidence]:
    known = row.unemployment
    if known.state == UnemploymentState.ACTIVE:
        return []
    if known.state == UnemploymentState.REVERSED or known.ended_on is None:
        key = f"registration:{known.pk}:reversed"
        return [Evidence(SignKind.REGISTRATION, key, "失业登记已撤销", row.registered_on)]
    reason = EndReason(known.end_reason)
    note = f"（{known.end_note}）" if known.end_note else ""
    words = f"失业登记于{day_words(known.ended_on)}注销：{reason.label}{note}"
    key = f"registration:{known.pk}:{known.ended_on.isoformat()}"
    return [Evidence(SignKind.REGISTRATION, key, words, known.ended_on, SURE.get(reason, ""))]


def _pensions(people: dict[int, Benefit], found: Found, today: dt.date) -> None:
    own = Entitlement.objects.filter(
        resident__in=people, state=EntitlementState.RUNNING, starts_on__lte=today
    )
    for pk, resident, starts in own.order_by("pk").values_list("pk", "resident_id", "starts_on"):
        words = f"自{starts.year}年{starts.month}月起领取城乡居民养老保险待遇"
        _add(found, people[resident], SignKind.PENSION, f"pension:{pk}", words, starts, StopReason.PENSION)
    above = Pension.objects.filter(
        participation__resident__in=people,
        participation__scheme=InsuranceScheme.EMPLOYEE_PENSION,
        state=PensionState.RUNNING,
        starts_on__lte=today,
    )
    columns = ("pk", "participation__resident_id", "starts_on", "as_of")
    for pk, resident, starts, as_of in above.order_by("pk").values_list(*columns):
        words = f"自{starts.year}年{starts.month}月起领取企业职工养老保险待遇（数据截至{day_words(as_of)}）"
        key = f"pension_above:{pk}"
        _add(found, people[resident], SignKind.PENSION, key, words, starts, StopReason.PENSION)


def _spells(people: dict[int, Benefit], found: Found, today: dt.date) -> None:
    rows = Employment.objects.filter(resident__in=people, reversed_at__isnull=True, starts_on__lte=today)
    for one in rows.order_by("starts_on", "pk"):
        row = people[one.resident_id]
        if one.starts_on < row.registered_on:
            continue
        where = one.employer or str(one.get_kind_display())
        words = f"{day_words(one.starts_on)}起有就业记录：{where}（{one.source}）"
        _add(found, row, SignKind.SPELL, f"spell:{one.pk}", words, one.starts_on)


def _paid_above(people: dict[int, Benefit], found: Found) -> None:
    rows = ContributionMonth.objects.filter(
        participation__resident__in=people,
        participation__scheme=InsuranceScheme.UNEMPLOYMENT,
        participation__insured_as=InsuredAs.UNIT,
        state=PaidState.ARRIVED,
    )
    seen: set[int] = set()
    columns = ("participation__resident_id", "month", "unit", "as_of")
    for resident, month, unit, as_of in rows.order_by("month").values_list(*columns):
        row = people[resident]
        if resident in seen or month <= row.registered_on:
            continue
        seen.add(resident)
        words = (
            f"{unit or '单位'}为其缴纳{month.year}年{month.month}月失业保险费（数据截至{day_words(as_of)}）"
        )
        _add(found, row, SignKind.PAID_ABOVE, f"paid:{month:%Y%m}", words, month)


def _declined(people: dict[int, Benefit], found: Found) -> None:
    rows = Recommendation.objects.filter(
        seeker__resident__in=people, outcome=Outcome.DECLINED, outcome_on__isnull=False
    ).select_related("seeker", "posting")
    for one in rows.order_by("outcome_on", "pk"):
        row = people[one.seeker.resident_id]
        assert one.outcome_on is not None
        if one.outcome_on < row.registered_on:
            continue
        why = f"，理由：{one.outcome_reason}" if one.outcome_reason else "，没有记录理由"
        words = f"{day_words(one.outcome_on)}没有接受推荐的岗位“{one.posting.title}”{why}"
        _add(found, row, SignKind.DECLINED, f"declined:{one.pk}", words, one.outcome_on)


def _add(found: Found, row: Benefit, kind: str, key: str, words: str, on: dt.date, ends: str = "") -> None:
    found[row.pk].append(Evidence(kind, key, words, max(on, row.registered_on), ends))
