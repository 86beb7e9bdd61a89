"""Names as they are kept and searched: one spelling, and the pinyin that people type."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

# Characters that have another reading as a surname. Of several customary readings the usual one in
# North China stands here.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "区": "ou", "查": "zha", "朴": "piao", "乐": "yue",
    "覃": "qin", "翟": "zhai", "洗": "xian", "员": "yun", "繁": "po", "缪": "miao", "种": "chong",
    "召": "shao", "句": "gou", "牟": "mu", "折": "she", "黑": "he", "秘": "bi", "祭": "zhai", "薄": "bo",
    "卜": "bu", "阚": "kan", "隗": "wei", "都": "du", "重": "chong", "能": "nai", "适": "kuo", "郇": "xun",
    "角": "jue", "长": "chang", "乜": "nie",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "万俟": ["mo", "qi"],
    "尉迟": ["yu", "chi"],
    "长孙": ["zhang", "sun"],
    "澹台": ["tan", "tai"],
    "令狐": ["ling", "hu"],
    "宇文": ["yu", "wen"],
    "单于": ["chan", "yu"],
    "亓官": ["qi", "guan"],
    "呼延": ["hu", "yan"],
    "夏侯": ["xia", "hou"],
    "皇甫": ["huang", "fu"],
    "司马": ["si", "ma"],
    "欧阳": ["ou", "yang"],
    "上官": ["shang", "guan"],
    "诸葛": ["zhu", "ge"],
    "鲜于": ["xian", "yu"],
    "独孤": ["du", "gu"],
}
_DOTS = re.compile(r"[•・‧∙⋅．.]")
_SPACES = re.compile(r"\s+")
INITIALS_LENGTH = 30
PINYIN_LENGTH = 120


def normal_name(text: str) -> str:
    """The name without spaces, and with the one middle dot (·) that identity papers print."""
    return _DOTS.sub("·", _SPACES.sub("", text))


def masked_name(name: str) -> str:
    """What a public page shows of a name: the first character and a star for each other one."""
    return name[:1] + "*" * min(len(name) - 1, 3)


def is_han(char: str) -> bool:
    """Whether the character is a Chinese one, the rare ones of the later blocks included."""
    code = ord(char)
    return (
        0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or char == "〇"
        or 0xE000 <= code <= 0xF8FF  # older systems handed over rare characters as private ones
    )


def pinyin_of(name: str) -> tuple[str, str]:
    """(initials, whole pinyin) of a name, without tones and spaces: 单秀英 → ("sxy", "shanxiuying").

    ü is written v. A character without a known reading is left out, so that the others still match.
    """
    syllables = _syllables(normal_name(name))
    initials = "".join(one[0] for one in syllables)
    return initials[:INITIALS_LENGTH], "".join(syllables)[:PINYIN_LENGTH]


def _syllables(name: str) -> list[str]:
    if name[:2] in _DOUBLE_SURNAMES and len(name) > 2:
        return _DOUBLE_SURNAMES[name[:2]] + _readings(name[2:])
    if name[:1] in _SURNAMES and "·" not in name:
        return [_SURNAMES[name[0]], *_readings(name[1:])]
    return _readings(name)


def _readings(text: str) -> list[str]:
    found = lazy_pinyin(text, style=Style.NORMAL, errors=_unread)
    return [one for one in (_letters(part) for part in found) if one]


def _unread(chars: str) -> str:
    """Letters among the characters stay; what has no reading goes."""
    return chars if chars.isascii() else ""


def _letters(text: str) -> str:
    return "".join(char for char in text.lower().replace("ü", "v") if char.isascii() and char.isalpha())
