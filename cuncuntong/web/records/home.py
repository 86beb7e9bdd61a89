"""What the home page says about the employment records."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import HardshipState, UnemploymentState
from cuncuntong.ledgers.employment.models import Hardship, Unemployment
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.home.lines import Counted
from cuncuntong.web.records.shared import EMPLOYMENT, RECORD


def records_waiting(caller: Caller) -> list[Counted]:
    """Whom the point has to get in touch with; what the county has to decide."""
    found = []
    if caller.can(RECORD, EMPLOYMENT) and caller.point is not None:
        rows = Unemployment.objects.filter(
            state=UnemploymentState.ACTIVE, contact_due_on__lt=timezone.localdate()
        )
        url = reverse("records:unemployed") + "?state=silent"
        words = "再不联系，失业登记会注销"
        rows = caller.limit(RECORD, rows, line=EMPLOYMENT)
        found.append(Counted("超期未联系的失业人员", rows, url, "bad", words, "人"))
    if caller.can(Ability.EMPLOYMENT_DECIDE, EMPLOYMENT):
        proposed = Hardship.objects.filter(state=HardshipState.PROPOSED)
        rows_ = caller.limit(Ability.EMPLOYMENT_DECIDE, proposed, line=EMPLOYMENT)
        url = reverse("records:hardship") + "?state=proposed"
        found.append(Counted("待认定的就业困难人员", rows_, url, "wait", "服务点已上报，等县里认定", "人"))
    return found
