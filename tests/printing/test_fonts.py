"""Which faces there are, what they hold, what an office may put in their place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from printing import fonts
from printing.page import Document, Paragraph, official_pdf
from tests.printing.reading import embedded_fonts, pages


@pytest.fixture
def restored() -> Iterator[None]:
    fonts.register()
    yield
    fonts.register(fonts.FontPaths())


@pytest.mark.parametrize("family", list(fonts.Family))
def test_every_family_draws_every_character_of_gb2312(family: fonts.Family) -> None:
    fonts.register()
    drawn = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)]
    assert [c for c in drawn if fonts.place(c, family)[1] != c] == []


def test_names_outside_gb2312_keep_the_body_face() -> None:
    fonts.register()
    assert [fonts.place(c, "FangSong")[:2] for c in "镕喆堃赟昇䶮𬭎"] == [
        ("Song", c) for c in "镕喆堃赟昇䶮𬭎"
    ]


def test_an_own_face_takes_the_place_of_the_committed_one(restored: None) -> None:
    fonts.register(fonts.FontPaths(fangsong=fonts.FACES / "kai.ttf"))
    content = official_pdf(Document(title="", blocks=[Paragraph("民主评议")]))
    assert embedded_fonts(content)[0] == {"EvalsiteKai", "EvalsiteSong"}  # Song: the page number


def test_an_own_body_face_still_falls_back_for_rare_names(restored: None) -> None:
    fonts.register(fonts.FontPaths(song=fonts.FACES / "hei.ttf"))
    content = official_pdf(Document(title="", blocks=[Paragraph("王镕𠮷")]))
    assert "王镕𠮷" in pages(content)[0]
    assert embedded_fonts(content)[0] == {"EvalsiteHei", "EvalsiteSong", "EvalsiteKai"}


def test_going_back_to_the_committed_faces(restored: None) -> None:
    document = Document(title="述职述廉", blocks=[Paragraph("王镕𠮷")])
    before = official_pdf(document)
    fonts.register(fonts.FontPaths(fangsong=fonts.FACES / "kai.ttf", song=fonts.FACES / "hei.ttf"))
    assert official_pdf(document) != before
    fonts.register(fonts.FontPaths())
    assert official_pdf(document) == before


def test_registering_without_paths_keeps_the_own_faces(restored: None) -> None:
    fonts.register(fonts.FontPaths(fangsong=fonts.FACES / "kai.ttf"))
    fonts.register()
    assert fonts.place("评", "FangSong")[0] == fonts.place("评", "Kai")[0]


@pytest.mark.parametrize("content", [None, b"OTTO\x00\x01\x00\x00", b"not a font"])
def test_a_file_that_cannot_be_embedded_is_named_in_chinese(
    tmp_path: Path, content: bytes | None, restored: None
) -> None:
    path = tmp_path / "own.otf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(fonts.FontError, match="字体文件不能使用") as caught:
        fonts.register(fonts.FontPaths(song=path))
    assert str(path) in str(caught.value)
    assert fonts.place("评", "Song")[:2] == ("Song", "评")


def test_the_text_map_writes_astral_characters_as_utf_16_in_blocks_of_a_hundred() -> None:
    text = fonts.to_unicode_cmap("AAAAAA+Song", [0, 0x8BC4, 0x20BB7, *range(0x4E00, 0x4E00 + 150)])
    assert "<01> <8BC4>" in text
    assert "<02> <D842DFB7>" in text
    assert "<00> <" not in text.replace("<00> <98>", "")
    assert [line for line in text.splitlines() if "beginbfchar" in line] == [
        "100 beginbfchar",
        "52 beginbfchar",
    ]


def test_the_committed_faces_come_with_their_licences_and_stay_small() -> None:
    assert sorted(path.name for path in fonts.FACES.glob("*.ttf")) == [
        "hei.ttf",
        "kai.ttf",
        "mono.ttf",
        "song.ttf",
        "title.ttf",
    ]
    licences = list(fonts.FACES.glob("OFL-*.txt"))
    assert len(licences) == 4
    assert all("SIL OPEN FONT LICENSE" in path.read_text(encoding="utf-8") for path in licences)
    assert sum(path.stat().st_size for path in fonts.FACES.glob("*.ttf")) < 20_000_000
