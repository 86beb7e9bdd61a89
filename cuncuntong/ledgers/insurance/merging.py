"""Participations follow a resident whose two records are made one."""

from __future__ import annotations

from cuncuntong.ledgers.insurance.enums import InsuranceScheme
from cuncuntong.ledgers.insurance.models import Participation
from cuncuntong.ledgers.residents.hooks import register_merge_part
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


def _both_insured(kept: Resident, dropped: Resident) -> list[str]:
    rows = Participation.objects.filter(resident__in=[kept, dropped]).values_list("scheme", flat=True)
    schemes = list(rows)
    return [
        f"两份档案都有{scheme.label}的参保记录，请先向上级经办机构核实并转移接续。"
        for scheme in InsuranceScheme
        if schemes.count(scheme.value) > 1
    ]


register_merge_part(RowsOf(Participation, conflicts=_both_insured))
