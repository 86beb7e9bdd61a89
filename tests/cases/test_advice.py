"""The 一次性告知书: everything at once, under a number, for any colleague to go on from."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cuncuntong.cases.examine import examine
from cuncuntong.cases.models import Advice
from cuncuntong.cases.services.advice import give_advice
from cuncuntong.network.access import Denied, NotVisible
from tests.cases import make


def lacking(resident):
    return examine(
        make.PAPERS,
        resident,
        {"address": "外地", "way": "bank", "account": "1"},
        on=timezone.localdate(),
        attached=set(),
    )


def test_all_that_is_missing_or_wrong_is_kept_at_once(clerk, resident, audited):
    examination = lacking(resident)
    advice = give_advice(caller=clerk, item=make.PAPERS, resident=resident, examination=examination)
    kept = Advice.objects.get()
    assert kept == advice
    assert kept.number.startswith("G")
    assert [line["what"] for line in kept.lines] == [problem.what for problem in examination.problems]
    assert {"身份证照片", "银行账号"} <= {line["label"] for line in kept.lines}
    assert any("居住地址不在本县" in line["what"] for line in kept.lines)
    told = {line["label"]: line for line in kept.lines}
    assert all(line["what"] for line in kept.lines)
    assert told["身份证照片"]["remedy"]
    assert (kept.point, kept.given_by, kept.item) == (clerk.point, clerk.account, "T3")
    assert audited().count("advice.given") == 1


def test_numbers_differ(clerk, resident):
    given = [
        give_advice(caller=clerk, item=make.PAPERS, resident=resident, examination=lacking(resident)).number
        for _ in range(3)
    ]
    assert len(set(given)) == 3


def test_a_stranger_advises_nobody_of_another_township(county, resident):
    with pytest.raises(NotVisible):
        give_advice(
            caller=county.clerk(county.huangcheng),
            item=make.PAPERS,
            resident=resident,
            examination=lacking(resident),
        )
    assert not Advice.objects.exists()


def test_who_does_not_file_advises_nobody(reviewer, resident):
    with pytest.raises(Denied):
        give_advice(caller=reviewer, item=make.PAPERS, resident=resident, examination=lacking(resident))
