"""Unemployment benefit of the demonstration: a dozen people, last month paid, this month to be decided.

All of it is made up. The figures that a month's sum rests on are nobody's standard: they are confirmed here
as 演示 so that the steps can be seen, and a county that goes on from the demonstration enters its own.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import LeftHow, UnemploymentReason, UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.insurance.enums import (
    InsuranceScheme,
    InsuredAs,
    MonthState,
    ParticipationState,
)
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind, Fund, LineState
from cuncuntong.ledgers.payments.models import Finding, PayLine, PayRun
from cuncuntong.ledgers.payments.services import (
    approve_run,
    begin_run,
    check_run,
    close_run,
    compute_run,
    decide_findings,
    export_run,
    hold_all,
    import_return,
    post_return,
)
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.skills.enums import ClaimedAs
from cuncuntong.ledgers.skills.services import approve_subsidy
from cuncuntong.ledgers.unemployment.enums import StopReason
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import first_of, shifted
from cuncuntong.ledgers.unemployment.selectors import basis_of
from cuncuntong.ledgers.unemployment.services import end_benefit, start_benefit, watch
from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import current, forget_parameters
from cuncuntong.rules import occupations
from cuncuntong.rules.day_words import day_words
from cuncuntong.rules.unemployment import term_on

# Who prepares, checks and approves.
SIGNERS = ("reviewer03", "business01", "business02")
SOURCE = "演示数据：不是省、市的标准，只为看流程"
FIGURES: dict[str, Any] = {
    "unemployment.share_of_minimum_wage": "0.8",
    "unemployment.city_minimum_living": "700",
    "wages.county_class": 2,
    "wages.minimum_monthly": {"1": "2150", "2": "2050", "3": "1950"},
}
PEOPLE, SKILLS = 12, 3
INVOLUNTARY = (LeftHow.UNIT_ENDED, LeftHow.EXPIRED, LeftHow.CLOSED)


def unemployment_scene(*, seed: int, today: dt.date) -> None:
    """Adds it once: benefits and subsidies, a month paid and closed, the present one computed."""
    known = {one.username: Caller(one) for one in Account.objects.filter(username__in=SIGNERS)}
    if Benefit.objects.exists() or len(known) < len(SIGNERS):
        return
    rows = _claimants(today)
    if not rows:
        return
    rng = Random(f"{seed} unemployment")
    _confirm(known, today)
    benefits = [_grant(row, at, rng) for at, row in enumerate(rows)]
    _subsidies(today, rng)
    callers = [known[name] for name in SIGNERS]
    _pay_last_month(callers, today, rng)
    _end_some(benefits, today)
    watch(today)
    county = settings.CUNCUNTONG["COUNTY_CODE"]
    compute_run(begin_run(caller=callers[0], county=county, month=first_of(today), fund=Fund.UNEMPLOYMENT).pk)


def _claimants(today: dt.date) -> list[Unemployment]:
    """People whose unit let them go, registered before this month, whom no other scene has insured."""
    insured = Participation.objects.filter(scheme=InsuranceScheme.UNEMPLOYMENT)
    rows = Unemployment.objects.filter(
        state=UnemploymentState.ACTIVE,
        reason=UnemploymentReason.UNIT_LEFT,
        left_how__in=INVOLUNTARY,
        registered_on__lt=first_of(today),
        resident__standing=Standing.PRESENT,
    ).exclude(resident__in=insured.values("resident_id"))
    return list(rows.select_related("resident").order_by("-registered_on", "pk")[:PEOPLE])


def _confirm(known: dict[str, Caller], today: dt.date) -> None:
    proposer, confirmer = known["business01"].account, known["business02"].account
    for key, value in FIGURES.items():
        if not ParameterValue.objects.filter(key=key, withdrawn_at__isnull=True).exists():
            ParameterValue.objects.create(
                key=key,
                starts_on=dt.date(today.year - 1, 1, 1),
                value=value,
                source=SOURCE,
                proposed_by=proposer,
                confirmed_by=confirmer,
                confirmed_at=timezone.now(),
            )
    forget_parameters()


def _grant(row: Unemployment, at: int, rng: Random) -> Benefit:
    """So many months paid before, an account for all but one, and the benefit."""
    person, last = row.resident, shifted(first_of(row.registered_on), -1)
    paid = rng.choice((14, 30, 65, 90, 130))
    as_of = first_of(row.registered_on)
    known = Participation.objects.create(
        resident=person,
        scheme=InsuranceScheme.UNEMPLOYMENT,
        number=f"1405{person.pk:010d}",
        insured_as=InsuredAs.UNIT,
        state=ParticipationState.PAUSED,
        unit=row.last_unit,
        office="演示社保中心",
        as_of=as_of,
        contributions_as_of=as_of,
        source="演示省集中系统",
    )
    ContributionMonth.objects.bulk_create(
        ContributionMonth(
            participation=known,
            month=shifted(last, -back),
            base=Decimal("4300.00"),
            own=Decimal("12.90"),
            unit_amount=Decimal("30.10"),
            state=MonthState.ARRIVED,
            unit=row.last_unit,
            as_of=as_of,
        )
        for back in range(paid)
    )
    if at != 1:
        _account(person)
    basis = basis_of(person, row.registered_on)
    term = term_on(row.registered_on, paid=basis.paid_since, left=basis.left, parameters=current())
    return start_benefit(
        unemployment=row,
        term=term,
        basis=f"{term.words}（缴费数据截至{day_words(as_of)}，演示省集中系统）",
        as_of=as_of,
        on=row.registered_on,
        at=timezone.make_aware(dt.datetime.combine(row.registered_on, dt.time(15, 20))),
        actor=None,
    )


def _account(person: Any) -> None:
    if not Payee.objects.filter(resident=person, state="active").exists():
        Payee.objects.create(
            resident=person,
            holder=person.name,
            bank="演示农村商业银行",
            number=f"62281111{person.pk:011d}",
            since=dt.date(2026, 1, 1),
            village_code=person.village_code,
            township_code=person.township_code,
            county_code=person.county_code,
        )


def _subsidies(today: dt.date, rng: Random) -> None:
    """People whose unit insures them learned something."""
    rows = Participation.objects.filter(
        scheme=InsuranceScheme.UNEMPLOYMENT,
        state=ParticipationState.PAYING,
        resident__standing=Standing.PRESENT,
    ).select_related("resident")
    for at, known in enumerate(rows.order_by("pk")[:SKILLS]):
        code = ("6-18-02-04", "4-10-01-05", "4-03-02-01")[at % 3]
        kind = occupations.get(code)
        level = ("初级", "中级", "高级")[at % 3]
        amount: Any = current().get("subsidies.skill_amount", today).value
        _account(known.resident)
        approve_subsidy(
            resident=known.resident,
            amount=Decimal(str(amount[level])),
            most_a_year=3,
            on=today,
            at=timezone.now(),
            actor=None,
            claimed_as=ClaimedAs.UNIT,
            certificate_number=f"YS14052200000000{at + 1:02d}",
            certificate_name="职业技能等级证书",
            occupation=code,
            occupation_name=kind.name if kind else code,
            level=level,
            issued_on=today - dt.timedelta(days=rng.randrange(20, 200)),
            insured_months=known.months.filter(state=MonthState.ARRIVED).count(),
            relaxed=False,
            as_of=known.as_of,
        )


def _pay_last_month(callers: Sequence[Caller], today: dt.date, rng: Random) -> None:
    """Last month's run from beginning to close; one line failed."""
    prepares, checks, approves = callers
    county, month = settings.CUNCUNTONG["COUNTY_CODE"], shifted(first_of(today), -1)
    run = compute_run(begin_run(caller=prepares, county=county, month=month, fund=Fund.UNEMPLOYMENT).pk)
    for kind in (FindingKind.NO_ACCOUNT, FindingKind.COMPUTE):
        hold_all(caller=prepares, run=run, kind=kind, reason="演示：等服务点核实后再发")
    left = Finding.objects.filter(run=run, decision=FindingDecision.OPEN).values_list("pk", flat=True)
    if left:
        decide_findings(
            caller=prepares, run=run, findings=list(left), decision=FindingDecision.PAY, reason="演示：已核实"
        )
    check_run(caller=checks, run=run)
    approve_run(caller=approves, run=run)
    export_run(caller=prepares, run=run, layout="gb18030")
    answer = _answer(run, month.replace(day=18), rng)
    post_return(import_return(caller=prepares, run=run, name="演示失业待遇回盘.csv", content=answer).pk)
    close_run(caller=approves, run=run)


def _answer(run: PayRun, on: dt.date, rng: Random) -> bytes:
    lines = list(
        PayLine.objects.filter(run=run, state=LineState.SENT)
        .order_by("reference")
        .values_list("reference", "amount")
    )
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("业务流水号", "金额", "结果", "原因", "日期"))
    wrong = rng.randrange(len(lines)) if lines else -1
    for at, (reference, amount) in enumerate(lines):
        said = ("失败", "账户已销户") if at == wrong else ("成功", "")
        writer.writerow((reference, f"{amount:.2f}", *said, on.isoformat()))
    total = sum((amount for _, amount in lines), Decimal("0.00"))
    writer.writerow(("合计", f"{total:.2f}", f"{len(lines)}笔", "", ""))
    return out.getvalue().encode("gb18030")


def _end_some(benefits: Sequence[Benefit], today: dt.date) -> None:
    """One worked again before last month was paid; another has work that somebody must look at."""
    if len(benefits) > 3:
        row = benefits[2]
        end_benefit(
            benefit=row,
            reason=StopReason.EMPLOYED,
            happened_on=max(row.registered_on, shifted(first_of(today), -2)),
            note="演示：到演示公司上班，晚了一个月才知道",
            actor=None,
        )
    if len(benefits) > 4:
        row = benefits[4]
        Employment.objects.create(
            resident=row.resident,
            kind="unit",
            employer="演示物流公司",
            starts_on=max(row.registered_on, first_of(today)),
            source="演示就业登记",
        )
