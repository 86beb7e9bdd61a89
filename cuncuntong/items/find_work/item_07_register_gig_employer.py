"""Item 7: registering a person or company that looks for gig workers, and the gig."""

from __future__ import annotations

from cuncuntong.items.find_work.hiring.facts import facts
from cuncuntong.items.find_work.hiring.fields import FIELDS
from cuncuntong.items.find_work.hiring.ledger import effect, likely, subject, undo
from cuncuntong.items.find_work.hiring.rules import RULES
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
    fields=FIELDS,
    facts=facts,
    rules=RULES,
    effect=effect,
    undo=undo,
    subject=subject,
    likely=likely,
    submit_label="确认登记",
    guide=Guide(
        basis=(listed(7),),
        steps=(
            "个人出示身份证或社保卡，单位由经办人出示本人身份证和营业执照（信用代码）。",
            "说明需要的工种、人数、时间、地点、工钱和结算方式，以及保险。",
            "核对后当场登记，选择是否对求职者公开联系电话；县里审核后公布。",
            "招到人、要改人数或延长时间的，再来办一次。",
        ),
        result="当场登记招聘零工信息，县里审核后公布。",
        tips=(
            "第一次招工的用工方，县里核验一次，以后不再核验。",
            "招到人或不再需要的，请来结束登记，以免求职者白跑。",
            "不得招用未满16周岁的未成年人，不得收取押金、扣留证件。",
            "发布信息、推荐人员都不收费。",
        ),
    ),
)
