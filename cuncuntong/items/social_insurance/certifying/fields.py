"""The form of item 21: at the counter or at home, what was seen, and how the undertaking was signed."""

from __future__ import annotations

from cuncuntong.ledgers.certification.enums import Way
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Material

SEEN, HOME = "核对", "上门"
PAD, PAPER = "pad", "paper"
ID_CARD, SOCIAL_CARD, OTHER = "id_card", "social_card", "other"
DOCUMENTS = {ID_CARD: "身份证", SOCIAL_CARD: "社保卡", OTHER: "其他有照片的证件"}
REASONS = {"old": "高龄", "disabled": "残疾", "ill": "生病、行动不便", "other": "其他"}
_AT_HOME = ("way", (Way.HOME.value,))

FIELDS = (
    FormField("way", "在哪里认证", FieldKind.CHOICE, section=SEEN, default=Way.COUNTER.value,
              choices=(Choice(Way.COUNTER.value, "柜面"), Choice(Way.HOME.value, "上门"))),
    FormField("seen_on", "见到本人的日期", FieldKind.DATE, section=SEEN, maximum="today",
              default=lambda situation: situation.on.isoformat(), hint="有效期从这一天起算；当天办的不用改"),
    FormField("document", "查验的证件", FieldKind.CHOICE, section=SEEN,
              choices=tuple(Choice(key, words) for key, words in DOCUMENTS.items())),
    FormField("face_seen", "本人在场，人和证件相符", FieldKind.YES_NO, section=SEEN,
              hint="没有见到本人的不能认证；发现去世、失踪、重复领取的，在“资格认证”中登记线索"),
    FormField("signed", "承诺书怎样签", FieldKind.CHOICE, section=SEEN,
              choices=(Choice(PAD, "在屏幕或签字板上签"), Choice(PAPER, "在纸上签名或按手印，拍照上传"))),
    FormField("helper", "帮办人或陪同家属", FieldKind.TEXT, section=SEEN, required=False, max_length=40,
              hint="例如：王小明（儿子）；没有的不填"),
    FormField("home_why", "为什么上门", FieldKind.CHOICE, section=HOME, show_when=_AT_HOME,
              choices=tuple(Choice(key, words) for key, words in REASONS.items())),
    FormField("place", "认证地点", FieldKind.TEXT, section=HOME, max_length=80, show_when=_AT_HOME,
              hint="例如：水村3组12号家中"),
    FormField("position", "位置坐标", FieldKind.TEXT, section=HOME, required=False, max_length=40,
              show_when=_AT_HOME, locate=True,
              hint="可以不填；用手机或平板上门的，按旁边的按钮取当前位置（经度,纬度）"),
)  # fmt: skip

MATERIALS = (
    Material(
        "promise",
        "《资格认证告知承诺书》",
        attach=True,
        note="现场填写，本人签字或按手印；纸上签的拍照上传",
        max_pages=2,
        pad=True,
        form="certification:promise",
    ),
    Material(
        "home_photo",
        "上门认证照片",
        attach=True,
        note="本人在家中的照片，能看清面容和环境",
        when=_AT_HOME,
        max_pages=4,
    ),
)
