"""The order in which wishes are placed, and what stands against it: group first, then who came first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cuncuntong.ledgers.training.enums import EnrolmentState, Group
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.network.parameters import current

ORDER = "training.group_order"
LAST = 9


def rank_of(group: str, on: dt.date) -> int:
    """The group's place in the order, a small number first; a group that nobody ranked comes last."""
    return int(current().table(ORDER, on).get(str(Group(group).label), LAST))


def in_order(wishes: Iterable[TrainingWish], on: dt.date) -> list[TrainingWish]:
    """By group as the parameter says, then by how long the wish has stood."""
    ranks = {group.value: rank_of(group.value, on) for group in Group}
    return sorted(wishes, key=lambda wish: (ranks.get(wish.group, LAST), wish.ordered_at, wish.pk))


def clash_of(resident: int, row: TrainingClass) -> Enrolment | None:
    """What the person holds in this class already, or in one at the same time of the day on the same days."""
    held = Enrolment.objects.filter(
        resident_id=resident, state__in=[EnrolmentState.SEATED, EnrolmentState.WAITING, EnrolmentState.DONE]
    ).select_related("training_class")
    own = held.filter(training_class=row).first()
    if own is not None:
        return own
    return held.filter(
        state=EnrolmentState.SEATED,
        training_class__times=row.times,
        training_class__starts_on__lte=row.ends_on,
        training_class__ends_on__gte=row.starts_on,
    ).first()
