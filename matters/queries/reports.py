"""What a written report of measures is composed from (S0-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from matters.models import Matter, MeasureReport, ReportDelivery
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.matters import RECIPIENT_LABELS, REQUIRED_RECIPIENTS, REVIEWED, Recipient

LONGEST = 10000
NUMBERS = {
    "raised": "提出的问题",
    "true": "属实、部分属实",
    "untrue": "不属实，已澄清",
    "verifying": "正在核实",
    "closed": "已销号",
    "planned": "列入计划或作出说明，待复查",
    "open": "尚未销号",
}


def matters_in(rows: QuerySet[Matter], first: date, last: date) -> list[Matter]:
    """Problems raised in the period, merged ones left out, in the order of the register."""
    found = rows.filter(raised_on__range=(first, last)).exclude(state=S.MERGED)
    return list(found.prefetch_related("measures").order_by("year", "number"))


def told_of(matters: Sequence[Matter]) -> list[Matter]:
    """Those that a report may tell by name: verified ones. What is not verified is an accusation, and only counted (S0-14)."""
    return [each for each in matters if each.finding]


def report_numbers(matters: Sequence[Matter]) -> dict[str, int]:
    """The numbers under ``NUMBERS``."""
    return {
        "raised": len(matters),
        "true": sum(each.finding in ("true", "partly") for each in matters),
        "untrue": sum(each.finding == "untrue" for each in matters),
        "verifying": sum(not each.finding for each in matters),
        "closed": sum(each.state == S.CLOSED for each in matters),
        "planned": sum(each.treatment in REVIEWED and each.review_on is not None for each in matters),
        "open": sum(each.state != S.CLOSED for each in matters),
    }


def composed_measures(matters: Sequence[Matter]) -> str:
    """A first text: each problem that was verified, with how it is treated and what was done since it was last begun."""
    lines = []
    for number, each in enumerate(told_of(matters), 1):
        done = "；".join(
            f"{measure.text}（{measure.done_on:%Y年%-m月%-d日}落实）" if measure.done_on else measure.text
            for measure in each.measures.all()
            if measure.again == each.reopened
        )
        treated = each.get_treatment_display() or each.get_finding_display()
        lines.append(
            f"{number}．{each.title}（{each.unit}）：{treated}。{done or '措施尚未登记'}。{each.get_state_display()}。"
        )
    text = "\n".join(lines)
    return (
        text if len(text) <= LONGEST else text[: LONGEST - 20].rsplit("\n", 1)[0] + "\n（其余见问题整改台账）"
    )


@dataclass(frozen=True)
class ReportFacts:
    """A report's page: its numbers in words, to whom it went, whom it still has to go to."""

    numbers: Sequence[tuple[str, int]]
    deliveries: Sequence[ReportDelivery]
    missing: Sequence[str]


def report_facts(report: MeasureReport) -> ReportFacts:
    deliveries = list(report.deliveries.select_related("by"))
    reached = {Recipient(each.to) for each in deliveries}
    return ReportFacts(
        [(label, report.numbers.get(key, 0)) for key, label in NUMBERS.items()],
        deliveries,
        [RECIPIENT_LABELS[each] for each in REQUIRED_RECIPIENTS if each not in reached],
    )


def reports_in(rows: QuerySet[MeasureReport]) -> list[tuple[MeasureReport, int]]:
    """Each report with how many of the required bodies it has not gone to."""
    found = rows.select_related("unit", "written_by").prefetch_related("deliveries")
    needed = {each.value for each in REQUIRED_RECIPIENTS}
    return [(row, len(needed - {each.to for each in row.deliveries.all()})) for row in found]
