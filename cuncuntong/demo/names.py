"""Made-up names that look like the county's: common surnames often, rare characters now and then."""

from __future__ import annotations

from random import Random

_SURNAMES = (
    ("王", 90), ("张", 85), ("李", 80), ("刘", 42), ("赵", 36), ("郭", 34), ("杨", 32), ("吴", 30),
    ("陈", 30), ("马", 24), ("原", 22), ("卫", 22), ("潘", 20), ("成", 20), ("延", 18), ("田", 18),
    ("常", 16), ("白", 16), ("茹", 15), ("上官", 15), ("宋", 14), ("崔", 14), ("畅", 12), ("梁", 12),
    ("韩", 12), ("孙", 12), ("牛", 12), ("酒", 10), ("栗", 10), ("燕", 10), ("裴", 9), ("琚", 8),
    ("苗", 8), ("元", 8), ("樊", 8), ("侯", 8), ("贾", 8), ("许", 8), ("曹", 7), ("任", 7), ("石", 7),
    ("于", 7), ("靳", 7), ("蔡", 6), ("秦", 6), ("孔", 6), ("司", 5), ("逯", 5), ("暴", 4), ("程", 4),
    ("翟", 4), ("毋", 3), ("姬", 3), ("仝", 2), ("单", 2), ("解", 2), ("尉", 1), ("皇甫", 1), ("䶮", 1),
)  # fmt: skip
_OLD_MEN = "国建志文德福明永保富贵金林军生有长玉新来根喜天小"
_OLD_MEN_2 = "军平民华强林生旺才义兴文明富财山成良胜虎龙锁胖"
_OLD_WOMEN = "秀桂玉翠凤兰小爱素改巧月金春水引俊粉彩雪"
_OLD_WOMEN_2 = "英兰花梅莲芳珍香娥仙枝荣平琴苗叶云女娃"
_MIDDLE_MEN = "建志晓海红卫东小利永向文俊学伟爱军国"
_MIDDLE_MEN_2 = "军平波峰斌刚涛伟鹏东明兵强勇杰庆红星"
_MIDDLE_WOMEN = "晓丽小红艳海春爱文雪俊玉素彩秀莉"
_MIDDLE_WOMEN_2 = "丽霞红芳燕琴梅玲艳娟萍敏利云波青"
_YOUNG_MEN = ("浩然", "宇航", "子轩", "博文", "鑫", "晨", "凯", "泽宇", "俊杰", "嘉豪", "奕辰", "宇轩", "帅")
_YOUNG_WOMEN = (
    "欣怡",
    "雨涵",
    "梓涵",
    "佳怡",
    "思雨",
    "婷",
    "悦",
    "可馨",
    "诗涵",
    "雅琪",
    "依诺",
    "静",
    "璐",
)
_RARE = ("䶮", "㛃", "堃", "珺", "垚", "淼", "翀", "昇", "喆", "玥")
RARE_SHARE = 0.004


def surname(rng: Random) -> str:
    """A surname by its weight."""
    return rng.choices([one for one, _ in _SURNAMES], _WEIGHTS)[0]


_WEIGHTS = [weight for _, weight in _SURNAMES]


def given_name(rng: Random, sex: str, birth_year: int) -> str:
    """A given name in the manner of the person's generation."""
    man = sex == "1"
    if rng.random() < RARE_SHARE:
        return rng.choice(_RARE)
    if birth_year >= 1992:
        return rng.choice(_YOUNG_MEN if man else _YOUNG_WOMEN)
    if birth_year >= 1970:
        first, second = (_MIDDLE_MEN, _MIDDLE_MEN_2) if man else (_MIDDLE_WOMEN, _MIDDLE_WOMEN_2)
    else:
        first, second = (_OLD_MEN, _OLD_MEN_2) if man else (_OLD_WOMEN, _OLD_WOMEN_2)
    if rng.random() < 0.18:
        return rng.choice(second)
    return rng.choice(first) + rng.choice(second)
