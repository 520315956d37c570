"""Ballot cards: everything a voter needs, nothing that tells one card from another but its code."""

import builtins
import re

import pytest

from printing.cards import Card, Cover, card_sheet_pdf, code_rows
from tests.printing.reading import embedded_fonts, pages, reader

MEETING = "开平分局2026年度述职述廉会议"


def card(letter: str) -> Card:
    code = " ".join([letter * 4] * 4)
    return Card(code=f"{code} {letter}", url=f"https://192.168.1.20/b/#12.{letter * 17}")


def sheets(letters: str, **changes: object) -> bytes:
    options: dict[str, object] = {"title": MEETING} | changes
    return b"".join(card_sheet_pdf([card(letter) for letter in letters], **options))  # type: ignore[arg-type]  # the options a test changes


def without_code(text: str) -> list[str]:
    return re.sub(r"([A-Z])\1{3} \1{4}( \1)?", "", text).split()


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("ABCD EFGH JKMN PQRS T", ["ABCD EFGH", "JKMN PQRS T"]),
        ("1234-5678-9012-3456-7890-1234", ["1234 5678", "9012 3456", "7890 1234"]),
        ("ABCD", ["ABCD"]),
        ("ABCD EFGH JKMN", ["ABCD EFGH", "JKMN"]),
    ],
)
def test_a_code_is_set_two_groups_a_line(code: str, rows: list[str]) -> None:
    assert code_rows(code) == rows


def test_a_sheet_holds_eight_cards_and_the_rest_follow() -> None:
    found = pages(sheets("ABCDEFGHJKMNPQRSTUV"))
    assert [text.count("选票卡") for text in found] == [8, 8, 3]
    assert [text.count(MEETING) for text in found] == [8, 8, 3]
    assert [text.count("用平板扫码或输入票码") for text in found] == [8, 8, 3]


def test_every_code_is_printed_once_in_the_order_given() -> None:
    found = "\n".join(pages(sheets("ABCDEFGHJK")))
    assert re.findall(r"([A-Z])\1{3} \1{4} \1\b", found) == list("ABCDEFGHJK")


def test_nothing_but_the_code_tells_cards_apart() -> None:
    first, second = reader(sheets("A")), reader(sheets("B"))
    assert without_code(first.pages[0].extract_text()) == without_code(second.pages[0].extract_text())
    assert first.metadata == second.metadata
    texts = pages(sheets("ABCDEFGHJKMNPQRS"))
    assert without_code(texts[0]) == without_code(texts[1])


def test_the_panel_is_named_if_there_is_one() -> None:
    content = b"".join(card_sheet_pdf([Card("ABCD", "https://a/b", "服务对象")], title=MEETING))
    assert "服务对象" in pages(content)[0]
    assert "服务对象" not in pages(sheets("A"))[0]


def test_the_watermark_is_on_every_card() -> None:
    (text,) = pages(sheets("ABC", watermark="演示"))
    assert text.replace("\n", "").count("演示") == 3


def test_only_embedded_faces() -> None:
    assert embedded_fonts(sheets("AB", watermark="演示"))[1] == set()


def test_nothing_is_written_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets("A")
    opened: list[str] = []
    real = builtins.open

    def watch(file: object, mode: str = "r", *rest: object, **options: object) -> object:
        if set(mode) & set("wax+"):
            opened.append(str(file))
        return real(file, mode, *rest, **options)  # type: ignore[call-overload]  # passes on whatever it got

    monkeypatch.setattr(builtins, "open", watch)
    sheets("ABCDEFGHJKMN")
    assert opened == []


def test_it_comes_in_pieces() -> None:
    pieces = list(card_sheet_pdf([card("A")] * 40, title=MEETING))
    assert len(pieces) > 1
    assert pieces[0].startswith(b"%PDF-")


def test_a_wrong_layout_or_no_cards_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="per_sheet"):
        card_sheet_pdf([card("A")], title=MEETING, per_sheet=7)
    with pytest.raises(ValueError, match="no cards"):
        card_sheet_pdf([], title=MEETING)


@pytest.mark.parametrize(("per_sheet", "count"), [(4, 3), (6, 2), (8, 2), (10, 1)])
def test_other_layouts(per_sheet: int, count: int) -> None:
    assert len(pages(sheets("ABCDEFGHJK", per_sheet=per_sheet))) == count


@pytest.mark.parametrize(("per_sheet", "together"), [(8, 0), (10, 1)])
def test_stratum_and_how_to_share_a_line_where_two_would_meet_the_fold(per_sheet: int, together: int) -> None:
    cards = [Card("ABCD EFGH", "https://pingyi.example/b/#1.A", "企业")]
    [text] = pages(b"".join(card_sheet_pdf(cards, title=MEETING, per_sheet=per_sheet)))
    lines = [line for line in text.splitlines() if "用平板扫码或输入票码" in line]
    assert [line.startswith("企业") for line in lines] == [bool(together)]


@pytest.mark.parametrize("per_sheet", [4, 6, 8, 10])
def test_notes_stand_on_every_card_beside_its_code(per_sheet: int) -> None:
    notes = [
        "网址 https://pingyi.anlan.gov.cn:8443/b/12/",
        "截止 2026年12月30日 18:00",
        "咨询电话 0750-2212345",
    ]
    content = b"".join(
        card_sheet_pdf([card("A"), card("B")], title=MEETING, per_sheet=per_sheet, notes=notes)
    )
    [text] = pages(content)
    assert [text.count(note) for note in notes] == [2, 2, 2]
    assert text.count("AAAA AAAA") == 2


def test_s4_11_a_batch_lies_under_a_cover_sheet_that_no_slip_repeats() -> None:
    cover = Cover("选票卡 第 3 批", [("层", "企业"), ("张数", "16 张")], ["发出张数"], ["本页由发放人留存。"])
    content = b"".join(card_sheet_pdf([card("A")] * 16, title=MEETING, cover=cover))
    found = pages(content)
    assert len(found) == 3
    for words in ("选票卡 第 3 批", "16 张", "发出张数", "本页由发放人留存。"):
        assert words in found[0]
    assert ["第 3 批" in page for page in found] == [True, False, False]
