"""The recalculations' part of a merge of two records of one person."""

from __future__ import annotations

from cuncuntong.ledgers.recalculations.models import RecalculationRow
from cuncuntong.ledgers.residents.hooks import register_merge_part
from cuncuntong.ledgers.residents.parts import RowsOf

register_merge_part(RowsOf(RecalculationRow))
