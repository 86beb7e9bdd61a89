"""Reads of the network: the tree of divisions, points, and the accounts that somebody manages."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.models import Account, Division, Duty, ServicePoint
from cuncuntong.network.models.divisions import Placed


def home_county() -> Division:
    """The county that this installation serves (setting COUNTY_CODE)."""
    return Division.objects.select_related("parent__parent").get(code=settings.CUNCUNTONG["COUNTY_CODE"])


def townships(county_code: str = "") -> QuerySet[Division]:
    """The townships of a county; of the home county when none is named."""
    code = county_code or settings.CUNCUNTONG["COUNTY_CODE"]
    return Division.objects.filter(level=Level.TOWNSHIP, parent__code=code)


def place_columns(code: str) -> dict[str, str] | None:
    """The placed columns (network.models.divisions.Placed) of a village, township or county by its code;
    None for any other code."""
    place = Division.objects.select_related("parent__parent").filter(code=code).first()
    found = {"village_code": "", "township_code": "", "county_code": ""}
    columns = {
        Level.VILLAGE: "village_code",
        Level.TOWNSHIP: "township_code",
        Level.COUNTY: "county_code",
    }
    while place is not None and Level(place.level) in columns:
        found[columns[Level(place.level)]] = place.code
        place = place.parent
    return found if found["county_code"] else None


def place_words(rows: Iterable[Placed], *, anywhere: str = "全县") -> list[str]:
    """Where placed rows are, in their order: 凤城镇 水村; one query for all."""
    found = list(rows)
    codes = {code for row in found for code in (row.village_code, row.township_code) if code}
    names = dict(Division.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [
        " ".join(names[code] for code in (row.township_code, row.village_code) if code in names) or anywhere
        for row in found
    ]


def villages_of_county() -> QuerySet[Division]:
    """Every village and community of the home county, with its township."""
    rows = Division.objects.filter(
        level=Level.VILLAGE, parent__parent__code=settings.CUNCUNTONG["COUNTY_CODE"]
    )
    return rows.select_related("parent").order_by("code")


def villages_within(caller: Caller, ability: str) -> QuerySet[Division]:
    """The villages and communities inside an ability's area, with their township; none without it."""
    limit = Q(pk__in=[])
    for grant in caller.with_ability(ability):
        if grant.level == Level.VILLAGE:
            limit |= Q(code=grant.code)
        elif grant.level == Level.TOWNSHIP:
            limit |= Q(parent__code=grant.code)
        elif grant.level == Level.COUNTY:
            limit |= Q(parent__parent__code=grant.code)
        else:
            limit |= Q(parent__parent__code__startswith=grant.code)
    return Division.objects.filter(limit, level=Level.VILLAGE).select_related("parent")


def points_within(caller: Caller, ability: str = Ability.NETWORK_READ) -> QuerySet[ServicePoint]:
    """The service points inside an ability's area."""
    return caller.limit(ability, ServicePoint.objects.select_related("division__parent"))


def accounts_within(caller: Caller) -> QuerySet[Account]:
    """The accounts that a system administrator manages: no duty outside their area,
    now or to come.

    Duties in force come prefetched as ``duties_in_force``.
    """
    grants = caller.with_ability(Ability.ACCOUNT_MANAGE)
    if not grants:
        return Account.objects.none()
    inside = Q(pk__in=[])
    for grant in grants:
        inside |= Q(division__code=grant.code)
        # Four levels at most lie between a province and a village.
        inside |= Q(division__parent__code=grant.code)
        inside |= Q(division__parent__parent__code=grant.code)
        inside |= Q(division__parent__parent__parent__code=grant.code)
        inside |= Q(division__parent__parent__parent__parent__code=grant.code)
    outside = Duty.objects.not_over().exclude(pk__in=Duty.objects.filter(inside).values("pk"))
    in_force = Duty.objects.in_force().select_related("division__parent", "point")
    return (
        Account.objects.exclude(pk__in=outside.values("account_id"))
        .prefetch_related(Prefetch("duties", queryset=in_force, to_attr="duties_in_force"))
        .order_by("username")
    )
