"""The page of a certificate on paper: whose it is, what is entered, and a code that can be checked."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from cuncuntong.cases.papers.common import day, footer
from cuncuntong.foundation.addresses import absolute
from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.foundation.pages import Document, KeyValues, Note, Signatures, Subheading, Table
from cuncuntong.ledgers.employment.models import Certificate, CertificateCopy, CertificateEntry


def verify_address(token: str) -> str:
    """What the code on the paper says: the public page that checks it."""
    return absolute(reverse("portal:verify", args=[token]))


def certificate_paper(
    certificate: Certificate, copy: CertificateCopy, entries: Sequence[CertificateEntry], *, reprint: int = 0
) -> Document:
    """《就业创业证》证页, A4."""
    person = certificate.resident
    rows = [
        ("姓名", person.name),
        ("性别", person.get_sex_display()),
        ("出生日期", day(person.birth_date)),
        ("身份证号码", resident_id.mask(person.id_number)),
        ("户口性质", person.get_hukou_display()),
        ("常住地", person.village.full_name),
        ("发证日期", day(certificate.issued_on)),
        ("第几本", f"第{copy.place}本"),
    ]
    lines = [[f"{entry.on:%Y-%m-%d}", entry.get_kind_display(), entry.text] for entry in entries]
    return Document(
        title="就业创业证",
        subtitle=certificate.office,
        number=certificate.number,
        number_label="证件编号",
        qr=verify_address(copy.token),
        qr_words="扫码核验真伪",
        blocks=[
            KeyValues(rows, columns=2),
            Subheading("登记、培训和享受政策的记载"),
            Table(["日期", "类别", "记载"], lines, widths=["28mm", "26mm", "1fr"], empty="还没有记载"),
            Note(
                "本证限持证者本人使用，不得转借、转让、涂改、伪造。遗失请到任一服务点挂失、补发，编号不变。"
            ),
            Signatures([(f"{certificate.office}（盖章）", "年    月    日"), ("持证人签字：", "")]),
        ],
        footer=footer(),
        reprint=reprint,
    )
