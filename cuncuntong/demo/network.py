"""What the demonstration adds to the real network: marks, hours and telephones, all made up."""

from __future__ import annotations

from django.db.models import Q

from cuncuntong.network.models import ServicePoint

# No subscriber number in the area begins with 0: the numbers can't be anybody's.
TELEPHONE = "0356-0"
HOURS = "周一至周五 8:30—12:00、14:30—18:00（演示）"


def mark_demonstration_points() -> int:
    """Marks the townships' own points as demonstration points and fills hours and telephone.

    Which points the county chose is not known; the townships' fifteen stand in for them.
    """
    own = ServicePoint.objects.filter(village_code="")
    count = own.filter(demonstration=False).update(demonstration=True)
    rows = list(ServicePoint.objects.filter(Q(telephone="") | Q(office_hours="")))
    for row in rows:
        row.telephone = row.telephone or f"{TELEPHONE}{row.pk % 10**6:06d}"
        row.office_hours = row.office_hours or HOURS
    ServicePoint.objects.bulk_update(rows, ["telephone", "office_hours"], batch_size=200)
    return count
