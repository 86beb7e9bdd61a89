"""Cases, drafts and advice follow a resident whose two records are made one."""

from __future__ import annotations

from cuncuntong.cases.models import Advice, Case, Draft
from cuncuntong.ledgers.residents.hooks import register_merge_part
from cuncuntong.ledgers.residents.parts import RowsOf

for model in (Case, Draft, Advice):
    register_merge_part(RowsOf(model))
