"""The picture that stands in for a photographed document: a card that says it is a sample."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cuncuntong.foundation import pages

SIZE = (1000, 640)
FONT = Path(pages.__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
SYSTEM_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
)


@lru_cache(maxsize=1)
def sample_photo() -> bytes:
    """A small JPEG, the same each time. Without a Chinese font it says so in English."""
    picture = Image.new("RGB", SIZE, "#e9eef4")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((60, 60, 940, 580), radius=28, fill="white", outline="#9aa7b5", width=4)
    draw.rounded_rectangle((660, 150, 880, 430), radius=14, fill="#dfe6ee")
    draw.ellipse((720, 190, 820, 290), fill="#c3ced9")
    draw.rounded_rectangle((695, 305, 845, 420), radius=50, fill="#c3ced9")
    font_path = next((path for path in (FONT, *SYSTEM_FONTS) if path.exists()), None)
    lines = (
        ("演示照片", "不是任何人的证件", "由系统生成") if font_path else ("SAMPLE", "no real document", "")
    )
    for place, text in enumerate(lines):
        size = 64 if place == 0 else 38
        font = ImageFont.truetype(str(font_path), size) if font_path else ImageFont.load_default(size)
        draw.text((120, 170 + place * 100), text, fill="#33475b", font=font)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
