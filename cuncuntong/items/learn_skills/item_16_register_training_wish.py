"""Item 16: registering a wish for training of the six groups of people."""

from __future__ import annotations

from cuncuntong.items.learn_skills.six_groups import SIX_GROUPS
from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="16",
    name="培训意向登记",
    group=Group.LEARN_SKILLS,
    content="为符合条件的六类重点群体做好培训意愿的信息登记，分类建档工作。",
    audience=SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=0,
    line=Line.TRAINING,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(16),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对是否属于六类重点群体，说明想学的工种和方便的时间。",
            "当场登记培训意愿，分类建档。",
        ),
        result="当场登记培训意愿。",
        tips=(
            "登记后可办第17项培训机构推荐。",
            "培训是否收费、有无补贴，以开班通知为准，登记本身不收费。",
        ),
    ),
)
