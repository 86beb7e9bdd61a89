"""Papers as they come out: read back from the PDF, page by page."""

from __future__ import annotations

import io
import re
import threading

import pikepdf
import pytest
import typst

from cuncuntong.foundation.pages import (
    BlankLines,
    Boxes,
    Cut,
    Document,
    KeyValues,
    Note,
    PageBreak,
    Paper,
    Paragraphs,
    Signatures,
    Subheading,
    Table,
    TemplateRef,
    render,
    render_many,
    render_pdf,
)
from cuncuntong.foundation.pages import fonts as fonts_module

POINTS = {Paper.A4: (595, 842), Paper.A4_LANDSCAPE: (842, 595), Paper.A5: (420, 595)}
EVERY_BLOCK = [
    KeyValues([("姓名", "张秀兰"), ("事项", "参保登记"), ("时限", "2个工作日")], columns=2),
    Subheading("一、材料"),
    Table(
        ["序号", "材料", "金额"],
        [["1", "身份证", "1.00"]],
        title="清单",
        numeric=[2],
        total=["计", "", "1.00"],
    ),
    Table(["甲"], []),
    Paragraphs(["第一段", "第二段\n换行"]),
    Note("请保存好"),
    Note("重要", strong=True),
    Boxes([("姓名", 0, ""), ("证件号码", 18, ""), ("档次", 0, "□ 200元  □ 300元"), ("电话", 11, "必填")]),
    BlankLines(3, "情况说明"),
    Signatures([("申请人：", "年  月  日"), ("经办人：", "")]),
    Cut(),
    PageBreak(),
    Paragraphs(["末页"], indent=False),
]


def opened(rendered):
    return pikepdf.open(io.BytesIO(rendered.content))


def text_of(rendered):
    """What the PDF says, page by page, through its own character maps."""
    with opened(rendered) as pdf:
        return [_page_text(page) for page in pdf.pages]


def _page_text(page):
    maps = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    words, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            codes = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
            words.append("".join(current.get(code, "\ufffd") for code in codes))
    return "".join(words)


def _to_unicode(font):
    source = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(
            r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", source.split("beginbfchar", 1)[-1]
        )
    }


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("large", [False, True])
def test_every_block_on_every_paper(paper, large):
    document = Document(
        "受理回执", EVERY_BLOCK, paper=paper, subtitle="阳城县", number="2611-0001", qr="https://x/p?n=1",
        qr_words="扫码", footer="咨询电话", reprint=2, large=large,
    )  # fmt: skip
    made = render(document)
    text = "".join(text_of(made))
    for words in (
        "受理回执",
        "2611-0001",
        "补打第2次",
        "参保登记",
        "没有记录",
        "证件号码",
        "情况说明",
        "末页",
    ):
        assert words in text, words
    assert made.missing == ()
    with opened(made) as pdf:
        assert made.pages == len(pdf.pages)
        width, height = (round(float(one)) for one in pdf.pages[0].mediabox[2:])
        assert str(pdf.docinfo["/Title"]) == "受理回执"
    if paper == Paper.RECEIPT_80:
        assert (width, made.pages) == (227, 1)
    else:
        assert (width, height) == POINTS[paper]
        assert made.pages >= 2
        count = f"第1/{made.pages}页" if paper == Paper.A5 else f"第1页共{made.pages}页"
        assert count in text_of(made)[0].replace(" ", "").replace("\u3000", "")


def test_a_first_print_carries_no_reprint_mark():
    assert "补打" not in "".join(text_of(render(Document("回执", [Note("甲")]))))


def test_a_long_table_repeats_its_heading_and_loses_no_row():
    rows = [[str(number), f"第{number}行材料"] for number in range(1, 121)]
    pages = text_of(render(Document("清单", [Table(["序号", "材料名称"], rows)])))
    assert len(pages) >= 3
    assert all("材料名称" in page for page in pages)
    together = "".join(pages)
    assert all(f"第{number}行材料" in together for number in range(1, 121))


def test_a_cell_longer_than_a_page_flows_on():
    words = "".join(f"〈{number}〉内容" for number in range(900))
    pages = text_of(render(Document("说明", [Table(["项", "内容"], [["1", words]])], paper=Paper.A5)))
    assert len(pages) >= 2
    assert "〈899〉内容" in "".join(pages)


def test_what_a_user_types_is_never_typesetting():
    nasty = '#panic("x") $x$ *b* _i_ `r` @ref <l> \\ #import "/config/settings.py" "]) // ~'
    made = render(
        Document(
            nasty, [KeyValues([(nasty, nasty)]), Table([nasty], [[nasty]]), Paragraphs([nasty])], footer=nasty
        )
    )
    together = "".join(text_of(made)).replace(" ", "")
    assert together.count('#panic("x")$x$*b*_i_`r`@ref<l>') >= 5


def test_a_rare_name_is_spelt_out_and_reported():
    made = render(Document("回执", [KeyValues([("姓名", "王\U00031350")])], qr="王\U00031350"))
    assert made.missing == ("\U00031350",)
    assert "王〔U+31350〕" in "".join(text_of(made))


def test_several_documents_keep_their_own_page_numbers_and_footers():
    long = [Table(["序号"], [[str(number)] for number in range(60)])]
    made = render_many(
        [
            Document("甲", long, footer="甲的页脚"),
            Document("乙", [Note("短")], footer="乙的页脚", paper=Paper.A5),
            Document("丙", [Note("短")], footer="丙的页脚"),
        ]
    )
    pages = [page.replace(" ", "").replace("\u3000", "") for page in text_of(made)]
    first = made.pages - 2
    assert first >= 2
    for number in range(first):
        assert f"第{number + 1}页共{first}页" in pages[number]
        assert "甲的页脚" in pages[number]
    assert "第1/1页" in pages[-2]
    assert "乙的页脚" in pages[-2]
    assert "第1页共1页" in pages[-1]
    assert "丙的页脚" in pages[-1]
    with pytest.raises(ValueError, match="nothing"):
        render_many([])


def test_all_fonts_are_embedded():
    with opened(render(Document("回执", EVERY_BLOCK))) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_the_fonts_made_at_build_print_where_the_system_has_none(monkeypatch):
    only_built = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts_module.FONT_DIR)]
    )
    assert set(only_built.families()) == {"Noto Sans SC"}
    monkeypatch.setattr("cuncuntong.foundation.pages.typesetting.fonts", lambda: only_built)
    made = render(Document("回执", EVERY_BLOCK, number="1"))
    with opened(made) as pdf:
        names = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert {name.split("+")[1].removesuffix("-Identity-H") for name in names} == {
        "NotoSansSC-Regular",
        "NotoSansSC-SemiBold",
    }


def test_without_any_chinese_font_it_says_what_to_do(monkeypatch):
    empty = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    monkeypatch.setattr(fonts_module, "fonts", lambda: empty)
    fonts_module.covered.cache_clear()
    try:
        with pytest.raises(fonts_module.FontsMissing, match="make setup"):
            fonts_module.covered()
    finally:
        fonts_module.covered.cache_clear()


def test_a_template_of_ones_own(tmp_path, monkeypatch):
    package = tmp_path / "ownpapers"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "own.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n#set text(font: json(bytes(sys.inputs.fonts)))\n#data.name"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("cuncuntong.foundation.pages.typesetting._ROOT", tmp_path)
    made = render_pdf(TemplateRef("ownpapers", "own.typ"), {"name": "自己的#模板"})
    assert text_of(made) == ["自己的#模板"]
    with pytest.raises(FileNotFoundError):
        render_pdf(TemplateRef("ownpapers", "absent.typ"), {})


def test_several_threads_print_at_once():
    made: list[str] = []

    def work(number):
        made.append("".join(text_of(render(Document(f"回执{number}", [Note(f"第{number}位")])))))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number in range(8) if any(f"第{number}位" in text for text in made)) == list(
        range(8)
    )


def test_the_foot_of_an_a5_receipt_stays_on_one_line():
    foot = "阳城县人力资源和社会保障局 · 凤城镇就业社保服务点 · 2026-11-26 11:40打印"
    made = render(Document("回执", [Note("甲")], paper=Paper.A5, footer=foot))
    line = next(line for line in text_of(made)[0].splitlines() if "打印" in line)
    assert "人力资源" in line and "11:40打印" in line.replace(" 11", "11").replace("26 ", "26")
