"""The audit log's words: monthly payment."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "payments.account_changed": "更换待遇领取账户（发放失败）",
    "payments.approved": "审批待遇发放",
    "payments.begun": "编制待遇发放",
    "payments.cancelled": "作废发放批次",
    "payments.checked": "复核待遇发放",
    "payments.closed": "待遇发放结账",
    "payments.computed": "待遇发放计算完成",
    "payments.exported": "导出银行报盘文件",
    "payments.finding_decided": "处理发放前比对",
    "payments.came_back": "登记到账后退回",
    "payments.file_released": "确认没有合计行的回盘文件",
    "payments.file_voided": "作废回盘文件",
    "payments.followed": "跟进发放失败",
    "payments.lines_exported": "导出发放明细",
    "payments.posted": "登记银行回盘结果",
    "payments.printed": "打印发放汇总表",
    "payments.problem_solved": "处理回盘问题",
    "payments.released": "失败的发放退回重算",
    "payments.returned": "导入银行回盘文件",
    "payments.sent_back": "退回待遇发放",
}

OBJECTS: dict[str, str] = {
    "payments.Finding": "发放前比对",
    "payments.PayLine": "发放明细",
    "payments.PayRun": "发放批次",
    "payments.ReturnProblem": "回盘问题",
}
