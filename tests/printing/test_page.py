"""Official documents: layout of GB/T 9704, what can be read back, what never happens."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from printing.page import (
    BarChart,
    Document,
    Heading,
    KeyValues,
    Mono,
    PageBreak,
    Paragraph,
    QrCode,
    SignatureBlock,
    Table,
    official_pdf,
)
from printing.paper import qr_matrix
from printing.text import CLOSING
from tests.printing.reading import embedded_fonts, lines, pages, reader, rectangles

GRADES = ["好", "较好", "一般", "较差", "差", "弃权"]
NAMES = ["王镕基", "李喆", "张堃", "刘赟", "陈昇", "𠮷田", "赵𬭎"]


def everything(**changes: object) -> Document:
    fields: dict[str, object] = {
        "title": "关于开平分局述职述廉会议计票情况的报告",
        "issuer": "安澜市工商行政管理局",
        "number": "安工商监〔2026〕12号",
        "date_text": "2026年11月23日",
        "addressee": "市纪委",
        "signature_lines": ["监票人（签字）：", "计票人（签字）："],
        "footer_note": "与签字原件一致。",
        "blocks": [
            Heading("一、选票情况", 1),
            Paragraph("制发150张，发给118张。"),
            Table(["姓名", *GRADES], [[name, "60", "30", "15", "8", "4", "1"] for name in NAMES]),
            BarChart(
                "评议结果分布",
                [(name, list(zip(GRADES, [60, 30, 15, 8, 4, 1], strict=True))) for name in NAMES],
            ),
            Heading("（一）核验", 2),
            KeyValues([("会议", "开平分局述职述廉会议")]),
            Mono("e3b0c44298fc1c149afbf4c8996fb924" * 4),
            QrCode("https://example.org/verify/1", "扫码核验"),
            PageBreak(),
            Heading("1．附注", 3),
            SignatureBlock(["市纪委监督员（签字）："]),
        ],
    }
    return Document(**(fields | changes))  # type: ignore[arg-type]  # tests change any field


def table(count: int) -> Table:
    return Table(["序号", "姓名"], [[str(n), f"第{n}人"] for n in range(1, count + 1)], caption="名单")


def test_text_reads_back_as_typed_rare_names_included() -> None:
    typed = "王镕基、李喆、张堃、刘赟、陈昇、𠮷田、赵𬭎"
    content = official_pdf(Document(title="名单", blocks=[Paragraph(typed)]))
    assert lines(content) == ["名单", typed, "— 1 —"]


def test_only_embedded_faces() -> None:
    inside, outside = embedded_fonts(official_pdf(everything(watermark="演示")))
    assert inside == {"EvalsiteTitle", "EvalsiteSong", "EvalsiteHei", "EvalsiteKai", "EvalsiteMono"}
    assert outside == set()


def test_every_part_is_on_the_page() -> None:
    first, second, *_ = [re.sub(r"\s", "", text) for text in pages(official_pdf(everything()))]
    for part in ("安工商监〔2026〕12号", "市纪委：", "一、选票情况", "制发150张，发给118张。", "赵𬭎6030158"):
        assert part in first
    for part in ("评议结果分布", "（一）核验", "开平分局述职述廉会议", "扫码核验"):
        assert part in second
    last = [line.strip() for line in lines(official_pdf(everything()), -1)]
    assert last[0] == "1．附注"
    assert last[-4:] == ["安澜市工商行政管理局", "2026年11月23日", "— 3 —", "与签字原件一致。"]


def test_prose_has_28_characters_a_line_and_22_lines_a_page() -> None:
    content = official_pdf(Document(title="", blocks=[Paragraph("评" * (28 * 40))]))
    first = lines(content)
    assert first[0] == "评" * 26  # two characters of indent
    assert {len(line) for line in first[1:-1]} == {28}
    assert len(first) == 22 + 1  # and the page number


def test_margins_are_those_of_the_standard() -> None:
    where: list[tuple[float, float]] = []

    def visit(text: str, _user: object, matrix: list[float], _font: object, _size: float) -> None:
        if text.strip() == "评" * 28:
            where.append((matrix[4], matrix[5]))

    content = official_pdf(Document(title="", blocks=[Paragraph("评" * (28 * 21 + 26))]))
    page = reader(content).pages[0]
    page.extract_text(visitor_text=visit)
    mm = 72 / 25.4
    assert [round(float(side) / mm) for side in page.mediabox[2:]] == [210, 297]
    assert {round(x / mm, 1) for x, _ in where} == {28.0}
    steps = {round(high[1] - low[1], 2) for high, low in pairwise(where)}
    assert steps == {round(225 * mm / 22, 2)}


def test_no_line_starts_with_closing_punctuation() -> None:
    text = "根据“述职述廉”的意见（安工商监〔2026〕3号），经研究，决定如下：“一、公开；二、公平。”" * 12
    content = official_pdf(Document(title="", blocks=[Paragraph(text)]))
    found = [line for page in range(len(pages(content))) for line in lines(content, page)]
    assert [line for line in found if line[0] in CLOSING and not line.startswith("— ")] == []
    assert "".join(line for line in found if not line.startswith("— ")) == text


def test_user_text_is_never_markup_and_loses_control_characters() -> None:
    content = official_pdf(
        Document(
            title="<b>甲</b>\x07",
            blocks=[Paragraph("<font>&lt;乙\x00&丙"), Table(["头"], [["</para>\x1b丁"]])],
        )
    )
    assert lines(content) == ["<b>甲</b>", "<font>&lt;乙&丙", "头", "</para>丁", "— 1 —"]


def test_the_head_of_a_table_stands_on_every_page_and_no_row_is_lost() -> None:
    content = official_pdf(Document(title="名单", blocks=[table(120)]))
    found = pages(content)
    assert len(found) == 5
    for number, text in enumerate(found):
        assert text.count("序号") == 1
        assert ("名单（续）" in text) == (number > 0)
    assert re.findall(r"第(\d+)人", "".join(found)) == [str(n) for n in range(1, 121)]


def test_a_row_is_not_cut_by_a_page() -> None:
    rows = [[str(n), "\n".join(f"{n}之{part}" for part in "甲乙丙丁戊")] for n in range(1, 31)]
    content = official_pdf(Document(title="", blocks=[Table(["号", "文"], rows)]))
    for text in pages(content):
        assert {text.count(f"之{part}") for part in "甲乙丙丁戊"} == {text.count("之甲")}


def test_a_row_higher_than_a_page_is_cut_rather_than_lost() -> None:
    long = "\n".join(f"第{n}行" for n in range(1, 121))
    content = official_pdf(Document(title="题", blocks=[Table(["号", "文"], [["一", long], ["二", "末"]])]))
    assert re.findall(r"第(\d+)行", "".join(pages(content))) == [str(n) for n in range(1, 121)]
    assert "末" in pages(content)[-1]


def test_a_heading_goes_to_the_page_of_what_it_heads() -> None:
    body = [Paragraph("评" * (28 * 20)), Heading("二、名单", 1), Paragraph("乙" * 28 * 3)]
    first, second = pages(official_pdf(Document(title="", blocks=body)))
    assert "二、名单" not in first
    assert second.startswith("二、名单")


def test_the_date_is_not_parted_from_the_signatures() -> None:
    document = everything(blocks=[Paragraph("评" * (28 * 13))], addressee="", footer_note="")
    first, second = pages(official_pdf(document))
    assert "监票人" not in first
    assert second.split() == [
        "监票人（签字）：",
        "计票人（签字）：",
        "安澜市工商行政管理局",
        "2026年11月23日",
        *"—2—",
    ]


def test_page_numbers_are_outside() -> None:
    spots: list[float] = []

    def visit(text: str, _user: object, matrix: list[float], _font: object, _size: float) -> None:
        if re.fullmatch(r"— \d —", text.strip()):
            spots.append(matrix[4])

    content = official_pdf(Document(title="", blocks=[table(60)]))
    for page in reader(content).pages:
        page.extract_text(visitor_text=visit)
    assert [spot > 297 for spot in spots] == [True, False, True]


def test_the_watermark_is_on_every_page_and_absent_without() -> None:
    marked = pages(official_pdf(Document(title="名单", blocks=[table(120)], watermark="演示")))
    assert [text.replace("\n", "").count("演示") for text in marked] == [1] * 5
    assert "演示" not in "".join(pages(official_pdf(Document(title="名单", blocks=[table(120)]))))


def test_metadata_names_the_document_and_tells_no_time() -> None:
    found = reader(official_pdf(everything()))
    assert found.metadata is not None
    assert found.metadata.title == "关于开平分局述职述廉会议计票情况的报告"
    assert found.metadata.author == "安澜市工商行政管理局"
    assert found.metadata.creation_date is None
    assert found.trailer["/Root"]["/Lang"] == "zh-CN"


def test_equal_documents_give_equal_bytes() -> None:
    assert official_pdf(everything()) == official_pdf(everything())


def test_threads_do_not_disturb_one_another() -> None:
    documents = [everything(title=f"第{n}号报告", blocks=[table(40)]) for n in range(8)]
    alone = [official_pdf(document) for document in documents]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(official_pdf, documents * 3)) == alone * 3


def test_a_title_is_broken_evenly_and_between_terms() -> None:
    title = "关于开平分局2026年度述职述廉会议民主评议计票情况的报告"
    assert lines(official_pdf(Document(title=title)))[:2] == [
        "关于开平分局2026年度述职述廉",
        "会议民主评议计票情况的报告",
    ]


def test_a_landscape_page_is_a4_laid_across() -> None:
    page = reader(official_pdf(Document(title="名单", blocks=[table(3)], landscape=True))).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]


def test_a_certificate_fits_one_compact_page() -> None:
    particulars = KeyValues([(f"事项{n}", f"内容{n}") for n in range(10)])
    blocks = [particulars, Paragraph("评" * 80), Mono("ab" * 64), QrCode("https://example.org/1", "扫码核验")]
    content = official_pdf(everything(blocks=blocks, addressee="", compact=True, title="随机抽取证书"))
    assert len(pages(content)) == 1


def test_compact_particulars_share_a_row_when_short_and_keep_their_order() -> None:
    rows = [("甲", "一"), ("乙", "二"), ("丙", "三"), ("丁", "长" * 30), ("戊", "五")]
    compact = official_pdf(Document(title="", blocks=[KeyValues(rows)], compact=True))
    assert [line.split() for line in lines(compact)[:-1]] == [
        ["甲", "一", "乙", "二"],
        ["丙", "三"],
        ["丁", "长" * 30],
        ["戊", "五"],
    ]
    wide = lines(official_pdf(Document(title="", blocks=[KeyValues(rows)])))
    assert [line.split()[0] for line in wide[:3]] == ["甲", "乙", "丙"]


def test_the_drawn_qr_code_is_the_matrix_of_its_content() -> None:
    data = "https://example.org/b/#12.ABCDEFGH"
    content = official_pdf(Document(title="", blocks=[QrCode(data, "", 30)]))
    side = 30 * 72 / 25.4
    matrix = qr_matrix(data)
    module = side / (len(matrix) + 8)
    square, *dark = rectangles(content)
    assert square[2] == pytest.approx(side, abs=0.01)
    drawn = [[0] * len(matrix) for _ in matrix]
    for x, y, width, _ in dark:
        row = len(matrix) + 3 - round((y - square[1]) / module)
        start = round((x - square[0]) / module) - 4
        for column in range(start, start + round(width / module)):
            drawn[row][column] = 1
    assert drawn == [list(map(int, row)) for row in matrix]


def test_an_empty_document_is_one_page() -> None:
    assert lines(official_pdf(Document(title=""))) == ["— 1 —"]


@pytest.mark.parametrize("block", [Table([], []), KeyValues([]), Mono(""), Paragraph(""), BarChart("", [])])
def test_empty_blocks_print_nothing_and_break_nothing(block: object) -> None:
    content = official_pdf(Document(title="题", blocks=[block]))  # type: ignore[list-item]  # one of each kind
    assert lines(content) == ["题", "— 1 —"]


@pytest.mark.parametrize(
    "wrong",
    [
        Table(["甲", "乙"], [["一"]]),
        Table(["甲", "乙"], [["一", "二"]], widths=[1]),
        Table(["甲", "乙"], [["一", "二"]], align=["left"]),
        Table(["甲"], [["一"]], align=["middle"]),
        BarChart("图", [("甲", [("好", 1)]), ("乙", [("差", 1)])]),
    ],
)
def test_a_table_or_chart_that_does_not_fit_together_is_refused(wrong: Table | BarChart) -> None:
    with pytest.raises(ValueError, match=r"columns|grades|middle"):
        official_pdf(Document(title="", blocks=[wrong]))


def test_a_chart_longer_than_a_page_repeats_its_legend() -> None:
    bars = [(f"第{n}人", [("好", n), ("弃权", 1)]) for n in range(1, 61)]
    found = pages(official_pdf(Document(title="", blocks=[BarChart("分布", bars)])))
    assert [text.count("弃权") for text in found] == [1] * len(found)
    assert re.findall(r"第(\d+)人", "".join(found)) == [str(n) for n in range(1, 61)]


def test_a_bar_shows_the_figures_that_have_room_and_survives_no_votes() -> None:
    chart = BarChart("分布", [("甲", [("好", 60), ("差", 0)]), ("乙", [("好", 0), ("差", 0)])])
    found = lines(official_pdf(Document(title="", blocks=[chart])))
    assert [word for word in found if word in {"60", "0"}] == ["60"]


def test_a_short_table_is_not_parted_and_a_last_row_does_not_travel_alone() -> None:
    def starts(rows: int, filler: int) -> list[int]:
        table = Table(("项",), [(f"第{n}行终",) for n in range(rows)])
        blocks = [*[Paragraph("一行。")] * filler, table]
        content = pages(official_pdf(Document(title="表", blocks=blocks)))
        return [page.count("行终") for page in content]

    for filler in range(22):
        assert [n for n in starts(8, filler) if n] == [8]
        assert 1 not in starts(14, filler)
