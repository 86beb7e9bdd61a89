"""Taking what the province answers: once, in one transaction with what follows here, and never lost."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.ledgers.above.enums import (
    AnswerState,
    HandoverState,
    Trouble,
)
from cuncuntong.ledgers.above.hooks import Outcome, kind_of
from cuncuntong.ledgers.above.models import Answer, Handover, Package
from cuncuntong.ledgers.above.services.noting import note
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

log = logging.getLogger("cuncuntong.above")
# The province may correct itself: what was answered is still asked for, once a day (services.sending).
CORRECTION_PAUSE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """An answer as it came: ``serial`` counts the province's answers to one key, from 1 on."""

    key: str
    serial: int
    agreed: bool
    words: str
    at: dt.datetime
    code: str = ""
    reference: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SM3 of all that it says: two that differ in anything are two answers."""
        parts = [
            self.key,
            self.serial,
            self.agreed,
            self.words,
            self.at.astimezone(dt.UTC).isoformat(),
            self.code,
            self.reference,
            dict(self.data),
        ]
        return sm3(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode())


@dataclass(frozen=True)
class Taking:
    """What taking an answer came to: its row, and whether it had come before."""

    answer: Answer
    repeated: bool = False


def take_answer(said: Said, *, channel: str, package: Package | None = None) -> Taking:
    """Takes one answer, in one transaction with the kind's ``answered``.

    The same answer again changes nothing. What can't be taken (unknown, withdrawn, contradicting an
    answer of the same serial, refused by our ledger) is kept as a problem for a person. An older one than
    the newest that was taken is kept and changes nothing.
    """
    with transaction.atomic():
        row = Handover.objects.select_for_update().filter(key=said.key).first()
        digest = said.digest
        known = Answer.objects.filter(key=said.key, serial=said.serial, digest=digest).first()
        if known:
            if row is not None:
                _judge_early(row, known)
            return Taking(known, repeated=True)
        made = Answer(
            handover=row,
            line=row.line if row else "",
            key=said.key,
            serial=said.serial,
            digest=digest,
            agreed=said.agreed,
            code=said.code[:20],
            words=said.words[:300],
            data=dict(said.data),
            reference=said.reference[:60],
            said_at=said.at,
            came_at=timezone.now(),
            channel=channel,
            package=package,
            village_code=row.village_code if row else "",
            township_code=row.township_code if row else "",
            county_code=row.county_code if row else str(settings.CUNCUNTONG["COUNTY_CODE"]),
        )
        _judge(row, made)
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            # Nobody holds a lock for an answer to nothing: another process kept it at the same moment.
            return Taking(Answer.objects.get(key=said.key, serial=said.serial, digest=digest), repeated=True)
        tell(row, made, None)
    return Taking(made)


def _judge_early(row: Handover, known: Answer) -> None:
    """An answer that came before we knew of its sending (a restored backup) is judged once we do."""
    early = known.trouble in (Trouble.UNKNOWN, Trouble.NOT_SENT) and known.state == AnswerState.PROBLEM
    if not early or _trouble(row, known) is not None:
        return
    known.handover, known.line, known.trouble, known.words_here = row, row.line, "", ""
    known.village_code, known.township_code = row.village_code, row.township_code
    known.county_code = row.county_code
    _judge(row, known)
    known.save()
    tell(row, known, None)


def _judge(row: Handover | None, answer: Answer) -> None:
    """Decides what becomes of an answer, and lets it have its effect."""
    trouble = _trouble(row, answer)
    if trouble:
        answer.state, answer.trouble, answer.words_here = AnswerState.PROBLEM, trouble, trouble.label
        return
    if row is None or answer.serial < row.serial:
        answer.state = AnswerState.OLDER
        answer.words_here = f"已采用第{row.serial}号答复。" if row else ""
        return
    apply(row, answer)


def _trouble(row: Handover | None, answer: Answer) -> Trouble | None:
    if row is None:
        return Trouble.UNKNOWN
    if row.state == HandoverState.WITHDRAWN:
        return Trouble.WITHDRAWN
    if row.state == HandoverState.WAITING and not row.tries:
        return Trouble.NOT_SENT
    others = Answer.objects.filter(key=answer.key, serial=answer.serial).exclude(digest=answer.digest)
    if answer.serial == row.serial or others.exists():
        return Trouble.DIFFERS
    return None


def apply(row: Handover, answer: Answer) -> None:
    """Takes the answer, with what the kind does: all of it, or a problem that says why not."""
    try:
        with transaction.atomic():
            write(row, answer)
            kind = kind_of(row.kind)
            if kind.answered is not None:
                kind.answered(row, _outcome(answer))
    except LedgerRefused as refused:
        answer.state, answer.trouble = AnswerState.PROBLEM, Trouble.LEDGER
        answer.words_here = f"{refused.message}{refused.remedy}"[:300]
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing was taken, and it is asked for again
    except Exception:
        # A fault of the program must not lose the answer, nor keep the others of its package waiting.
        log.exception("answer %s to %s could not be taken", answer.serial, answer.key)
        answer.state, answer.trouble = AnswerState.PROBLEM, Trouble.BROKEN
        answer.words_here = "请把服务日志交给技术人员；改好后在这里重新采用。"
    else:
        answer.state, answer.trouble, answer.words_here = AnswerState.TAKEN, "", ""
        close_older(row, answer)


def close_older(row: Handover, answer: Answer) -> None:
    """Problems of older answers are none any more."""
    older = Answer.objects.filter(key=row.key, serial__lt=answer.serial, state=AnswerState.PROBLEM)
    older.update(state=AnswerState.OLDER, words_here=f"已被第{answer.serial}号答复代替。")


def _outcome(answer: Answer) -> Outcome:
    return Outcome(
        agreed=answer.agreed, code=answer.code, words=answer.words, data=answer.data, at=answer.said_at
    )


def write(row: Handover, answer: Answer) -> None:
    """The handover says what was answered."""
    row.state = HandoverState.AGREED if answer.agreed else HandoverState.REFUSED
    row.serial, row.answered_at = answer.serial, answer.said_at
    row.answer_code, row.answer_words, row.answer = answer.code, answer.words, dict(answer.data)
    row.reference = answer.reference or row.reference
    row.sent_at = row.sent_at or row.made_at
    row.error, row.next_try_at, row.busy_until = "", None, None
    row.asks, row.next_ask_at = 0, timezone.now() + CORRECTION_PAUSE
    row.save(
        update_fields=[
            "state",
            "serial",
            "answered_at",
            "answer_code",
            "answer_words",
            "answer",
            "reference",
            "sent_at",
            "error",
            "next_try_at",
            "asks",
            "next_ask_at",
            "busy_until",
        ]
    )


def tell(row: Handover | None, answer: Answer, actor: Account | None) -> None:
    """The event and the audit entry of an answer."""
    verdict = "同意" if answer.agreed else "不同意"
    if row is not None:
        what = {
            AnswerState.TAKEN: f"上级答复：{verdict}",
            AnswerState.OLDER: "收到较旧的答复",
            AnswerState.PROBLEM: "收到答复，没有办成",
        }[AnswerState(answer.state)]
        words = answer.words if answer.state == AnswerState.TAKEN else answer.words_here
        note(row, what, words, actor=actor)
    record(
        actor=actor,
        action=f"above.answer_{answer.state}",
        object_type="above.Answer",
        object_id=str(answer.pk),
        detail={
            "key": answer.key,
            "serial": answer.serial,
            "agreed": answer.agreed,
            "trouble": answer.trouble,
            "channel": answer.channel,
        },
    )
