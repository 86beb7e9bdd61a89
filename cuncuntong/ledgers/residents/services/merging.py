"""Two records of one person made one, with all that hangs on them; and back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.hooks import cases_of, merge_parts, work_of
from cuncuntong.ledgers.residents.models import Resident, ResidentMerge
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability

_OWN = "residents.Resident"


class MergeRefused(Exception):
    """The records can't be made one, or not be parted, yet; ``reasons`` say what to settle first."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("".join(reasons))


def merge(*, caller: Caller, kept: Resident, dropped: Resident, reason: str) -> ResidentMerge:
    """Moves everything of ``dropped`` to ``kept``; searches for either number then lead to ``kept``.

    Raises Denied, NotVisible (either is outside the area), MergeRefused with every reason at once.
    """
    caller.need(Ability.RESIDENT_MERGE)
    if not reason.strip():
        raise MergeRefused("请写明合并的理由和核对的材料。")
    if kept.pk == dropped.pk:
        raise MergeRefused("请选择两份不同的档案。")
    with transaction.atomic():
        kept, dropped = _locked(caller, kept.pk, dropped.pk)
        _refuse_unless_both_stand(kept, dropped)
        reasons = [one for part in merge_parts.values() for one in part.conflicts(kept, dropped)]
        if reasons:
            raise MergeRefused(*reasons)
        moved = {name: part.move(kept, dropped) for name, part in merge_parts.items()}
        moved[_OWN] = {"standing": dropped.standing}
        made = ResidentMerge.objects.create(
            kept=kept,
            dropped=dropped,
            reason=reason.strip()[:200],
            moved=moved,
            merged_by=caller.account,
        )
        _stand(dropped, Standing.MERGED, into=kept.pk)
        _audit(caller, "resident.merged", made)
    return made


def undo_merge(*, caller: Caller, merge: ResidentMerge) -> ResidentMerge:
    """Parts the two records again: what was moved goes back, what came since stays with ``kept``.

    What a case that goes back did since goes back with it. Where a case of one record worked on rows
    of the other, the undoing is refused until that case's decision is taken back: a case and what it
    did are never parted. Merges into one record are undone in the reverse of their order, so that
    each leaves exactly what it found. Raises Denied, NotVisible, MergeRefused.
    """
    caller.need(Ability.RESIDENT_MERGE)
    with transaction.atomic():
        made = ResidentMerge.objects.select_for_update().get(pk=merge.pk)
        kept, dropped = _locked(caller, made.kept_id, made.dropped_id)
        _refuse_unless_latest(made, kept, dropped)
        for name, part in reversed(merge_parts.items()):
            if name in made.moved:
                part.undo(kept, dropped, made.moved[name])
        _rejoin_work(kept, dropped)
        _stand(dropped, made.moved[_OWN]["standing"], into=None)
        made.undone_at, made.undone_by = timezone.now(), caller.account
        made.save(update_fields=["undone_at", "undone_by"])
        _audit(caller, "resident.merge_undone", made)
    return made


def _locked(caller: Caller, kept: int, dropped: int) -> tuple[Resident, Resident]:
    """Both rows, inside the caller's area, locked in one order so that two merges never cross."""
    rows = caller.limit(Ability.RESIDENT_MERGE, Resident.objects.all())
    found = {row.pk: row for row in rows.filter(pk__in=[kept, dropped]).order_by("pk").select_for_update()}
    if kept not in found or dropped not in found:
        raise NotVisible("没有找到这两份档案，或其中一份不在您的管理范围内。")
    return found[kept], found[dropped]


def _refuse_unless_both_stand(kept: Resident, dropped: Resident) -> None:
    if Standing.MERGED in (kept.standing, dropped.standing):
        raise MergeRefused("其中一份档案已经并入别的档案，请刷新页面后再看。")
    if Standing.DECEASED in (kept.standing, dropped.standing) and kept.standing != dropped.standing:
        raise MergeRefused("一份档案登记为死亡，另一份没有。请先核实生存状况并更正，再合并。")


def _refuse_unless_latest(made: ResidentMerge, kept: Resident, dropped: Resident) -> None:
    if made.undone_at is not None:
        raise MergeRefused("这次合并已经撤销过了。")
    if kept.standing == Standing.MERGED:
        raise MergeRefused("保留的档案后来又并入了别的档案，请先撤销后一次合并。")
    later = ResidentMerge.objects.filter(kept=kept, undone_at__isnull=True, pk__gt=made.pk)
    if later.exists():
        raise MergeRefused("之后还有别的档案并入这份档案，请先撤销后一次合并。")
    if dropped.merged_into_id != kept.pk:
        raise MergeRefused("档案与合并记录对不上，请联系县级业务管理员。")


def _rejoin_work(kept: Resident, dropped: Resident) -> None:
    """Lets what came since the merge follow its case; refuses where it can't."""
    both = (kept.pk, dropped.pk)
    owners = {number: owner for cases in cases_of for number, owner in cases(both)}
    back = {number for number, owner in owners.items() if owner == dropped.pk}
    for part in merge_parts.values():
        part.follow(kept, dropped, back)
    # A number that no case of the two has is an imported one, or of somebody else's case.
    parted = {
        number for work in work_of for number, holder in work(both) if owners.get(number, holder) != holder
    }
    if parted:
        raise MergeRefused(
            f"合并以后办的业务（受理编号{'、'.join(sorted(parted))}）用到了两份档案的内容，现在分不开。"
            "请先撤销这些业务的办理决定，再撤销合并。"
        )


def _stand(resident: Resident, standing: str, *, into: int | None) -> None:
    Resident.objects.filter(pk=resident.pk).update(
        standing=standing, merged_into=into, version=F("version") + 1, changed_at=timezone.now()
    )


def _audit(caller: Caller, action: str, made: ResidentMerge) -> None:
    counts = {name: len(rows) for name, rows in made.moved.items() if isinstance(rows, list)}
    for resident in (made.kept_id, made.dropped_id):
        record(
            actor=caller.account,
            action=action,
            object_type="residents.Resident",
            object_id=str(resident),
            detail={"merge": made.pk, "kept": made.kept_id, "dropped": made.dropped_id, "rows": counts},
        )
