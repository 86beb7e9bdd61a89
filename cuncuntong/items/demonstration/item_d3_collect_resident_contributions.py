"""Item D3: collecting residents' contributions."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, EXTRAS, NO_LIMIT_GIVEN
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="D3",
    name="城乡居民征缴",
    group=Group.DEMONSTRATION,
    content="为参加城乡居民社会保险的人员办理缴费。",
    audience="参加城乡居民社会保险的人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    guide=Guide(
        basis=(EXTRAS,),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对参保情况、缴费年度和档次。",
            "按税务部门规定的方式缴费，打印缴费凭证。",
        ),
        result="完成缴费，取得缴费凭证。",
        tips=(
            NO_LIMIT_GIVEN,
            "服务点工作人员不收现金，请认准缴费凭证。",
        ),
        where="示范服务点柜面",
    ),
)
