"""Who is insured above, scheme by scheme; the employees' scheme is reported to the residents' pensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Feed, FeedColumn, Taken
from cuncuntong.ledgers.above.reports import SchemeReport, report_schemes
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, InsuredAs, ParticipationState
from cuncuntong.ledgers.insurance.feeds import texts
from cuncuntong.ledgers.insurance.feeds.people import NOBODY, Row, people_of, reasons, scheme_of
from cuncuntong.ledgers.insurance.feeds.upsert import upsert
from cuncuntong.ledgers.insurance.models import Participation
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current
from cuncuntong.rules.unemployment import CAP

SOURCE = "省集中系统"


def source() -> str:
    """Where the rows come from, as people read it; a demonstration says that it is one."""
    return f"演示{SOURCE}" if settings.CUNCUNTONG["DEMO"] else SOURCE


NAMES = (
    "number", "insured_as", "state", "unit", "office", "since", "ended_on", "months_left", "source",
)  # fmt: skip


def _most_left() -> int:
    """No law grants more benefit months at once; more are a slip of the sender's."""
    return current().integer(CAP, timezone.localdate())


def _values(row: Row, most_left: int) -> tuple[object, ...]:
    since = (row.get("since") or "").strip()
    return (
        texts.text(row, "number", 24),
        texts.choice(InsuredAs, row.get("insured_as") or "", "参保身份"),
        texts.choice(ParticipationState, row.get("state") or "", "参保状态"),
        texts.text(row, "unit"),
        texts.text(row, "office", 60),
        texts.month(since) if since else None,
        texts.day(row.get("ended_on") or ""),
        texts.number(row.get("months_left") or "", "剩余可领月数", most_left),
        source(),
    )


def check(rows: Sequence[Row]) -> list[str]:
    """ID number known and the name the same, closed lists, days."""
    people, most_left = people_of(rows), _most_left()

    def read(row: Row) -> object:
        _values(row, most_left)
        return texts.id_number(row.get("id_number") or ""), scheme_of(row)

    def known(row: Row) -> str:
        person = people.get(texts.id_number(row.get("id_number") or ""))
        if person is None:
            return NOBODY
        name = texts.text(row, "name", 60)
        if name and name != person.name:
            return f"姓名“{name}”与居民台账的“{person.name}”不同，请先核实"
        return ""

    return reasons(rows, read, known)


def take(rows: Sequence[Row], as_of: dt.date) -> Taken:
    """Writes who is insured, and reports how people stand in the employees' scheme."""
    people, most_left = people_of(rows), _most_left()
    wanted = {
        (people[texts.id_number(row["id_number"])].pk, scheme_of(row)): _values(row, most_left)
        for row in rows
    }
    done = upsert(Participation, ("resident_id", "scheme"), NAMES, wanted, as_of, renew=True)
    report_schemes(
        [
            SchemeReport(resident, scheme, str(values[2]), values[5], as_of, source())  # type: ignore[arg-type]
            for (resident, scheme), values in wanted.items()
            if scheme == InsuranceScheme.EMPLOYEE_PENSION
        ]
    )
    return done


FEED = Feed(
    code="insurance.participations",
    name="参保登记",
    line=Line.EMPLOYEE_PENSION,
    columns=(
        FeedColumn("id_number", "身份证号码"),
        FeedColumn("name", "姓名", required=False),
        FeedColumn("scheme", "险种"),
        FeedColumn("number", "个人编号", required=False),
        FeedColumn("insured_as", "参保身份"),
        FeedColumn("state", "参保状态"),
        FeedColumn("unit", "参保单位", required=False),
        FeedColumn("office", "经办机构", required=False),
        FeedColumn("since", "首次参保年月", required=False),
        FeedColumn("ended_on", "终止日期", required=False),
        FeedColumn("months_left", "剩余可领月数", required=False),
    ),
    check=check,
    take=take,
)
