"""Written text as an official document sets it: a date in words, typed lines as headings and paragraphs."""

import re
from datetime import date

from printing.page import Block, Heading, Paragraph

HEADING = re.compile(r"[一二三四五六七八九十]+、\S")
LONGEST_HEADING = 30


def long_date(day: date | None) -> str:
    """2026年3月9日; "—" where there is none."""
    return f"{day:%Y年%-m月%-d日}" if day else "—"


def text_blocks(text: str) -> list[Block]:
    """Typed text as headings and paragraphs: a short line that begins with a Chinese number is a heading."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        Heading(line) if HEADING.match(line) and len(line) <= LONGEST_HEADING else Paragraph(line)
        for line in lines
    ]
