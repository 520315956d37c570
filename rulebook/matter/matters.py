"""What a problem needs at each step before it may go on (S0-14, S0-15, S3-21, S4-12, S4-19)."""

from datetime import date
from enum import StrEnum


class Source(StrEnum):
    """Where a problem was raised (S4-19: the source is kept)."""

    MEETING = "meeting"
    PUBLIC = "public"
    MEDIA = "media"
    COMPLAINT = "complaint"
    HOTLINE = "hotline"
    LETTER = "letter"
    OUTSIDE = "outside"
    SELF_CHECK = "self_check"
    VISIT = "visit"
    SURVEY = "survey"


SOURCE_LABELS = {
    Source.MEETING: "会议评议意见",
    Source.PUBLIC: "社会各界反映",
    Source.MEDIA: "媒体监督",
    Source.COMPLAINT: "群众投诉",
    Source.HOTLINE: "热线电话",
    Source.LETTER: "来信",
    Source.OUTSIDE: "上级和外单位检查",
    Source.SELF_CHECK: "自查",
    Source.VISIT: "走访、查访",
    Source.SURVEY: "万人评议",
}


class Triage(StrEnum):
    """S3-21: prominent or hot first, short-term with a firm day, long-term tracked."""

    HOT = "hot"
    SHORT = "short"
    LONG = "long"


TRIAGE_LABELS = {
    Triage.HOT: "突出、热点，优先办理",
    Triage.SHORT: "短期可以解决",
    Triage.LONG: "需要长期整改",
}


class Finding(StrEnum):
    """What the verification came to (S0-14)."""

    TRUE = "true"
    PARTLY = "partly"
    UNTRUE = "untrue"


FINDING_LABELS = {Finding.TRUE: "属实", Finding.PARTLY: "部分属实", Finding.UNTRUE: "不属实"}


class Treatment(StrEnum):
    """S4-12: what can be solved is solved at once, what needs effort by a day, what lacks the conditions is planned, what cannot
    be solved is explained."""

    SOLVE = "solve"
    DEADLINE = "deadline"
    PLAN = "plan"
    EXPLAIN = "explain"


TREATMENT_LABELS = {
    Treatment.SOLVE: "立即解决",
    Treatment.DEADLINE: "限期解决",
    Treatment.PLAN: "列入整改计划",
    Treatment.EXPLAIN: "作出说明",
}


class Audience(StrEnum):
    """Who hears of a result: the unit and each person promptly, and back to those who raised it (S0-15)."""

    RAISERS = "raisers"
    REPRESENTATIVES = "members"
    UNIT = "unit"
    SUPERVISORS = "overseers"
    PUBLIC = "public"


AUDIENCE_LABELS = {
    Audience.RAISERS: "提出人",
    Audience.REPRESENTATIVES: "评议代表",
    Audience.UNIT: "涉及的单位和个人",
    Audience.SUPERVISORS: "监督员",
    Audience.PUBLIC: "社会公开",
}


class Recipient(StrEnum):
    """To whom measures, and what was done, go in writing (S0-15)."""

    PARTY = "party"
    GOVERNMENT = "government"
    COMMISSION = "commission"
    OTHER = "other"


RECIPIENT_LABELS = {
    Recipient.PARTY: "当地党委",
    Recipient.GOVERNMENT: "当地政府",
    Recipient.COMMISSION: "市局纪委",
    Recipient.OTHER: "其他",
}
REQUIRED_RECIPIENTS = (Recipient.PARTY, Recipient.GOVERNMENT, Recipient.COMMISSION)


class Review(StrEnum):
    """What a planned or explained problem came to on the day it was looked at again (S4-12)."""

    SOLVED = "solved"
    NOW = "now"
    LATER = "later"


REVIEW_LABELS = {
    Review.SOLVED: "已经解决，不再复查",
    Review.NOW: "具备条件，转入整改",
    Review.LATER: "条件仍不具备，另定复查日期",
}
AGES = ((0, 15), (16, 30), (31, 60), (61, 90), (91, None))
"""Days since a problem was raised, by which open ones are counted."""
REVIEWED = frozenset({Treatment.PLAN, Treatment.EXPLAIN})
"""Neither ends a problem for good: a day is set on which it is looked at again."""
VERIFY_DAYS = 15
"""Working days to find out whether a problem is true; our default."""
SOLVE_DAYS = 5
"""Working days for what can be solved at once; our default."""


def finding_problems(
    finding: Finding, basis: str, clarification: str, *, harm: bool, harm_decision: str
) -> list[str]:
    """What the finding lacks, in Chinese; empty when it is complete (S0-14)."""
    found = [] if basis.strip() else ["请写明核实的依据。"]
    if finding == Finding.UNTRUE:
        if not clarification.strip():
            found.append("不属实的，请写明澄清的内容。")
        if harm:
            found.append("不属实的，不作损害群众利益或工商形象的处理。")
    elif harm and not harm_decision.strip():
        found.append("损害群众利益或工商形象的，请写明按规定作出的处理决定。")
    return found


def treatment_problems(
    treatment: Treatment, *, text: str, due_on: date | None, review_on: date | None, today: date
) -> dict[str, str]:
    """What the treatment lacks, in Chinese, by field (S4-12)."""
    found: dict[str, str] = {}
    if treatment == Treatment.DEADLINE:
        if due_on is None:
            found["due_on"] = "限期解决的，请写明期限。"
        elif due_on < today:
            found["due_on"] = "期限不能早于今天。"
    if treatment in REVIEWED:
        if not text.strip():
            found["text"] = "请写明整改计划。" if treatment == Treatment.PLAN else "请写明向群众作出的说明。"
        if review_on is None:
            found["review_on"] = "请写明复查日期，到期再看是否具备条件。"
        elif review_on <= today:
            found["review_on"] = "复查日期应在今天之后。"
    return found


def review_problems(review: Review, *, review_on: date | None, today: date) -> dict[str, str]:
    """What the review lacks, in Chinese, by field."""
    if review != Review.LATER:
        return {}
    if review_on is None:
        return {"review_on": "请写明下一次复查的日期。"}
    return {} if review_on > today else {"review_on": "复查日期应在今天之后。"}


def report_problems(treatment: Treatment, *, measures: int, evidence: int, again: bool = False) -> list[str]:
    """What the report of a result lacks: measures and, but for an explanation, what proves them (S0-15).

    ``again``: it was begun anew; ``measures`` and ``evidence`` count what came since, the old ones prove nothing new.
    """
    what = "这次重新整改的" if again else ""
    found = []
    if not measures:
        found.append(f"请先登记{what or '整改'}措施。")
    if not evidence and treatment != Treatment.EXPLAIN:
        found.append(f"请先上传证明{what}措施落实的材料。")
    return found
