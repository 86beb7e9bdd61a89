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
    **{
        f"seeker.{kind}.{name}": f"最近一次{words}求职登记的{what}"
        for kind, words in (("fixed", "固定工"), ("gig", "零工"))
        for name, what in (
            ("occupation", "意向职业"),
            ("work_place", "意向工作地点"),
            ("distance_km", "离家最远多少公里"),
            ("pay_floor", "期望报酬"),
            ("pay_unit", "报酬单位"),
            ("hours", "能干的时间"),
            ("education", "文化程度，没有时取档案"),
            ("experience_years", "从事年限"),
            ("certificates", "证书"),
            ("skills", "技能"),
            ("health_limits", "健康限制"),
            ("remarks", "其他要求"),
            ("shown_to_employers", "是否同意展示：yes、no"),
            ("push_agreed", "是否同意推送：yes、no"),
            ("free_from", "可以开始的日期，还没过的"),
            ("free_until", "可以干到的日期，还没过的"),
        )
    },
    "pension.level": "基本养老账户的缴费档次（元/年）",
    "pension.account_number": "基本养老账户编号",
    "card.bank": "在用社保卡的合作银行",
    "unemployment.reason": "失业登记的原因，没有时按最近离开的单位",
    "unemployment.last_unit": "失业登记的原单位，没有时取最近离开的单位",
    "unemployment.left_how": "失业登记的离职方式",
    "unemployment.since": "失业日期，没有登记时取离开单位的日期",
    "spell.work_form": "正在进行的灵活就业的类型",
    "spell.starts_on": "正在进行的灵活就业的开始日期",
    "spell.place": "正在进行的灵活就业的地点",
    "spell.income_range": "正在进行的灵活就业的月收入",
    "spell.overlap_reason": "正在进行的灵活就业与单位就业同时的说明",
    "training.group": "最近一次培训意向的人群",
    "training.evidence_kind": "最近一次培训意向的依据方式",
    "training.evidence": "最近一次培训意向的查验情况",
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
