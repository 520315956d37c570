"""What the page of the log needs beside its rows: who owes a check or a pledge, and the draft of the bureau's report."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluations.conduct.models import Finding, Pledge, SelfAssessment, SelfCheck, UnitSummary, Visit
from evaluations.ports import year_sentences
from registry.models import Unit
from rulebook.lifecycle.matter import MatterState

ANSWERED = (MatterState.CLOSED, MatterState.CLARIFIED)
RECIPIENTS = "市效能办、市满意办、市纠风办、上级工商局"


@dataclass(frozen=True)
class UnitLog:
    """One unit's year: its check, pledge and summary, None while it owes them; how many visits of each kind."""

    unit: Unit
    check: SelfCheck | None
    pledge: Pledge | None
    summary: UnitSummary | None
    visits: int


def unit_logs(units: Iterable[Unit], year: int) -> list[UnitLog]:
    """Every unit with what it handed in, in a fixed number of queries."""
    rows = list(units)
    checks = {row.unit_id: row for row in SelfCheck.objects.filter(unit__in=rows, year=year)}
    pledges = {row.unit_id: row for row in Pledge.objects.filter(unit__in=rows, year=year)}
    visits = Counter(
        Visit.objects.filter(unit__in=rows, visited_on__year=year).values_list("unit_id", flat=True)
    )
    summaries = {row.unit_id: row for row in UnitSummary.objects.filter(unit__in=rows, year=year)}
    return [
        UnitLog(unit, checks.get(unit.pk), pledges.get(unit.pk), summaries.get(unit.pk), visits[unit.pk])
        for unit in rows
    ]


def visits_of_year(rows: QuerySet[Visit], year: int) -> list[Visit]:
    """Those visits that were made in a year, newest first."""
    return list(rows.filter(visited_on__year=year))


def findings_of_year(rows: QuerySet[Finding], year: int) -> list[Finding]:
    """Those findings that were made in a year, newest first, with their matters."""
    return list(rows.filter(found_on__year=year).select_related("matter"))


def self_check_of(unit: Unit, year: int) -> SelfCheck | None:
    return SelfCheck.objects.filter(unit=unit, year=year).select_related("unit").first()


def unit_summary_of(unit: Unit, year: int) -> UnitSummary | None:
    return UnitSummary.objects.filter(unit=unit, year=year).first()


def self_assessment_of(unit: Unit, year: int) -> SelfAssessment | None:
    return SelfAssessment.objects.filter(unit=unit, year=year).select_related("unit", "unit__parent").first()


def is_answered(finding: Finding) -> bool:
    """Whether the matter of a finding has come to its end (S3-18)."""
    return finding.matter.state in ANSWERED


def assessment_draft(unit: Unit, year: int, findings: Sequence[Finding]) -> str:
    """A first text of the report, from the record: nothing in it is judged, every number can be looked up (S3-23)."""
    units = list(Unit.objects.filter(parent=unit, valid_to__isnull=True, kind__in=["office", "department"]))
    logs = unit_logs(units, year)
    handed_in = sum(1 for log in logs if log.check and log.check.submitted_on)
    visits = Counter(
        Visit.objects.filter(unit__in=units, visited_on__year=year).values_list("kind", flat=True)
    )
    sources = Counter(finding.get_source_display() for finding in findings)
    answered = sum(is_answered(finding) for finding in findings)
    lines = [
        "一、自查自纠情况",
        f"全局 {len(units)} 个科所，已有 {handed_in} 个完成十问自查；走访企业 {visits['firm']} 次、乡镇街道 {visits['township']} 次、"
        f"社区村居 {visits['community']} 次；签订行风建设责任书 {sum(1 for log in logs if log.pledge)} 份。",
        "二、外部反映问题的办理情况",
        f"共收到 {len(findings)} 件"
        + (f"，其中{'、'.join(f'{name} {n} 件' for name, n in sources.items())}" if sources else "")
        + f"；已办结答复 {answered} 件，正在办理 {len(findings) - answered} 件。",
        "三、评选情况",
        *(sentence(unit, year) for sentence in year_sentences),
        "四、存在的不足和下一步打算",
        "（请填写）",
    ]
    return "\n".join(lines)
