"""The form of item 37: suspending a pension, or resuming one; who reports it, and how money comes back."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import month_words
from cuncuntong.items.social_insurance.suspension.event import REPORTER_FIELDS, STOP, event_fields
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.selectors.holds import REPORTED, open_holds
from cuncuntong.ledgers.recoveries.enums import Relation, ReturnWay
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Situation

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
    *event_fields(
        KINDS,
        lifted_choices,
        where_hint="险种和地方，例如 企业职工养老，晋城市",
        back_pay_hint="登记有误、没有重复领取的，选“是”：停发的月份都补发，多领的登记一并取消",
    ),
    *REPORTER_FIELDS,
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
    _named("heir_shared_why", "与他人共用账户的原因", required=False, ruled=True, max_length=100,
           hint="右边提示另有人共用这个账户时填写"),
)  # fmt: skip
