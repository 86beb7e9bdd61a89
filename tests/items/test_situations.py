"""Runs the situations of tests/items/NN.yaml: what the counter tells, what the ledger does, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import time_machine

from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.registry import items
from tests.items.situations import World, all_situations, moment
from tests.ledgers.make import County

SITUATIONS = list(all_situations())
OPEN = {number for number, _ in SITUATIONS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "told"), SITUATIONS, ids=[f"{number}-{told['名称']}" for number, told in SITUATIONS]
)
def test_situation(number: str, told: Mapping[str, Any]) -> None:
    with time_machine.travel(moment(told["今天"]), tick=False):
        forget_parameters()
        world = World(County(), items.get(number), told)
        _check_offer(world, told)
        _check_examination(world, told)
        if told["结论"] == "可以办理":
            _check_outcome(world, told)


def _check_offer(world: World, told: Mapping[str, Any]) -> None:
    for label, words in told.get("可选", {}).items():
        offered = world.offered(label)
        assert len(offered) == len(words), offered
        for have, want in zip(offered, words, strict=True):
            assert have.startswith(want)


def _check_examination(world: World, told: Mapping[str, Any]) -> None:
    _check_pictures(world, told)
    found = world.examine()
    reasons = [f"{problem.label}：{problem.what}" for problem in found.problems]
    remedies = "\n".join(problem.remedy for problem in found.problems)
    assert found.ok == (told["结论"] == "可以办理"), reasons
    # Everything that is wrong, and nothing else, is told at once.
    assert len(reasons) == len(told.get("原因", ())), reasons
    for want, have in zip(told.get("原因", ()), reasons, strict=True):
        assert want in have
    for want in told.get("办法", ()):
        assert want in remedies
    assert [one.words for one in found.looks] == _matching(found.looks, told.get("提示", ()))
    passed = "\n".join(one.verdict.reason for one in found.findings if one.verdict.passed)
    for want in told.get("说明", ()):
        assert want in passed
    for problem in found.problems:
        assert problem.what and problem.remedy or problem.where == "填写项"


def _check_pictures(world: World, told: Mapping[str, Any]) -> None:
    said = "".join(words for faults in world.refused().values() for words in faults)
    assert bool(said) == ("照片不行" in told), said
    for want in told.get("照片不行", ()):
        assert want in said


def _matching(looks: Any, wanted: Any) -> list[str]:
    """The looks' words, if each holds what is wanted in its place; else the wish, to be seen."""
    words = [one.words for one in looks]
    fits = len(words) == len(wanted) and all(want in have for want, have in zip(wanted, words, strict=True))
    return words if fits else list(wanted)


def _check_outcome(world: World, told: Mapping[str, Any]) -> None:
    if world.item.preview:
        lines = {line.label: line for line in world.item.preview(world.situation())}
        for label, value in told.get("测算", {}).items():
            assert _shown(lines[label]) == value
    if world.item.look_up:
        _check_answer(world, told["查询"])
    if world.item.effect:
        _check_effect(world, told)


def _shown(line: Any) -> str:
    return line.value if line.confirmed else f"{line.value}（待核定）"


def _check_effect(world: World, told: Mapping[str, Any]) -> None:
    item = world.item
    assert item.effect and item.undo and item.subject
    assert item.subject(world.situation())
    result = item.effect(world.order())
    assert told.get("结果说明", "") in result.message
    lines = dict(result.lines)
    for label, value in told["结果"].items():
        assert str(value) in lines[label]
    assert [step.item for step in result.next_steps] == [str(one) for one in told.get("接着", ())]
    # The same case again does nothing more; undone, the situation is what it was.
    assert item.effect(world.order()).data == result.data
    assert told["撤销后"] in item.undo(world.order(), result.data)
    assert world.examine().ok


def _check_answer(world: World, told: Mapping[str, Any]) -> None:
    assert world.item.look_up
    answer = world.item.look_up(world.situation())
    summary = dict(answer.summary)
    for label, value in told.get("摘要", {}).items():
        assert value in summary[label]
    tables = {table.title: table for table in answer.tables}
    for title, want in told.get("表", {}).items():
        table = tables[title]
        assert list(table.columns) == want["列"]
        assert [list(row) for row in table.rows] == want["行"]
        assert list(table.total) == want.get("合计", [])
        assert all(len(row) == len(table.columns) for row in table.rows)
    for want in told.get("说明", ()):
        assert want in "\n".join(answer.notes)


def test_every_open_item_has_its_situations() -> None:
    counted = {number: sum(1 for other, _ in SITUATIONS if other == number) for number in OPEN}
    assert {item.number for item in items.all() if item.open} == OPEN
    assert all(count >= 6 for count in counted.values()), counted
