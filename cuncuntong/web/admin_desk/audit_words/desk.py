"""The audit log's words: accounts, duties, parameters, calendar, places, background work."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "account.created": "新增账号",
    "account.frozen": "停用账号",
    "account.password_changed": "修改密码",
    "account.password_reset": "重置密码",
    "account.sessions_ended": "退出其他登录",
    "account.signed_in": "登录",
    "account.signed_out": "退出登录",
    "account.unfrozen": "恢复账号",
    "account.unlocked": "解除登录锁定",
    "audit.exported": "导出审计记录",
    "audit.verified": "核验审计链",
    "calendar.changed": "修改工作日历",
    "duty.ended": "结束岗位",
    "duty.given": "增加岗位",
    "figures.exported": "导出统计",
    "network.exported": "导出服务网络",
    "parameter.confirmed": "核定参数",
    "parameter.proposed": "提出参数",
    "parameter.withdrawn": "撤回参数",
    "place.cleared": "删除坐标",
    "place.set": "填写坐标",
    "task.retried": "重新执行任务",
}

OBJECTS: dict[str, str] = {
    "account": "账号",
    "audit": "审计",
    "calendar": "日历",
    "figures": "统计",
    "network": "服务网络",
    "network.Account": "账号",
    "network.ServicePoint": "服务点",
    "parameter": "参数",
    "place": "坐标",
    "point": "服务点",
    "task": "后台任务",
}
