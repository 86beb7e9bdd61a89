"""What is known of a resident already, so that no form asks for it again."""

from __future__ import annotations

from collections.abc import Iterable

from cuncuntong.ledgers.residents.hooks import known_value_providers
from cuncuntong.ledgers.residents.models import Resident

# Every name that a form field's `prefill` may use, and where its value comes from. The other
# ledgers hand theirs in through hooks.register_known_values; a test holds them to this list.
KNOWN_KEYS: dict[str, str] = {
    "resident.name": "姓名",
    "resident.telephone": "联系电话",
    "resident.address": "居住地址",
    "resident.education": "文化程度代码（GB/T 4658）",
    "resident.hukou": "户口性质",
    "resident.nation": "民族代码（GB/T 3304）",
    "seeker.occupation": "最近一次求职登记的意向职业",
    "seeker.pay_floor": "最近一次求职登记的期望月薪",
    "seeker.work_place": "最近一次求职登记的意向工作地点",
    "seeker.skills": "最近一次求职登记的技能和证书",
    "seeker.education": "最近一次求职登记的文化程度，没有时取档案",
    "seeker.shown_to_employers": "最近一次求职登记是否同意展示：yes、no",
    "seeker.remarks": "最近一次求职登记的其他要求",
    "pension.level": "基本养老账户的缴费档次（元/年）",
    "pension.account_number": "基本养老账户编号",
    "card.bank": "在用社保卡的合作银行",
    "training.words": "最近一次培训意向想学的工种",
    "training.level": "最近一次培训意向的等级",
    "training.times": "最近一次培训意向方便的时间",
    "training.remarks": "最近一次培训意向的其他要求",
}


def known_values(resident: Resident, wanted: Iterable[str] | None = None) -> dict[str, str]:
    """Values by name; only those that are known, as texts that a form field takes. Not masked.

    ``wanted`` names the values that the form takes: ledgers that have none of them are not asked.
    """
    names = None if wanted is None else tuple(wanted)
    values = {
        "resident.name": resident.name,
        "resident.telephone": resident.telephone,
        "resident.address": resident.address,
        "resident.education": resident.education,
        "resident.hukou": resident.hukou,
        "resident.nation": resident.nation,
    }
    for prefix, provider in known_value_providers.items():
        if names is None or any(name.startswith(prefix) for name in names):
            values.update(provider(resident))
    return {key: value for key, value in values.items() if value}
