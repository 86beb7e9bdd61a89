"""Words for what is declared here of the insurance that the province keeps."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "insurance.flexible_declared": "灵活就业参保申报",
    "insurance.flexible_redeclared": "按新标准重报缴费基数",
    "insurance.flexible_withdrawn": "撤销灵活就业参保申报",
    "insurance.flexible_agreed": "上级办结灵活就业参保",
    "insurance.flexible_refused": "上级不同意灵活就业参保",
    "insurance.stop_suspended": "报请暂停企业养老待遇",
    "insurance.stop_resumed": "报请恢复企业养老待遇",
    "insurance.stop_withdrawn": "撤销暂停或恢复的报请",
    "insurance.stop_agreed": "上级办结企业养老待遇暂停或恢复",
    "insurance.stop_refused": "上级不同意企业养老待遇暂停或恢复",
}
OBJECTS: dict[str, str] = {
    "insurance.FlexibleDeclaration": "灵活就业参保申报",
    "insurance.PensionStop": "企业养老待遇暂停或恢复",
}
