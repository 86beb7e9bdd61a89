"""What was handed over follows a resident whose two records are made one."""

from __future__ import annotations

from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.residents.hooks import register_merge_part
from cuncuntong.ledgers.residents.parts import RowsOf

register_merge_part(RowsOf(Handover))
