"""Pictures that were drawn, of nobody: what is wrong with each is told, and a good one passes."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cuncuntong.demo.drawn_faces import (
    DrawnFace,
    darker,
    draw,
    half_lit,
    jpeg,
    out_of_focus,
    tilted,
)
from cuncuntong.foundation.faces import Limits, check_portrait
from cuncuntong.foundation.faces.measuring import Measures
from cuncuntong.foundation.faces.verdict import judge

LIMITS = Limits(
    short_side=480,
    face_width=130,
    percent_least=25,
    percent_most=80,
    light_least=60,
    light_most=215,
    contrast_least=14,
    uneven_most=60,
    sharpness_least=40,
    tilt_most=15,
    aside_most=15,
    max_bytes=10 * 1024 * 1024,
)
GOOD = Measures(720, 960, 1, 380, 53, 160, 30, 5, 110, 1, 2)


def codes(picture: Image.Image, limits: Limits = LIMITS) -> list[str]:
    return [fault.code for fault in check_portrait(jpeg(picture), limits).faults]


def bricks(seed: int) -> Image.Image:
    """A brick wall with a window and a picture frame: edges that a cascade could take for anything."""
    chance = random.Random(seed)
    wall = Image.new("RGB", (720, 960), (150, 110, 96))
    pen = ImageDraw.Draw(wall)
    for row in range(0, 960, 40):
        for column in range(-40, 720, 80):
            left = column + (40 if row // 40 % 2 else 0)
            shade = chance.randint(-18, 18)
            pen.rectangle((left, row, left + 76, row + 36), fill=(168 + shade, 104 + shade, 86 + shade))
    pen.rectangle((80, 120, 330, 460), fill=(206, 220, 228), outline=(70, 60, 52), width=14)
    pen.line((205, 120, 205, 460), fill=(70, 60, 52), width=10)
    pen.rectangle((430, 200, 640, 480), fill=(90, 96, 84), outline=(120, 90, 40), width=18)
    return wall


@pytest.mark.parametrize("seed", range(4))
def test_a_person_before_a_wall_passes(seed):
    checked = check_portrait(jpeg(draw(seed)), LIMITS)
    assert checked.ok, checked.words
    assert checked.measures.faces == 1
    assert checked.measures.tilt is not None


@pytest.mark.parametrize("seed", range(2))
def test_a_camera_of_640_by_480_is_enough(seed):
    assert codes(draw(seed, size=(640, 480), faces=(DrawnFace(50, 44, 30),))) == []


@pytest.mark.parametrize("seed", range(2))
def test_two_people_are_told_apart_from_one(seed):
    beside = draw(seed, size=(960, 720), faces=(DrawnFace(30, 45, 24), DrawnFace(70, 46, 24)))
    checked = check_portrait(jpeg(beside), LIMITS)
    assert [fault.code for fault in checked.faults] == ["several"]
    assert "2张脸" in checked.words and "只能拍本人一个人" in checked.words


@pytest.mark.parametrize("seed", range(2))
def test_somebody_small_in_the_back_counts(seed):
    behind = draw(seed, size=(960, 720), faces=(DrawnFace(45, 50, 34), DrawnFace(85, 25, 9)))
    assert codes(behind) == ["several"]


@pytest.mark.parametrize("seed", range(2))
def test_a_wall_has_no_face(seed):
    assert codes(draw(seed, faces=())) == ["no_face"]
    assert codes(bricks(seed)) == ["no_face"]


def test_a_bare_surface_of_one_colour_has_no_face():
    assert codes(Image.new("RGB", (720, 960), (200, 200, 200))) == ["no_face"]


def test_what_is_wrong_with_the_light_is_told_and_how_to_mend_it():
    dark = check_portrait(jpeg(darker(draw(1), 0.25)), LIMITS)
    assert [fault.code for fault in dark.faults] == ["dark"]
    assert "开灯或面向窗户" in dark.words
    assert codes(Image.new("RGB", (720, 960), (8, 8, 10))) == ["dark"]
    assert codes(half_lit(draw(1), 0.2)) == ["uneven"]


@pytest.mark.parametrize("seed", range(2))
def test_a_blurred_one_is_told_to_hold_still(seed):
    assert codes(out_of_focus(draw(seed), 6)) == ["blurred"]


@pytest.mark.parametrize("seed", range(2))
def test_distance_and_frame(seed):
    assert codes(draw(seed, faces=(DrawnFace(50, 50, 14),))) == ["small_face"]
    assert codes(draw(seed, faces=(DrawnFace(50, 20, 50),))) == ["cut"]
    assert codes(draw(seed, size=(360, 480))) == ["small_picture"]


@pytest.mark.parametrize("seed", range(2))
def test_a_head_held_askew(seed):
    assert codes(tilted(draw(seed), 18)) == ["tilted"]


def test_what_is_no_picture_or_too_large():
    assert [one.code for one in check_portrait(b"%PDF-1.4", LIMITS).faults] == ["not_a_picture"]
    assert [one.code for one in check_portrait(b"", LIMITS).faults] == ["not_a_picture"]
    small = Limits(**{**LIMITS.__dict__, "max_bytes": 1000})
    checked = check_portrait(jpeg(draw(1)), small)
    assert [one.code for one in checked.faults] == ["too_large"]
    assert checked.measures is None


def test_the_same_picture_measures_the_same():
    content = jpeg(draw(5))
    assert check_portrait(content, LIMITS) == check_portrait(content, LIMITS)


def test_good_measures_pass_and_each_limit_counts_from_its_own_figure():
    assert judge(GOOD, LIMITS) == ()
    over = {
        "several": {"faces": 2},
        "small_picture": {"width": 479},
        "small_face": {"percent": 24},
        "cut": {"cut": True},
        "tilted": {"tilt": 16},
        "turned": {"aside": 16},
        "dark": {"light": 59},
        "bright": {"light": 216},
        "uneven": {"uneven": 61},
        "flat": {"contrast": 13},
        "blurred": {"sharpness": 39},
    }
    for code, changed in over.items():
        assert [one.code for one in judge(Measures(**{**GOOD.__dict__, **changed}), LIMITS)] == [code]
    on_the_line = {"percent": 25, "tilt": 15, "aside": 15, "light": 60, "uneven": 60, "sharpness": 40}
    assert judge(Measures(**{**GOOD.__dict__, **on_the_line}), LIMITS) == ()


def test_a_side_face_is_told_apart_from_none():
    nobody = Measures(720, 960, 0, light=150)
    assert [one.code for one in judge(nobody, LIMITS)] == ["no_face"]
    aside = Measures(720, 960, 0, light=150, profile=True)
    assert [one.code for one in judge(aside, LIMITS)] == ["turned"]


@given(
    faces=st.integers(0, 3),
    percent=st.integers(0, 100),
    light=st.integers(0, 255),
    sharpness=st.integers(0, 500),
    tilt=st.none() | st.integers(0, 45),
)
def test_every_fault_says_what_to_do(faces, percent, light, sharpness, tilt):
    changed = {"faces": faces, "percent": percent, "light": light, "sharpness": sharpness, "tilt": tilt}
    found = judge(Measures(**{**GOOD.__dict__, **changed}), LIMITS)
    assert all(one.message.endswith("。") and one.remedy.endswith("。") for one in found)
    assert len({one.code for one in found}) == len(found)
    fine = faces == 1 and 25 <= percent <= 80 and 60 <= light <= 215 and sharpness >= 40
    assert (not found) == (fine and (tilt is None or tilt <= 15))


def test_processes_that_check_no_picture_do_not_load_the_library():
    told = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE']='cuncuntong.config.settings';"
        "django.setup(); import cuncuntong.web.urls; print('cv2' in sys.modules, 'numpy' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", told], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "False"]
