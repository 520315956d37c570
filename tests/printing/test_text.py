"""Line breaking and cleaning of Chinese text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import fonts
from printing.text import CLOSING, OPENING, Line, break_lines, plain, text_width

SIZE = 16.0


@pytest.fixture(autouse=True, scope="module")
def _faces() -> None:
    fonts.register()


def words(line: Line) -> str:
    return "".join(characters for _, characters in line.runs)


def broken(text: str, columns: float, *, indent: float = 0.0) -> list[str]:
    lines = break_lines(text, "Song", SIZE, columns * SIZE, indent=indent * SIZE)
    return [words(line) for line in lines]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("王\x00镕\x07基", "王镕基"),
        ("甲\u200b乙\ufeff", "甲乙"),
        ("甲\u202e乙", "甲乙"),
        ("甲\t乙", "甲 乙"),
        ("甲\r\n乙\r丙\u2028丁", "甲\n乙\n丙\n丁"),
        ("甲\ud800乙", "甲乙"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_plain_takes_out_what_no_page_can_show(typed: str, printed: str) -> None:
    assert plain(typed) == printed


@pytest.mark.parametrize("mark", list("，。、；：？！”’）》」』】〕…％"))
def test_a_closing_mark_never_starts_a_line(mark: str) -> None:
    assert broken(f"一二三四{mark}五", 4) == ["一二三", f"四{mark}五"]


@pytest.mark.parametrize("mark", list("“‘（《「『【〔"))
def test_an_opening_mark_never_ends_a_line(mark: str) -> None:
    assert broken(f"一二三{mark}四五", 4) == ["一二三", f"{mark}四五"]


def test_marks_in_a_row_stay_with_their_word() -> None:
    assert broken("一二三四。”五六", 4) == ["一二三", "四。”五", "六"]


def test_figures_and_words_are_not_parted() -> None:
    assert broken("到会率93.65%，合格", 5) == ["到会率", "93.65%，", "合格"]


def test_a_hash_longer_than_a_line_is_cut_anywhere() -> None:
    digest = "0123456789abcdef" * 4
    rows = broken(f"摘要{digest}。", 10)
    assert "".join(rows) == f"摘要{digest}。"
    assert rows[0].startswith("摘要0123")
    assert not rows[-1].startswith("。")


def test_a_line_feed_begins_a_paragraph_with_its_own_indent() -> None:
    lines = break_lines("一二三四\n五", "Song", SIZE, 4 * SIZE, indent=2 * SIZE)
    assert [(words(line), line.indent, line.last) for line in lines] == [
        ("一二", 32.0, False),
        ("三四", 0.0, True),
        ("五", 32.0, True),
    ]


def test_empty_text_is_one_empty_line() -> None:
    assert broken("", 4) == [""]


def test_a_rare_name_is_set_in_the_face_that_has_it() -> None:
    (line,) = break_lines("王镕𠮷", "Hei", SIZE, 300)
    assert line.runs == (("Hei", "王"), ("Song", "镕"), ("Kai", "𠮷"))
    assert line.width == pytest.approx(3 * SIZE)


def test_a_character_of_no_face_becomes_the_geta_mark() -> None:
    (line,) = break_lines("甲\U0001f600乙", "Song", SIZE, 300)
    assert words(line) == "甲〓乙"


PROSE = st.text(alphabet="甲乙丙，。“”（）《》、a1 .%—…镕𠮷", max_size=120)


@settings(max_examples=150, deadline=None)
@given(text=PROSE, columns=st.integers(min_value=6, max_value=28))
def test_breaking_loses_nothing_and_fits(text: str, columns: int) -> None:
    rows = broken(text, columns)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    for row in rows:
        assert text_width(row, "Song", SIZE) <= columns * SIZE + 0.1


PAIRED = st.lists(
    st.sampled_from(["甲", "乙丙", "，", "。", "“丁”", "（戊）", "93.6%", "abc"]), min_size=1, max_size=60
).map("".join)


@settings(max_examples=150, deadline=None)
@given(text=PAIRED)
def test_no_line_of_ordinary_prose_breaks_the_rules_of_punctuation(text: str) -> None:
    ordinary = "甲" + "".join(
        c for n, c in enumerate(text) if n == 0 or not (c in "，。" and text[n - 1] in "，。")
    )
    rows = broken(ordinary, 12)
    assert [row for row in rows[1:] if row[0] in CLOSING] == []
    assert [row for row in rows[:-1] if row[-1] in OPENING] == []
