"""Whom the training items are for: the notice names them at item 16 and refers back to it."""

from __future__ import annotations

SIX_GROUPS = (
    "防止返贫监测对象、毕业年度高校毕业生、城乡未继续升学的应届初高中毕业生、农村转移就业劳动者、"
    "城镇登记失业人员、就业困难人员等"
)
