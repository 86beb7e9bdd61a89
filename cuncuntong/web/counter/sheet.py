"""A form on the desk: one item for one resident, with its draft, its pages and its key.

The key names the draft and makes the submission idempotent. What is typed lives in the draft; what
was checked is what is sent, and a version tells when another tab changed it in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from cuncuntong.cases.forms import ItemForm, open_form
from cuncuntong.cases.models import Attachment, BlankForm, Draft
from cuncuntong.cases.services import blank_forms
from cuncuntong.cases.services.drafts import new_key
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import open_resident, see_resident
from cuncuntong.network.enums import Ability
from cuncuntong.rules.materials import material_kind
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import FieldKind, Kind, Material, ServiceItem
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import moment, whole
from cuncuntong.web.counter.likely import at_counter

# Items so short that checking and sending are one step: nothing is reviewed, nothing is attached.
_SHORT_FIELDS = 10
PAGE_MIMES = ("image/jpeg", "image/png", "application/pdf")


def item_or_404(request: CallerRequest, number: str) -> ServiceItem:
    """The item, if the caller's point has it on its counter."""
    point = request.caller.point
    if number not in items:
        raise Http404
    item = items.get(number)
    if not at_counter(item, demonstration=bool(point and point.demonstration)):
        raise Http404
    return item


def is_short(item: ServiceItem) -> bool:
    """Whether the check step is folded into sending."""
    attaches = any(material.attach for material in item.materials)
    few = item.one_step or len(item.fields) <= _SHORT_FIELDS
    return item.kind == Kind.INSTANT and not attaches and few


def is_look_up(number: str) -> bool:
    """Whether the item answers at once; each such look is logged as a look-up."""
    return number in items and items.get(number).look_up is not None


@dataclass
class Sheet:
    """What a step of filing works on."""

    item: ServiceItem
    person: Resident
    key: str
    version: int = 0
    draft: Draft | None = None
    blank: BlankForm | None = None
    accepted_at: dt.datetime | None = None
    pages: list[Attachment] = field(default_factory=list)
    # By material, in words: files that came with the form and were not taken.
    refused: dict[str, list[str]] = field(default_factory=dict)

    @property
    def on(self) -> dt.date:
        """The day of acceptance, which decides which figures count."""
        return timezone.localdate(self.accepted_at) if self.accepted_at else timezone.localdate()

    @property
    def attached(self) -> set[str]:
        """Keys of the materials that have a page."""
        return {page.material for page in self.pages}

    @property
    def values(self) -> dict[str, Any]:
        """What the draft holds."""
        return dict(self.draft.form) if self.draft else {}

    def form(self, data: Mapping[str, Any] | None = None) -> ItemForm:
        """The item's form: bound to what was sent, else prefilled and with the draft on top."""
        return open_form(self.item, self.person, data, self.values or None, on=self.on)

    def material_rows(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The materials with their pages; those that the form does not call for are left out."""
        return [self._row(material) for material in self.item.wanted_materials(values)]

    def every_material_row(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """As ``material_rows``, with the others hidden: a line filled in later may call for them."""
        wanted = self.item.wanted_materials(values)
        return [{**self._row(one), "hidden": one not in wanted} for one in self.item.materials]

    def _row(self, material: Material) -> dict[str, Any]:
        pages = [page for page in self.pages if page.material == material.key]
        return {**material_row(material, pages), "refused": self.refused.get(material.key, [])}


def material_row(material: Material, pages: list[Attachment]) -> dict[str, Any]:
    """A material with its pages as counter/_material.html shows it; a checked kind takes one file."""
    kind = material_kind(material.kind)
    return {
        "material": material,
        "pages": pages,
        "kind": kind,
        "accept": ",".join(kind.mimes if kind else PAGE_MIMES),
        "may_add": kind is not None or len(pages) < material.max_pages,
        "several": kind is None and material.max_pages > 1,
        "show_key": material.when[0] if material.when else "",
        "show_values": " ".join(material.when[1]) if material.when else "",
    }


def raw_values(item: ServiceItem, data: MultiValueDict[str, str] | Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as typed, for the item's fields alone."""
    values: dict[str, Any] = {}
    for spec in item.fields:
        if spec.kind == FieldKind.CHOICES and isinstance(data, MultiValueDict):
            values[spec.key] = data.getlist(spec.key)
        elif spec.key in data:
            values[spec.key] = data[spec.key]
    return {key: value for key, value in values.items() if value not in ("", [])}


def opened(request: CallerRequest, resident: int, item_number: str, *, audited: bool = False) -> Sheet:
    """The sheet of a request: by the key that was sent, else by the latest draft, else a new one.

    Raises Denied, NotVisible; Http404 for an item that this counter does not have. ``audited``
    records the reading of the resident's record: for pages, not for what they send.
    """
    caller = request.caller
    caller.need(Ability.CASE_FILE)
    item = item_or_404(request, item_number)
    person = open_resident(caller, resident) if audited else see_resident(caller, resident)
    sent = request.POST if request.method == "POST" else request.GET
    draft = _draft(request, item, person, sent.get("draft_key", "")) if item.effect else None
    sheet = Sheet(item, person, key=sent.get("draft_key", "")[:64] or new_key())
    if draft is not None:
        sheet.key, sheet.draft, sheet.version = draft.key, draft, draft.version
        sheet.pages = [page for page in draft.attachments.all() if page.replaced_by_id is None]
    if request.method == "POST":
        sheet.version = whole(sent.get("version", "")) or 0
    _take_blank(request, sheet, sent)
    return sheet


def step_url(step: str, sheet: Sheet, *, fresh: bool = False) -> str:
    """The address of a step of this very sheet, or ``fresh`` of one without its draft.

    A blank form's number and true time go along: without them the case would be taken as of now.
    """
    query = {"fresh": "1"} if fresh else {"draft_key": sheet.key}
    if sheet.blank is not None and sheet.accepted_at is not None:
        query |= {"blank": sheet.blank.number, "accepted_at": sheet.accepted_at.isoformat()}
    return reverse(f"counter:{step}", args=[sheet.person.pk, sheet.item.number]) + f"?{urlencode(query)}"


def _draft(request: CallerRequest, item: ServiceItem, person: Resident, key: str) -> Draft | None:
    """The draft of the key; without a key, the point's latest one for this resident and item."""
    rows = request.caller.limit(Ability.CASE_FILE, Draft.objects.all())
    rows = rows.filter(resident=person, item=item.number, case__isnull=True).select_related("saved_by")
    if key:
        draft = rows.filter(key=key).first()
        if draft is None and Draft.objects.filter(key=key).exists():
            # Somebody else's, or of another resident or item: it must not be written over.
            raise Http404
        return draft
    if request.method == "POST" or "fresh" in request.GET:
        return None
    return rows.order_by("-saved_at").first()


def _take_blank(request: CallerRequest, sheet: Sheet, sent: Mapping[str, Any]) -> None:
    number = sent.get("blank", "")
    if not number:
        return
    sheet.blank = blank_forms.find(caller=request.caller, number=number)
    if sheet.blank.item != sheet.item.number:
        raise Http404
    at = moment(sent.get("accepted_at", ""))
    if at is None:
        raise Http404
    sheet.accepted_at = timezone.make_aware(at) if timezone.is_naive(at) else at


def material_of(item: ServiceItem, key: str) -> Material:
    """A material of the item that takes pages; Http404 for another key."""
    for material in item.materials:
        if material.key == key and material.attach:
            return material
    raise Http404
