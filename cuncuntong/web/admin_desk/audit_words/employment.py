"""The audit log's words: employment records: unemployment, flexible work, certificates, hardship."""

from __future__ import annotations

from cuncuntong.ledgers.employment.enums import SpellMove, UnemploymentMove

ACTIONS: dict[str, str] = {
    "certificate.cancelled": "注销就业创业证",
    "certificate.found": "就业创业证解除挂失",
    "certificate.issued": "发放就业创业证",
    "certificate.lost": "就业创业证挂失",
    "certificate.reissued": "补发就业创业证",
    "hardship.ended": "退出就业困难人员",
    "hardship.proposed": "上报就业困难人员",
    "hardship.recognised": "认定就业困难人员",
    "hardship.refused": "不予认定就业困难人员",
    "records.exported": "导出就业登记名单",
    **{f"unemployment.{move.value}": f"失业登记：{move.label}" for move in UnemploymentMove},
    **{f"unemployment.{move.value}_undone": f"失业登记：撤销{move.label}" for move in UnemploymentMove},
    **{f"spell.{move.value}": f"灵活就业：{move.label}" for move in SpellMove},
    **{f"spell.{move.value}_undone": f"灵活就业：撤销{move.label}" for move in SpellMove},
}

OBJECTS: dict[str, str] = {
    "employment.Certificate": "就业创业证",
    "employment.Hardship": "就业困难人员",
    "employment.Unemployment": "失业登记",
    "records": "就业登记",
}
