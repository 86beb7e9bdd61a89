"""The audit log's words: employers, job offers, seekers, matching and job fairs."""

from __future__ import annotations

from cuncuntong.ledgers.fairs.enums import FairMove
from cuncuntong.ledgers.jobs.enums import EmployerMove, PostingMove, SeekerMove

ACTIONS: dict[str, str] = {
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
    "match.finished": "夜间匹配完成",
    "posting.expired": "招聘信息到期",
    "posting.exported": "导出招聘信息",
    "recommendation.outcome": "记录推荐结果",
    "seeker.expired": "求职登记到期",
    "seeker.phone_shown": "向用工主体提供求职者电话",
    **{f"employer.{move.value}": f"用工主体：{move.label}" for move in EmployerMove},
    **{f"fair.{move.value}": f"招聘会：{move.label}" for move in FairMove},
    **{f"posting.{move.value}": f"招聘信息：{move.label}" for move in PostingMove},
    **{f"posting.{move.value}_undone": f"撤销：招聘信息{move.label}" for move in PostingMove},
    **{f"seeker.{move.value}": f"求职登记：{move.label}" for move in SeekerMove},
    **{f"seeker.{move.value}_undone": f"求职登记：撤销{move.label}" for move in SeekerMove},
}

OBJECTS: dict[str, str] = {
    "fairs.Fair": "招聘会",
    "jobs.Employer": "用工主体",
    "jobs.Employment": "就业记录",
    "jobs.JobSeeker": "求职登记",
    "jobs.MatchRun": "夜间匹配",
    "jobs.Posting": "招聘信息",
    "jobs.Recommendation": "岗位推荐",
}
