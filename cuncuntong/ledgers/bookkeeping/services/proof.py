"""The nightly proof: every account's balance is the sum of its entries, and none was changed since the last.

Walks over all accounts by key, a chunk at a time, each chunk's result kept with how far it came: stopped
at any moment it goes on. An entry that was posted past the services after the last seal is not told from
a right one by its seal; the rules and the other ledgers are what speaks against it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.audit.content import mac_of
from cuncuntong.foundation.tasks import background, enqueue, periodic
from cuncuntong.ledgers.bookkeeping.enums import FindingKind, ProofState
from cuncuntong.ledgers.bookkeeping.models import AccountProof, BookFinding, ProofRun
from cuncuntong.ledgers.bookkeeping.rules import Rules
from cuncuntong.ledgers.bookkeeping.walking import Pages, folded, pages_of
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.proofs import book_checks
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.parameters import current

CHUNK = 2000
SURELY_SEEN = dt.timedelta(hours=1)
Found = dict[int, dict[str, str]]


@periodic("核对养老账户", at="03:40")
def prove_books() -> str:
    """Proves every account; goes on with a walk that was interrupted. Says how much it proved."""
    run = _running()
    previous = ProofRun.objects.filter(state=ProofState.DONE).order_by("-pk").first()
    rules = Rules(current())
    while _chunk(run, previous, rules):
        pass
    _finish(run, previous)
    return f"{run.accounts}户、{run.entries}笔，合计{run.total}元，异常{run.found}户"


@background(name="bookkeeping.prove")
def prove_in_background() -> str:
    """The same, asked for by a person."""
    if ProofRun.objects.filter(state=ProofState.RUNNING).exists():
        return prove_books()
    return "已由另一次核对完成"


def ask_for_proof(*, caller: Caller) -> ProofRun:
    """Begins a proof now; one that is under way is given as it is, and gone on with should it have stopped.

    Raises Denied.
    """
    caller.need(Ability.PENSION_POST, Line.RESIDENT_PENSION)
    with transaction.atomic():
        run = _running()
        record(
            actor=caller.account,
            action="books.proof_asked",
            object_type="bookkeeping.ProofRun",
            object_id=str(run.pk),
            detail={},
        )
        enqueue(prove_in_background)
    return run


def _running() -> ProofRun:
    """The walk under way, or a new one; of two begun at once one stands."""
    found = ProofRun.objects.filter(state=ProofState.RUNNING).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return ProofRun.objects.create(started_at=timezone.now())
    except IntegrityError:
        return ProofRun.objects.get(state=ProofState.RUNNING)


def _chunk(run: ProofRun, previous: ProofRun | None, rules: Rules) -> bool:
    """One chunk; False when there is no more."""
    accounts = PensionAccount.objects.filter(pk__gt=run.position).order_by("pk")
    schemes = dict(accounts.values_list("pk", "scheme")[:CHUNK])
    if not schemes:
        return False
    keys = sorted(schemes)
    # The seals are read first: one made by nobody else, so that entries are never older than their seal.
    seals = {one.account_id: one for one in AccountProof.objects.filter(pk__in=keys)}
    books = pages_of(keys)
    found: Found = {}
    fresh: list[AccountProof] = []
    before, after = run.sealed_before, run.sealed_after
    for pages in books:
        seal = seals.get(pages.account)
        off = dict(rules.look(pages, schemes[pages.account]))
        if seal is not None:
            before = folded(before, seal.mac)
        if seal is not None and pages.until(seal.last_entry).mac() != seal.mac:
            off[FindingKind.SEAL] = _broken(pages.until(seal.last_entry), seal)
            made = seal
        elif seal is not None and seal.last_entry == pages.last:
            made = seal
        else:
            made = sealed(pages)
            fresh.append(made)
        after = folded(after, made.mac)
        if off:
            found[pages.account] = off
    _others(keys, found)
    _missing([pages for pages in books if pages.account not in seals], previous, found)
    with transaction.atomic():
        if ProofRun.objects.select_for_update().get(pk=run.pk).position != run.position:
            # Another worker came first with this chunk: go on behind it.
            run.refresh_from_db()
            return run.state == ProofState.RUNNING
        _keep_seals(fresh)
        _keep_findings(run, keys, found)
        run.position, run.accounts = keys[-1], run.accounts + len(books)
        run.entries += sum(len(pages.rows) for pages in books)
        run.total += Decimal(sum(pages.cents for pages in books)).scaleb(-2)
        run.found += len(found)
        run.sealed_before, run.sealed_after = before, after
        run.save()
    return True


def sealed(pages: Pages) -> AccountProof:
    """The seal over an account as it stands, not saved."""
    return AccountProof(
        account_id=pages.account,
        entries=len(pages.rows),
        total=Decimal(pages.cents).scaleb(-2),
        last_entry=pages.last,
        mac=pages.mac(),
    )


def _broken(pages: Pages, seal: AccountProof) -> str:
    total = Decimal(pages.cents).scaleb(-2)
    if len(pages.rows) != seal.entries:
        return f"上次核对时有{seal.entries}笔、合计{seal.total}元，现在只有{len(pages.rows)}笔、{total}元。"
    if total != seal.total:
        return f"上次核对时合计{seal.total}元，现在这{seal.entries}笔合计{total}元，有明细被改动。"
    return f"上次核对过的{seal.entries}笔中，有明细的内容被改动（合计没有变）。"


def _others(keys: Sequence[int], found: Found) -> None:
    for check in book_checks.values():
        for account, words in check(keys):
            found.setdefault(account, {})[FindingKind.OTHER] = words[:300]


def _missing(unsealed: list[Pages], previous: ProofRun | None, found: Found) -> None:
    """Accounts whose entries the last walk must have sealed, and that have no seal."""
    if previous is None or not unsealed:
        return
    seen = PensionEntry.objects.filter(
        account__in=[pages.account for pages in unsealed], posted_at__lt=previous.started_at - SURELY_SEEN
    )
    for account in seen.order_by().values_list("account", flat=True).distinct():
        found.setdefault(account, {})[FindingKind.MISSING] = "上次核对时的封存记录不见了，已重新封存。"


def _keep_seals(fresh: list[AccountProof]) -> None:
    AccountProof.objects.bulk_create(
        fresh,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["entries", "total", "last_entry", "mac"],
    )


def _keep_findings(run: ProofRun, keys: Sequence[int], found: Mapping[int, Mapping[str, str]]) -> None:
    """New ones are added, known ones renewed, and those that are no longer so are closed."""
    known = BookFinding.objects.filter(
        account__gte=keys[0], account__lte=keys[-1], settled_at__isnull=True
    ).order_by("pk")
    standing = {(one.account_id, one.kind): one for one in known}
    for (account, kind), one in standing.items():
        words = found.get(account, {}).get(kind)
        if words is None and kind != FindingKind.MISSING:
            one.settled_at, one.note = timezone.now(), "复核时已恢复正常"
        one.words, one.run = words or one.words, run
        one.save(update_fields=["settled_at", "note", "words", "run"])
    new = [
        (account, kind, words)
        for account, off in found.items()
        for kind, words in off.items()
        if (account, kind) not in standing
    ]
    places = PensionAccount.objects.in_bulk(list({account for account, _, _ in new}))
    BookFinding.objects.bulk_create(
        BookFinding(
            account_id=account,
            kind=kind,
            words=words,
            run=run,
            village_code=places[account].village_code,
            township_code=places[account].township_code,
            county_code=places[account].county_code,
        )
        for account, kind, words in new
    )


def _finish(run: ProofRun, previous: ProofRun | None) -> None:
    words = []
    run.refresh_from_db()
    if run.state != ProofState.RUNNING:
        return
    if previous is not None:
        if previous.mac != mac_of_run(previous):
            words.append("上次核对的记录被改动。")
        elif previous.sealed_after != run.sealed_before:
            words.append("封存记录与上次核对结束时不符：有封存记录被删除或替换。")
    run.state, run.finished_at, run.remark = ProofState.DONE, timezone.now(), "".join(words)
    run.mac = mac_of_run(run)
    run.save()


def mac_of_run(run: ProofRun) -> str:
    """The seal over a walk's result."""
    total = f"{run.total:.2f}"
    fields = (run.pk, run.accounts, run.entries, total, run.sealed_before, run.sealed_after)
    return mac_of("|".join(["proof", *map(str, fields)]).encode())
