"""What the page of the log needs beside its rows: who owes a check or a pledge, and the draft of the bureau's report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from desk.ports import Waiting
from evaluations.access import own_offices
from evaluations.conduct import access
from evaluations.conduct.models import OutsideFinding, Pledge, SelfAssessment, SelfCheck, UnitSummary, Visit
from evaluations.ports import year_sentences
from registry.models import Unit, User
from rulebook.lifecycle.matter import MatterState

ANSWERED = (MatterState.CLOSED, MatterState.CLARIFIED)
SUMMARY_FROM, ASSESSMENT_FROM = 9, 10
"""Months from which the summary of a unit (early October, S3-16) and the bureau's self-assessment (S3-23) are told as owed."""
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


def findings_of_year(rows: QuerySet[OutsideFinding], year: int) -> list[OutsideFinding]:
    """Those findings that were made in a year, newest first, with their matters."""
    return list(rows.filter(found_on__year=year).select_related("matter"))


def self_check_of(unit: Unit, year: int) -> SelfCheck | None:
    return SelfCheck.objects.filter(unit=unit, year=year).select_related("unit").first()


def unit_summary_of(unit: Unit, year: int) -> UnitSummary | None:
    return UnitSummary.objects.filter(unit=unit, year=year).first()


def self_assessment_of(unit: Unit, year: int) -> SelfAssessment | None:
    return SelfAssessment.objects.filter(unit=unit, year=year).select_related("unit", "unit__parent").first()


def is_answered(finding: OutsideFinding) -> bool:
    """Whether the matter of a finding has come to its end (S3-18)."""
    return finding.matter.state in ANSWERED


def assessment_draft(unit: Unit, year: int, findings: Sequence[OutsideFinding]) -> str:
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


def waiting_log(user: User) -> Iterator[Waiting]:
    """What the user owes the log of this year: the papers of his own unit; for the inspectorate pledges and the bureau's report."""
    today = localdate()
    own = own_offices(user)
    if own:
        for log in unit_logs(access.log_units(user).filter(pk__in=own), today.year):
            yield from _owed_by_unit(log, today.year, today.month)
    if not access.may_run_log(user):
        return
    units = access.units_found_at(user)
    signed = Pledge.objects.filter(unit__in=units, year=today.year)
    if left := units.count() - signed.count():
        step = f"还有 {left} 个单位没有登记责任书"
        yield Waiting(f"{today.year}年行风建设责任书", step, reverse("conduct:conduct-log"))
    bureau = access.bureau_of_log(user)
    if bureau is not None and today.month >= ASSESSMENT_FROM:
        report = self_assessment_of(bureau, today.year)
        if report is None or report.submitted_on is None:
            url = reverse("conduct:self-assessment", args=[today.year])
            yield Waiting(f"{today.year}年自评报告", "请撰写并报送", url, str(bureau))


def _owed_by_unit(log: UnitLog, year: int, month: int) -> Iterator[Waiting]:
    papers: list[tuple[str, str, SelfCheck | UnitSummary | None, int]] = [
        ("十问自查", "self-check", log.check, 1),
        ("书面总结", "unit-summary", log.summary, SUMMARY_FROM),
    ]
    for title, name, paper, since in papers:
        if month >= since and (paper is None or paper.submitted_on is None):
            url = reverse(f"conduct:{name}", args=[log.unit.pk, year])
            yield Waiting(f"{year}年{title}", "请填写并提交", url, str(log.unit))
