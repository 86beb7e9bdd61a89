"""Item 22: claiming the subsidy for a higher skill."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, NO_NEEDLESS_PROOF, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem

ITEM = ServiceItem(
    number="22",
    name="技能提升补贴申领",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "企业在职参保职工或领取失业保险金期间的失业人员取得职业资格证书或职业技能等级证书的，"
        "可向社会保险经办机构申请技能提升补贴。"
    ),
    audience="企业在职参保职工或领取失业保险金期间的失业人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=5,
    line=Line.UNEMPLOYMENT,
    kind=Kind.REVIEWED,
    guide=Guide(
        basis=(listed(22), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明取得的职业资格证书或职业技能等级证书。",
            "工作人员核对证书、参保情况和申请期限，提交县级审核。",
            "5个工作日内审核办结，结果反馈到服务点。",
        ),
        result="审核通过的，发放技能提升补贴。",
        tips=(
            "证书能在网上核验的，不用交复印件。",
            "申请期限、参保年限和补贴标准为待核定参数，以县核定的为准。",
        ),
    ),
)
