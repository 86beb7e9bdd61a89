"""Who files and reviews synthetic cases: the demonstration's accounts, and stand-ins who can't sign in."""

from __future__ import annotations

from random import Random

from cuncuntong.demo.accounts import DEMO_USERNAMES
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Account, Duty, ServicePoint

STAND_IN = "seed-"


class Cast:
    """Points with their clerks, and reviewers by line."""

    def __init__(self) -> None:
        self.points = {point.code: point for point in ServicePoint.objects.order_by("code")}
        self.village_points = {
            point.village_code: point for point in self.points.values() if point.village_code
        }
        self.township_points = {
            point.township_code: point for point in self.points.values() if not point.village_code
        }
        duties = list(
            Duty.objects.in_force().filter(account__username__in=DEMO_USERNAMES).select_related("account")
        )
        self.clerks: dict[int, list[Account]] = {}
        for duty in duties:
            if duty.kind == DutyKind.POINT_CLERK and duty.point_id:
                self.clerks.setdefault(duty.point_id, []).append(duty.account)
        self.reviewers = [
            (duty.account, set(duty.lines)) for duty in duties if duty.kind == DutyKind.REVIEWER
        ]
        self.admins = [duty.account for duty in duties if duty.kind == DutyKind.BUSINESS_ADMIN]
        self._stand_ins: dict[str, Account] = {}

    def clerk(self, rng: Random, point: ServicePoint) -> Account:
        """Somebody of the point, or the township's stand-in."""
        known = self.clerks.get(point.pk)
        if known:
            return rng.choice(known)
        return self._stand_in(f"clerk-{point.township_code}", "经办员（演示）")

    def reviewer(self, rng: Random, line: str) -> Account:
        """A reviewer charged with the line."""
        fit = [account for account, lines in self.reviewers if line in lines]
        return rng.choice(fit) if fit else self._stand_in("reviewer", "审核员（演示）")

    def admin(self, rng: Random) -> Account:
        """A business administrator."""
        return rng.choice(self.admins) if self.admins else self._stand_in("admin", "业务管理员（演示）")

    def focus(self) -> list[ServicePoint]:
        """The points that somebody can sign in at: they get enough cases to look at."""
        return [point for point in self.points.values() if point.pk in self.clerks]

    def _stand_in(self, name: str, full_name: str) -> Account:
        known = self._stand_ins.get(name)
        if known is None:
            username = STAND_IN + name
            known = Account.objects.filter(username=username).first()
            if known is None:
                known = Account(username=username, full_name=full_name, is_active=False)
                known.set_unusable_password()
                known.save()
            self._stand_ins[name] = known
        return known
