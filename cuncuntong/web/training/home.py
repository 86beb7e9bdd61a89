"""What the home page says about training."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, TaskState
from cuncuntong.ledgers.training.models import Enrolment, FollowUpTask, TrainingClass
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.home.lines import Counted
from cuncuntong.web.training.reading import TRAINING, manages


def training_to_do(caller: Caller) -> list[Counted]:
    """A point's tasks and unsigned notices; for the county its classes; for who oversees, what lags."""
    today = timezone.localdate()
    late = Q(due_on__lt=today)
    tasks = FollowUpTask.objects.filter(state=TaskState.OPEN)
    found: list[Counted] = []
    if caller.can(Ability.TRAINING_FOLLOW, TRAINING):
        own = caller.limit(Ability.TRAINING_FOLLOW, tasks, line=TRAINING)
        url = reverse("training:tasks")
        found += [
            Counted("培训意向超期未跟踪", own.filter(late), f"{url}?only=overdue", "bad", "请联系机构", "条"),
            Counted("待跟踪的培训意向", own.exclude(late), url, "info", "问清开班情况，告知本人", "条"),
            Counted("未签收的培训通知", _unsigned(caller), _placed_url(), "wait", "请通知本人来签收", "份"),
        ]
    if manages(caller):
        rows = caller.limit(Ability.TRAINING_MANAGE, TrainingClass.objects.all(), line=TRAINING)
        stuck = Q(state=ClassState.RUNNING, ends_on__lte=today)
        stuck |= Q(state=ClassState.OPEN, starts_on__lte=today, taken=0)
        stuck |= Q(state=ClassState.PLANNED, starts_on__lt=today + dt.timedelta(days=7))
        found.append(
            Counted(
                "要处理的培训班次", rows.filter(stuck), reverse("training:desk"), "wait", "到期未办", "个"
            )
        )
    # The duty that opens the page: an auditor reads figures, and would be shown a door that is closed.
    if caller.can(Ability.EMPLOYMENT_FIGURES):
        lagging = caller.limit(Ability.EMPLOYMENT_FIGURES, tasks.filter(late))
        url = reverse("training:overdue")
        found.append(Counted("各点培训意向超期未跟踪", lagging, url, "bad", "请督促服务点", "条"))
    return found


def _unsigned(caller: Caller) -> QuerySet[Enrolment]:
    held = Enrolment.objects.filter(
        state=EnrolmentState.SEATED, signed_on__isnull=True, training_class__state=ClassState.OPEN
    )
    return caller.limit(Ability.TRAINING_FOLLOW, held, "wish__", line=TRAINING)


def _placed_url() -> str:
    return reverse("training:wishes") + "?state=placed"
