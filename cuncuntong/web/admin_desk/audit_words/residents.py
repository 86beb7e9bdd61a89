"""The audit log's words: the residents' register."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "resident.contact_changed": "修改联系方式",
    "resident.death_entered": "登记居民死亡",
    "resident.death_taken_back": "撤销居民死亡登记",
    "resident.details_changed": "变更居民资料",
    "resident.details_undone": "撤销居民资料变更",
    "resident.looked_up": "查询居民信息",
    "resident.merge_undone": "撤销档案合并",
    "resident.merged": "合并档案",
    "resident.read": "查看居民档案",
    "resident.registered": "登记新居民",
    "resident.registration_refused": "登记新居民未成",
    "resident.unmasked": "显示完整号码",
    "resident.visit_granted": "异地到场办理",
    "resident.visit_refused": "异地到场未成",
    "resident.visit_repeated": "异地到场（当天再次）",
}

OBJECTS: dict[str, str] = {
    "resident": "居民",
    "residents.Resident": "居民",
}
