"""The form of item 37: suspending a pension, or resuming one; who reports it, and how money comes back."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import month_words
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.selectors.holds import REPORTED, open_holds
from cuncuntong.ledgers.recoveries.enums import Relation, ReturnWay
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Material, Situation

STOP, RESUME = "stop", "resume"
SELF, FAMILY, OFFICE = "self", "family", "office"
REPORTER, EVENT = "申请人", "情形"
BACK, HEIR = "多领待遇怎样退回", "身后待遇领取人"
LATER = "later"
KINDS = tuple(Choice(kind.value, str(kind.label)) for kind in REPORTED)


def lifted_choices(situation: Situation) -> tuple[Choice, ...]:
    """The suspensions that stand, one choice a kind with its first month."""
    found: dict[str, dt.date] = {}
    for hold in open_holds(situation.resident):
        if hold.kind in REPORTED:
            found[hold.kind] = min(found.get(hold.kind, hold.from_month), hold.from_month)
    return tuple(
        Choice(kind, f"{HoldKind(kind).label}（{month_words(month)}起停发）") for kind, month in found.items()
    )


def _named(key: str, label: str, kind: FieldKind = FieldKind.TEXT, **more: object) -> FormField:
    return FormField(
        key,
        label,
        kind,
        section=HEIR,
        show_when=("heir_named", ("yes",)),
        **more,  # type: ignore[arg-type]
    )


FIELDS = (
    FormField("action", "办理什么", FieldKind.CHOICE, default=STOP, section=EVENT,
              choices=(Choice(STOP, "暂停待遇"), Choice(RESUME, "恢复待遇（情况消失或登记有误）"))),
    FormField("kind", "因为什么暂停", FieldKind.CHOICE, section=EVENT, choices=KINDS,
              show_when=("action", (STOP,))),
    FormField("happened_on", "发生日期", FieldKind.DATE, section=EVENT, show_when=("action", (STOP,)),
              hint="死亡、失踪的日期；重复领取的，填从哪天起"),
    FormField("where", "在哪里重复领取", FieldKind.TEXT, section=EVENT, show_when=("kind", ("double",)),
              max_length=60, hint="险种和地方，例如 企业职工养老，晋城市"),
    FormField("evidence", "依据", FieldKind.TEXT, section=EVENT, max_length=100,
              hint="能从部门共享数据核对的，不用开证明",
              choices=(Choice("1", "死亡医学证明"), Choice("2", "户口注销证明"), Choice("3", "火化证明"),
                       Choice("4", "公安机关失踪证明"), Choice("5", "部门共享数据比对"),
                       Choice("6", "村（社区）核实"))),
    FormField("lifted", "恢复哪一次暂停", FieldKind.CHOICE, section=EVENT, choices=lifted_choices,
              show_when=("action", (RESUME,)), paper_choices=lambda on: KINDS),
    FormField("back_pay", "补发停发的月份", FieldKind.YES_NO, section=EVENT, show_when=("action", (RESUME,)),
              hint="登记有误、没有重复领取的，选“是”：停发的月份都补发，多领的登记一并取消"),
    FormField("resume_reason", "为什么恢复", FieldKind.TEXT, section=EVENT, max_length=100,
              show_when=("action", (RESUME,)), hint="例如 本人已返回；经核实没有重复领取"),
    FormField("reporter", "由谁申请", FieldKind.CHOICE, section=REPORTER, default=FAMILY,
              choices=(Choice(SELF, "本人"), Choice(FAMILY, "家属"),
                       Choice(OFFICE, "村（社区）或经办机构发现"))),
    FormField("reporter_name", "申请人姓名", FieldKind.TEXT, section=REPORTER, max_length=40,
              show_when=("reporter", (FAMILY, OFFICE))),
    FormField("reporter_relation", "与领取人的关系", FieldKind.CHOICE, section=REPORTER,
              choices=tuple(Choice(one.value, str(one.label)) for one in Relation),
              show_when=("reporter", (FAMILY,))),
    FormField("reporter_telephone", "申请人电话", FieldKind.TELEPHONE, section=REPORTER, required=False,
              show_when=("reporter", (FAMILY, OFFICE))),
    FormField("way", "怎样退回", FieldKind.CHOICE, section=BACK, required=False,
              show_when=("action", (STOP,)), hint="旁边会算出多领多少；没有多领的不用选",
              choices=(*(Choice(one.value, str(one.label)) for one in ReturnWay),
                       Choice(LATER, "先暂停，核实后再约定"))),
    FormField("payer", "由谁退回", FieldKind.TEXT, section=BACK, max_length=40,
              hint="签退回协议的人", show_when=("way", tuple(ReturnWay.values))),
    FormField("count", "分几期退回", FieldKind.NUMBER, section=BACK, unit="期", minimum=2, maximum=120,
              show_when=("way", (ReturnWay.INSTALMENTS,))),
    FormField("first_due", "第一期在哪天以前退回", FieldKind.DATE, section=BACK,
              show_when=("way", (ReturnWay.INSTALMENTS,))),
    FormField("monthly", "每月最多抵扣", FieldKind.MONEY, section=BACK, required=False, minimum="0.01",
              show_when=("way", (ReturnWay.OFFSET,)), hint="不填的，按规定的最高比例"),
    FormField("heir_named", "现在指定身后待遇领取人", FieldKind.YES_NO, section=HEIR,
              show_when=("kind", ("death",)),
              hint="账户余额和丧葬补助金支付给继承人；家里还没有商定的，选“否”，以后再指定"),
    _named("heir_name", "领取人姓名", max_length=40),
    _named("heir_id", "领取人身份证号码", FieldKind.RESIDENT_ID),
    _named("heir_relation", "与死者的关系", FieldKind.CHOICE,
           choices=tuple(Choice(one.value, str(one.label)) for one in Relation)),
    _named("heir_bank", "开户银行", max_length=40),
    _named("heir_account", "领取人银行账号", FieldKind.BANK_CARD, hint="户名须为领取人本人"),
)  # fmt: skip

EVIDENCE_PAGE = Material(
    key="evidence_page",
    name="依据照片",
    attach=True,
    required=False,
    note="有死亡证明、户口注销证明等的，拍照上传；已由共享数据核对的不用。",
    max_pages=6,
)
