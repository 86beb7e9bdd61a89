"""The scene of payments: two closed months, one to be decided, and something for the clerk to follow up."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cuncuntong.demo.accounts import demo_accounts
from cuncuntong.demo.payments import monthly_payments, present_month
from cuncuntong.ledgers.payments.models import Finding, PayLine, PayRun
from cuncuntong.ledgers.payments.selectors import last_run
from cuncuntong.ledgers.payments.services import check_payments

pytestmark = pytest.mark.django_db


def test_the_months_are_paid_once_and_add_up(people):
    demo_accounts()
    today = timezone.localdate()
    monthly_payments(seed=3, today=today)
    present_month(seed=3, today=today)
    lines = PayLine.objects.count()
    monthly_payments(seed=3, today=today)
    present_month(seed=3, today=today)
    assert PayLine.objects.count() == lines > 300
    states = list(PayRun.objects.order_by("month").values_list("state", flat=True))
    assert states == ["closed", "closed", "computed"]
    assert last_run("140522").month == today.replace(day=1)
    now = Finding.objects.filter(run=last_run("140522"), decision="open")
    assert {"shared_account", "no_account"} <= set(now.values_list("kind", flat=True))
    assert PayLine.objects.filter(state="failed").exists()
    assert check_payments() == []
