"""Item 35: claiming the residents' supplementary pension."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="35",
    name="城乡居民补充养老保险待遇申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "参加我省城乡居民补充养老保险、"
        "年满65周岁且已享受我省城乡居民基本养老保险待遇的可提出领取补充养老保险待遇的申请。"
    ),
    audience="符合我省城乡居民养老保险待遇领取条件的参保人员",
    channels=COUNTER,
    limit_workdays=2,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(35), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对年满65周岁、正在享受城乡居民基本养老保险待遇。",
            "看一遍逐项算出的月待遇，确认发放账户，提交后领取受理回执。",
            "县级审核，2个工作日内办结。",
        ),
        result="核定每月补充养老金，告知开始领取的月份。",
        tips=(
            "须已领取基本养老保险待遇（第34项）。",
            "待遇标准为待核定参数，以县核定的为准。",
        ),
    ),
)
