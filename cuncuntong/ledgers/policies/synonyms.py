"""Other words for what people ask about: what is said at the counter, and what documents call it."""

from __future__ import annotations

# Each group means one thing here; any of its words finds the others.
_GROUPS: tuple[tuple[str, ...], ...] = (
    ("失业金", "失业保险金", "失业补贴"),
    ("社保", "社会保险", "五险"),
    ("养老金", "养老待遇", "基本养老金", "退休金"),
    ("居保", "城乡居民养老保险", "城乡居民基本养老保险"),
    ("打工", "务工", "外出务工", "进城务工"),
    ("农民工", "进城务工人员", "农村劳动者"),
    ("找工作", "求职", "就业"),
    ("招工", "招聘", "招用"),
    ("欠薪", "拖欠工资", "讨薪", "讨要工资"),
    ("工资", "劳动报酬", "薪酬"),
    ("辞退", "开除", "解除劳动合同", "裁员"),
    ("辞职", "离职", "解除劳动合同"),
    ("补偿金", "经济补偿", "赔偿金"),
    ("产假", "生育假"),
    ("残疾人", "残疾"),
    ("小额贷款", "担保贷款", "创业担保贷款"),
    ("公益岗", "公益性岗位"),
    ("困难人员", "就业困难人员"),
    ("社保卡", "社会保障卡"),
    ("卡丢", "丢卡", "卡遗失", "挂失"),
    ("档案", "人事档案", "个人档案"),
    ("人才中心", "人才服务中心", "人才交流中心"),
    ("中介", "职业中介", "人力资源服务机构"),
    ("试用", "试用期"),
    ("加班", "延长工作时间"),
    ("仲裁", "劳动仲裁", "劳动争议仲裁"),
    ("认证", "资格认证", "待遇资格认证", "生存认证"),
    ("培训", "职业培训", "技能培训"),
)
_KNOWN: dict[str, tuple[str, ...]] = {}
for _group in _GROUPS:
    for _word in _group:
        _others = (*_KNOWN.get(_word, ()), *(other for other in _group if other != _word))
        _KNOWN[_word] = tuple(dict.fromkeys(_others))


def synonyms(word: str) -> tuple[str, ...]:
    """Other words that will do for this one; none for most words."""
    return _KNOWN.get(word, ())
