"""The password by which an employer signs in on the public site; no account of the staff's."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from cuncuntong.foundation.sealed.fields import IndexField
from cuncuntong.ledgers.jobs.enums import EmployerMove, EmployerState
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.refusals import Fault, FieldsRefused
from cuncuntong.ledgers.jobs.selectors.employers import employers_by_telephone
from cuncuntong.ledgers.jobs.services.employers import audit_employer, enter_employer
from cuncuntong.ledgers.jobs.services.rows import locked
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import count_request
from cuncuntong.network.services.accounts import one_time_password

# One person may stand for a few units with one telephone; each costs a hash.
_MOST = 5
_WORDS = "登录次数过多，请1小时后再试；忘记密码的，请到服务点或县里重置。"


def signing_in(*, telephone: str, password: str, address: str) -> list[Employer]:
    """The employers that telephone and password fit; mostly one, none for every kind of miss.

    A blocked one is among them, for the screen to say so. Counted per address and per telephone;
    raises TooOften.
    """
    count_request(f"employer:ip:{address}", setting("service.employer_sign_ins_an_hour"), _WORDS)
    _count_try(telephone)
    # Whom the county knows comes first, then the oldest: nobody can crowd out another's registration by
    # registering with the same telephone.
    known = [row for row in employers_by_telephone(telephone) if row.password]
    rows = sorted(known, key=lambda row: (row.verified_at is None, row.pk))[:_MOST]
    if not rows:
        # As slow as with somebody there.
        make_password(password)
    return [row for row in rows if check_password(password, row.password)]


def _count_try(telephone: str) -> None:
    """Counts a try at the passwords of a telephone, wherever it is made; raises TooOften."""
    column = Employer._meta.get_field("telephone_index")
    assert isinstance(column, IndexField)
    bucket = f"employer:tel:{column.value_for(telephone)}"
    count_request(bucket, setting("service.employer_sign_ins_a_telephone"), _WORDS)


def need_password(employer: Employer, password: str, *, field: str, words: str) -> None:
    """Raises FieldsRefused unless it is the employer's present password, and TooOften after many tries.

    The count must outlive the refusal: call it outside a transaction.
    """
    _count_try(employer.telephone)
    if not check_password(password, employer.password):
        raise FieldsRefused([Fault(field, words)])


def signed_in(*, employer: Employer) -> None:
    """Notes that an employer signed in."""
    with transaction.atomic():
        audit_employer(employer, "employer.signed_in", None, {})


def change_password(*, employer: Employer, old: str, new: str) -> Employer:
    """The employer's own new password; every session under the old one ends.

    Raises FieldsRefused, TooOften.
    """
    need_password(employer, old, field="old", words="现在的密码不对，请重新输入。")
    with transaction.atomic():
        row = locked(employer, None)
        if row.password != employer.password:
            raise FieldsRefused([Fault("old", "密码刚刚被改过，请用新的密码。")])
        if check_password(new, row.password):
            raise FieldsRefused([Fault("new", "新密码不能和现在的密码相同。")])
        row.password, row.must_change_password = make_password(new), False
        row.password_epoch += 1
        row.save()
        audit_employer(row, "employer.password_changed", None, {})
    return row


def reset_password(*, caller: Caller, employer: Employer) -> str:
    """A one-time password, shown once to whoever stands at the counter and proves who they are.

    It is changed at the next sign-in; sessions under the old one end. The caller's right to the row is
    the view's to check. Raises Denied, LedgerRefused.
    """
    caller.need(Ability.EMPLOYER_WRITE, Line.EMPLOYMENT)
    made = one_time_password()
    with transaction.atomic():
        row = locked(employer, None)
        if row.state in (EmployerState.BLOCKED, EmployerState.REVERSED):
            raise LedgerRefused(f"“{row.name}”{row.get_state_display()}，不能登录。", "请先由县里恢复。")
        row.password, row.must_change_password = make_password(made), True
        row.password_epoch += 1
        row.save()
        enter_employer(row, EmployerMove.PASSWORD, actor=caller.account)
    return made
