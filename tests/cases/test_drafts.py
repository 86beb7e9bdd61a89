"""Drafts: two tabs never overwrite each other, and nobody reaches another point's."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import pytest
from django.utils import timezone

from cuncuntong.cases.models import Attachment, Draft
from cuncuntong.cases.services.drafts import DraftConflict, drop_draft, new_key, save_draft, sweep_drafts
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.cases import make


def save(caller, resident, key="tab", version=0, **more):
    return save_draft(
        caller=caller,
        key=key,
        item=make.PAPERS,
        resident=resident,
        form=more.pop("form", make.FORM),
        version=version,
        **more,
    )


def test_each_save_counts_on_and_keeps_what_was_typed(clerk, resident):
    first = save(clerk, resident)
    second = save(clerk, resident, version=first.version, form={"address": "水村二号"})
    assert (first.version, second.version, second.pk) == (1, 2, first.pk)
    assert Draft.objects.get().form == {"address": "水村二号"}
    assert (second.point, second.township_code) == (clerk.point, "140522100")


def test_the_older_of_two_tabs_is_told_and_overwrites_nothing(clerk, resident):
    shown = save(clerk, resident).version
    save(clerk, resident, version=shown, form={"address": "第一个窗口"})
    with pytest.raises(DraftConflict) as conflict:
        save(clerk, resident, version=shown, form={"address": "第二个窗口"})
    assert conflict.value.newer.form == {"address": "第一个窗口"}
    assert conflict.value.newer.version == 2
    assert Draft.objects.get().form == {"address": "第一个窗口"}


def test_a_conflict_passes_through_whatever_context_it_meets(clerk, resident):
    @contextmanager
    def passing():
        yield

    shown = save(clerk, resident)
    # A context manager of contextlib sets the exception's traceback anew: it must let itself be set.
    with pytest.raises(DraftConflict, match="没有互相覆盖"), passing():
        save(clerk, resident, version=0)
    assert Draft.objects.get().version == shown.version


def test_a_tab_that_never_saved_does_not_overwrite_either(clerk, resident):
    save(clerk, resident)
    with pytest.raises(DraftConflict):
        save(clerk, resident, version=0)


def test_two_first_saves_at_the_same_moment_give_one_draft(clerk, resident, monkeypatch):
    save(clerk, resident, form={"address": "快的"})
    # The slower tab asked before the faster one's row was there.
    monkeypatch.setattr(
        "cuncuntong.cases.services.drafts.Draft.objects.select_for_update",
        lambda *args, **kwargs: Draft.objects.none(),
        raising=False,
    )
    with pytest.raises(DraftConflict) as conflict:
        save(clerk, resident, form={"address": "慢的"})
    assert conflict.value.newer.form == {"address": "快的"}
    assert Draft.objects.count() == 1


def test_a_colleague_of_the_same_point_goes_on(clerk, county, resident):
    first = save(clerk, resident)
    colleague = county.clerk()
    assert save(colleague, resident, version=first.version).saved_by == colleague.account


def test_another_point_neither_saves_nor_drops_nor_begins(clerk, county, resident):
    save(clerk, resident)
    stranger = county.clerk(county.huangcheng)
    with pytest.raises(NotVisible):
        save(stranger, resident, version=1, form={"address": "偷改"})
    with pytest.raises(NotVisible):
        drop_draft(caller=stranger, key="tab")
    with pytest.raises(NotVisible):
        save(stranger, resident, key="new one for a resident elsewhere")
    assert Draft.objects.get().form == make.FORM


def test_a_draft_can_not_be_hung_on_a_case_of_another_point(clerk, county, resident):
    case = make.file(clerk, make.REVIEWED, resident).case
    stranger = county.clerk(county.huangcheng)
    own = county.resident("外村人", county.huangcheng)
    with pytest.raises(NotVisible):
        save(stranger, own, case=case)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", [DutyKind.AUDITOR, DutyKind.SYSTEM_ADMIN, DutyKind.TOWNSHIP_ADMIN])
def test_who_does_not_file_saves_no_draft(county, resident, kind):
    with pytest.raises(Denied):
        save(county.caller(kind, county.county), resident)


def test_dropping_takes_the_pages_along(clerk, resident):
    make.page(save(clerk, resident))
    drop_draft(caller=clerk, key="tab")
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()


def test_drafts_that_nobody_touched_go_after_the_time_set(clerk, resident):
    old, young = save(clerk, resident, key="old"), save(clerk, resident, key="young")
    Draft.objects.filter(pk=old.pk).update(saved_at=timezone.now() - dt.timedelta(days=8))
    assert sweep_drafts(dt.timedelta(days=7)) == 1
    assert list(Draft.objects.all()) == [young]


def test_keys_are_long_and_never_the_same():
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(32 <= len(key) <= 64 for key in keys)
