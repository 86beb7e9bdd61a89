"""Every item against the official list, its guide, and the catalogue's refusals."""

from __future__ import annotations

import datetime as dt
import re
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone

from cuncuntong.items.catalogue import (
    EXPECTED,
    CatalogueError,
    declared,
    load,
    module_path,
    modules,
    refuse_gaps,
)
from cuncuntong.items.document import TARGET, document, main
from cuncuntong.ledgers.policies.parsing import parse
from cuncuntong.ledgers.policies.services.shipping import shipped_drafts
from cuncuntong.ledgers.residents.selectors.known import KNOWN_KEYS
from cuncuntong.network.enums import Line
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.registry import Registry, RegistryError, items
from cuncuntong.rules.service_item import FieldKind, Group, Kind, ServiceItem

OFFICIAL = yaml.safe_load(
    (Path(__file__).parent / "official" / "service_items.yaml").read_text(encoding="utf-8")
)
# YAML 1.1 reads the key `no` as False.
LISTED = {str(one[False]): one for one in OFFICIAL["items"]}
EXTRAS = {f"D{index}": name for index, name in enumerate(OFFICIAL["demonstration_extras"], 1)}
EVERY = load().all()
ALL = pytest.mark.parametrize("item", EVERY, ids=lambda item: item.number)
TODAY = dt.date(2026, 11, 24)


def official_audience(number: str) -> str:
    """The audience, with the notice's "同16" followed."""
    said = LISTED[number]["audience"]
    return official_audience(said.removeprefix("同")) if said.startswith("同") else said


def official_documents(number: str) -> tuple[str, ...]:
    """What the notice asks to bring: the same for all but what it says otherwise."""
    one = LISTED[number]
    asked = (one.get("documents", "身份证或社保卡"),)
    return (*asked, one["extra"]) if "extra" in one else asked


@pytest.mark.django_db
def test_tips_name_the_figures_of_the_day() -> None:
    """A figure that the county changes is told by the guide as the rules count it."""
    who = [Account.objects.create(username=f"figures{number}") for number in (1, 2)]
    for key, value in (("certification.interval_months", 18), ("subsidies.skill_apply_months", 9)):
        ParameterValue.objects.create(
            key=key,
            starts_on=dt.date(2026, 1, 1),
            value=value,
            source="测试",
            proposed_by=who[0],
            confirmed_by=who[1],
            confirmed_at=timezone.now(),
        )
    forget_parameters()
    told = {number: "".join(items.get(number).guide.tips_on(TODAY)) for number in ("21", "22", "34")}
    forget_parameters()
    assert "最长间隔18个月" in told["21"] and "每18个月要做一次" in told["34"]
    assert "证书核发之日起9个月内申领" in told["22"]


def test_the_catalogue_holds_the_forty_and_the_four_in_order() -> None:
    assert [item.number for item in EVERY] == [str(n) for n in range(1, 41)] + ["D1", "D2", "D3", "D4"]
    counts = {group.value: sum(1 for item in EVERY if item.group == group) for group in Group}
    assert counts == {
        "find_work": 15,
        "learn_skills": 4,
        "social_insurance": 18,
        "social_card": 3,
        "demonstration": 4,
    }
    assert len(LISTED) == 40 and len(EXTRAS) == 4


@pytest.mark.parametrize("number", LISTED)
def test_an_item_keeps_the_notices_words(number: str) -> None:
    item, said = items.get(number), LISTED[number]
    assert item.name == said["name"]
    assert item.content == said["content"]
    assert item.audience == official_audience(number)
    assert [str(channel) for channel in item.channels] == said["channels"]
    assert item.limit_workdays == said["limit_workdays"]
    assert item.documents == official_documents(number)
    assert item.group.value == said["group"]
    assert item.group_name == OFFICIAL["groups"][said["group"]]
    assert not item.demonstration_only


@pytest.mark.parametrize(("number", "name"), EXTRAS.items())
def test_an_extra_is_for_demonstration_points_and_says_what_the_notice_left_out(
    number: str, name: str
) -> None:
    item = items.get(number)
    assert (item.name, item.group, item.demonstration_only) == (name, Group.DEMONSTRATION, True)
    assert any("通知未规定时限" in tip for tip in item.guide.tips_on(TODAY))
    assert item.guide.where == "示范服务点柜面"


@ALL
def test_the_kind_follows_the_limit(item: ServiceItem) -> None:
    if item.number == "18":
        # Done at the counter; the five days are those of the follow-up task, which the ledger counts.
        assert (item.kind, item.limit_workdays, item.case_workdays) == (Kind.INSTANT, 5, 0)
    elif item.limit_workdays:
        assert item.kind == Kind.REVIEWED
    else:
        assert item.kind in {Kind.LOOK_UP, Kind.INSTANT}
    # 10 is called a look-up and registers, says the notice.
    if item.kind != Kind.LOOK_UP:
        assert not item.name.endswith("查询") or item.number == "10"


@pytest.mark.django_db
@ALL
def test_the_guide_is_complete(item: ServiceItem) -> None:
    guide = item.guide
    assert 3 <= len(guide.steps) <= 6
    assert guide.basis and guide.result and guide.tips and guide.where and guide.fee
    source = "第五部分" if item.demonstration_only else f"附件1第{item.number}项"
    assert source in guide.basis[0]
    texts = (item.name, item.content, *guide.steps, *guide.tips_on(TODAY), guide.result)
    assert all(text == text.strip() and text for text in texts)
    assert all(text.endswith("。") for text in (*guide.steps, *guide.tips_on(TODAY), guide.result))
    assert len(set(guide.steps)) == len(guide.steps)


@ALL
def test_the_guide_tells_the_limit(item: ServiceItem) -> None:
    if item.kind == Kind.REVIEWED:
        told = "".join((*item.guide.steps, item.guide.result))
        assert item.limit_text in told


@ALL
def test_an_item_is_whole_or_not_open(item: ServiceItem) -> None:
    assert item.line in Line.values
    if not item.open:
        assert not (item.rules or item.fields or item.undo or item.preview)
        return
    assert item.kind == Kind.LOOK_UP or (item.effect and item.undo and item.subject and item.rules)
    assert item.likely is not None
    assert len({rule.code for rule in item.rules}) == len(item.rules)
    assert all(rule.name and rule.source for rule in item.rules)


@ALL
def test_the_form_hangs_together(item: ServiceItem) -> None:
    keys = [field.key for field in item.fields]
    assert len(set(keys)) == len(keys)
    for position, field in enumerate(item.fields):
        assert not field.prefill or field.prefill in KNOWN_KEYS
        # A line that hides others stands before them.
        assert field.show_when is None or field.show_when[0] in keys[:position]
        closed = field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}
        assert bool(field.choices) == closed or field.kind == FieldKind.TEXT
        # What is known is shown masked elsewhere: no form shows a whole number again.
        assert not field.prefill.endswith(("telephone", "id_number"))


def _unless_shipped(found: re.Match[str]) -> str:
    law, article = found.groups()
    texts = [draft.text for draft in shipped_drafts().values() if draft.title.endswith(law)]
    labels = {part.label for text in texts for part in parse(text)}
    return "" if article in labels else found.group()


def test_no_basis_names_an_article_that_was_not_read() -> None:
    read = ("第二十五条、第二十六条、第三十条、第四十六条", "第三十一条", "第四十五条至第五十一条")
    for item in EVERY:
        for basis in item.guide.basis:
            rest = basis
            for known in read:
                rest = rest.replace(known, "")
            # Or it stands in a text that the program ships whole.
            rest = re.sub(r"《([^》]+)》(第[一二三四五六七八九十百零]+条)", _unless_shipped, rest)
            assert "条" not in rest.replace("条例", ""), f"{item.number}: {basis}"


def test_loading_again_changes_nothing() -> None:
    before = items.all()
    assert load() is items
    assert items.all() == before


def test_a_frozen_registry_takes_no_more() -> None:
    with pytest.raises(RegistryError, match="frozen"):
        items.register(items.get("1"))


def test_a_number_is_declared_once() -> None:
    registry = Registry()
    registry.register(items.get("28"))
    with pytest.raises(RegistryError, match="28 is declared twice"):
        registry.register(replace(items.get("1"), number="28"))


def test_a_gap_and_a_stranger_are_refused() -> None:
    registry = Registry()
    for number in EXPECTED:
        if number != "17":
            registry.register(items.get(number))
    with pytest.raises(CatalogueError, match="without a module: 17"):
        refuse_gaps(registry)
    registry.register(items.get("17"))
    refuse_gaps(registry)
    registry.register(replace(items.get("40"), number="41"))
    with pytest.raises(CatalogueError, match="does not have: 41"):
        refuse_gaps(registry)


def _module(name: str, **content: Any) -> types.ModuleType:
    module = types.ModuleType(f"cuncuntong.items.{name}")
    vars(module).update(content)
    return module


@pytest.mark.parametrize(
    ("name", "number", "fault"),
    [
        ("find_work.item_1_seeker", "1", "name the file"),
        ("find_work.item_02_seeker", "1", "declares item 1, its name says 2"),
        ("social_card.item_01_seeker", "1", "of the group find_work"),
        ("find_work.item_01_seeker", None, "no ServiceItem named ITEM"),
    ],
)
def test_a_module_declares_what_its_name_says(name: str, number: str | None, fault: str) -> None:
    module = _module(name, ITEM=items.get(number) if number else "nothing")
    with pytest.raises(CatalogueError, match=fault):
        declared(module)


def test_each_module_is_one_item_and_its_path_is_known() -> None:
    found = list(modules())
    assert len(found) == 44
    root = Path(__file__).parents[2]
    assert all((root / module_path(item)).is_file() for item in EVERY)
    assert sum(1 for _ in (root / "cuncuntong/items").glob("*/item_*.py")) == 44


def test_the_documentation_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert TARGET.read_text(encoding="utf-8") == document()
    assert main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_check_tells_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "items.md"
    monkeypatch.setattr("cuncuntong.items.document.TARGET", target)
    assert main(["--check"]) == 1
    assert "python -m cuncuntong.items.document" in capsys.readouterr().err
    assert main([]) == 0
    assert target.read_text(encoding="utf-8") == document()
    assert document().count("未开通 |") == sum(1 for item in items.all() if not item.open)


@ALL
def test_names_of_conditions_name_no_figure(item: ServiceItem) -> None:
    """Ages and years are dated parameters: a name that repeats one is wrong from the day it changes."""
    assert [rule.name for rule in item.rules if any(char.isdigit() for char in rule.name)] == []
