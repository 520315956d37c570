"""An election and a log of conduct for the small world."""

from django.utils import timezone

from evaluations.documents.contest_papers import contest_bulletin
from evaluations.documents.contest_workbook import contest_workbook
from evaluations.models import Contest, Pledge, Visit
from evaluations.queries.contests import result_digest, score_table, units_for_contest
from evaluations.services import conduct_log, consequences, contest_reports, contests, panels
from evaluations.services.contest_counts import import_counts
from registry.models import Unit, User
from rulebook.contest import default_contest_stages
from rulebook.department_score import DEFAULT_SCHEME, PANEL_LABELS
from rulebook.panels import TOPICS, Quotas


def kept_log(actor: User, office: Unit) -> Visit:
    """A visit; the office's ten answers, handed in; the bureau's report."""
    year, answers = timezone.localdate().year, {str(number): {"answer": "yes"} for number in range(1, 11)}
    conduct_log.save_self_check(actor=actor, unit=office, year=year, version=0, answers=answers, submit=True)
    conduct_log.save_self_assessment(
        actor=actor,
        unit=office.parent,
        year=year,
        version=0,
        text="自评",
        recipients="市纠风办",
        submit=False,
    )
    visit = Visit(unit=office, kind="firm", visited_on=timezone.localdate(), whom="某企业", visitors="王海")
    return conduct_log.save_entry(actor=actor, entry=visit, version=0)


def signed_pledge(actor: User, office: Unit) -> Pledge:
    """The office's signed 责任书."""
    return conduct_log.register_pledge(
        actor=actor, unit=office, year=timezone.localdate().year, signer="王海",
        signed_on=timezone.localdate(), name="责任书.pdf", content=b"%PDF-1.4\n%%EOF",
    )  # fmt: skip


def contest_of(actor: User, bureau: Unit, year: int) -> Contest:
    """An election of every unit of the bureau, in preparation."""
    return contests.create_contest(
        actor=actor,
        data=contests.ContestData(
            title=f"{year}年满意不满意科室（站所）评选",
            year=year,
            bureau=bureau,
            drawing_body="市纪委",
            units=list(units_for_contest(Unit.objects.filter(pk=bureau.pk))),
            topics=TOPICS,
            stages=default_contest_stages(year),
            scheme=DEFAULT_SCHEME,
            quotas=Quotas(),
        ),
    )


def published_contest(actor: User, second: User, bureau: Unit) -> Contest:
    """Last year's, counted on paper: every unit a little worse than the one before it."""
    contest = contest_of(actor, bureau, timezone.localdate().year - 1)
    panels.enter_leaders(actor=actor, contest=contest, names=["张局长"])
    contests.save_contest_summary(actor=actor, contest=contest, version=1, text="评选工作总结。")
    lines = ["单位编码,参评层面,满意,比较满意,基本满意,不太满意,不满意"]
    for number, unit in enumerate(contest.units.select_related("unit")):
        lines += [f"{unit.unit.code},{label},{5 - number},{number},0,0,0" for label in PANEL_LABELS.values()]
    import_counts(actor=actor, contest=contest, name="票数.csv", content="\n".join(lines).encode())
    contest.refresh_from_db()
    contest_reports.request_contest_report(actor=actor, contest=contest)
    digest = result_digest(score_table(contest))
    contest_reports.keep_contest_report(
        actor=actor,
        contest=contest,
        digest=digest,
        pdf=b"%PDF-1.4",
        workbook=contest_workbook(score_table(contest)),
    )
    asked = consequences.ask_publication(
        actor=actor, contest=contest, number="", published_on=timezone.localdate()
    )
    bulletin = contest_bulletin(score_table(contest), number="", day=timezone.localdate(), draft=False)
    return consequences.confirm_publication(
        actor=second, contest=contest, confirmation=asked, bulletin=bulletin
    )
