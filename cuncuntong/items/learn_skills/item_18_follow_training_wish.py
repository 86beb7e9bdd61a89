"""Item 18: asking institutions for dates and telling who registered a wish."""

from __future__ import annotations

from cuncuntong.items.learn_skills.six_groups import SIX_GROUPS
from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="18",
    name="培训意向跟踪反馈",
    group=Group.LEARN_SKILLS,
    content=(
        "基层服务网点工作人员定期联系已有开班计划的培训机构或属地人社部门，咨询培训机构开班时间、"
        "地点等信息，将相关情况反馈给已完成意向登记的办事群众。"
    ),
    audience=SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=5,
    line=Line.TRAINING,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(18),),
        steps=(
            "服务点定期联系有开班计划的培训机构或属地人社部门。",
            "问清开班时间、地点、工种和条件。",
            "5个工作日内把情况反馈给已登记意向的群众。",
        ),
        result="5个工作日内反馈开班时间、地点等信息。",
        tips=("电话有变的，请告知服务点，以免错过通知。",),
    ),
)
