"""Item D2: making a person's face model for certification anew."""

from __future__ import annotations

from cuncuntong.items.shared import CERTIFICATION, COUNTER, EXTRAS, NO_LIMIT_GIVEN
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="D2",
    name="资格认证重新建模",
    group=Group.DEMONSTRATION,
    content="为人脸识别认证不通过的待遇领取人员重新采集建模。",
    audience="需要做待遇领取资格认证的人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    guide=Guide(
        basis=(EXTRAS, CERTIFICATION),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "用资格认证建模机重新采集人脸照片。",
            "核对建模结果，当场试做一次认证。",
        ),
        result="重新建模成功，可以用手机或自助机认证。",
        tips=(
            NO_LIMIT_GIVEN,
            "采集的照片只用于资格认证。",
            "行动不便的，可以预约上门办理第21项人工认证。",
        ),
        where="示范服务点柜面",
    ),
)
