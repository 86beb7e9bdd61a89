"""Item 21: certifying offline that somebody may go on drawing a benefit."""

from __future__ import annotations

from cuncuntong.items.shared import CERTIFICATION, COUNTER, listed
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, Material, ServiceItem

ITEM = ServiceItem(
    number="21",
    name="社会保险待遇领取资格认证",
    group=Group.SOCIAL_INSURANCE,
    content=(
        "符合按月领取我省社会保险待遇人员每12个月需通过手机APP进行一次待遇领取资格认证，"
        "若无法手机认证，可通过线下人工认证的方式，确保本人领取待遇资格。"
    ),
    audience="我省社会保险待遇领取人员",
    channels=COUNTER,
    limit_workdays=3,
    line=Line.RESIDENT_PENSION,
    kind=Kind.REVIEWED,
    documents=("身份证或社保卡", "现场填写《资格认证告知承诺书》"),
    materials=(
        Material("promise", "《资格认证告知承诺书》", attach=True, note="现场填写，本人签字或按手印"),
    ),
    guide=Guide(
        basis=(listed(21), CERTIFICATION),
        steps=(
            "先用手机APP认证；手机办不了的，本人到柜面或预约上门。",
            "核对本人和身份证，现场填写《资格认证告知承诺书》。",
            "工作人员提交认证，3个工作日内办结。",
        ),
        result="资格认证通过，待遇照常发放。",
        tips=(
            "两次认证最长间隔12个月；到期没有认证的会暂停发放，补办认证后恢复并补发。",
            "年老、残疾、行动不便的，可以预约上门办理。",
            "家人去世的，请及时告知服务点，多领的待遇要退回。",
        ),
    ),
)
