"""Papers: the village's list in large type, and the undertaking, blank or with the signature from the pad."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from PIL import Image

from cuncuntong.cases.models import Attachment
from cuncuntong.cases.papers.common import day, footer, office
from cuncuntong.cases.services.attachments import open_attachment
from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.foundation.pages import (
    Block,
    Document,
    KeyValues,
    Note,
    Paragraphs,
    Picture,
    Signatures,
    Table,
    render,
)
from cuncuntong.ledgers.certification.enums import BeneficiaryState, Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.certification.selectors import counting_day, grace_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.certification import INTERVAL
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.certification.shared import (
    CERTIFY,
    DOUBT,
    LINE,
    WAITING,
    asked_of,
    found,
    places_of,
)
from cuncuntong.web.downloads import pdf_response

# Readable without glasses at arm's length: old people look for their own name on it.
LARGE = 18
MOST = "certification.large_print_rows"
PROMISE = "promise"


@needs(CERTIFY, line=LINE)
@require_GET
def sheet(request: CallerRequest) -> HttpResponse:
    """The list in large type, to take to the village and read together: no numbers of persons stand on it."""
    asked, most = asked_of(request), setting(MOST)
    asked["state"] = WAITING if asked["state"] == DOUBT else asked["state"]
    rows = list(found(request.caller, asked, timezone.localdate())[: most + 1])
    places = places_of(request.caller)
    where = places.full(asked["village"] or asked["township"]) or request.caller.place_name
    document = large_list(
        rows[:most], where, cut=len(rows) > most, several=not asked["village"], places=places
    )
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="certification.printed",
            object_type="certification",
            object_id=document.title,
            detail={"count": min(len(rows), most), **{key: value for key, value in asked.items() if value}},
        )
    return pdf_response(render(document).content, f"{document.title}{timezone.localdate():%Y%m%d}.pdf")


def large_list(
    rows: Sequence[Beneficiary], where: str, *, cut: bool, several: bool, places: object
) -> Document:
    """Name, age, due day, state, and room to sign."""
    today = timezone.localdate()
    heads = ["序号", "姓名", "年龄", "最晚认证日期", "状态", "签名"]
    widths = ["12mm", "1fr", "16mm", "1.5fr", "1fr", "1fr"]
    lines = [
        [
            str(number),
            row.resident.name,
            str(age_on(row.resident.birth_date, today)),
            day(last) if (last := counting_day(row, today)) else "",
            _state(row, today),
            "",
        ]
        for number, row in enumerate(rows, 1)
    ]
    blocks: list[Block] = [
        Note(
            "请在“最晚认证日期”以前认证：用手机，或带身份证到服务点；走不动的，请服务点上门。认证不收钱。",
            strong=True,
        ),
        Table(heads, lines, widths=widths, empty="没有要办认证的人"),
    ]
    if cut:
        blocks.append(Note("人数较多，没有全部印出，请按村分别打印。"))
    return Document(
        title="养老待遇资格认证名单",
        subtitle=f"{where} · {day(today)}",
        blocks=blocks,
        footer=footer(),
        points=LARGE,
    )


def _state(row: Beneficiary, today: dt.date) -> str:
    """In words for the person: not how often they were told."""
    if grace_of(row, today):
        return "请办理"
    words = {
        BeneficiaryState.VALID: "已认证",
        BeneficiaryState.SUSPENDED: "已停发，认证后补发",
        BeneficiaryState.OVERDUE: "已过期，请尽快",
    }
    return words.get(BeneficiaryState(row.state), "请办理")


@needs(Ability.CASE_FILE)
@require_GET
def promise(request: CallerRequest, resident: int) -> HttpResponse:
    """《资格认证告知承诺书》 for a person, to be signed on paper."""
    person = see_resident(request.caller, resident)
    reprint = count_print(
        caller=request.caller, paper="promise", reference=f"{person.pk}-{timezone.localdate()}"
    )
    return pdf_response(
        render(promise_paper(person, reprint=reprint)).content, f"资格认证告知承诺书-{person.name}.pdf"
    )


@needs(Ability.CASE_READ)
@require_GET
def signed(request: CallerRequest, pk: int) -> HttpResponse:
    """The undertaking of a certification, with the signature that was drawn on the pad or photographed."""
    rows = Certification.objects.select_related("resident__village")
    made = fetch(request.caller, Ability.CASE_READ, rows, pk=pk)
    pictures = _signatures(request.caller, made)
    reprint = count_print(caller=request.caller, paper="promise", reference=f"RZ{made.pk}")
    document = promise_paper(made.resident, made=made, pictures=pictures, reprint=reprint)
    return pdf_response(render(document).content, f"资格认证告知承诺书-{made.resident.name}.pdf")


def _signatures(caller: Caller, made: Certification) -> list[Picture]:
    """The pictures of the signed undertaking, as far as the caller may read the case; openings are logged."""
    if not made.case_number:
        return []
    rows = Attachment.objects.filter(
        case__number=made.case_number, material=PROMISE, mime__startswith="image/", replaced_by=None
    )
    found = []
    for page in caller.limit(Ability.CASE_READ, rows, "case__"):
        kept, content = open_attachment(caller=caller, attachment_id=page.pk)
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
        # A pad's strip stays a strip; a photographed page may take most of the paper.
        tall = min(90, max(18, 120 * height // width))
        found.append(Picture(content, kept.mime, width, height, "本人签名：", tall))
    return found


def _address(person: Resident) -> str:
    """Where somebody lives; an address that names the village is not led in by it once more."""
    village, place = person.village, person.address
    return place if village.name in place else f"{village.full_name}{place}"


def promise_paper(
    person: Resident,
    *,
    made: Certification | None = None,
    pictures: Sequence[Picture] = (),
    reprint: int = 0,
) -> Document:
    """What the person is told and undertakes, in large type. The county's own form, if there is one, wins."""
    on = made.on if made else timezone.localdate()
    where = "在家中" if made and made.way == Way.HOME else "当面"
    sign = [Signatures([("本人签名或按手印：", day(on)), ("经办人签字：", day(on))])]
    return Document(
        title="资格认证告知承诺书",
        subtitle="社会保险待遇领取资格认证（第21项）",
        blocks=[
            KeyValues(
                [
                    ("姓名", person.name),
                    ("身份证号码", resident_id.mask(person.id_number)),
                    ("住址", _address(person)),
                    ("认证日期", day(on)),
                ]
            ),
            Paragraphs(
                [
                    f"告知：按月领取养老待遇的人，每{setting(INTERVAL)}个月认证一次。到期没有认证的，提醒以后暂停发放；"
                    "补办认证的，恢复发放，停发的月份一并补发。不再符合领取条件的，应当及时告诉经办机构；"
                    "多领的待遇应当退回（《社会保险经办条例》）。",
                    f"承诺：本人今天{where}接受核对，所说和所填属实。本人现在符合领取养老待遇的条件；"
                    "情况有变化的，本人或家属及时告诉服务点或经办机构，多领的待遇如数退回。",
                ]
            ),
            *(pictures or sign),
            Note(f"受理：{office()}。县里规定了承诺书式样的，以县里的式样为准。"),
        ],
        footer=footer(),
        reprint=reprint,
        points=14,
    )
