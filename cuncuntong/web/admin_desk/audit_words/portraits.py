"""Words of portraits for certification."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "portrait.answered": "上级答复认证照片",
    "portrait.approved": "认证照片审核通过",
    "portrait.consent_withdrawn": "撤回人脸照片同意",
    "portrait.erased": "删除到期认证照片",
    "portrait.in_use_again": "恢复使用原认证照片",
    "portrait.returned": "退回认证照片",
    "portrait.reversed": "撤销认证照片采集",
    "portrait.seen": "查看认证照片",
    "portrait.taken": "采集认证照片",
}

OBJECTS: dict[str, str] = {
    "portraits.Portrait": "认证照片",
}
