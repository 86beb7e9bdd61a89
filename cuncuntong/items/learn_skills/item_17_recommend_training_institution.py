"""Item 17: recommending a training institution nearby."""

from __future__ import annotations

from cuncuntong.items.learn_skills.six_groups import SIX_GROUPS
from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="17",
    name="培训机构推荐",
    group=Group.LEARN_SKILLS,
    content="根据已登记的培训意愿为符合条件的六类重点群体，按照就近原则推荐培训机构。",
    audience=SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=0,
    line=Line.TRAINING,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(17),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "按已登记的培训意愿，就近匹配培训机构和工种。",
            "告知机构名称、地址、开班情况和联系方式。",
        ),
        result="当场得到就近的培训机构信息。",
        tips=(
            "先办第16项“培训意向登记”。",
            "最终参加哪家机构由本人决定。",
        ),
    ),
)
