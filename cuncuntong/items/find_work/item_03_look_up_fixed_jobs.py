"""Item 3: looking up the jobs that companies have published."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="3",
    name="固定工岗位信息查询",
    group=Group.FIND_WORK,
    content="查询企业发布的岗位信息。",
    audience="有就业意愿、有劳动能力的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    guide=Guide(
        basis=(listed(3),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明想找的职业、地点和月薪范围。",
            "当场查询企业发布的岗位，需要的可以打印。",
        ),
        result="当场看到或打印企业发布的岗位信息。",
        tips=(
            "只查询、不登记也可以；想让工作人员帮忙留意的，请办第1项求职登记。",
            "招聘单位收押金、报名费的，请向人社部门反映。",
        ),
    ),
)
