"""The villages and townships of a caller's area, as lists filter by them and name them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cuncuntong.network.access import Caller
from cuncuntong.network.models import Division
from cuncuntong.network.models.divisions import Placed
from cuncuntong.network.selectors import villages_within


@dataclass(frozen=True)
class Places:
    """The villages that a caller's rows may lie in, with their townships."""

    villages: list[Division]

    @cached_property
    def townships(self) -> list[Division]:
        """Each township once, in order."""
        found = {village.parent.code: village.parent for village in self.villages if village.parent}
        return [found[code] for code in sorted(found)]

    @property
    def several(self) -> bool:
        """Whether a village needs to be chosen at all."""
        return len(self.villages) > 1

    def of(self, township: str) -> list[Division]:
        """The villages of a township; all where there is one township only."""
        if len(self.townships) <= 1:
            return self.villages
        return [one for one in self.villages if one.parent and one.parent.code == township]

    def short(self, code: str) -> str:
        """The name alone of a village or township; the code itself for an unknown one."""
        return self._short.get(code, code)

    def full(self, code: str) -> str:
        """A village with its township where the area has several, or a township; else the code itself."""
        return self._full.get(code, code)

    def where(self, row: Placed) -> str:
        """Where a row lies, in full; empty where its village is unknown."""
        return self._full.get(row.village_code, "")

    @cached_property
    def _short(self) -> dict[str, str]:
        return {one.code: one.name for one in (*self.villages, *self.townships)}

    @cached_property
    def _full(self) -> dict[str, str]:
        names = {one.code: one.name for one in self.townships}
        for village in self.villages:
            before = f"{village.parent.name} " if len(self.townships) > 1 and village.parent else ""
            names[village.code] = f"{before}{village.name}"
        return names


def places_within(caller: Caller, ability: str) -> Places:
    """The places inside an ability's area. One question."""
    return Places(list(villages_within(caller, ability).order_by("code")))
