"""Item 11: registering unemployment."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, UNEMPLOYMENT, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="11",
    name="失业登记",
    group=Group.FIND_WORK,
    content="失业人员进行失业登记后，可以接受公共就业服务或相关就业政策的扶持。",
    audience="失业人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.INSTANT,
    guide=Guide(
        basis=(listed(11), *UNEMPLOYMENT),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明原来的工作、失业时间和原因、求职意愿。",
            "工作人员核对就业和参保情况，无误后当场登记。",
        ),
        result="当场完成失业登记，可以接受公共就业服务和相应的就业政策扶持。",
        tips=(
            "符合条件的，登记后可办第23项失业保险金申领。",
            "找到工作后请告知服务点，以便结束登记。",
        ),
    ),
)
