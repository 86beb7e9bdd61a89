"""Accounts and duties: made and ended by a system administrator, inside their own area.

``caller`` is None where the operator works at the machine itself (the ``cuncuntong`` command);
the audit entry then says so. Passwords are returned once, never stored or logged.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, DutyKind, Level, Line
from cuncuntong.network.models import Account, Division, Duty, ServicePoint, Session

# Without 0 O 1 l I: people copy these from paper.
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_WITH_LINES = {DutyKind.REVIEWER, DutyKind.SPECIALIST}
# Figures, calendar and audit hold for the whole county: nobody gets at them from a smaller place.
_WHOLE_COUNTY = {DutyKind.BUSINESS_ADMIN, DutyKind.AUDITOR}


class AccountRefused(Exception):
    """The change can't be made; ``field`` names the entry to correct, empty where none would help."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class MadeAccount:
    """A new account with the password that is shown once."""

    account: Account
    password: str


def one_time_password() -> str:
    """Four groups such as ``kwfm-7264-htqe-3895``: about 60 bits, easy to read out and to type."""
    groups = [
        "".join(secrets.choice(letters) for _ in range(4))
        for letters in (_LETTERS, _DIGITS, _LETTERS, _DIGITS)
    ]
    return "-".join(groups)


@transaction.atomic
def create_account(
    *,
    caller: Caller | None,
    username: str,
    full_name: str,
    telephone: str = "",
    password: str = "",
    must_change_password: bool = True,
) -> MadeAccount:
    """A new account without duties; its password is made here unless one is given.

    Raises Denied, or AccountRefused with the entry at fault.
    """
    if caller is not None:
        caller.need(Ability.ACCOUNT_MANAGE)
    username, full_name = username.strip().lower(), full_name.strip()
    if not _USERNAME.fullmatch(username):
        raise AccountRefused("账号应为3至40位小写字母、数字、点、横线，以字母开头。", "username")
    if not full_name or len(full_name) > 40:
        raise AccountRefused("请填写姓名，不超过40个字。", "full_name")
    if Account.objects.filter(username=username).exists():
        raise AccountRefused(f"账号 {username} 已被使用，请换一个。", "username")
    made = password or one_time_password()
    account = Account(
        username=username,
        full_name=full_name,
        telephone=telephone,
        must_change_password=must_change_password,
    )
    account.set_password(made)
    account.save()
    _write_down(caller, "account.created", account, {"username": username})
    return MadeAccount(account, made)


@transaction.atomic
def give_duty(
    *,
    caller: Caller | None,
    account: Account,
    kind: str,
    division: Division,
    point: ServicePoint | None = None,
    lines: Iterable[str] = (),
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Duty:
    """Charges an account with a duty at a place. Raises Denied, NotVisible or AccountRefused."""
    lines = sorted(set(lines))
    if kind not in DutyKind.values:
        raise AccountRefused("请选择岗位。", "kind")
    if unknown := set(lines) - set(Line.values):
        raise AccountRefused(f"没有这条业务线：{'、'.join(sorted(unknown))}。", "lines")
    if kind in _WITH_LINES and not lines:
        raise AccountRefused(f"{DutyKind(kind).label}至少要选一条业务线。", "lines")
    if kind == DutyKind.POINT_CLERK and point is None:
        raise AccountRefused("服务点经办员要选择所在的服务点。", "point")
    if point is not None:
        division = point.division
    if kind in _WHOLE_COUNTY and division.level in (Level.TOWNSHIP, Level.VILLAGE):
        raise AccountRefused(
            f"{DutyKind(kind).label}管的是全县的事，不能设在{division.name}，请选择县。", "division"
        )
    start = starts_on or timezone.localdate()
    if ends_on is not None and ends_on < start:
        raise AccountRefused("止期不能早于起期。", "ends_on")
    _need_area(caller, division)
    _not_oneself(caller, account)
    duty = Duty.objects.create(
        account=account,
        kind=kind,
        division=division,
        point=point if kind == DutyKind.POINT_CLERK else None,
        lines=lines if kind in _WITH_LINES else [],
        starts_on=start,
        ends_on=ends_on,
    )
    _write_down(
        caller,
        "duty.given",
        account,
        {"kind": str(kind), "division": division.code, "point": point.code if point else "", "lines": lines},
    )
    return duty


@transaction.atomic
def end_duty(*, caller: Caller | None, duty: Duty, last_day: dt.date | None = None) -> Duty:
    """Ends a duty after ``last_day`` (default: yesterday, that is at once).

    Raises Denied, NotVisible, or AccountRefused where it would then last longer than it does.
    """
    _need_area(caller, duty.division)
    _not_oneself(caller, duty.account)
    ends_on = last_day or timezone.localdate() - dt.timedelta(days=1)
    if duty.ends_on is not None and duty.ends_on <= ends_on:
        raise AccountRefused(f"这个岗位的止期已经是{duty.ends_on:%Y-%m-%d}，请刷新页面查看。")
    duty.ends_on = ends_on
    duty.save(update_fields=["ends_on"])
    _write_down(caller, "duty.ended", duty.account, {"duty": duty.pk, "last_day": duty.ends_on.isoformat()})
    return duty


@transaction.atomic
def freeze(*, caller: Caller | None, account: Account, reason: str) -> None:
    """Bars an account and ends its sessions. Raises Denied, NotVisible or AccountRefused."""
    _need_account(caller, account)
    _not_oneself(caller, account)
    if not reason.strip():
        raise AccountRefused("请填写停用原因。", "reason")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    account.is_active = False
    Session.objects.filter(account=account).delete()
    _write_down(caller, "account.frozen", account, {"reason": reason.strip()[:200]})


@transaction.atomic
def unfreeze(*, caller: Caller | None, account: Account) -> None:
    """Lets a barred account sign in again."""
    _need_account(caller, account)
    Account.objects.filter(pk=account.pk).update(is_active=True)
    account.is_active = True
    _write_down(caller, "account.unfrozen", account, {})


@transaction.atomic
def reset_password(*, caller: Caller | None, account: Account) -> str:
    """A new one-time password, to be changed at the next sign-in; ends all the account's sessions."""
    _need_account(caller, account)
    password = one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    Session.objects.filter(account=account).delete()
    _write_down(caller, "account.password_reset", account, {})
    return password


def manages(caller: Caller, division: Division | None) -> bool:
    """Whether the caller's area for accounts holds the division."""
    codes = set()
    while division is not None:
        codes.add(division.code)
        division = division.parent
    return any(grant.code in codes for grant in caller.with_ability(Ability.ACCOUNT_MANAGE))


def _need_area(caller: Caller | None, division: Division) -> None:
    if caller is None:
        return
    caller.need(Ability.ACCOUNT_MANAGE)
    if not manages(caller, division):
        raise NotVisible("没有找到这个地方，或它不在您的管理范围内。")


def _need_account(caller: Caller | None, account: Account) -> None:
    """An account belongs to an area when all its duties do, those to come included; one without any
    to anybody's."""
    if caller is None:
        return
    caller.need(Ability.ACCOUNT_MANAGE)
    duties = Duty.objects.not_over().filter(account=account).select_related("division__parent__parent")
    if not all(manages(caller, duty.division) for duty in duties):
        raise NotVisible("没有找到这个账号，或它不在您的管理范围内。")


def _not_oneself(caller: Caller | None, account: Account) -> None:
    if caller is not None and caller.account.pk == account.pk:
        raise AccountRefused("不能改变自己的岗位或停用自己，请由另一位系统管理员办理。")


def _write_down(caller: Caller | None, action: str, account: Account, detail: dict[str, object]) -> None:
    record(
        actor=caller.account if caller else None,
        action=action,
        object_type="network.Account",
        object_id=str(account.pk),
        detail=detail if caller else {**detail, "by": "command line"},
    )
