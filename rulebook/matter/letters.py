"""Boxes, limits and what a letter needs before it may be closed: every letter gets an answer (S2-11)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Box(StrEnum):
    """Where a letter comes in (S2-11); calls to the hotline are entered by whoever takes them."""

    DIRECTOR = "director"
    REPORT = "report"
    ENQUIRY = "enquiry"
    APPEAL = "appeal"
    HOTLINE = "hotline"


BOX_LABELS = {
    Box.DIRECTOR: "局长信箱",
    Box.REPORT: "监察举报",
    Box.ENQUIRY: "在线咨询",
    Box.APPEAL: "申诉举报",
    Box.HOTLINE: "热线来电",
}
BOX_TEXTS = {
    Box.DIRECTOR: "对工商工作的意见、建议和批评，由局领导阅看。",
    Box.REPORT: "反映工商人员不廉洁、不作为、乱作为，只有监察室和局领导看得到。",
    Box.ENQUIRY: "询问办事的条件、材料、程序和收费。",
    Box.APPEAL: "消费者申诉，举报违法经营。",
    Box.HOTLINE: "电话反映的问题，由接听的人登记。",
}
PUBLIC_BOXES = (Box.DIRECTOR, Box.REPORT, Box.ENQUIRY, Box.APPEAL)
CLOSE_BOXES = frozenset({Box.DIRECTOR, Box.REPORT})
"""Read by the discipline inspection office and the leaders alone."""


@dataclass(frozen=True)
class BoxLimit:
    """Working days from receipt to acceptance, and from acceptance to the answer."""

    accept: int
    answer: int
    source: str


BOX_LIMITS = {
    Box.DIRECTOR: BoxLimit(5, 10, "本系统默认，S2-11"),
    Box.REPORT: BoxLimit(15, 15, "实名举报十五个工作日内告知受理、反馈结果"),
    Box.ENQUIRY: BoxLimit(2, 5, "本系统默认，S2-11"),
    Box.APPEAL: BoxLimit(7, 15, "投诉举报七个工作日内决定受理"),
    Box.HOTLINE: BoxLimit(2, 10, "本系统默认，S2-11"),
}


class ReplyKind(StrEnum):
    INTERIM = "interim"
    FINAL = "final"
    ELSEWHERE = "elsewhere"


REPLY_LABELS = {
    ReplyKind.INTERIM: "办理进展",
    ReplyKind.FINAL: "办理结果",
    ReplyKind.ELSEWHERE: "不属于本局职责，告知应向哪里反映",
}
ANSWERS = frozenset({ReplyKind.FINAL, ReplyKind.ELSEWHERE})
"""What counts as an answer; news on the way does not."""


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    POST = "post"
    IN_PERSON = "person"


CHANNEL_LABELS = {
    Channel.WEB: "凭查询码在网上查看",
    Channel.PHONE: "电话告知",
    Channel.POST: "书面寄送",
    Channel.IN_PERSON: "当面告知",
}


class Opinion(StrEnum):
    """What the writer thinks of the answer."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "not"


OPINION_LABELS = {Opinion.SATISFIED: "满意", Opinion.FAIR: "基本满意", Opinion.DISSATISFIED: "不满意"}
SMALLEST_RATE = 5
"""Below so many letters no rate is shown, only the numbers."""


def closing_problems(*, answered: bool, unreachable_approved: bool) -> list[str]:
    """Why a letter cannot be closed, in Chinese; every letter gets an answer (S2-11)."""
    if answered or unreachable_approved:
        return []
    return ["还没有发出答复。件件有回音：发出答复后，或经批准确认无法联系后，才能办结。"]


def letter_digest(code: str) -> str:
    """What is kept of a query code: SHA-256, 64 hex digits. The code has 79 random bits (``rulebook.ballot.codes``)."""
    return hashlib.sha256(f"letter\n{code}".encode()).hexdigest()


def rate(part: int, whole: int) -> int | None:
    """Whole per cent, or None below ``SMALLEST_RATE`` letters."""
    return round(100 * part / whole) if whole >= SMALLEST_RATE else None
