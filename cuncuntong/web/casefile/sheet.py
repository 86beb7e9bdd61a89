"""What the page of one case shows: built once, for its reviewer and for everybody who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.enums import Move, SlipTarget, State
from cuncuntong.cases.models import Attachment, Case, SlipLine
from cuncuntong.cases.selectors.above import afterwards_among
from cuncuntong.cases.selectors.cases import (
    HistoryLine,
    ReviewSheet,
    find_case,
    has_sealed_values,
    review_sheet,
    unmasked_situation,
)
from cuncuntong.cases.services._rows import has_handled
from cuncuntong.cases.states import WAITING
from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.above.selectors import Standing, standings_of
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.materials import material_kind
from cuncuntong.rules.service_item import Material
from cuncuntong.web.casefile.events import events_of


def read_case(caller: Caller, number: str, ability: str = Ability.CASE_READ) -> Case:
    """The case for a screen; reading it and its resident's record is audited in one go.

    Raises Denied, or NotVisible for a case elsewhere as for one that is not there.
    """
    case = find_case(caller, number, ability)
    record_reading(caller, [case])
    return case


@transaction.atomic
def record_reading(caller: Caller, cases: Iterable[Case]) -> None:
    """Writes down that the caller read these cases and their residents' records."""
    record_many(reading_entries(caller, cases))


def reading_entries(caller: Caller, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """What the audit log says of such a reading."""
    entries: list[dict[str, Any]] = []
    for case in cases:
        entries += [
            {
                "actor": caller.account,
                "action": "case.read",
                "object_type": "case",
                "object_id": case.number,
            },
            {
                "actor": caller.account,
                "action": "resident.read",
                "object_type": "residents.Resident",
                "object_id": str(case.resident_id),
                "detail": {"case": case.number},
            },
        ]
    return entries


def case_context(caller: Caller, case: Case) -> dict[str, Any]:
    """Everything that cases/_body.html shows; each ledger is asked once."""
    with reading_once(case.resident):
        return _case_context(caller, case)


def _case_context(caller: Caller, case: Case) -> dict[str, Any]:
    sheet = review_sheet(caller, case)
    person = case.resident
    above = _above(case)
    after = afterwards_among(case, [one.row for one in above])
    return {
        "sheet": sheet,
        "case": case,
        "item": sheet.item,
        "person": person,
        "age_words": f"{age_on(person.birth_date, timezone.localdate(case.accepted_at))}周岁",
        "id_number": masked_id(person),
        "telephone": masked_telephone(person),
        "may_unmask": caller.can(Ability.RESIDENT_UNMASK),
        "sealed_form": has_sealed_values(sheet.item) and caller.can(Ability.RESIDENT_UNMASK),
        "unmask_url": reverse("cases:unmask", args=[case.number]),
        "clock": sheet.clock,
        "waiting_state": case.state in WAITING,
        # After a good decision the checks would find the case's own effect and speak against it.
        "checked": case.state in {*WAITING, State.RETURNED, State.REFUSED},
        **_checks_context(sheet),
        "preview": _preview(sheet),
        "above": above,
        "refused_above": after.refused,
        "still_open": after.open,
        "materials": _materials(sheet),
        "viewed": [page_view(page) for page in sheet.pages],
        "rounds": _rounds(sheet),
        "events": events_of(sheet, above),
    }


def page_view(page: Attachment) -> dict[str, Any]:
    """An attachment as the viewer and the small pictures show it."""
    return {
        "pk": page.pk,
        "url": reverse("cases:attachment", args=[page.pk]),
        "name": page.title,
        "is_image": page.mime.startswith("image/"),
        "pages": page.pages,
        "note": "补正时重新上传" if getattr(page, "replaces", None) else "",
    }


def _checks_context(sheet: ReviewSheet) -> dict[str, Any]:
    """The checks; a source that most of them share is told once below them."""
    checks = _checks(sheet)
    sources = [check["source"] for check in checks if check["source"]]
    common = max(set(sources), key=sources.count) if sources else ""
    if sources.count(common) < 2:
        common = ""
    for check in checks:
        if check["source"] == common:
            check["source"] = ""
    return {"checks": checks, "common_source": common}


def _checks(sheet: ReviewSheet) -> list[dict[str, str]]:
    """Each rule with its verdict, then what is missing, then what the ledgers say against it."""
    rows = [
        {
            "tone": "good" if finding.verdict.passed else "bad",
            "name": finding.rule.name,
            "words": finding.verdict.reason,
            "remedy": "" if finding.verdict.passed else finding.verdict.remedy,
            "source": finding.rule.source,
        }
        for finding in sheet.examination.findings
    ]
    told = {finding.rule.name for finding in sheet.examination.findings}
    ledger = {one.words for one in sheet.examination.contradictions}
    rows += [
        {"tone": "bad", "name": one.label, "words": one.what, "remedy": one.remedy, "source": one.source}
        for one in sheet.examination.problems
        if one.label not in told and one.what not in ledger
    ]
    rows.sort(key=lambda row: row["tone"] != "bad")
    return rows


def _preview(sheet: ReviewSheet) -> list[Any]:
    # Once it is decided the case's own result stands; a preview made today could say otherwise.
    if sheet.item.preview is None or sheet.case.state not in {*WAITING, State.RETURNED}:
        return []
    return list(sheet.item.preview(unmasked_situation(sheet.case)))


def _above(case: Case) -> list[Standing]:
    """Where it stands with the province; only what was decided here goes up."""
    if case.state not in {State.APPLIED, State.FED_BACK, State.REVERSED}:
        return []
    return standings_of([case.number]).get(case.number, [])


def _materials(sheet: ReviewSheet) -> list[dict[str, Any]]:
    """The materials that this form calls for, each with its pages; those only shown to the clerk too."""
    wanted = sheet.item.wanted_materials(sheet.examination.values)
    return [
        {
            "name": material.name,
            "seen": not material.attach,
            "kept": _kept_by_ledger(material),
            "pages": [page_view(page) for page in sheet.pages if page.material == material.key],
        }
        for material in wanted
    ]


def _kept_by_ledger(material: Material) -> bool:
    """Whether an effect hands the material's file to a ledger that keeps it instead of the case."""
    kind = material_kind(material.kind)
    return kind is not None and kind.kept_by_ledger


def _rounds(sheet: ReviewSheet) -> list[dict[str, Any]]:
    """The return slips by round, each line with what was made again, before and after."""
    answers = [line for line in sheet.history if line.event.move == Move.RESUBMIT]
    returns = [line for line in sheet.history if line.event.move == Move.RETURN]
    rounds: dict[int, dict[str, Any]] = {}
    for slip in sheet.slips:
        made = rounds.setdefault(
            slip.round, {"number": slip.round, "title": f"第{slip.round}次补正", "lines": []}
        )
        answer = answers[slip.round - 1] if slip.round <= len(answers) else None
        row = _slip(slip, answer)
        if slip.target == SlipTarget.MATERIAL and answer is not None and slip.round <= len(returns):
            since, until = returns[slip.round - 1].event.at, answer.event.at
            row["added"] = [
                page_view(page)
                for page in sheet.pages
                if page.material == slip.material and since <= page.uploaded_at <= until
            ]
        made["lines"].append(row)
    _hand_in_new_pages(sheet, rounds.values())
    return sorted(rounds.values(), key=lambda one: -one["number"])


def _slip(slip: SlipLine, answer: HistoryLine | None) -> dict[str, Any]:
    row: dict[str, Any] = {"slip": slip, "before": "", "after": "", "old": None, "new": None}
    row["added"] = []
    if slip.target == SlipTarget.FIELD and answer is not None:
        for label, before, after in answer.changes:
            if label == slip.label:
                row["before"], row["after"] = before, after
    if slip.target == SlipTarget.PAGE and slip.attachment is not None:
        row["old"] = page_view(slip.attachment)
    return row


def _hand_in_new_pages(sheet: ReviewSheet, rounds: Iterable[dict[str, Any]]) -> None:
    new = {page.replaces.pk: page for page in sheet.pages if getattr(page, "replaces", None)}
    for one in rounds:
        for row in one["lines"]:
            if row["old"] and row["old"]["pk"] in new:
                row["new"] = page_view(new[row["old"]["pk"]])


def next_steps(caller: Caller, case: Case) -> list[dict[str, str]]:
    """What the caller may do with the case next, by duty and state; the views decide for themselves."""
    found: list[dict[str, str]] = []
    if caller.can(Ability.CASE_FILE) and caller.point is not None and caller.point.pk == case.point_id:
        found += _at_the_counter(case)
    if caller.can(Ability.CASE_REVIEW) and case.state in WAITING and _reviews(caller, case):
        found.append(_link("开始审核", "review:case", case, "primary", "Alt+A"))
    if caller.can(Ability.CASE_REVERSE):
        if case.state in {State.APPLIED, State.FED_BACK}:
            found.append(_link("撤销决定", "review:take_back", case, "danger"))
        elif case.state == State.REFUSED:
            found.append(_link("撤销不予办理，重新审核", "review:take_back", case, "danger"))
    return found


def _reviews(caller: Caller, case: Case) -> bool:
    return caller.reaches(Ability.CASE_REVIEW, case) and not has_handled(caller.account.pk, case)


def _at_the_counter(case: Case) -> list[dict[str, str]]:
    found = []
    if case.state == State.RETURNED:
        found.append(_link("去补正", "counter:supplement", case, "primary", "Alt+1"))
    if case.state == State.ACCEPTED:
        found.append(_link("更正申请内容", "counter:correct", case))
    told = case.fed_back_at is not None
    if case.state == State.APPLIED or (case.state in {State.REFUSED, State.REVERSED} and not told):
        found.append(_link("告知居民", "counter:deliver", case, "primary", "Alt+1"))
    if case.state in {State.ACCEPTED, State.UNDER_REVIEW, State.RETURNED}:
        found.append(_link("撤回申请", "counter:withdraw", case))
    return found


def _link(text: str, name: str, case: Case, kind: str = "secondary", key: str = "") -> dict[str, str]:
    return {"text": text, "url": reverse(name, args=[case.number]), "kind": kind, "key": key}
