"""Everything that is missing, wrong or in the way, found at once: form, materials, rules, ledgers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cuncuntong.cases.forms import ItemForm, check_values
from cuncuntong.ledgers.contradictions import Contradiction, find_contradictions
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.rules.service_item import Finding, ServiceItem, Situation

FORM = "填写项"
MATERIAL = "材料"
RULE = "办理条件"
LEDGER = "台账核对"
SLIP = "补正事项"


@dataclass(frozen=True)
class Problem:
    """One thing that is missing or wrong: where, what, what to do, by which source.

    ``field`` is the form field or, for a material, its key; empty where there is none.
    """

    where: str
    label: str
    what: str
    remedy: str = ""
    source: str = ""
    field: str = ""


@dataclass(frozen=True)
class Examination:
    """What was found. ``problems`` holds all that stops the case, "stop" contradictions included;

    ``contradictions`` has those of both weights; ``values`` are the cleaned form values.
    """

    findings: list[Finding]
    problems: list[Problem]
    contradictions: list[Contradiction]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems

    @property
    def looks(self) -> list[Contradiction]:
        """Contradictions that a person must look at, and that do not stop the case."""
        return [one for one in self.contradictions if one.weight != "stop"]

    def summary(self) -> str:
        """All problems in one sentence each, for a list of many cases."""
        return "；".join(f"{problem.label}：{problem.what}" for problem in self.problems)


def examine(
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any],
    *,
    on: dt.date,
    attached: Iterable[str] = (),
    case_number: str = "",
) -> Examination:
    """Examines an application: its rules on a day (of acceptance), the ledgers as they are today.

    ``form`` holds values as a case keeps them, checked again here; ``attached`` the keys of the
    materials that have a page. The rules see every declared field, "" where the value is missing.
    The ledgers are asked each question once.
    """
    with reading_once(resident):
        return _examined(item, resident, form, on, set(attached), case_number)


def _examined(
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any],
    on: dt.date,
    have: set[str],
    case_number: str,
) -> Examination:
    checked = check_values(item, resident, form, on)
    problems = _form_problems(checked)
    values = checked.cleaned_values()
    situation = Situation(resident, {**{spec.key: "" for spec in item.fields}, **values}, on, case_number)
    problems += [
        Problem(
            MATERIAL, material.name, "还没有上传。", material.note or "请拍照或扫描后上传。", "", material.key
        )
        for material in item.wanted_materials(values)
        if material.attach and material.required and material.key not in have
    ]
    findings = item.examine(situation)
    problems += [
        Problem(
            RULE,
            finding.rule.name,
            finding.verdict.reason,
            finding.verdict.remedy,
            finding.rule.source,
            finding.verdict.field,
        )
        for finding in findings
        if not finding.verdict.passed
    ]
    # A rule and a ledger's check that bear the same code say the same: the rule's words are told, once.
    told = {finding.rule.code for finding in findings if not finding.verdict.passed}
    # The ledgers are asked as of today: a job begun after the acceptance speaks against the decision.
    against = find_contradictions(resident, max(on, timezone.localdate()), item.concerns)
    contradictions = [one for one in against if one.code not in told]
    problems += [
        Problem(LEDGER, one.source, one.words, one.remedy, one.source)
        for one in contradictions
        if one.weight == "stop"
    ]
    return Examination(findings, problems, contradictions, values)


def _form_problems(checked: ItemForm) -> list[Problem]:
    problems = []
    for key, errors in checked.errors.items():
        label = str(checked.fields[key].label) if key in checked.fields else "申请内容"
        problems += [Problem(FORM, label, str(text), field=key) for text in errors]
    return problems
