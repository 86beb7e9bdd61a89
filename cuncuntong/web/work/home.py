"""What the home page says about the job market."""

from __future__ import annotations

from django.urls import reverse

from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState, Via
from cuncuntong.ledgers.jobs.selectors.employers import employers_within
from cuncuntong.ledgers.jobs.selectors.postings import postings_to_review, postings_within
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.home.lines import Counted


def market_waiting(caller: Caller) -> list[Counted]:
    """What the county has to decide; at a point what came back from there."""
    found = []
    if caller.can(Ability.EMPLOYER_REVIEW, Line.EMPLOYMENT):
        queue, pending = reverse("work:review"), EmployerState.PENDING
        employers = employers_within(caller, Ability.EMPLOYER_REVIEW).filter(state=pending)
        found = [
            Counted("岗位待审核", postings_to_review(caller), queue, "wait", "通过后公布", "条"),
            Counted("用工主体待核验", employers, f"{queue}?tab=employers", "wait", "核对证照", "家"),
        ]
    elif caller.can(Ability.EMPLOYER_WRITE, Line.EMPLOYMENT):
        # What employers sent themselves comes back to them on their own site.
        returned = postings_within(caller).filter(state=PostingState.RETURNED, via=Via.POINT)
        url = f"{reverse('work:postings')}?state=returned"
        found = [Counted("退回的招聘信息", returned, url, "wait", "县里要求修改，请告知用工方并改好", "条")]
    return found
