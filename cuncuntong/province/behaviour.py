"""How the made-up province behaves: slow, failing, refusing, answering twice or in the wrong order.

A JSON file beside its state, read anew whenever it changes, so that people and tests switch it while it runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

FILE = "behaviour.json"
# [{"code": "…", "name": "…"}]: the kinds that the county hands over, as the demonstration lays them down.
KINDS_FILE = "kinds.json"
BY_KIND = ("reject", "refuse", "hold")


class BadBehaviour(Exception):
    """A name or value that is none; the words are Chinese."""


@dataclass(frozen=True)
class Behaviour:
    """``slow`` seconds before every reply; ``fail`` of every hundred calls this many get 503; ``down``
    closes without a reply; ``reject`` answers 422 to kinds; ``refuse`` kinds are not agreed ("*" all);
    ``after`` seconds until a decision; ``hold`` kinds are never decided; ``twice`` gives each answer
    twice; ``disorder`` gives a newer answer first and an older, contrary one behind it; ``stray`` adds an
    answer to something that was never handed over.
    """

    slow: float = 0.0
    fail: int = 0
    down: bool = False
    reject: tuple[str, ...] = field(default=())
    refuse: tuple[str, ...] = field(default=())
    hold: tuple[str, ...] = field(default=())
    after: float = 20.0
    twice: bool = False
    disorder: bool = False
    stray: bool = False

    def meets(self, name: str, kind: str) -> bool:
        """Whether a list of kinds (``refuse``, ``hold``, ``reject``) names this one."""
        kinds = getattr(self, name)
        return "*" in kinds or kind in kinds


def changed(now: Behaviour, values: Mapping[str, Any]) -> Behaviour:
    """The behaviour with some values changed; texts as people type them are understood."""
    known = [one.name for one in fields(Behaviour)]
    for name in values:
        if name not in known:
            raise BadBehaviour(f"没有“{name}”这一项，可选：{'、'.join(known)}")
    usual = Behaviour()
    new: dict[str, Any] = {name: _value(name, value, getattr(usual, name)) for name, value in values.items()}
    return replace(now, **new)


def _value(name: str, value: Any, example: Any) -> Any:
    text = str(value).strip().lower()
    try:
        if isinstance(example, bool):
            if text not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
                raise ValueError(text)
            return text in {"1", "true", "yes", "on"}
        if isinstance(example, tuple):
            parts = value if isinstance(value, list | tuple) else str(value).split(",")
            return tuple(str(part).strip() for part in parts if str(part).strip())
        number = type(example)(value)
    except (TypeError, ValueError):
        raise BadBehaviour(f"“{name}”不能是“{value}”") from None
    if number < 0:
        raise BadBehaviour(f"“{name}”不能是负数")
    return number


def check_kinds(folder: Path, values: Mapping[str, Any]) -> None:
    """Refuses a kind that the county doesn't hand over; any is taken where nobody said which there are."""
    try:
        known = {one["code"]: one["name"] for one in json.loads((folder / KINDS_FILE).read_text("utf-8"))}
    except FileNotFoundError:
        return
    for name in BY_KIND:
        for kind in _value(name, values.get(name, ""), ()):
            if kind != "*" and kind not in known:
                listed = "、".join(f"{code}（{words}）" for code, words in sorted(known.items()))
                raise BadBehaviour(f"没有“{kind}”这种业务，可选：*（全部）、{listed}")


def load(folder: Path) -> Behaviour:
    """As the file says; the usual behaviour where there is none."""
    try:
        return changed(Behaviour(), json.loads((folder / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Behaviour()
    except (ValueError, AttributeError) as error:
        raise BadBehaviour(f"{folder / FILE}不是JSON对象") from error


def save(folder: Path, behaviour: Behaviour) -> None:
    """Writes the file as a whole."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{FILE}.part"
    part.write_text(json.dumps(asdict(behaviour), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(folder / FILE)
