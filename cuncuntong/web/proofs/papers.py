"""参保证明 as it is printed: one page A4, from what was kept when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cuncuntong.cases.papers.common import day, footer, office
from cuncuntong.foundation.addresses import absolute
from cuncuntong.foundation.pages import Block, Document, KeyValues, Note, Paper, Signatures, Table
from cuncuntong.ledgers.proofs.content import NOWHERE, counted_words
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.spans import ABROAD, FEWEST

TITLE = "社会保险参保证明"
# Short names: the long ones would take half the line.
SHORT = {
    "企业职工基本养老保险": "职工养老",
    "失业保险": "失业",
    "工伤保险": "工伤",
    "城乡居民基本养老保险": "居民养老",
    "城乡居民补充养老保险": "居民补充养老",
}


def check_address(code: str) -> str:
    """What the QR code says: the public page that checks it."""
    return absolute(reverse("proof:verify", args=[code]))


def proof_paper(proof: InsuranceProof, *, reprint: int = 0) -> Document:
    """The paper of a proof; ``reprint`` as for all papers."""
    content = proof.content
    rows = [
        ("姓名", content["name"]),
        ("身份证号码", content["id_number"]),
        ("证明期间", f"{proof.first.year}年{proof.first.month}月至{proof.last.year}年{proof.last.month}月"),
        ("有效期至", day(proof.valid_until)),
        ("核验码", proof.spaced_code),
        ("出具日期", day(proof.made_on)),
    ]
    blocks: list[Block] = [KeyValues(rows, columns=2)]
    schemes = content["schemes"]
    if schemes:
        blocks += [_schemes(schemes), _lines(schemes)]
    else:
        blocks.append(Note(NOWHERE, strong=True))
    blocks += [Note(_remark(content)), Signatures([(f"{office()}（盖章）", "年    月    日")])]
    return Document(
        title=TITLE,
        subtitle=office(),
        number=proof.number,
        number_label="证明编号",
        qr=check_address(proof.code),
        qr_words="扫码核验真伪",
        paper=Paper.A4,
        blocks=blocks,
        footer=footer(),
        reprint=reprint,
        points=9,
        dense=True,
    )


def _schemes(schemes: list[Mapping[str, Any]]) -> Table:
    return Table(
        ["险种", "参保状态", "首次参保", "本期间", "数据截至"],
        [
            [
                one["name"],
                f"{one['state']}（{one['insured_as']}）",
                one["since"],
                counted_words(one),
                one["as_of"],
            ]
            for one in schemes
        ],
        title="参保情况",
        widths=["37mm", "38mm", "18mm", "1fr", "21mm"],
    )


def _lines(schemes: list[Mapping[str, Any]]) -> Table:
    return Table(
        ["险种", "起止", "数量", "情况", "缴费单位或外省缴费地"],
        [
            [SHORT.get(one["name"], one["name"]), line["span"], line["count"], line["what"], _where(line)]
            for one in schemes
            for line in one["lines"]
        ],
        title="缴费情况",
        widths=["24mm", "50mm", "17mm", "33mm", "1fr"],
        empty="本期间没有缴费记录",
    )


def _where(line: Mapping[str, str]) -> str:
    if not line["abroad"] or line["where"] == ABROAD:
        return line["where"]
    return f"外省：{line['where']}"


def _remark(content: Mapping[str, Any]) -> str:
    words = ""
    if content["level"] == 1:
        words = "段数较多，缴费单位没有列出。"
    elif content["level"] > 1:
        words = "段数较多，按情况合计，起止为最早和最晚。"
    if content["level"] == FEWEST:
        words += "补缴的计入正常缴费。"
    sources = "、".join(dict.fromkeys(one["source"] for one in content["schemes"]))
    told = f"数据来源：{sources}。" if sources else ""
    return (
        f"{words}{told}欠缴、外省缴费照实列出。本证明以扫码或凭核验码核验的结果为准，不作为待遇核定的依据。"
    )
