"""A picture on a paper: a signature from a pad."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image

from cuncuntong.foundation.pages import Document, Picture, render


def test_a_signature_is_set_as_a_picture_whatever_its_bytes_look_like() -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 100), 80).save(out, "PNG")
    paper = Document(title="承诺书", blocks=[Picture(out.getvalue(), "image/png", 300, 100, "本人签名：")])
    pdf = pikepdf.open(io.BytesIO(render(paper).content))
    images = [
        one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
    ]
    assert any((int(one.Width), int(one.Height)) == (300, 100) for one in images)
