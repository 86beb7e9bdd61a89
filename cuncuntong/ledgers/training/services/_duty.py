"""Who may act for a wish or in a class, asked by the services themselves so that no screen can forget it."""

from __future__ import annotations

from collections.abc import Iterable

from cuncuntong.ledgers.training.models import TrainingClass, TrainingWish
from cuncuntong.network.access import Caller, Denied, NotVisible, caller_of
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed

_BOTH = (Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE)


def check_wishes(actor: Account | None, wishes: Iterable[TrainingWish], case_number: str) -> None:
    """An account acts for the wishes of its area, as who follows them up or manages training.

    Through a case it acts for whoever stands at its counter, wherever they live: filing the case asked
    for the duty and the person. No account is the system itself. Raises Denied or NotVisible.
    """
    if actor is None or case_number:
        return
    caller = caller_of(actor)
    if not any(caller.can(ability, Line.TRAINING) for ability in _BOTH):
        raise Denied("您的岗位不办理培训业务。如工作需要，请联系本级系统管理员调整岗位。")
    if not all(_reaches(caller, wish) for wish in wishes):
        raise NotVisible("没有找到这条培训意向，或它不在您的服务范围内。")


def check_place(
    actor: Account | None, wish: TrainingWish, training_class: TrainingClass, case_number: str
) -> None:
    """The same for somebody's place in a class: who manages the class acts for all who are in it."""
    if actor is not None and not case_number:
        caller = caller_of(actor)
        if not _covers(caller, Ability.TRAINING_MANAGE, training_class):
            check_wishes(actor, [wish], case_number)


def _reaches(caller: Caller, row: TrainingWish) -> bool:
    return any(_covers(caller, ability, row) for ability in _BOTH)


def _covers(caller: Caller, ability: str, row: Placed) -> bool:
    place = {"village": row.village_code, "township": row.township_code, "county": row.county_code}
    return caller.covers(ability, **place, line=Line.TRAINING)
