"""The chain finds what somebody with access to the database, but not to the key, can do to it."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DataError, connection, transaction

from cuncuntong.foundation.audit import record, seal_pending, verify
from cuncuntong.foundation.audit.anchor import anchor_path, append_anchor, head_mac
from cuncuntong.foundation.audit.content import GENESIS, link_hash, mac_of
from cuncuntong.foundation.audit.models import AuditEntry, ChainHead

pytestmark = pytest.mark.django_db


def tamper(seq: int, **columns: object) -> None:
    """Changes a chained entry behind the application's back."""
    assert AuditEntry.sealing.filter(seq=seq).update(**columns) == 1


def remove(**lookup: object) -> None:
    assert AuditEntry.sealing.filter(**lookup).delete()[0]


def relink(start: int) -> None:
    """Computes the chain anew as an attacker would who knows SM3 but not the audit key."""
    previous = AuditEntry.objects.get(seq=start - 1).hash if start > 1 else GENESIS
    for entry in AuditEntry.sealing.filter(seq__gte=start).order_by("seq"):
        entry.prev_hash, entry.hash = previous, link_hash(previous, entry.seq, entry)
        AuditEntry.sealing.bulk_update([entry], ["prev_hash", "hash"])
        previous = entry.hash


@pytest.fixture
def ten(write, seal) -> None:
    """Ten chained entries, sealed in two goes."""
    write(10)
    assert seal(6) == 6
    assert seal(6) == 4


def test_a_chain_holds_from_the_first_entry_to_the_last(ten, write) -> None:
    write(2)
    calls: list[tuple[int, int]] = []
    result = verify(lambda done, total: calls.append((done, total)))
    assert (result.ok, result.checked, result.pending, result.reason) == (True, 10, 2, "")
    assert calls[-1] == (10, 10)
    entries = list(AuditEntry.objects.filter(seq__isnull=False).order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, 11))
    assert entries[0].prev_hash == GENESIS
    assert all(b.prev_hash == a.hash for a, b in zip(entries, entries[1:], strict=False))


def test_an_empty_log_is_fine() -> None:
    assert seal_pending() == 0
    assert verify().ok


def test_an_entry_committed_late_with_a_lower_id_is_chained_later(write, seal) -> None:
    write(3)
    late = AuditEntry.objects.order_by("id").first()
    AuditEntry.sealing.filter(pk=late.pk).delete()  # another transaction has not committed it yet
    assert seal() == 2
    AuditEntry.objects.bulk_create([late])
    assert seal() == 1
    assert AuditEntry.objects.get(pk=late.pk).seq == 3
    assert late.pk < AuditEntry.objects.get(seq=1).pk
    assert verify().ok


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "别人"},
        {"actor_id": 99},
        {"action": "case.refused"},
        {"object_id": "4711"},
        {"ip": "1.2.3.4"},
        {"detail": {}},
        {"duty": "auditor"},
        {"point_id": 12},
        {"area": "140522"},
    ],
)
def test_an_edited_entry_is_named(ten, change: dict) -> None:
    tamper(5, **change)
    result = verify()
    assert (result.ok, result.checked, result.first_broken_seq) == (False, 4, 5)
    assert "第5条记录的内容被改动过" in result.reason


def test_an_edited_entry_is_found_though_the_chain_was_computed_anew(ten) -> None:
    tamper(5, detail={"原因": "别的"})
    relink(5)
    assert verify().first_broken_seq == 5


def test_a_deleted_entry_is_named(ten) -> None:
    remove(seq=4)
    result = verify()
    assert (result.ok, result.first_broken_seq) == (False, 4)
    assert "第4条记录缺失" in result.reason


def test_a_deletion_closed_up_and_computed_anew_is_found(ten) -> None:
    remove(seq=4)
    for seq in range(5, 11):
        AuditEntry.sealing.filter(seq=seq).update(seq=seq - 1)
    relink(4)
    result = verify()
    assert not result.ok
    assert result.first_broken_seq is not None


def test_swapped_entries_are_found(ten) -> None:
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        AuditEntry.sealing.filter(seq=old).update(seq=new)
    result = verify()
    assert (result.ok, result.first_broken_seq) == (False, 3)
    relink(3)
    # Consistent in itself now, and each entry genuine: only the anchor outside still knows.
    result = verify()
    assert (result.ok, result.first_broken_seq) == (False, 6)
    assert "存证" in result.reason


def test_a_forged_entry_not_yet_chained_is_found(ten, write) -> None:
    write(1)
    forged = AuditEntry.sealing.filter(seq__isnull=True).get()
    AuditEntry.sealing.filter(pk=forged.pk).update(actor_name="别人")
    result = verify()
    assert (result.ok, result.first_broken_seq, result.first_broken_id) == (False, None, forged.pk)
    assert str(forged.pk) in result.reason


def test_a_copied_entry_is_found(ten, seal) -> None:
    copy = AuditEntry.objects.get(seq=2)
    copy.pk, copy.seq, copy.prev_hash, copy.hash = None, None, "", ""
    copy._state.adding = True
    copy.save()
    result = verify()
    assert (result.ok, result.first_broken_id) == (False, copy.pk)
    assert seal() == 1
    result = verify()
    assert (result.ok, result.first_broken_seq) == (False, 11)
    assert "复制品" in result.reason


def test_two_like_entries_of_one_moment_are_no_copies(seal) -> None:
    from django.utils import timezone

    from cuncuntong.foundation.audit import record_many

    same = {"actor": None, "action": "a.b", "object_type": "t", "object_id": "1", "at": timezone.now()}
    record_many([same, same])
    assert seal() == 2
    assert verify().ok


def test_a_cut_tail_is_found_by_the_head(ten) -> None:
    remove(seq__gt=8)
    result = verify()
    assert (result.ok, result.checked, result.first_broken_seq) == (False, 8, 9)
    assert "末尾的记录被删除过" in result.reason


def test_a_cut_tail_with_an_old_head_is_found_by_the_anchor(write, seal) -> None:
    write(6)
    seal()
    old = ChainHead.objects.values().get()
    write(4)
    seal()
    remove(seq__gt=6)
    ChainHead.objects.update(**old)
    result = verify()
    assert (result.ok, result.checked, result.first_broken_seq) == (False, 6, 7)
    assert "数据库外的存证记着10条" in result.reason


def test_a_log_emptied_altogether_is_found_by_the_anchor(ten) -> None:
    remove(seq__isnull=False)
    ChainHead.objects.all().delete()
    assert "数据库外的存证记着6条" in verify().reason


def test_a_head_taken_away_is_found(ten) -> None:
    ChainHead.objects.all().delete()
    result = verify()
    assert not result.ok


def test_without_the_anchor_file_the_result_warns(ten) -> None:
    anchor_path().unlink()
    result = verify()
    assert result.ok
    assert "存证文件" in result.warning


def test_a_head_changed_in_the_database_is_found_and_not_sealed_upon(ten, write, caplog) -> None:
    remove(seq__gt=8)
    eighth = AuditEntry.objects.get(seq=8)
    ChainHead.objects.update(seq=8, hash=eighth.hash)
    write(1)
    with caplog.at_level(logging.CRITICAL):
        assert seal_pending() == 0
    assert "audit verify" in caplog.text
    assert "链头被改动过" in verify().reason


def test_nothing_is_sealed_upon_a_cut_tail(ten, write) -> None:
    remove(seq=10)
    write(1)
    assert seal_pending() == 0
    assert verify().first_broken_seq == 10


def test_an_entry_put_behind_the_head_is_found(ten, write) -> None:
    write(1)
    entry = AuditEntry.sealing.filter(seq__isnull=True).get()
    last = AuditEntry.objects.get(seq=10)
    entry.seq, entry.prev_hash = 11, last.hash
    entry.hash = link_hash(last.hash, 11, entry)
    AuditEntry.sealing.bulk_update([entry], ["seq", "prev_hash", "hash"])
    result = verify()
    assert (result.ok, result.first_broken_seq) == (False, 11)


def test_sealing_during_a_walk_is_no_false_alarm(ten, write, seal, monkeypatch) -> None:
    from cuncuntong.foundation.audit import verifying

    chain = verifying._Walk._chain

    def busy(walk):
        write(3)
        assert seal() == 3
        return chain(walk)

    monkeypatch.setattr(verifying._Walk, "_chain", busy)
    result = verify()
    assert (result.ok, result.checked) == (True, 10), result.reason


def test_a_row_too_spoilt_to_load_is_named(ten) -> None:
    spoil = "UPDATE audit_auditentry SET at = '2026-99-99 00:00:00' WHERE seq = 7"
    if connection.vendor != "sqlite":
        with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(spoil)
        return
    with connection.cursor() as cursor:
        cursor.execute(spoil)
    result = verify()
    assert (result.ok, result.checked, result.first_broken_seq) == (False, 6, 7)
    assert "第7条记录的内容已损坏" in result.reason


def test_the_anchor_file_is_private_and_grows_by_a_line_a_sealing(ten) -> None:
    lines = [json.loads(line) for line in anchor_path().read_text().splitlines()]
    assert [line["seq"] for line in lines] == [6, 10]
    assert lines[1]["hash"] == AuditEntry.objects.get(seq=10).hash
    assert lines[1]["mac"] == head_mac(10, lines[1]["hash"])
    assert anchor_path().stat().st_mode & 0o077 == 0


def test_an_anchor_line_changed_is_found(ten) -> None:
    text = anchor_path().read_text()
    anchor_path().write_text(text.replace('"seq": 10', '"seq": 9'))
    result = verify()
    assert not result.ok
    assert "存证文件" in result.reason


def test_a_line_cut_by_a_power_failure_is_passed_over(ten, write, seal) -> None:
    with anchor_path().open("a") as file:
        file.write('{"at": "2026-')
    write(1)
    assert seal() == 1
    assert verify().ok
    assert json.loads(anchor_path().read_text().splitlines()[-1])["seq"] == 11


def test_a_slower_sealer_adds_no_line_behind_a_later_one(ten) -> None:
    before = anchor_path().read_text()
    append_anchor(6, AuditEntry.objects.get(seq=6).hash)
    assert anchor_path().read_text() == before
    assert verify().ok


def test_without_the_key_no_mac_can_be_made(ten, settings, tmp_path) -> None:
    from cuncuntong.foundation.sealed.keys import create_key_file

    known = mac_of(b"content")
    other = tmp_path / "other.json"
    create_key_file(other)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": other}
    assert mac_of(b"content") != known
    assert not verify().ok


def test_sealing_goes_in_order_of_recording_in_batches(write, seal, django_assert_max_num_queries) -> None:
    write(450)
    with django_assert_max_num_queries(16):
        assert seal(400) == 400
    assert seal(400) == 50
    rows = list(AuditEntry.objects.order_by("seq").values_list("pk", flat=True))
    assert rows == sorted(rows)
    assert verify().checked == 450


def test_record_does_not_chain(write) -> None:
    record(actor=None, action="a.b", object_type="t", object_id=1)
    assert AuditEntry.objects.get().seq is None
    assert ChainHead.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain(write) -> None:
    write(300)

    def sealer(_: int) -> int:
        try:
            return sum(iter(lambda: seal_pending(20), 0))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(sealer, range(3))) == 300
    result = verify()
    assert (result.ok, result.checked, result.pending) == (True, 300, 0), result.reason
    anchored = [json.loads(line)["seq"] for line in anchor_path().read_text().splitlines()]
    assert anchored == sorted(set(anchored))
    assert anchored[-1] == 300
