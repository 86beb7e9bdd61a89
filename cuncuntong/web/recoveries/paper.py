"""The paper that is signed: 退款通知书, or with an arrangement 多领待遇退回协议, A4."""

from __future__ import annotations

from decimal import Decimal

from cuncuntong.cases.papers.common import day, footer
from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.foundation.money import capital_yuan, format_yuan
from cuncuntong.foundation.pages import Document, KeyValues, Note, Paragraphs, Signatures, Subheading, Table
from cuncuntong.ledgers.recoveries.enums import ReturnWay
from cuncuntong.ledgers.recoveries.models import Agreement, Overpayment

LAW = "《社会保险经办条例》第四十六条"


def return_paper(
    row: Overpayment, agreement: Agreement | None, *, left: Decimal, reprint: int = 0
) -> Document:
    """What was overpaid month by month, how it is returned, and lines to sign on."""
    return Document(
        title="多领待遇退回协议" if agreement else "多领待遇退款通知书",
        number=row.number,
        number_label="退回编号",
        blocks=[
            _head(row),
            Subheading("一、多领的待遇"),
            _months(row),
            Note(_sum_words(row, left), strong=True),
            Subheading("二、退回办法"),
            *_how(row, agreement, left),
            Subheading("三、依据和说明"),
            Paragraphs(_grounds(row)),
            Signatures(
                [
                    ("退回人签字：", "年    月    日"),
                    ("经办人签字：", "年    月    日"),
                    ("经办机构（盖章）：", "年    月    日"),
                ]
            ),
        ],
        footer=footer(),
        reprint=reprint,
    )


def _grounds(row: Overpayment) -> list[str]:
    ways = "一次退回、分期退回或从以后的待遇中抵扣"
    ask = "对金额有疑问的，可以到任一服务点核对发放记录（第36项）。"
    account = "退回的款项中属于个人账户的部分，记回个人账户。"
    if row.interest_line is not None:
        # The account is closed: nothing is paid from it any more, and nothing goes back to it.
        ways, account = "一次退回或分期退回", "个人账户已经终止，退回的款项归还养老保险基金。"
    return [
        f"{LAW}：多领的社会保险待遇应当退回，可以{ways}。",
        "退回的款项由银行收取，请向银行索要缴款凭证。服务点和工作人员不收现金。",
        account + ask,
    ]


def _head(row: Overpayment) -> KeyValues:
    person = row.resident
    return KeyValues(
        [
            ("领取人", person.name),
            ("身份证号码", resident_id.mask(person.id_number)),
            ("险种", str(row.entitlement.account.get_scheme_display())),
            ("多领原因", row.cause) if row.interest_line else ("停发原因", _why(row)),
            *(() if row.interest_line else [("停发月份", _from(row))]),
            ("住址", person.village.full_name),
        ],
        columns=2,
    )


def _from(row: Overpayment) -> str:
    return f"{row.hold.from_month.year}年{row.hold.from_month.month}月起"


def _months(row: Overpayment) -> Table:
    if row.interest_line is not None:
        what = f"{row.interest_line.year}年度利息（已随账户余额支付，结息已更正）"
        return Table(["项目", "金额（元）"], [[what, format_yuan(row.total)]], numeric=[1])
    return Table(
        ["所属月份", "金额（元）", "其中个人账户（元）"],
        [
            [
                f"{one.month.year}年{one.month.month}月",
                format_yuan(one.amount),
                format_yuan(one.account_amount),
            ]
            for one in row.items.all()
        ],
        numeric=[1, 2],
        total=["合计", format_yuan(row.total), format_yuan(row.account_amount)],
    )


def _why(row: Overpayment) -> str:
    when = row.hold.happened_on
    return f"{row.hold.get_kind_display()}{f'（{day(when)}）' if when else ''}"


def _sum_words(row: Overpayment, left: Decimal) -> str:
    words = f"多领合计{format_yuan(row.total)}元（大写：人民币{capital_yuan(row.total)}）。"
    if left != row.total:
        words += f"已退回{format_yuan(row.total - left)}元，"
        words += f"还应退回{format_yuan(left)}元（大写：人民币{capital_yuan(left)}）。"
    return words


def _how(
    row: Overpayment, agreement: Agreement | None, left: Decimal
) -> list[KeyValues | Table | Paragraphs]:
    if agreement is None:
        offset = "" if row.interest_line is not None else "，或从以后发放的待遇中抵扣"
        words = (
            f"请与经办机构商定怎样退回{format_yuan(left)}元：一次退回、分期退回{offset}。商定后另签退回协议。"
        )
        return [Paragraphs([words])]
    who = agreement.payer + (f"（{agreement.relation}）" if agreement.relation else "")
    rows: list[tuple[str, str]] = [
        ("退回方式", str(agreement.get_way_display())),
        ("退回人", who),
        ("约定日期", day(agreement.agreed_on)),
        ("约定退回", f"{format_yuan(agreement.covers)}元（大写：人民币{capital_yuan(agreement.covers)}）"),
    ]
    if agreement.way == ReturnWay.OFFSET:
        most = (
            f"每月最多{format_yuan(agreement.monthly)}元，并不超过规定的最高比例"
            if agreement.monthly
            else "每月不超过规定的最高比例"
        )
        return [KeyValues([*rows, ("抵扣限额", f"{most}，抵扣不完的下月接着抵")])]
    dues = [
        [f"第{one.place}期", day(one.due_on), format_yuan(one.amount)] for one in agreement.instalments.all()
    ]
    return [
        KeyValues(rows, columns=2),
        Table(
            ["期次", "在此日以前退回", "金额（元）"],
            dues,
            numeric=[2],
            total=["合计", "", format_yuan(agreement.covers)],
        ),
    ]
