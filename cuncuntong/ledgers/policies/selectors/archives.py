"""Which institution keeps a file: by where the household or the last unit is."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from cuncuntong.foundation.search import Query
from cuncuntong.ledgers.policies.indexes import ARCHIVES
from cuncuntong.ledgers.policies.models import ArchiveInstitution
from cuncuntong.network.places import distance_km

ELSEWHERE = "elsewhere"
MOST = 50


@dataclass(frozen=True)
class FoundArchive:
    """An institution, why it is named, and how far it is from where one lives ("" where unknown)."""

    institution: ArchiveInstitution
    reasons: tuple[str, ...]
    distance: str = ""


def in_use() -> QuerySet[ArchiveInstitution]:
    """The institutions that take files, with the districts that they serve."""
    rows = ArchiveInstitution.objects.filter(closed=False)
    return rows.select_related("division").prefetch_related("areas")


def archives_for(*, district: str, words: str, home: str = "") -> tuple[list[FoundArchive], Query]:
    """Institutions that serve a district (a township's code, the county's, or ELSEWHERE), or answer to
    the words (the last unit, a place). What fits both comes first, then the narrower district.

    Also the words as they were understood. `home` is where one lives, for the distance.
    """
    query = ARCHIVES.read(words)
    by_words = ARCHIVES.search(query, limit=MOST) if query else None
    ranked = {key: place for place, key in enumerate(by_words.keys)} if by_words else {}
    found: list[tuple[tuple[int, int, int], FoundArchive]] = []
    for institution in in_use():
        area = _area_of(institution, district)
        reasons = [f"服务区域：{area[1]}"] if area else []
        if institution.pk in ranked:
            reasons.append("与您说的单位或地方相符")
        if not reasons:
            continue
        distance = _distance(home, institution)
        place = (-len(reasons), ranked.get(institution.pk, MOST), -len(area[0]) if area else 0)
        found.append((place, FoundArchive(institution, tuple(reasons), distance)))
    found.sort(key=lambda one: (one[0], one[1].institution.name))
    return [one for _, one in found], by_words.query if by_words else query


def _area_of(institution: ArchiveInstitution, district: str) -> tuple[str, str] | None:
    """The narrowest of its districts that holds the one that was asked; code and name."""
    if not district:
        return None
    county = settings.CUNCUNTONG["COUNTY_CODE"]
    holding = [
        (area.code, area.name)
        for area in institution.areas.all()
        if (not area.code if district == ELSEWHERE else area.code in {district, county})
    ]
    return max(holding, key=lambda one: len(one[0]), default=None)


def _distance(home: str, institution: ArchiveInstitution) -> str:
    if not home or institution.division is None:
        return ""
    return distance_km(home, institution.division.code).words


def find_archives(words: str, *, closed: bool = False) -> tuple[list[ArchiveInstitution], Query]:
    """For the county's own list: all of them, or those that the words name."""
    query = ARCHIVES.read(words)
    rows = ArchiveInstitution.objects.select_related("division").prefetch_related("areas")
    if not closed:
        rows = rows.filter(closed=False)
    if query.blank:
        return list(rows), query
    if not query:
        return [], query
    found = ARCHIVES.search(query, limit=MOST)
    known = {one.pk: one for one in rows.filter(pk__in=found.keys)}
    return [known[key] for key in found.keys if key in known], found.query
