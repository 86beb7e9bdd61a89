"""Who receives what is left of somebody who died: particulars, their row, and taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.identifiers import IdentifierError, bank_card, resident_id
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.models import Payee
from cuncuntong.ledgers.pensions.selectors import others_paid_on, shared_words
from cuncuntong.ledgers.pensions.services.payees import set_payee, undo_payee
from cuncuntong.ledgers.recoveries.enums import Relation
from cuncuntong.ledgers.recoveries.models import Heir
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.lookups import resident_with_id
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account


@dataclass(frozen=True)
class HeirNamed:
    """Who is to receive what is left: identity, relation (Relation), and a bank account of their own.

    ``shared_why`` says why others than the heir are paid on that account too, where they are.
    """

    name: str
    id_number: str
    relation: str
    bank: str
    number: str
    shared_why: str = ""


def heir_faults(named: HeirNamed, resident: Resident) -> dict[str, tuple[str, str]]:
    """What is wrong with an heir's particulars: (message, remedy) by the name of the field."""
    faults: dict[str, tuple[str, str]] = {}
    if not named.name.strip():
        faults["name"] = ("没有填写领取人姓名。", "请填写继承人的姓名，须与银行账户户名一致。")
    if named.relation not in Relation.values:
        faults["relation"] = ("没有选择领取人与死者的关系。", "请选择关系。")
    try:
        number = resident_id.check(named.id_number, today=timezone.localdate()).number
    except IdentifierError as error:
        faults["id_number"] = (str(error), "请按领取人身份证填写。")
    else:
        if number == resident.id_number:
            faults["id_number"] = ("领取人不能是死者本人。", "请填写继承人的身份证号码。")
        elif not _of_that_name(number, named.name):
            faults["id_number"] = (
                "这个号码在居民台账中是另一姓名。",
                "请对照身份证核对姓名和号码；改过名的，先更正居民档案再办。",
            )
    try:
        bank_card.check(named.number)
    except IdentifierError as error:
        faults["number"] = (str(error), "请填写领取人本人的银行账号。")
    if not faults and not named.shared_why.strip() and (words := shared_account(named, resident)):
        faults["number"] = (words, "账号填错的请改正；确实共用的，请写明与谁共用、为什么。")
    return faults


def _of_that_name(number: str, name: str) -> bool:
    """Whether the residents' ledger has nobody with the number, or has them by that name.

    Whose number it is instead is not told: who fills this in need not know that person.
    """
    known = resident_with_id(number)
    return known is None or not name.strip() or "".join(known.name.split()) == "".join(name.split())


def shared_account(named: HeirNamed, resident: Resident) -> str:
    """In words, that others than the heir are paid on the account; empty where nobody is."""
    number = bank_card.check(named.number).number
    owner = resident_id.normalise(named.id_number)
    return shared_words(others_paid_on(resident, number, holder_id=owner))


def make_heir(
    resident: Resident, named: HeirNamed, case_number: str, on: dt.date, actor: Account | None
) -> Heir:
    """The heir's row, with the bank account in the place of the dead resident's own."""
    payee = set_payee(
        resident=resident,
        holder=named.name,
        bank=named.bank,
        number=bank_card.check(named.number).number,
        is_card=False,
        on=on,
        actor=actor,
        case_number=case_number,
    )
    try:
        with transaction.atomic():
            return Heir.objects.create(
                resident=resident,
                name=named.name.strip()[:40],
                id_number=resident_id.check(named.id_number, today=timezone.localdate()).number,
                relation=named.relation,
                payee=payee,
                named_on=on,
                actor=actor,
                case_number=case_number,
                village_code=resident.village_code,
                township_code=resident.township_code,
                county_code=resident.county_code,
            )
    except IntegrityError as error:
        raise LedgerRefused(
            "刚刚已经指定了另一位领取人。", "请刷新后核对；几位继承人应先商定由谁领取。"
        ) from error


def follow_payee(heir: Heir) -> None:
    """The heir's account is the one in use: a point may have changed it after the bank refused the first."""
    if heir.payee.state == PayeeState.ACTIVE:
        return
    now = Payee.objects.filter(resident=heir.resident_id, state=PayeeState.ACTIVE).first()
    if now is not None:
        heir.payee = now
        heir.save(update_fields=["payee"])


def is_same(before: Heir, named: HeirNamed) -> bool:
    """Whether the person and the bank account are those that were named."""
    return (
        before.id_number == resident_id.normalise(named.id_number)
        and before.payee.number == bank_card.check(named.number).number
        and before.name == named.name.strip()
    )


def take_back(heir: Heir, actor: Account | None) -> None:
    """The heir is none any more; the bank account before counts again."""
    undo_payee(case_number=heir.payee.case_number, actor=actor)
    heir.undone_at = timezone.now()
    heir.save(update_fields=["undone_at"])
