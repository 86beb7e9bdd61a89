"""Item D4: declaring benefits."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, EXTRAS, NO_LIMIT_GIVEN, NO_NEEDLESS_PROOF
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="D4",
    name="待遇申报",
    group=Group.DEMONSTRATION,
    content="受理社会保险待遇的申报。",
    audience="符合待遇申报条件的人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    guide=Guide(
        basis=(EXTRAS, NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明要申报的待遇，工作人员核对条件，缺什么一次说清。",
            "提交申报，领取受理回执。",
        ),
        result="受理待遇申报，告知后续办理的时限和结果。",
        tips=(
            NO_LIMIT_GIVEN,
            "城乡居民养老金申领请直接办第34项。",
        ),
        where="示范服务点柜面",
    ),
)
