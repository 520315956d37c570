"""Reading cells as people really fill them in: widths, spaces, dates, phones, encodings.

Every problem is raised as MessyCell with a Chinese text that can stand in a table of problem rows.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

_FULL_WIDTH = {
    code: code - 0xFEE0
    for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(start, end + 1)
}
# Private-use and unassigned letters stay: rare names are written with them.
_INVISIBLE = {"Cc", "Cf", "Cs"}
_NON_CHARACTERS = "\ufffe\uffff"

_SEPARATED_DATE = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_DATE = re.compile(r"\d{5}(?:\.\d+)?")
_TRAILING_TIME = re.compile(r"(?:\s+|T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_MONTH_ONLY = re.compile(r"\d{4}\s*[年/.\-]\s*\d{1,2}\s*月?")
_SERIAL_START = date(1899, 12, 30)
_SERIAL_RANGE = (61, 2_958_465)

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})-?(\d{7,8})(?:-(\d{1,6}))?")
_SERVICE_NUMBER = re.compile(r"[48]00\d{7}")
_LOCAL_NUMBER = re.compile(r"[2-8]\d{6,7}")
_SIGNED_NUMBER = re.compile(r"[+-][\d\s.,()-]*")


class MessyCell(ValueError):
    """A cell that cannot be read; the text is Chinese."""


def clean_text(value: object) -> str:
    """The text of a cell: digits and letters half width, spaces trimmed, control characters gone.

    Chinese punctuation stays as it is. Whole floats lose their `.0`, an empty cell is "", a date becomes
    `2026-09-05`. Runs of spaces and line breaks inside become one space.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value.replace(microsecond=0)
    visible = "".join(
        letter
        for letter in str(value).translate(_FULL_WIDTH)
        # A line break is a control character too, but stands between words.
        if letter.isspace()
        or (unicodedata.category(letter) not in _INVISIBLE and letter not in _NON_CHARACTERS)
    )
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", visible).strip())


def same_name(one: str, other: str) -> bool:
    """Whether two names are one when it is asked if two persons are two: blanks and width do not tell people apart."""
    first, second = (re.sub(r"[\s·•・]+", "", clean_text(name)).casefold() for name in (one, other))
    return bool(first) and first == second


def parse_date(value: object) -> date | None:
    """The date in a cell, or None when it is empty.

    Takes dates, `2026年9月29日`, `2026/9/5`, `2026.9.5`, `2026-09-05`, `20260905`, full-width digits, a time
    behind the date (dropped), and serial numbers of a spreadsheet (days since 30 December 1899).
    Raises MessyCell for anything else and for days that do not exist.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and not value.is_integer():
        return _from_serial(value)
    text = _TRAILING_TIME.sub("", clean_text(value).replace("．", ".").replace("／", "/").replace("－", "-"))
    if not text:
        return None
    parts = _SEPARATED_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if parts:
        return _existing_date(text, *map(int, parts.groups()))
    if _SERIAL_DATE.fullmatch(text):
        return _from_serial(float(text))
    if _MONTH_ONLY.fullmatch(text):
        raise MessyCell(f"日期“{text}”不完整，缺少日")
    raise MessyCell(f"无法识别的日期“{text}”，请写成 2026-09-05 或 2026年9月5日")


def _existing_date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise MessyCell(f"日期“{text}”不存在") from error


def _from_serial(serial: float) -> date:
    # Up to 60 the spreadsheets' calendar holds a 29 February 1900 that never was.
    if not _SERIAL_RANGE[0] <= serial <= _SERIAL_RANGE[1]:
        raise MessyCell(f"无法识别的日期“{serial:g}”")
    return _SERIAL_START + timedelta(days=int(serial))


def parse_phone(value: object) -> str:
    """The phone number in a cell, or "" when it is empty.

    Mobile numbers come back as eleven digits, fixed ones as `0577-88888888` or without area code.
    Raises MessyCell.
    """
    text = clean_text(value)
    if not text:
        return ""
    if re.fullmatch(r"\d(?:\.\d+)?[Ee]\+?\d+", text):
        raise MessyCell(f"电话“{text}”已被表格改成科学计数，请把该列设为文本后重填")
    bare = re.sub(r"[\s(]|\.0$", "", unicodedata.normalize("NFKC", text)).replace(")", "-")
    bare = re.sub(r"[‐‑–—－]", "-", bare)
    bare = re.sub(r"^(?:\+|00)86-?", "", bare)
    digits = bare.replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        raise MessyCell(f"电话“{text}”含有数字以外的字符")
    if _MOBILE.fullmatch(digits) or _SERVICE_NUMBER.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(bare)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    if _LOCAL_NUMBER.fullmatch(digits):
        return digits
    if digits.startswith("1"):
        known = "的号段不存在" if len(digits) == 11 else f"应为 11 位，现为 {len(digits)} 位"
        raise MessyCell(f"手机号“{text}”{known}")
    raise MessyCell(f"电话“{text}”不是手机号，也不是带区号的固定电话")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run this text: it begins with = + - or @ and is no plain number."""
    bare = text.lstrip()
    return bare[:1] in ("=", "+", "-", "@") and _SIGNED_NUMBER.fullmatch(bare) is None


def decode_csv(raw: bytes) -> str:
    """The text of a CSV file: UTF-8 (with or without mark), UTF-16 with mark, else GB18030.

    Raises MessyCell when it is none of them.
    """
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise MessyCell("这是电子表格文件，不是 CSV；请按 xlsx 上传")
    utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise MessyCell("文件不是文本，或编码既不是 UTF-8 也不是 GB18030")
