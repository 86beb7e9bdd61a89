"""The caller: an account with its duties in force, able to limit any query to its areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from cuncuntong.network.access.duties import abilities_of
from cuncuntong.network.enums import DutyKind, Level
from cuncuntong.network.models import Account, Duty, ServicePoint

M = TypeVar("M", bound=Model)

_AREA_FIELD = {
    Level.COUNTY: "county_code",
    Level.TOWNSHIP: "township_code",
    Level.VILLAGE: "village_code",
}


class Denied(PermissionDenied):
    """The caller's duties do not include the ability; the message says so in Chinese."""


class NotVisible(Http404):
    """The row is outside the caller's area, or is not there: the two look the same on purpose."""


@dataclass(frozen=True)
class Grant:
    """One duty, boiled down to what limits a query."""

    kind: str
    level: str
    code: str
    division_name: str
    point_id: int | None
    lines: tuple[str, ...]
    abilities: frozenset[str]

    def area(self, prefix: str = "") -> Q:
        """Rows placed inside the duty's division; ``prefix`` is a relation path such as ``case__``."""
        if self.level in _AREA_FIELD:
            return Q(**{prefix + _AREA_FIELD[Level(self.level)]: self.code})
        # City and province: county codes nest by prefix, and a system holds few counties.
        return Q(**{prefix + "county_code__startswith": self.code})

    def holds(self, row: Model) -> bool:
        """Whether ``rows`` would leave the placed row in; asked of a row at hand, without a query."""
        if self.point_id and getattr(row, "belongs_to_point", False):
            inside = bool(row.point_id == self.point_id)  # type: ignore[attr-defined]
        elif self.level in _AREA_FIELD:
            inside = getattr(row, _AREA_FIELD[Level(self.level)]) == self.code
        else:
            inside = row.county_code.startswith(self.code)  # type: ignore[attr-defined]
        if self.lines and getattr(row, "divided_by_line", False):
            return inside and row.line in self.lines  # type: ignore[attr-defined]
        return inside

    def rows(self, model: type[Model], prefix: str = "") -> Q:
        """Rows of a model: by point where work belongs to the point, by line where lines divide it."""
        if self.point_id and getattr(model, "belongs_to_point", False):
            limit = Q(**{prefix + "point_id": self.point_id})
        else:
            limit = self.area(prefix)
        if self.lines and getattr(model, "divided_by_line", False):
            limit &= Q(**{prefix + "line__in": self.lines})
        return limit


class Caller:
    """Answers for one request what the account may do, and where."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @cached_property
    def grants(self) -> list[Grant]:
        """The duties in force, widest first."""
        found = [
            Grant(
                kind=duty.kind,
                level=duty.division.level,
                code=duty.division.code,
                division_name=duty.division.name,
                point_id=duty.point_id,
                lines=tuple(duty.lines),
                abilities=abilities_of(duty.kind, duty.division.level),
            )
            for duty in self._duties
        ]
        return sorted(found, key=lambda grant: (len(grant.code), grant.kind))

    @cached_property
    def _duties(self) -> list[Duty]:
        duties = Duty.objects.in_force().filter(account_id=self.account.pk)
        return list(duties.select_related("division", "point"))

    def know(self, duties: list[Duty]) -> None:
        """Takes over the duties in force that came with the account, with division and point."""
        self.__dict__["_duties"] = duties

    @cached_property
    def point(self) -> ServicePoint | None:
        """The service point that the caller works at, if any."""
        for grant in self.grants:
            if grant.kind == DutyKind.POINT_CLERK and grant.point_id:
                return next(duty.point for duty in self._duties if duty.point_id == grant.point_id)
        return None

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of duty held; for choosing a home page, never for deciding about access."""
        return frozenset(grant.kind for grant in self.grants)

    @cached_property
    def place_name(self) -> str:
        """What the top bar shows beside the product's name."""
        if self.point:
            return self.point.name
        return self.grants[0].division_name if self.grants else ""

    def with_ability(self, ability: str, line: str = "") -> list[Grant]:
        """The grants that carry an ability; with ``line`` only those that this line of business is open to.

        For rows that all belong to one line and so have no column of it, such as employers.
        """
        return [
            grant
            for grant in self.grants
            if ability in grant.abilities and (not line or not grant.lines or line in grant.lines)
        ]

    def can(self, ability: str, line: str = "") -> bool:
        """Whether any duty carries the ability, wherever; with ``line``, for this line of business."""
        return bool(self.with_ability(ability, line))

    def need(self, ability: str, line: str = "") -> None:
        """Raises Denied unless the caller has the ability somewhere."""
        if not self.can(ability, line):
            raise Denied("您的岗位没有这项权限。如工作需要，请联系本级系统管理员调整岗位。")

    def lines(self, ability: str) -> frozenset[str]:
        """The lines of business for an ability; empty means that no line limits it."""
        grants = self.with_ability(ability)
        if any(not grant.lines for grant in grants):
            return frozenset()
        return frozenset(line for grant in grants for line in grant.lines)

    def limit(self, ability: str, rows: QuerySet[M], prefix: str = "", *, line: str = "") -> QuerySet[M]:
        """The rows of a queryset that the caller may see or act on; none without the ability.

        ``prefix`` names the relation that leads to the placed model (``"case__"``); the model's
        own limits (point, line) are then read from the related model. ``line`` as in with_ability.
        """
        grants = self.with_ability(ability, line)
        if not grants:
            return rows.none()
        model = _placed_model(rows.model, prefix)
        limit = Q()
        for grant in grants:
            limit |= grant.rows(model, prefix)
        return rows.filter(limit)

    def reaches(self, ability: str, row: Model) -> bool:
        """What ``limit`` says about a placed row that is at hand, without a query."""
        return any(grant.holds(row) for grant in self.with_ability(ability))

    def covers(self, ability: str, *, village: str, township: str, county: str, line: str = "") -> bool:
        """Whether an ability's area holds a place, without a query."""
        place = {Level.VILLAGE: village, Level.TOWNSHIP: township, Level.COUNTY: county}
        for grant in self.with_ability(ability, line):
            if grant.level in {Level.CITY, Level.PROVINCE}:
                if county.startswith(grant.code):
                    return True
            elif place[Level(grant.level)] == grant.code:
                return True
        return False


def _placed_model(model: type[Model], prefix: str) -> type[Model]:
    for name in [part for part in prefix.split("__") if part]:
        related = model._meta.get_field(name).related_model
        if not isinstance(related, type):
            raise TypeError(f"{prefix} does not lead to a model")
        model = related
    return model


def caller_of(account: Account) -> Caller:
    """The caller for an account; kept on the account for the length of a request."""
    known = getattr(account, "_caller", None)
    if known is None:
        known = Caller(account)
        account._caller = known  # type: ignore[attr-defined]
    return known


def fetch(
    caller: Caller, ability: str, rows: QuerySet[M], *, prefix: str = "", line: str = "", **lookup: Any
) -> M:
    """The one row that the look-up names, inside the caller's limits.

    Raises Denied without the ability, NotVisible for a row outside the area as for one that is not
    there: the answer must not tell which.
    """
    caller.need(ability, line)
    row = caller.limit(ability, rows, prefix, line=line).filter(**lookup).first()
    if row is None:
        raise NotVisible("没有找到这条记录，或它不在您的服务范围内。")
    return row
