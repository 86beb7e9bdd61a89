"""Answers that stand among the problems: taken again by a person, or settled with a word."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import TAKE_AGAIN, AnswerState, HandoverState
from cuncuntong.ledgers.above.models import Answer, Handover
from cuncuntong.ledgers.above.services.answers import apply, close_older, tell, write
from cuncuntong.ledgers.above.services.noting import audit, note
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability


def _problem(caller: Caller, pk: int) -> tuple[Answer, Handover | None]:
    """A problem answer, locked behind its handover as take_answer locks it."""
    row = fetch(caller, Ability.ABOVE_MANAGE, Answer.objects.all(), pk=pk)
    handover = (
        Handover.objects.select_for_update().get(pk=row.handover_id) if row.handover_id is not None else None
    )
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=pk)
    if answer.state != AnswerState.PROBLEM:
        raise LedgerRefused(f"这条答复{answer.get_state_display()}。", "请刷新页面查看。")
    return answer, handover


def take_again(*, caller: Caller, pk: int) -> Answer:
    """Takes an answer that our ledger refused, once the cause is gone. It may become a problem again.

    Raises Denied, NotVisible, LedgerRefused for one that is no such problem.
    """
    with transaction.atomic():
        answer, handover = _problem(caller, pk)
        if handover is None or answer.trouble not in TAKE_AGAIN:
            raise LedgerRefused("这条答复不能直接采用。", "请与上级核对后，写明处理结果。")
        if handover.state == HandoverState.WITHDRAWN:
            raise LedgerRefused("这笔报送已经撤回，不能再采用。", "请与上级核对后，写明处理结果。")
        if answer.serial <= handover.serial:
            raise LedgerRefused(
                f"已经按第{handover.serial}号答复办理，不能再采用较旧的。", "请写明处理结果，把这条办结。"
            )
        apply(handover, answer)
        answer.save()
        tell(handover, answer, caller.account)
    return answer


def settle(*, caller: Caller, pk: int, words: str) -> Answer:
    """A person has dealt with a problem otherwise and says how.

    Where our ledger refused the answer, the handover is ended as the province said, without what would
    have followed here. Raises Denied, NotVisible, LedgerRefused without words or for no problem.
    """
    if not words.strip():
        raise LedgerRefused("请写明怎样处理的。", "")
    with transaction.atomic():
        answer, handover = _problem(caller, pk)
        answer.state, answer.note = AnswerState.SETTLED, words.strip()[:200]
        answer.settled_by, answer.settled_at = caller.account, timezone.now()
        answer.save()
        if handover is not None:
            stands = answer.serial > handover.serial and handover.state != HandoverState.WITHDRAWN
            if answer.trouble in TAKE_AGAIN and stands:
                write(handover, answer)
                close_older(handover, answer)
            note(handover, "答复已由人工处理", answer.note, actor=caller.account)
            audit(handover, "answer_settled", caller.account, serial=answer.serial, trouble=answer.trouble)
        else:
            record(
                actor=caller.account,
                action="above.answer_settled",
                object_type="above.Answer",
                object_id=str(answer.pk),
                detail={"key": answer.key, "serial": answer.serial, "trouble": answer.trouble},
            )
    return answer
