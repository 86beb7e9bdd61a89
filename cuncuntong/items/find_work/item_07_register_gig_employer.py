"""Item 7: registering a person or company that looks for gig workers."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="7",
    name="招聘零工登记",
    group=Group.FIND_WORK,
    content="登记零工招聘者的基本信息和招聘意向。",
    audience="需要找零工的用工人员或单位",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(7),),
        steps=(
            "个人出示身份证或社保卡，单位由经办人出示本人身份证并说明单位名称。",
            "说明需要的工种、人数、时间、地点、工钱和结算方式。",
            "核对后当场登记，选择是否对求职者公开联系方式。",
        ),
        result="当场登记招聘零工信息。",
        tips=(
            "招到人或不再需要的，请来结束登记，以免求职者白跑。",
            "不得招用未满16周岁的未成年人，不得收取押金、扣留证件。",
        ),
    ),
)
