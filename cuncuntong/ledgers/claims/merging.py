"""The claims' part of a merge of two records of one person."""

from __future__ import annotations

from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.residents.hooks import register_merge_part
from cuncuntong.ledgers.residents.parts import RowsOf

register_merge_part(RowsOf(ClaimVisit))
