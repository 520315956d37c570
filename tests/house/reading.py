"""What a reader sees of a page, and which Latin words in it are none of the documents' or the trade's."""

import re
from html.parser import HTMLParser

_LISTED = """PDF Excel CSV csv xls xlsx ZIP zip QR JSON UTF HTTPS https http TOTP URL SHA WGS GCJ BD GB CA Argon PostgreSQL Redis
SQLite Chrome Edge Firefox Safari Python python Ctrl AICDRAW AICRECEIPT verify.py recount.py counts-internal.json counts.json publication.json cggs"""
WORDS = set(_LISTED.split())
"""Names of formats, standards and programs: the same in Chinese text (and the example of pinyin initials). Everything else Latin is a slip."""

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@#%?=&+-]*")
OPTION = re.compile(r"--[a-z-]+")
"""An option of a command, as the command line wants it."""
READ_OUT = {
    "title",
    "placeholder",
    "aria-label",
    "alt",
    "label",
    "data-label",
    "data-confirm",
    "aria-description",
}
UNSEEN = {"script", "style", "template", "svg", "code", "pre"}
VOID = {"input", "br", "img", "meta", "link", "hr", "source", "col", "wbr", "area", "base", "embed", "track"}


class Reader(HTMLParser):
    """Collects visible text, spoken attributes and the words on buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.pieces += [value for name, value in values.items() if name in READ_OUT]
        if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
            self.pieces.append(values.get("value", ""))
        if tag not in VOID and (self.hidden or tag in UNSEEN):
            self.hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def visible(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return [piece.strip() for piece in reader.pieces if piece.strip()]


def foreign_words(text: str) -> list[str]:
    """Latin words that should be Chinese. Codes, digests, addresses and account names (anything with a digit) pass."""
    found = []
    for token in (each.rstrip(".:/") for each in TOKEN.findall(OPTION.sub("", text))):
        is_code = bool(re.search(r"[0-9/@_#]", token)) or (
            token.isupper() and ("-" in token or len(token) > 7)
        )
        if len(token) > 1 and not is_code and token not in WORDS:
            found += [word for word in re.split(r"[-.:]", token) if len(word) > 1 and word not in WORDS]
    return found
