"""The verdict on a picture: what is wrong with it, and how to take it better, all told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cuncuntong.foundation.faces.measuring import Measures, measure


@dataclass(frozen=True)
class Limits:
    """Between what a portrait is taken; the county's dated settings, handed in.

    In pixels: ``short_side``, ``face_width``; in hundredths of the shorter side: ``percent_least``,
    ``percent_most``; grey levels: ``light_least``, ``light_most``, ``contrast_least``, ``uneven_most``;
    ``sharpness_least`` as measured; ``tilt_most`` degrees; ``aside_most`` hundredths of the face's width.
    """

    short_side: int
    face_width: int
    percent_least: int
    percent_most: int
    light_least: int
    light_most: int
    contrast_least: int
    uneven_most: int
    sharpness_least: int
    tilt_most: int
    aside_most: int
    max_bytes: int


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable code, what is wrong, how to take the picture better."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Checked:
    """What was found; ``measures`` is None for what is no picture or was not looked at."""

    faults: tuple[Fault, ...]
    measures: Measures | None

    @property
    def ok(self) -> bool:
        """Whether the picture will do."""
        return not self.faults

    @property
    def words(self) -> str:
        """All faults with their remedies, one after the other."""
        return "".join(f"{one.message}{one.remedy}" for one in self.faults)


NOT_A_PICTURE = Fault("not_a_picture", "这不是照片，或照片已损坏。", "请用摄像头重拍，或上传JPG、PNG照片。")
TOO_LARGE = Fault("too_large", "照片文件过大。", "请降低拍照分辨率后重拍。")
DARK = Fault("dark", "照片太暗，看不清脸。", "请开灯或面向窗户，让光从前面照在脸上。")
NO_FACE = Fault(
    "no_face",
    "没有找到人脸。",
    "请正对镜头坐好，摘下帽子、口罩和墨镜，脸上光线均匀，整个头部都在画面里再拍。",
)
PROFILE = Fault("turned", "拍到的是侧脸。", "请正对镜头，两眼平视前方再拍。")


def check_portrait(content: bytes, limits: Limits) -> Checked:
    """Whether a picture is fit to be a portrait, with its measures."""
    if len(content) > limits.max_bytes:
        return Checked((TOO_LARGE,), None)
    measures = measure(content)
    if measures is None:
        return Checked((NOT_A_PICTURE,), None)
    return Checked(judge(measures, limits), measures)


def judge(measures: Measures, limits: Limits) -> tuple[Fault, ...]:
    """What is wrong by the limits. Where there is no face, nothing more is said of one."""
    if not measures.faces:
        if measures.light < limits.light_least:
            return (DARK,)
        return (PROFILE,) if measures.profile else (NO_FACE,)
    found = [fault for test in _TESTS if (fault := test(measures, limits)) is not None]
    # A small or badly lit face measures as blurred too: told once that is mended.
    if not found and (blurred := _sharp(measures, limits)) is not None:
        return (blurred,)
    return tuple(found)


def _number(measures: Measures, limits: Limits) -> Fault | None:
    if measures.faces == 1:
        return None
    return Fault(
        "several",
        f"照片里有{measures.faces}张脸。",
        "只能拍本人一个人；请旁边和身后的人让开，墙上的照片、画像也不要拍进来。",
    )


def _picture(measures: Measures, limits: Limits) -> Fault | None:
    if min(measures.width, measures.height) >= limits.short_side:
        return None
    return Fault(
        "small_picture",
        f"照片只有{measures.width}×{measures.height}像素。",
        f"短边至少{limits.short_side}像素，请换分辨率高一些的摄像头或用手机拍。",
    )


def _near(measures: Measures, limits: Limits) -> Fault | None:
    if measures.percent < limits.percent_least or measures.face_width < limits.face_width:
        return Fault("small_face", "脸在画面里太小。", "请靠近一些，让头部占画面高度的一半左右。")
    return None


def _cut(measures: Measures, limits: Limits) -> Fault | None:
    if measures.cut or measures.percent > limits.percent_most:
        return Fault("cut", "头部没有拍全，或离镜头太近。", "请退后一些，让整个头部和肩膀上沿都在画面里。")
    return None


def _straight(measures: Measures, limits: Limits) -> Fault | None:
    if measures.tilt is None or measures.aside is None:
        return None
    if measures.tilt > limits.tilt_most:
        return Fault("tilted", "头歪了。", "请把头摆正，两眼保持水平再拍。")
    if measures.aside > limits.aside_most:
        return Fault("turned", "脸没有正对镜头。", "请正对镜头，两眼平视前方再拍。")
    return None


def _light(measures: Measures, limits: Limits) -> Fault | None:
    if measures.light < limits.light_least:
        return DARK
    if measures.light > limits.light_most:
        return Fault("bright", "照片太亮，脸上发白。", "请避开直射的阳光或灯光再拍。")
    if measures.uneven > limits.uneven_most:
        return Fault("uneven", "脸上一边亮一边暗。", "请转向窗户或灯，让两边光线差不多再拍。")
    if measures.contrast < limits.contrast_least:
        return Fault("flat", "照片发灰，五官不清楚。", "请擦净镜头，避开逆光和雾气再拍。")
    return None


def _sharp(measures: Measures, limits: Limits) -> Fault | None:
    if measures.sharpness >= limits.sharpness_least:
        return None
    return Fault("blurred", "照片模糊。", "请坐稳、拿稳，等镜头对好焦再拍；镜头脏的先擦净。")


_TESTS: tuple[Callable[[Measures, Limits], Fault | None], ...] = (
    _number,
    _picture,
    _near,
    _cut,
    _straight,
    _light,
)
