"""The audit log's words: certification of who draws a pension."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "certification.answered": "收到上级对资格认证的答复",
    "certification.certified": "登记资格认证",
    "certification.doubt_settled": "核实资格认证疑点",
    "certification.exported": "导出资格认证名单",
    "certification.home_done": "取消上门认证",
    "certification.home_wanted": "登记需要上门认证",
    "certification.list_done": "认证数据名单处理完毕",
    "certification.list_taken": "上传认证数据名单",
    "certification.loss_closed": "办结丧失资格线索",
    "certification.loss_reported": "登记丧失资格线索",
    "certification.night": "资格认证夜间处理",
    "certification.printed": "打印资格认证名单",
    "certification.undone": "撤销资格认证",
}

OBJECTS: dict[str, str] = {
    "certification": "资格认证名单",
    "certification.Beneficiary": "待遇领取资格",
    "certification.Certification": "资格认证",
    "certification.CertificationNight": "资格认证夜间处理",
    "certification.EvidenceList": "认证数据名单",
    "certification.Loss": "丧失领取资格线索",
}
