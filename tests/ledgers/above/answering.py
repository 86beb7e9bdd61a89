"""For tests of what follows an answer from above: ``answer(handover, agreed=…)``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.above.enums import UNSENT, AnswerState, Channel
from cuncuntong.ledgers.above.models import Answer, Handover
from cuncuntong.ledgers.above.services import Said, take_answer
from cuncuntong.ledgers.above.services.sending import arrived


def answer(
    handover: Handover | str,
    agreed: bool = True,
    words: str = "",
    *,
    code: str = "",
    data: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
    serial: int = 0,
    expect_problem: bool = False,
) -> Answer:
    """Lets the province answer something handed over (a row or its key), as the polling would.

    What was not sent yet is sent first. The answer must be taken, unless ``expect_problem``.
    """
    key = handover if isinstance(handover, str) else handover.key
    row = Handover.objects.get(key=key)
    if row.state in UNSENT:
        arrived(row, reference="S1", channel=Channel.HTTP)
        row.refresh_from_db()
    said = Said(
        key=key,
        serial=serial or row.serial + 1,
        agreed=agreed,
        words=words or ("同意" if agreed else "不符合条件"),
        at=at or timezone.now(),
        code=code,
        data=data or {},
    )
    taken = take_answer(said, channel=Channel.HTTP).answer
    wanted = AnswerState.PROBLEM if expect_problem else AnswerState.TAKEN
    assert taken.state == wanted, f"{taken.state} {taken.trouble} {taken.words_here}"
    if not isinstance(handover, str):
        handover.refresh_from_db()
    return taken
