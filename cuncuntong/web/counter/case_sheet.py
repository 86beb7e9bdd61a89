"""A case of the point that is worked on again: supplemented or corrected, with its draft and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases.enums import SlipTarget, State
from cuncuntong.cases.forms import ItemForm, check_values, form_of, open_form
from cuncuntong.cases.models import Attachment, Case, Draft, SlipLine
from cuncuntong.cases.services._supplement import allowed_fields
from cuncuntong.cases.services.drafts import new_key, save_draft
from cuncuntong.foundation.audit import record
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import whole
from cuncuntong.web.counter.sheet import raw_values


@dataclass
class CaseSheet:
    """What supplementing and correcting work on. ``may`` are the keys of the fields that may change."""

    case: Case
    item: ServiceItem
    draft: Draft | None
    lines: list[SlipLine]
    pages: list[Attachment]
    fresh: list[Attachment]
    may: set[str] = field(default_factory=set)
    # By slot, in words: files that were not taken.
    refused: dict[str, list[str]] = field(default_factory=dict)
    # What the page knew of the draft when somebody else saved a newer one: its next save must show both.
    seen: int | None = None

    @property
    def version(self) -> int:
        """The draft's version that the page stands for; 0 while there is none."""
        if self.seen is not None:
            return self.seen
        return self.draft.version if self.draft else 0

    @property
    def values(self) -> dict[str, Any]:
        """The case's values with what the draft changed on top."""
        kept = form_of(self.case)
        if self.draft is not None:
            kept = {key: value for key, value in kept.items() if key not in self.may}
            kept |= {key: value for key, value in self.draft.form.items() if key in self.may}
        return kept

    def merged(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The case's values with what was typed for the lines that may change."""
        kept = {key: value for key, value in form_of(self.case).items() if key not in self.may}
        return kept | {key: value for key, value in typed.items() if key in self.may}

    def form(self, values: Mapping[str, Any], *, bound: bool = False) -> ItemForm:
        """The item's form over values; bound checks them."""
        on = timezone.localdate(self.case.accepted_at)
        if bound:
            return check_values(self.item, self.case.resident, values, on)
        return open_form(self.item, self.case.resident, initial=values, on=on)

    def page_of(self, pk: int) -> Attachment | None:
        """A page of the case that stands."""
        return next((page for page in self.pages if page.pk == pk), None)

    def made_again(self, page: Attachment) -> Attachment | None:
        """The new page that lies ready for an old one."""
        return next((new for new in self.fresh if new.pk == page.replaced_by_id), None)

    def may_upload(self, *, page: Attachment | None, material: str) -> bool:
        """Whether the slip, or correcting, lets this page or material be made again."""
        if self.case.state == State.ACCEPTED:
            return True
        for line in self.lines:
            if line.target == SlipTarget.PAGE and page is not None and line.attachment_id == page.pk:
                return True
            if line.target == SlipTarget.MATERIAL and page is None and line.material == material:
                return True
        return False


def opened_case(request: CallerRequest, number: str, *, audited: bool = False) -> CaseSheet:
    """A case of the caller's point with its open slip lines, pages and draft.

    Raises Denied, or NotVisible for another point's case as for one that is not there.
    """
    rows = Case.objects.select_related("resident__village", "point", "filed_by", "handler")
    case = fetch(request.caller, Ability.CASE_FILE, rows, number=number)
    item = items.get(case.item)
    lines = list(case.slip_lines.filter(settled_at__isnull=True).select_related("attachment"))
    draft = Draft.objects.filter(case=case).order_by("-saved_at").first()
    fresh = list(draft.attachments.all()) if draft else []
    new = {page.pk for page in fresh}
    # A page that is made again still stands until the case is sent; then its successor does.
    pages = [
        page for page in case.attachments.all() if page.replaced_by_id is None or page.replaced_by_id in new
    ]
    may = {spec.key for spec in item.fields}
    if case.state == State.RETURNED:
        may = allowed_fields(item, lines)
    if audited:
        with transaction.atomic():
            record(
                actor=request.caller.account,
                action="resident.read",
                object_type="residents.Resident",
                object_id=case.resident_id,
                detail={"case": case.number},
            )
    return CaseSheet(case, item, draft, lines, pages, fresh, may)


def case_draft(request: CallerRequest, sheet: CaseSheet) -> Draft:
    """The case's draft, made when there is none: pages need one to lie with."""
    if sheet.draft is None:
        sheet.draft = save_draft(
            caller=request.caller,
            key=new_key(),
            item=sheet.item,
            resident=sheet.case.resident,
            form=form_of(sheet.case),
            version=0,
            case=sheet.case,
        )
    return sheet.draft


def keep_typed(request: CallerRequest, sheet: CaseSheet) -> Draft:
    """Saves what was typed for a case. Raises DraftConflict when another tab or colleague saved meanwhile.

    A page that was opened before there was a draft says version 0: it must not write over one.
    """
    seen = whole(request.POST.get("version", "")) or 0
    begun = sheet.draft is not None
    draft = case_draft(request, sheet)
    sheet.draft = save_draft(
        caller=request.caller,
        key=draft.key,
        item=sheet.item,
        resident=sheet.case.resident,
        form=sheet.merged(raw_values(sheet.item, request.POST)),
        version=seen if begun else draft.version,
        case=sheet.case,
    )
    return sheet.draft
