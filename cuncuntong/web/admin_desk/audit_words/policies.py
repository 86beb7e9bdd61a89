"""The audit log's words: policy documents, the handbook, archive institutions."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "archive.added": "新增档案机构",
    "archive.changed": "修改档案机构",
    "handbook.acknowledged": "签收问答手册",
    "handbook.entry_added": "新增问答条目",
    "handbook.entry_changed": "修改问答条目",
    "handbook.entry_withdrawn": "撤下问答条目",
    "handbook.exported": "导出手册签收情况",
    "handbook.issued": "发放问答手册",
    "handbook.sent_again": "补发问答手册",
    "policy.added": "新增政策文件",
    "policy.changed": "修改政策文件",
    "policy.shipped": "载入附带的政策库",
    "policy.withdrawn": "撤下政策文件",
}

OBJECTS: dict[str, str] = {
    "policies.ArchiveInstitution": "档案机构",
    "policies.HandbookEntry": "问答条目",
    "policies.HandbookIssue": "问答手册",
    "policies.PolicyDocument": "政策文件",
    "policies.library": "政策库",
}
