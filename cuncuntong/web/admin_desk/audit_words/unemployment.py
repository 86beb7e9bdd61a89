"""Words for unemployment benefit and skill subsidies."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "unemployment.granted": "核定失业保险金",
    "unemployment.undone": "撤销失业保险金核定",
    "unemployment.ended": "停止领取失业保险金",
    "unemployment.resumed": "恢复领取失业保险金",
    "unemployment.refused_above": "上级不同意失业保险金",
    "unemployment.agreed_after_all": "上级更正答复，同意失业保险金",
    "unemployment.end_refused_above": "上级不同意停领或恢复领取",
    "unemployment.overpaid": "认定多领失业保险金",
    "unemployment.returned": "登记失业保险金退回",
    "unemployment.sign_decided": "处理停领线索",
    "unemployment.exported": "导出失业保险金名单",
    "skills.approved": "核定技能提升补贴",
    "skills.undone": "撤销技能提升补贴核定",
    "skills.refused_above": "上级不同意技能提升补贴",
    "skills.agreed_after_all": "上级更正答复，同意技能提升补贴",
    "skills.returned": "登记技能提升补贴退回",
}
OBJECTS: dict[str, str] = {
    "unemployment.Benefit": "失业保险金",
    "unemployment.Overpaid": "多领失业保险金",
    "unemployment.StopSign": "停领线索",
    "skills.Subsidy": "技能提升补贴",
}
