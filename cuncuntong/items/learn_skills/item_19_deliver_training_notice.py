"""Item 19: telling people to attend the training that starts."""

from __future__ import annotations

from cuncuntong.items.learn_skills.six_groups import SIX_GROUPS
from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="19",
    name="参加培训办结送达",
    group=Group.LEARN_SKILLS,
    content="基层服务网点工作人员根据培训机构开班情况，通知办事群众按时参加培训。",
    audience=SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=0,
    line=Line.TRAINING,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(19),),
        steps=(
            "服务点按培训机构的开班情况核对名单。",
            "通知本人开班时间、地点和要带的东西。",
            "记录通知的时间和方式；不能参加的，登记原因并改报以后的班次。",
        ),
        result="按时通知本人参加培训。",
        tips=("不能参加的，请尽早告知，名额可以让给别人。",),
    ),
)
