"""Item 13: looking up an employment and entrepreneurship certificate."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import COUNTER_AND_KIOSK, day_words, listed
from cuncuntong.ledgers.employment.enums import CertificateState, HardshipState
from cuncuntong.ledgers.employment.models import Certificate
from cuncuntong.ledgers.employment.selectors import (
    certificate_of,
    entries_of,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.rules.hardship import name_of
from cuncuntong.rules.service_item import (
    Group,
    Guide,
    Kind,
    LookUpAnswer,
    LookUpTable,
    NextStep,
    ServiceItem,
    Situation,
)


def look_up(situation: Situation) -> LookUpAnswer:
    """The certificate, how it stands, and everything entered in it."""
    resident = situation.resident
    certificate = certificate_of(resident)
    if certificate is None:
        return _none()
    summary = [
        ("证件编号", certificate.number),
        ("状态", certificate.get_state_display()),
        ("发证日期", day_words(certificate.issued_on)),
        ("发证机关", certificate.office),
    ]
    place, copied_at = certificate.place, certificate.copied_at  # type: ignore[attr-defined]
    if place > 1:
        summary.append(("补发", f"第{place}本，{day_words(timezone.localdate(copied_at))}"))
    if certificate.state == CertificateState.CANCELLED and certificate.cancelled_on:
        why = f"{day_words(certificate.cancelled_on)}，{certificate.cancelled_why}"
        summary.append(("注销", why))
    unemployed: bool = certificate.registered  # type: ignore[attr-defined]
    summary.append(("失业登记", "登记失业" if unemployed else "没有正在登记的失业"))
    if certificate.hard_category:  # type: ignore[attr-defined]
        name = name_of(certificate.hard_category)  # type: ignore[attr-defined]
        state = HardshipState(certificate.hard_state).label  # type: ignore[attr-defined]
        summary.append(("就业困难人员", f"{name}，{state}"))
    return LookUpAnswer(
        summary=tuple(summary),
        tables=(_table(certificate),),
        as_of=timezone.now(),
        notes=_notes(certificate),
        panel_data=_panel(certificate),
        next_steps=() if unemployed else (NextStep("11", "没有工作、有就业要求的，可以办理失业登记"),),
    )


def _none() -> LookUpAnswer:
    return LookUpAnswer(
        summary=(("《就业创业证》", "没有申领过"),),
        tables=(),
        as_of=timezone.now(),
        notes=("首次办理失业登记或就业登记时发放；需要的，也可以在这里当场申领，不收费。",),
        panel_data={"certificate": None},
        next_steps=(
            NextStep("11", "没有工作、有就业要求的，可以办理失业登记，同时发证"),
            NextStep("10", "灵活就业的，可以办理灵活就业登记，同时发证"),
        ),
    )


def _table(certificate: Certificate) -> LookUpTable:
    rows = tuple(
        (f"{entry.on:%Y-%m-%d}", entry.get_kind_display(), entry.text) for entry in entries_of(certificate)
    )
    return LookUpTable("登记、培训和享受政策的记载", ("日期", "类别", "记载"), rows, empty="还没有记载。")


def _notes(certificate: Certificate) -> tuple[str, ...]:
    return {
        CertificateState.VALID: ("扫描证上的二维码可以核验真伪；证只限本人使用。",),
        CertificateState.LOST: ("这本证已挂失。找到的可以解除挂失，找不到的可以补发，编号不变。",),
        CertificateState.CANCELLED: ("这本证已注销。需要的可以重新申领。",),
    }[CertificateState(certificate.state)]


def _panel(certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate": certificate.pk,
        "number": certificate.number,
        "state": certificate.state,
    }


def likely(resident: Resident) -> int:
    """Asked now and then by people who work or look for work."""
    return 15


ITEM = ServiceItem(
    number="13",
    name="《就业创业证》查询",
    group=Group.FIND_WORK,
    content="查询已申领的《就业创业证》。",
    audience="已申领《就业创业证》的劳动者",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    look_up=look_up,
    likely=likely,
    panel="counter/panels/certificate.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(13),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "按身份证号码查询已申领的《就业创业证》。",
            "告知证件编号、发证机关、登记和享受政策的情况；需要的，当场打印。",
        ),
        result="当场查到《就业创业证》信息。",
        tips=(
            "没有申领过的，首次办理失业登记或就业登记时发放，也可以当场申领。",
            "遗失的可以挂失、补发，编号不变。",
            "证上的二维码，手机一扫就能核验真伪。",
        ),
    ),
)
