"""Who was there, and what came of it: attendance by day, results, certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, Outcome
from cuncuntong.ledgers.training.models import Attendance, Enrolment, TrainingClass
from cuncuntong.ledgers.training.services.classes import locked_class
from cuncuntong.ledgers.training.services.telling import tell_enrolments
from cuncuntong.network.access import Caller
from cuncuntong.network.parameters import current

SHARE = "training.attendance_share"


class EntriesRefused(LedgerRefused):
    """Some lines of a sheet are wrong; ``faults`` tells for each enrolment what."""

    def __init__(self, faults: dict[int, str]) -> None:
        self.faults = faults
        super().__init__(f"有{len(faults)}人的填写有误。", "请按提示改好后再保存，其他人的填写还在。")


@dataclass(frozen=True)
class Hours:
    """One person's hours of a day; 0 with a note is a leave."""

    hours: int
    note: str = ""


@dataclass(frozen=True)
class ResultLine:
    """What somebody left the class with."""

    result: str
    note: str = ""
    certificate_number: str = ""
    certificate_on: dt.date | None = None


def record_attendance(
    *, caller: Caller, training_class: TrainingClass, on: dt.date, hours: Mapping[int, Hours]
) -> int:
    """Enters a day's sheet, by enrolment; a day that was entered is entered anew. Gives how many.

    Raises Denied, NotVisible; LedgerRefused for a day that is none of the class's, EntriesRefused for
    hours beyond the day's.
    """
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        if row.state != ClassState.RUNNING:
            raise LedgerRefused(f"这个班次{row.get_state_display()}，不能录入出勤。", "请刷新页面查看。")
        if not row.starts_on <= on <= min(row.ends_on, timezone.localdate()):
            raise LedgerRefused("日期不在已经上过的课里。", "请选开班日期到今天（最晚结业日期）之间的一天。")
        seated = _seated(row)
        faults = {
            key: f"课时应在0到{row.hours_a_day}之间。"
            for key, one in hours.items()
            if key in seated and not 0 <= one.hours <= row.hours_a_day
        }
        if faults:
            raise EntriesRefused(faults)
        known = {key: one for key, one in hours.items() if key in seated}
        for key, one in known.items():
            Attendance.objects.update_or_create(
                enrolment_id=key,
                on=on,
                defaults={
                    "hours": one.hours,
                    "note": one.note.strip()[:40],
                    "entered_by": caller.account,
                },
            )
        _audit(row, "class.attendance", caller, on=on.isoformat(), people=len(known))
    return len(known)


def _seated(row: TrainingClass) -> dict[int, Enrolment]:
    held = (EnrolmentState.SEATED, EnrolmentState.DONE)
    rows = row.enrolments.filter(state__in=held).order_by("pk").select_for_update()
    return {one.pk: one for one in rows}


def hours_of(row: TrainingClass) -> dict[int, int]:
    """Hours attended so far, by enrolment."""
    rows = Attendance.objects.filter(enrolment__training_class=row).values("enrolment")
    return dict(rows.annotate(sum=Sum("hours")).values_list("enrolment", "sum"))


def record_results(*, caller: Caller, training_class: TrainingClass, lines: Mapping[int, ResultLine]) -> int:
    """Enters results and certificates, from the last day on; those of a finished class may be completed.

    Who passes with less attendance than the parameter asks needs a note. Raises Denied, NotVisible,
    LedgerRefused, EntriesRefused with every line that is wrong.
    """
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        today = timezone.localdate()
        if row.state not in (ClassState.RUNNING, ClassState.FINISHED) or today < row.ends_on:
            raise LedgerRefused(f"{row.ends_on:%Y-%m-%d}结业后才能录入结果。", "请在结业当天或以后录入。")
        seated = _seated(row)
        known = {key: line for key, line in lines.items() if key in seated}
        faults = _faults(row, seated, known, today)
        if faults:
            raise EntriesRefused(faults)
        fresh = [_enter(seated[key], line) for key, line in known.items()]
        _audit(row, "class.results", caller, people=len(known))
        if row.state == ClassState.FINISHED:
            tell_enrolments(row, "certificate", [one for one in fresh if one is not None])
    return len(known)


def _faults(
    row: TrainingClass, seated: Mapping[int, Enrolment], lines: Mapping[int, ResultLine], today: dt.date
) -> dict[int, str]:
    attended, least = hours_of(row), _least_hours(row, today)
    numbers = [line.certificate_number for line in lines.values() if line.certificate_number]
    elsewhere = set(
        Enrolment.objects.filter(certificate_number__in=numbers)
        .exclude(pk__in=list(seated))
        .values_list("certificate_number", flat=True)
    )
    faults: dict[int, str] = {}
    for key, line in lines.items():
        number = line.certificate_number
        if row.state == ClassState.FINISHED and not line.result:
            faults[key] = "班次已结业，结果不能清空。"
        elif number and line.result != Outcome.PASSED:
            faults[key] = "只有合格的才有证书编号，请核对结果。"
        elif number and (numbers.count(number) > 1 or number in elsewhere):
            faults[key] = f"证书编号“{number}”已用在另一人名下。"
        elif number and line.certificate_on is None:
            faults[key] = "写了证书编号，还要填写发证日期。"
        elif line.certificate_on and not number:
            faults[key] = "写了发证日期，还要填写证书编号。"
        elif line.certificate_on and not row.starts_on <= line.certificate_on <= today:
            faults[key] = "发证日期应在开班日期到今天之间。"
        elif line.result == Outcome.PASSED and attended.get(key, 0) < least and not line.note.strip():
            faults[key] = f"只出勤{attended.get(key, 0)}课时，不到{least}课时；合格的请写明理由。"
    return faults


def _least_hours(row: TrainingClass, on: dt.date) -> Decimal:
    """The hours that the parameter asks for, of those that were entered for the class at all."""
    days = Attendance.objects.filter(enrolment__training_class=row).values("on").distinct().count()
    share = current().decimal(SHARE, on) * days * row.hours_a_day
    return share.quantize(Decimal(1))


def _enter(one: Enrolment, line: ResultLine) -> Enrolment | None:
    """Writes a line; gives the enrolment where a certificate is new."""
    new = bool(line.certificate_number) and one.certificate_number != line.certificate_number
    one.result = line.result
    one.result_note = line.note.strip()[:100]
    one.certificate_number = line.certificate_number.strip()[:40]
    one.certificate_on = line.certificate_on
    try:
        with transaction.atomic():
            one.save(update_fields=["result", "result_note", "certificate_number", "certificate_on"])
    except IntegrityError as error:
        # Entered for somebody of another class at this very moment.
        raise EntriesRefused({one.pk: f"证书编号“{one.certificate_number}”已用在另一人名下。"}) from error
    return one if new else None


def _audit(row: TrainingClass, action: str, caller: Caller, **more: Any) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="training.TrainingClass",
        object_id=row.number,
        detail={"title": row.title, **more},
    )
