"""What the province answers to a suspension or a resumption, and what follows here."""

from __future__ import annotations

from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.insurance.enums import DeclaredState, StopMove
from cuncuntong.ledgers.insurance.models import PensionStop
from cuncuntong.ledgers.insurance.selectors.stops import OPEN
from cuncuntong.ledgers.insurance.services._declared import answer, said_already, tell_answer
from cuncuntong.ledgers.insurance.services.stops import back_to_before, unenter
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.services import enter_death


def answered(handover: Handover, outcome: Outcome) -> None:
    """Takes the province's answer, in its transaction and once; a refusal gives back what followed here."""
    row = (
        PensionStop.objects.select_for_update(of=("self",))
        .select_related("resident", "lifts")
        .get(handover_key=handover.key)
    )
    if said_already(row, agreed=outcome.agreed):
        return
    if row.state == DeclaredState.REFUSED:
        _after_all(row)
    answer(row, agreed=outcome.agreed, words=outcome.words, at=outcome.at)
    what = f"{row.resident.name}的企业职工养老待遇{row.get_move_display()}（{row.get_kind_display()}）"
    if outcome.agreed:
        tell_answer(
            row,
            f"{what}，上级已办结，从{row.from_month:%Y年%m月}起{row.get_move_display()}发放。",
            serial=handover.serial,
        )
        return
    others = back_to_before(row, None, forced=True)
    tell_answer(
        row,
        f"{what}，上级没有同意：{outcome.words or '没有说明原因'}。请到服务点核实后重新办理。{others}",
        serial=handover.serial,
    )


def _after_all(row: PensionStop) -> None:
    """The province agrees to what it had refused: what a refusal gave back follows again."""
    stop = row if row.move == StopMove.SUSPEND else row.lifts
    assert stop is not None
    others = PensionStop.objects.filter(OPEN, participation=stop.participation_id, kind=stop.kind)
    if row.move == StopMove.SUSPEND:
        if others.exists():
            raise LedgerRefused("已另行登记了同样的暂停，答复没有采用。", "请与上级经办机构核对后处理。")
        if row.death_entered and row.happened_on is not None:
            enter_death(
                resident=row.resident, died_on=row.happened_on, actor=None, case_number=row.case_number
            )
        return
    stop.lifted_on = row.decided_on
    stop.save(update_fields=["lifted_on"])
    if stop.death_entered:
        unenter(stop, row.resident, None, row.case_number, forced=True)
