"""What the library's writes share: the row as it was read, and the refusal where it has moved on."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model

from cuncuntong.ledgers.refused import LedgerRefused

M = TypeVar("M", bound=Model)


def locked(model: type[M], pk: int, version: int) -> M:
    """The row for changing; refused where somebody has changed it since it was read."""
    row = model._default_manager.select_for_update().get(pk=pk)
    if row.version != version:  # type: ignore[attr-defined]
        raise LedgerRefused(
            "您打开之后，别人已经修改过这一条，没有保存您的修改。",
            "请先看看最新的内容，再把您的修改填进去。",
        )
    return row
