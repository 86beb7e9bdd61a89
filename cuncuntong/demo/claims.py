"""Visits to people who are about to be 60: some agreed, some were not met, some still lack something.

Whom the lists name is computed from the residents and accounts that stand; here only visits are made up,
and each says so.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.claims.enums import VisitState
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.claims.selectors import WAITING, window
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.parameters import current

SHARE_VISITED = 0.55
_RESULTS: tuple[tuple[VisitState, int, str], ...] = (
    (VisitState.AGREED, 6, "演示：约好带身份证和社保卡来服务点"),
    (VisitState.LACKING, 3, "演示：已告知还缺什么、到哪里办"),
    (VisitState.NOT_REACHED, 2, "演示：家里没人，下次再去"),
    (VisitState.MOVED, 1, "演示：在外地子女家，已电话告知"),
    (VisitState.REFUSED, 1, "演示：想再缴几年"),
)


def claim_visits(*, seed: int, today: dt.date) -> None:
    """Visits to a good half of the people whom the lists of today name."""
    if ClaimVisit.objects.exists():
        return
    rng, rows = Random(f"{seed}-claims"), []
    weights = [weight for _, weight, _ in _RESULTS]
    for scheme in Scheme:
        view = window(scheme, today, current())
        accounts = PensionAccount.objects.filter(
            scheme=scheme,
            state__in=WAITING,
            resident__birth_date__range=view.births,
            resident__standing=Standing.PRESENT,
        )
        for account in accounts.select_related("resident").order_by("pk").iterator():
            if rng.random() >= SHARE_VISITED:
                continue
            state, _, note = rng.choices(_RESULTS, weights)[0]
            person = account.resident
            rows.append(
                ClaimVisit(
                    resident=person,
                    scheme=scheme,
                    state=state,
                    on=today - dt.timedelta(days=rng.randrange(1, 60)),
                    note=note,
                    village_code=person.village_code,
                    township_code=person.township_code,
                    county_code=person.county_code,
                )
            )
    insert(ClaimVisit, rows)
