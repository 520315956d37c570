"""Cut the font subsets that are committed beside this file. For maintainers only; nobody needs it to run.

Sources (all SIL Open Font License 1.1), unpacked anywhere:

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3 \\
             @expo-google-fonts/noto-sans-mono@0.4.2          # one folder each, see the options below
    apt-get install fonts-lxgw-wenkai                          # 1.250

    python printing/faces/build.py --serif DIR --sans DIR --mono DIR --kai FILE

``--serif``, ``--sans`` and ``--mono`` name the unpacked ``package`` folders.

What goes in: GB 2312 for every face; symbols, GBK, the rest of the unified Han block, the characters of
《通用规范汉字表》 in extension A and every astral character for the body face, which is also the fallback for
rare names; for the Kai face, the last fallback, the astral characters that the body face lacks. Layout tables and hinting go, since
ReportLab uses neither. The subsets carry names of their own ("Evalsite …"), as the licence asks of changed
versions of fonts with reserved names.
"""

import argparse
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]  # fonttools has no type marker
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools has no types

HERE = Path(__file__).parent

# The extension A characters of 《通用规范汉字表》 (2013).
EXTENSION_A_IN_USE = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠"
    "䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
PUNCTUATION_BLOCKS = ((0x20, 0xFF), (0x2010, 0x203B), (0x3000, 0x301F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6))
SYMBOL_BLOCKS = (
    *PUNCTUATION_BLOCKS,
    (0x100, 0x17F),
    (0x203C, 0x205E),
    (0x2070, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x218B),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x26FF),
    (0x2713, 0x2717),
    (0x3020, 0x303F),
    (0x3200, 0x33FF),
    (0xFE30, 0xFE4F),
)


def encoded(charset: str) -> set[int]:
    """Han characters of a Chinese charset."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                code = ord(bytes([lead, trail]).decode(charset))
            except UnicodeDecodeError:
                continue
            if 0x4E00 <= code <= 0x9FFF:
                found.add(code)
    return found


def spread(blocks: tuple[tuple[int, int], ...]) -> set[int]:
    return {code for first, last in blocks for code in range(first, last + 1)}


def astral(source: Path) -> set[int]:
    """Characters above U+FFFF that the font can draw."""
    return {code for code in TTFont(source, lazy=True).getBestCmap() if code > 0xFFFF}


def cut(source: Path, target: str, wanted: set[int], name: str) -> None:
    """Write the subset of ``source`` that holds ``wanted``."""
    font = TTFont(source)
    options = subset.Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        glyph_names=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "vhea", "vmtx", "VORG", "meta", "STAT"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    names = font["name"]
    for record in list(names.names):
        text = {1: name, 3: f"{name} subset", 4: name, 6: name.replace(" ", "")}.get(record.nameID)
        if text:
            names.setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(HERE / target)
    size = (HERE / target).stat().st_size / 1e6
    print(f"{target}: {len(font.getBestCmap())} characters, {size:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for option in ("serif", "sans", "mono", "kai"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    given = parser.parse_args()
    serif = given.serif / "400Regular/NotoSerifSC_400Regular.ttf"
    common = encoded("gb2312") | spread(PUNCTUATION_BLOCKS)
    unified = set(range(0x4E00, 0xA000)) | set(map(ord, EXTENSION_A_IN_USE))
    body = unified | spread(SYMBOL_BLOCKS) | astral(serif)
    cut(serif, "song.ttf", body, "Evalsite Song")
    cut(given.serif / "700Bold/NotoSerifSC_700Bold.ttf", "title.ttf", common, "Evalsite Title")
    cut(given.sans / "500Medium/NotoSansSC_500Medium.ttf", "hei.ttf", common, "Evalsite Hei")
    cut(given.kai, "kai.ttf", common | {0x2713, 0x2717} | (astral(given.kai) - body), "Evalsite Kai")
    cut(
        given.mono / "500Medium/NotoSansMono_500Medium.ttf",
        "mono.ttf",
        set(range(0x20, 0x7F)),
        "Evalsite Mono",
    )


if __name__ == "__main__":
    main()
