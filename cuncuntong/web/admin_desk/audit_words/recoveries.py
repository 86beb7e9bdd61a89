"""The audit log's words: what was overpaid, and what remains after a death."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "overpayment.added": "多领待遇增加月份",
    "overpayment.agreed": "登记多领退回约定",
    "overpayment.exported": "导出多领退回",
    "overpayment.page_added": "上传退回协议签字件",
    "overpayment.page_opened": "查看退回协议签字件",
    "overpayment.page_set_aside": "作废退回协议签字件",
    "overpayment.received": "登记多领退回",
    "overpayment.recorded": "认定多领待遇",
    "overpayment.restored": "恢复多领待遇",
    "overpayment.reversed": "冲正多领退回",
    "overpayment.signed": "登记退回协议签字",
    "overpayment.undone": "撤销多领待遇",
    "settlement.arranged": "登记身后结算",
    "settlement.grant_taken": "身后结算补记丧葬补助金",
    "settlement.supplemented": "生成丧葬补助金补付",
    "settlement.heir_named": "指定身后待遇领取人",
    "settlement.settled": "身后结算办结",
    "settlement.undone": "撤销身后结算",
}

OBJECTS: dict[str, str] = {
    "recoveries.DeathSettlement": "身后结算",
    "recoveries.Overpayment": "多领待遇",
}
