"""照片: what stands before the camera in a situation. All are drawn, of nobody."""

from __future__ import annotations

from collections.abc import Callable

from cuncuntong.demo.drawn_faces import DrawnFace, darker, draw, jpeg, out_of_focus

PICTURES: dict[str, Callable[[], bytes]] = {
    "本人": lambda: jpeg(draw(1)),
    "两个人": lambda: jpeg(draw(1, size=(960, 720), faces=(DrawnFace(30, 45, 24), DrawnFace(70, 46, 24)))),
    "身后有人": lambda: jpeg(draw(1, size=(960, 720), faces=(DrawnFace(45, 50, 34), DrawnFace(85, 25, 9)))),
    "一面墙": lambda: jpeg(draw(1, faces=())),
    "太暗": lambda: jpeg(darker(draw(1), 0.25)),
    "模糊": lambda: jpeg(out_of_focus(draw(1), 6)),
    "离得太远": lambda: jpeg(draw(1, faces=(DrawnFace(50, 50, 14),))),
}
