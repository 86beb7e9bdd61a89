"""Papers of the collection: orders with their code, the list of a village, the certificate of payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from cuncuntong.cases.papers.common import day, footer, office
from cuncuntong.foundation.addresses import absolute
from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.foundation.money import capital_yuan, format_yuan
from cuncuntong.foundation.pages import Block, Document, KeyValues, Note, Paper, Signatures, Table
from cuncuntong.ledgers.collection.enums import OrderKind, Way
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.selectors import levels_of


def check_address(token: str) -> str:
    """What the code on a certificate says: the public page that checks it."""
    return absolute(reverse("contribution:verify", args=[token]))


def order_paper(order: ContributionOrder, place: str, *, reprint: int = 0) -> Document:
    """缴费通知, A5: what to pay until when, the reference as digits and as a code."""
    person = order.resident
    rows = [
        ("姓名", person.name),
        ("身份证号码", resident_id.mask(person.id_number)),
        ("村（社区）", place),
        ("险种", order.get_scheme_display()),
        ("个人账户编号", order.account.number),
        ("缴费年度", f"{order.year}年（{order.get_kind_display()}）"),
        ("缴费档次", f"{order.level}元/年"),
        ("应缴金额", f"{format_yuan(order.amount)}元（大写：{capital_yuan(order.amount)}）"),
        ("政府补贴", subsidy_words(order)),
        ("缴费方式", order.get_way_display()),
        ("有效期至", day(order.valid_until)),
    ]
    blocks: list[Block] = [KeyValues(rows), Note(_how(order), strong=True)]
    if order.way == Way.DEDUCT:
        blocks.append(Signatures([("账户所有人同意代扣（签字）：", "年    月    日")]))
    return Document(
        title="城乡居民养老保险缴费通知",
        subtitle=office(),
        number=order.spaced,
        number_label="缴费编号",
        qr=order.reference,
        qr_words="扫码缴费",
        paper=Paper.A5,
        blocks=blocks,
        footer=footer(),
        reprint=reprint,
    )


def _how(order: ContributionOrder) -> str:
    until = day(order.valid_until)
    if order.way == Way.DEDUCT:
        number = f"尾号{order.payer_account[-4:]}" if order.payer_account else ""
        return (
            f"由{order.payer_bank}账户（{order.payer_name} {number}）代扣，请在{until}以前（含当日）存足。"
            "没有扣成的，可凭缴费编号到银行缴。服务点不收现金。"
        )
    return (
        f"请在{until}以前（含当日），凭缴费编号或二维码到银行网点或用手机银行缴费。"
        "服务点不收现金，过期请重新开具。"
    )


def subsidy_words(order: ContributionOrder) -> str:
    """What the government adds to this order, in words."""
    if order.kind == OrderKind.BACK:
        return "补缴没有政府补贴"
    levels = levels_of(order.scheme, order.year, order.issued_on)
    return f"{levels.subsidy_words(order.level)}，到账后计入个人账户"


def certificate_paper(order: ContributionOrder, place: str, *, reprint: int = 0) -> Document:
    """缴费证明, A5, for a paid order; its code opens the page that checks it."""
    person = order.resident
    rows = [
        ("姓名", person.name),
        ("身份证号码", resident_id.mask(person.id_number)),
        ("村（社区）", place),
        ("险种", order.get_scheme_display()),
        ("个人账户编号", order.account.number),
        ("缴费年度", f"{order.year}年（{order.get_kind_display()}）"),
        ("缴费档次", f"{order.level}元/年"),
        ("缴费金额", f"{format_yuan(order.amount)}元（大写：{capital_yuan(order.amount)}）"),
        ("政府补贴", f"{format_yuan(order.subsidy.amount)}元" if order.subsidy else "—"),
        ("缴费日期", day(order.paid_on) if order.paid_on else ""),
    ]
    return Document(
        title="城乡居民养老保险缴费证明",
        subtitle=office(),
        number=order.spaced,
        number_label="缴费编号",
        qr=check_address(order.token or ""),
        qr_words="扫码核验真伪",
        paper=Paper.A5,
        blocks=[
            KeyValues(rows),
            Note("以上缴费已记入个人账户。本证明以扫码核验的结果为准。"),
            Signatures([(f"{office()}（盖章）", "年    月    日")]),
        ],
        footer=footer(),
        reprint=reprint,
    )


def list_paper(title: str, place: str, lines: Sequence[Mapping[str, Any]]) -> Document:
    """A village's list on A4, to tick off by hand."""
    rows = [
        [
            str(number),
            str(one["name"]),
            str(one["sex"]),
            str(one["age"]),
            str(one["level"] or ""),
            str(one["state"]),
            str(one["reference"]),
            "",
        ]
        for number, one in enumerate(lines, start=1)
    ]
    return Document(
        title=title,
        subtitle=place,
        paper=Paper.A4,
        blocks=[
            Table(
                ["序号", "姓名", "性别", "年龄", "档次", "状态", "缴费编号", "签收"],
                rows,
                numeric=(3, 4),
                widths=["12mm", "20mm", "12mm", "12mm", "14mm", "22mm", "1fr", "28mm"],
                empty="名单里没有人",
            ),
            Note("服务点不收现金，请各户凭缴费编号到银行缴费。"),
        ],
        footer=footer(),
    )
