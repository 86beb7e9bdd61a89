"""The audit log's words: collection and claims of the residents' pension at points."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "claims.declaration_undone": "撤销待遇申报",
    "claims.declared": "登记待遇申报",
    "claims.exported": "导出待遇申报名单",
    "claims.visit_undone": "撤回申领走访",
    "claims.visited": "登记申领走访",
    "collection.cancelled": "取消缴费通知",
    "collection.deduction_answered": "登记银行代扣回盘",
    "collection.deduction_exported": "导出银行代扣文件（含完整账号）",
    "collection.expired": "缴费通知过期",
    "collection.exported": "导出征缴名单",
    "collection.file_posted": "到账文件入账完毕",
    "collection.file_released": "合计不符的到账文件：按明细入账",
    "collection.file_taken": "导入到账文件",
    "collection.file_voided": "合计不符的到账文件：整份作废",
    "collection.issued": "开具缴费通知",
    "collection.line_solved": "处理到账差异",
    "collection.paid": "缴费通知到账入账",
    "collection.reversed": "冲正到账",
}

OBJECTS: dict[str, str] = {
    "claims": "待遇申报名单",
    "claims.ClaimVisit": "待遇申报走访",
    "collection": "征缴名单",
    "collection.Arrival": "到账明细",
    "collection.ArrivalFile": "到账文件",
    "collection.ContributionOrder": "缴费通知",
    "collection.DeductionFile": "代扣文件",
}
