"""The public pages of the job market, and the staff's sheets for notice boards."""

from __future__ import annotations

from typing import Any

from cuncuntong.network.enums import DutyKind
from tests.web.areas import Sample

POSTING = Sample(lambda w: [w.posting.code], placed=False)
SAMPLES = {"jobs:posting": POSTING, "jobs:poster": POSTING}
PUBLIC = {"jobs:search", "jobs:posting", "jobs:poster"}


def _public(world: Any) -> list[Any]:
    place = world.county.shuicun.code
    return [
        ("jobs:search", (), {}),
        ("jobs:search", (), {"q": "缫丝 挡车", "near": place, "km": "5", "pay": "3000", "meals": "on"}),
        ("jobs:search", (), {"q": "缫丝", "view": "map"}),
        ("jobs:posting", (world.shown.code,), {}),
    ]


PAGES = {DutyKind.OVERSEER: _public}
