"""The audit log's codes in words, for the auditor's screen and the export.

A code without words is shown as it is: an entry is never hidden because a label is missing
(tests/web/test_audit_words.py finds the missing ones).
"""

from __future__ import annotations

from typing import Any

from cuncuntong.cases.enums import Move, NoticeChannel, State
from cuncuntong.ledgers.cards.enums import CardMove
from cuncuntong.ledgers.employment.enums import SpellMove, UnemploymentMove
from cuncuntong.ledgers.fairs.enums import FairMove
from cuncuntong.ledgers.jobs.enums import EmployerMove, PostingMove, SeekerMove
from cuncuntong.ledgers.messages.enums import MessageChannel, topic_name
from cuncuntong.ledgers.training.enums import Answer, ClassState, WishMove

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
    "advice.given": "出具一次性告知书",
    "archive.added": "新增档案机构",
    "archive.changed": "修改档案机构",
    "attachment.added": "上传材料",
    "attachment.opened": "查看材料",
    "audit.exported": "导出审计记录",
    "audit.verified": "核验审计链",
    "batch.started": "批量审核",
    "blank_form.issued": "领用空白编号表",
    "blank_form.voided": "作废空白编号表",
    "calendar.changed": "修改工作日历",
    "card.unmasked": "显示社保卡号",
    "case.read": "查看办件",
    "case.unmasked": "显示办件完整号码",
    "class.attendance": "录入培训出勤",
    "class.changed": "修改培训班次",
    "class.planned": "新增培训班次",
    "class.results": "录入培训结果和证书",
    "course.added": "增加培训课程",
    "course.ended": "停招培训课程",
    "certificate.cancelled": "注销就业创业证",
    "certificate.found": "就业创业证解除挂失",
    "certificate.issued": "发放就业创业证",
    "certificate.lost": "就业创业证挂失",
    "certificate.reissued": "补发就业创业证",
    "duty.ended": "结束岗位",
    "duty.given": "增加岗位",
    "employer.password_changed": "用工主体：修改网上密码",
    "employer.register_undone": "撤销用工主体登记",
    "employer.signed_in": "用工主体：网上登录",
    "employer.unmasked": "显示用工主体完整号码",
    "fair.checked_in": "参会单位签到",
    "fair.exported": "导出招聘会结果",
    "fair.interest_dropped": "取消参会意向",
    "fair.interest_noted": "登记参会意向",
    "fair.sign_up_changed": "修改参会报名",
    "fair.signed_up": "单位报名参会",
    "fair.visitors_counted": "到场人数计数",
    "fair.withdrawn": "取消参会报名",
    "figures.exported": "导出统计",
    "handbook.acknowledged": "签收问答手册",
    "handbook.entry_added": "新增问答条目",
    "handbook.entry_changed": "修改问答条目",
    "handbook.entry_withdrawn": "撤下问答条目",
    "handbook.exported": "导出手册签收情况",
    "handbook.issued": "发放问答手册",
    "handbook.sent_again": "补发问答手册",
    "institution.saved": "登记培训机构",
    "hardship.ended": "退出就业困难人员",
    "hardship.proposed": "上报就业困难人员",
    "hardship.recognised": "认定就业困难人员",
    "hardship.refused": "不予认定就业困难人员",
    "message.dropped": "撤下消息",
    "message.made": "生成消息",
    "message.not_reached": "没联系上",
    "message.telephone_shown": "显示消息的电话",
    "message.told": "告知消息",
    "network.exported": "导出服务网络",
    "notice.delivered": "告知居民",
    "paper.printed": "打印单据",
    "parameter.confirmed": "核定参数",
    "parameter.proposed": "提出参数",
    "parameter.withdrawn": "撤回参数",
    "pension.account_change_undone": "撤销养老账户变动",
    "pension.account_changed": "养老账户变动",
    "pension.account_opened": "开立养老账户",
    "pension.account_reversed": "撤销养老账户",
    "pension.back_payment_paid": "补缴年度已缴费",
    "pension.back_payment_reopened": "补缴年度恢复待缴",
    "pension.back_payments_approved": "核定补缴年度",
    "pension.back_payments_cancelled": "取消补缴核定",
    "pension.entitlement_reversed": "撤销养老待遇",
    "pension.entitlement_started": "核定养老待遇",
    "pension.entry_posted": "养老账户记账",
    "pension.entry_reversed": "养老账户冲正",
    "pension.payee_set": "登记待遇领取账户",
    "pension.payee_undone": "撤销待遇领取账户",
    "place.cleared": "删除坐标",
    "place.set": "填写坐标",
    "policy.added": "新增政策文件",
    "policy.changed": "修改政策文件",
    "policy.shipped": "载入附带的政策库",
    "policy.withdrawn": "撤下政策文件",
    "posting.expired": "招聘信息到期",
    "posting.exported": "导出招聘信息",
    "records.exported": "导出就业登记名单",
    "resident.contact_changed": "修改联系方式",
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
    "match.finished": "夜间匹配完成",
    "message.made_many": "批量生成消息",
    "recommendation.outcome": "记录推荐结果",
    "seeker.expired": "求职登记到期",
    "seeker.phone_shown": "向用工主体提供求职者电话",
    "task.retried": "重新执行任务",
    "training.asked": "培训意向跟踪联系",
    "training.notice_printed": "打印培训通知书",
    "training.roster_exported": "导出培训花名册",
    "training.roster_printed": "打印培训花名册",
    "training.sheet_printed": "打印培训签到表",
    "training.wishes_exported": "导出培训意向",
    **{f"card.{move.value}": f"社保卡：{move.label}" for move in CardMove},
    **{f"case.{move.value}": f"办件：{move.label}" for move in Move},
    **{f"class.{state.value}": f"培训班次：{state.label}" for state in ClassState},
    **{f"employer.{move.value}": f"用工主体：{move.label}" for move in EmployerMove},
    **{f"fair.{move.value}": f"招聘会：{move.label}" for move in FairMove},
    **{f"posting.{move.value}": f"招聘信息：{move.label}" for move in PostingMove},
    **{f"posting.{move.value}_undone": f"撤销：招聘信息{move.label}" for move in PostingMove},
    **{f"unemployment.{move.value}": f"失业登记：{move.label}" for move in UnemploymentMove},
    **{f"unemployment.{move.value}_undone": f"失业登记：撤销{move.label}" for move in UnemploymentMove},
    **{f"spell.{move.value}": f"灵活就业：{move.label}" for move in SpellMove},
    **{f"spell.{move.value}_undone": f"灵活就业：撤销{move.label}" for move in SpellMove},
    **{f"seeker.{move.value}": f"求职登记：{move.label}" for move in SeekerMove},
    **{f"seeker.{move.value}_undone": f"求职登记：撤销{move.label}" for move in SeekerMove},
    **{f"wish.{move.value}": f"培训意向：{move.label}" for move in WishMove},
    **{f"wish.{move.value}_undone": f"培训意向：撤销{move.label}" for move in WishMove},
}

OBJECTS: dict[str, str] = {
    "account": "账号",
    "audit": "审计",
    "batch": "批量审核",
    "blank_form": "空白编号表",
    "calendar": "日历",
    "cards.SocialCard": "社保卡",
    "case": "办件",
    "draft": "草稿",
    "employment.Certificate": "就业创业证",
    "employment.Hardship": "就业困难人员",
    "employment.Unemployment": "失业登记",
    "fairs.Fair": "招聘会",
    "figures": "统计",
    "jobs.Employer": "用工主体",
    "jobs.Employment": "就业记录",
    "jobs.JobSeeker": "求职登记",
    "jobs.MatchRun": "夜间匹配",
    "jobs.Recommendation": "岗位推荐",
    "jobs.Posting": "招聘信息",
    "message": "消息",
    "network": "服务网络",
    "network.Account": "账号",
    "network.ServicePoint": "服务点",
    "paper": "单据",
    "parameter": "参数",
    "pensions.Entitlement": "养老待遇",
    "pensions.PensionAccount": "养老账户",
    "pensions.PensionEntry": "账户明细",
    "place": "坐标",
    "point": "服务点",
    "policies.ArchiveInstitution": "档案机构",
    "policies.HandbookEntry": "问答条目",
    "policies.HandbookIssue": "问答手册",
    "policies.PolicyDocument": "政策文件",
    "policies.library": "政策库",
    "records": "就业登记",
    "resident": "居民",
    "residents.Resident": "居民",
    "task": "后台任务",
    "training.Course": "培训课程",
    "training.FollowUpCall": "跟踪联系",
    "training.Institution": "培训机构",
    "training.TrainingClass": "培训班次",
    "training.TrainingWish": "培训意向",
}

_KEYS = {
    "before": "原状态",
    "after": "现状态",
    "item": "事项",
    "reason": "理由",
    "field": "字段",
    "case": "办件",
    "channel": "方式",
    "count": "数量",
    "material": "材料",
    "size": "字节",
    "paper": "单据",
    "reprint": "补打",
    "value": "数值",
    "starts_on": "起始日",
    "kind": "类别",
    "note": "说明",
    "state": "状态",
    "employer": "用工主体",
    "by_employer": "网上办理",
    "fields": "改动",
    "code": "编号",
    "topic": "关于",
    "category": "类别",
    "why": "原因",
    "source": "来源",
    "title": "名称",
    "capacity": "名额",
    "taken": "已安排",
    "people": "人数",
    "wishes": "培训意向",
    "answer": "答复",
    "licence": "许可证号",
    "until": "有效期至",
    "occupation": "职业代码",
    "on": "日期",
}
_VALUES = {
    **{answer.value: answer.label for answer in Answer},
    **{state.value: state.label for state in State},
    **{channel.value: channel.label for channel in MessageChannel},
    **{channel.value: channel.label for channel in NoticeChannel},
}


def action_words(code: str) -> str:
    """An action in words."""
    return ACTIONS.get(code, code)


def object_words(kind: str) -> str:
    """A kind of object in words."""
    return OBJECTS.get(kind, kind)


def detail_words(detail: dict[str, Any]) -> str:
    """An entry's detail as one line, states and keys in words."""
    return "；".join(
        f"{_KEYS.get(key, key)} {_value_words(value)}"
        for key, value in detail.items()
        if value not in ("", None, [], {})
    )


def _value_words(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _VALUES.get(value) or topic_name(value)
