"""What the changes of a case share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cuncuntong.cases.enums import Move
from cuncuntong.cases.models import Case
from cuncuntong.cases.services._deciding import OwnCase
from cuncuntong.cases.services._rows import has_handled, lock_case
from cuncuntong.cases.services.transitions import expect_version, permit
from cuncuntong.cases.states import TABLE, target_of
from cuncuntong.network.access import Caller


class ChangeRefused(Exception):
    """The change can't be made as entered; the message says why, ``field`` where."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


def open_for(
    caller: Caller, move: Move, case_id: int, version: int | None, *, with_resident: bool = False
) -> Case:
    """The case, locked (with its resident where asked), when the move starts from its state."""
    permit(caller, move)
    case = lock_case(caller, TABLE[move].who, case_id, with_resident=with_resident)
    target_of(move, case.state)
    expect_version(case, version)
    return case


def not_own(caller: Caller, case: Case) -> None:
    """Raises OwnCase for whoever decided or handled the case."""
    if case.decided_by_id == caller.account.pk or has_handled(caller.account.pk, case):
        raise OwnCase


def changed_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Old and new value of every field that differs."""
    keys = [*before, *(key for key in after if key not in before)]
    return {
        key: [before.get(key, ""), after.get(key, "")]
        for key in keys
        if before.get(key, "") != after.get(key, "")
    }
