"""The audit log's words: training: courses, classes, wishes."""

from __future__ import annotations

from cuncuntong.ledgers.training.enums import ClassState, WishMove

ACTIONS: dict[str, str] = {
    "class.attendance": "录入培训出勤",
    "class.changed": "修改培训班次",
    "class.planned": "新增培训班次",
    "class.results": "录入培训结果和证书",
    "course.added": "增加培训课程",
    "course.ended": "停招培训课程",
    "institution.saved": "登记培训机构",
    "training.asked": "培训意向跟踪联系",
    "training.notice_printed": "打印培训通知书",
    "training.roster_exported": "导出培训花名册",
    "training.roster_printed": "打印培训花名册",
    "training.sheet_printed": "打印培训签到表",
    "training.wishes_exported": "导出培训意向",
    **{f"class.{state.value}": f"培训班次：{state.label}" for state in ClassState},
    **{f"wish.{move.value}": f"培训意向：{move.label}" for move in WishMove},
    **{f"wish.{move.value}_undone": f"培训意向：撤销{move.label}" for move in WishMove},
}

OBJECTS: dict[str, str] = {
    "training.Course": "培训课程",
    "training.FollowUpCall": "跟踪联系",
    "training.Institution": "培训机构",
    "training.TrainingClass": "培训班次",
    "training.TrainingWish": "培训意向",
}
