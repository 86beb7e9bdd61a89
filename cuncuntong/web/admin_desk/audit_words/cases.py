"""The audit log's words: cases and what belongs to them: attachments, papers, notices, blank forms."""

from __future__ import annotations

from cuncuntong.cases.enums import Move

ACTIONS: dict[str, str] = {
    "advice.given": "出具一次性告知书",
    "attachment.added": "上传材料",
    "attachment.handed_on": "材料转由台账保存",
    "attachment.opened": "查看材料",
    "batch.started": "批量审核",
    "blank_form.issued": "领用空白编号表",
    "blank_form.voided": "作废空白编号表",
    "case.read": "查看办件",
    "case.unmasked": "显示办件完整号码",
    "notice.delivered": "告知居民",
    "paper.printed": "打印单据",
    **{f"case.{move.value}": f"办件：{move.label}" for move in Move},
}

OBJECTS: dict[str, str] = {
    "batch": "批量审核",
    "blank_form": "空白编号表",
    "case": "办件",
    "draft": "草稿",
    "paper": "单据",
}
