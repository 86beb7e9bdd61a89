"""The network's closed lists."""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    """Levels of an administrative division, from wide to narrow."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村（社区）"


class DivisionKind(models.TextChoices):
    """What a division is; a park is in the register and has no service point."""

    PROVINCE = "province", "省"
    CITY = "city", "地级市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "行政村"
    COMMUNITY = "community", "社区"
    PARK = "park", "园区"


class PointState(models.TextChoices):
    """Whether a service point takes applications."""

    OPEN = "open", "正式运行"
    TRIAL = "trial", "试运行"
    CLOSED = "closed", "停用"


class DutyKind(models.TextChoices):
    """What a person is charged with at a place (the notice, sections 2, 4 and 6; annex 7)."""

    POINT_CLERK = "point_clerk", "服务点经办员"
    TOWNSHIP_ADMIN = "township_admin", "乡镇管理员"
    REVIEWER = "reviewer", "审核员"
    BUSINESS_ADMIN = "business_admin", "业务管理员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SPECIALIST = "specialist", "业务骨干"
    OVERSEER = "overseer", "督导"
    AUDITOR = "auditor", "审计员"


class Line(models.TextChoices):
    """Lines of business: a reviewer is charged with one or more."""

    EMPLOYMENT = "employment", "就业"
    RESIDENT_PENSION = "resident_pension", "城乡居保"
    EMPLOYEE_PENSION = "employee_pension", "企业养老"
    UNEMPLOYMENT = "unemployment", "失业"
    CARD = "card", "社保卡"
    TRAINING = "training", "技能培训"


class Ability(models.TextChoices):
    """What a duty allows. One ability guards a view or a write; the table is in access/duties.py."""

    CASE_FILE = "case.file", "受理事项"
    CASE_READ = "case.read", "查看办件"
    CASE_REVIEW = "case.review", "审核办件"
    CASE_REVERSE = "case.reverse", "撤销已办结的办件"
    RESIDENT_FIND = "resident.find", "查找居民"
    RESIDENT_READ = "resident.read", "查看居民档案"
    RESIDENT_WRITE = "resident.write", "登记居民和修改联系方式"
    RESIDENT_UNMASK = "resident.unmask", "显示完整号码"
    RESIDENT_MERGE = "resident.merge", "合并重复居民"
    NOTICE_DELIVER = "notice.deliver", "送达结果通知"
    BLANK_FORM = "blank.form", "领用空白编号表"
    BATCH_REVIEW = "batch.review", "批量审核"
    ACCOUNT_MANAGE = "account.manage", "管理账号"
    PARAMETER_EDIT = "parameter.edit", "修改政策参数"
    PARAMETER_CONFIRM = "parameter.confirm", "核定政策参数"
    CALENDAR_EDIT = "calendar.edit", "维护工作日历"
    NETWORK_READ = "network.read", "查看服务网络"
    FIGURES_READ = "figures.read", "查看统计"
    AUDIT_READ = "audit.read", "查看审计记录"
    TASKS_READ = "tasks.read", "查看后台任务"
    EMPLOYER_WRITE = "employer.write", "登记用工主体和岗位"
    EMPLOYER_REVIEW = "employer.review", "核验用工主体、审核岗位"
    MATCH = "match", "推荐岗位和人员、记录联系结果"
    TRAINING_FOLLOW = "training.follow", "跟踪培训意向"
    TRAINING_MANAGE = "training.manage", "管理培训机构和班次"
    FAIR_MANAGE = "fair.manage", "组织招聘会"
    EMPLOYMENT_RECORD = "employment.record", "办理就业失业登记和就业创业证"
    EMPLOYMENT_DECIDE = "employment.decide", "认定就业困难人员、注销就业创业证"
    LIBRARY_READ = "library.read", "查看政策库和问答手册"
    LIBRARY_EDIT = "library.edit", "维护政策库、问答手册和档案机构"
    MESSAGE_DELIVER = "message.deliver", "告知居民消息"
    EMPLOYMENT_FIGURES = "employment.figures", "查看就业服务统计"
    PENSION_READ = "pension.read", "查看居民养老账户和待遇"
    PENSION_POST = "pension.post", "记账、冲正、结息"
    PENSION_LOAD = "pension.load", "导入存量账户"
    COLLECT = "collect", "开具征缴通知"
    COLLECT_IMPORT = "collect.import", "导入银行到账、核对差异"
    CLAIMS_PREPARE = "claims.prepare", "待遇申报名单和预约"
    PAY_READ = "pay.read", "查看待遇发放"
    PAY_PREPARE = "pay.prepare", "编制发放、处理比对、报盘回盘"
    PAY_APPROVE = "pay.approve", "复核和审批发放"
    PAY_FOLLOW = "pay.follow", "跟进发放失败"
    RECOVER = "pay.recover", "追回多领待遇"
    ABOVE_READ = "above.read", "查看上级系统往来"
    ABOVE_MANAGE = "above.manage", "报送上级、导入上级结果和台账"
    INSURANCE_READ = "insurance.read", "查看上级社会保险台账"
    CERTIFY = "certify", "待遇领取资格认证名单和上门认证"
    CERTIFY_MANAGE = "certify.manage", "核对资格认证、登记数据比对结果"
    PORTRAIT_TAKE = "portrait.take", "采集认证照片"
    PORTRAIT_REVIEW = "portrait.review", "审核认证照片"
    UNEMPLOYMENT_READ = "unemployment.read", "查看失业保险待遇"
    UNEMPLOYMENT_MANAGE = "unemployment.manage", "管理失业保险待遇和技能补贴"


class CoordinateSystem(models.TextChoices):
    """What longitude and latitude refer to; GCJ-02 lies some hundred metres off the other two."""

    CGCS2000 = "cgcs2000", "CGCS2000（国家大地坐标系、天地图）"
    WGS84 = "wgs84", "WGS-84（手机定位、GPS）"
    GCJ02 = "gcj02", "GCJ-02（高德、腾讯地图）"
