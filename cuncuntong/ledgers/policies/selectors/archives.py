"""Which institution keeps a file: by where the household or the last unit is.

A county has some dozens of them: all are read at once, and words are looked for here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from cuncuntong.foundation.search import Query, fits, read
from cuncuntong.ledgers.policies.models import ArchiveInstitution
from cuncuntong.ledgers.policies.synonyms import synonyms
from cuncuntong.network.places import distance_km

ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class FoundArchive:
    """An institution, why it is named, and how far it is from where one lives ("" where unknown)."""

    institution: ArchiveInstitution
    reasons: tuple[str, ...]
    distance: str = ""


def archives_for(*, district: str, words: str, home: str = "") -> tuple[list[FoundArchive], Query]:
    """Institutions that serve a district (a township's code, the county's, or ELSEWHERE), or answer to
    the words (the last unit, a place). What fits both comes first, then the narrower district.

    Also the words as they were understood. `home` is where one lives, for the distance.
    """
    query = read(words, synonyms)
    found: list[tuple[tuple[int, int, int, str], FoundArchive]] = []
    for institution in _rows().filter(closed=False):
        area = _area_of(institution, district)
        hits = fits(institution.words, query)
        reasons = [f"服务区域：{area[1]}"] if area else []
        # All the words, or it is somebody else's: 演示煤业 is not 演示中学.
        if hits and hits == len(query.groups):
            reasons.append("与您说的单位或地方相符")
        if reasons:
            place = (-len(reasons), -hits, -len(area[0]) if area else 0, institution.name)
            one = FoundArchive(institution, tuple(reasons), _distance(home, institution))
            found.append((place, one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])], query


def find_archives(words: str, *, closed: bool = False) -> tuple[list[ArchiveInstitution], Query]:
    """For the county's own list: all of them, or those that the words name; the closed ones if wished."""
    query = read(words, synonyms)
    rows = [one for one in _rows() if closed or not one.closed]
    if query.blank:
        return rows, query
    hits = {one.pk: fits(one.words, query) for one in rows}
    most = max(hits.values(), default=0)
    return [one for one in rows if most and hits[one.pk] == most], query


def _rows() -> QuerySet[ArchiveInstitution]:
    return ArchiveInstitution.objects.select_related("division")


def _area_of(institution: ArchiveInstitution, district: str) -> tuple[str, str] | None:
    """The narrowest of its districts that holds the one that was asked; code and name."""
    if not district:
        return None
    county = settings.CUNCUNTONG["COUNTY_CODE"]
    holding = [
        (code, name)
        for code, name in institution.areas
        if (not code if district == ELSEWHERE else code in {district, county})
    ]
    return max(holding, key=lambda one: len(one[0]), default=None)


def _distance(home: str, institution: ArchiveInstitution) -> str:
    if not home or institution.division is None:
        return ""
    return distance_km(home, institution.division.code).words
