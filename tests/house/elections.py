"""An election and a log of conduct for the small world."""

from django.utils import timezone

from desk.services import corrections
from evaluations.conduct import services
from evaluations.conduct.models import Pledge, Visit
from evaluations.elections.documents.papers import election_bulletin
from evaluations.elections.documents.workbook import election_workbook
from evaluations.elections.models import Election
from evaluations.elections.queries.reports import result_digest
from evaluations.elections.queries.scores import score_table, units_for_election
from evaluations.elections.services import consequences, decisions, elections, panel_votes, panels, reports
from evaluations.elections.services.counts import import_counts
from registry.models import Unit, User
from rulebook.election.panels import TOPICS, Quotas
from rulebook.election.score import DEFAULT_SCHEME, PANEL_LABELS, Panel
from rulebook.election.stages import default_election_stages
from tests.factories import leaders_of
from tests.scans import scanned_pdf


def kept_log(actor: User, office: Unit) -> Visit:
    """A visit; the office's ten answers, handed in; the bureau's report."""
    year, answers = timezone.localdate().year, {str(number): {"answer": "yes"} for number in range(1, 11)}
    services.save_self_check(actor=actor, unit=office, year=year, version=0, answers=answers, submit=True)
    services.save_self_assessment(
        actor=actor,
        unit=office.parent,
        year=year,
        version=0,
        text="自评",
        recipients="市纠风办",
        submit=False,
    )
    visit = Visit(unit=office, kind="firm", visited_on=timezone.localdate(), whom="某企业", visitors="王海")
    return services.save_entry(actor=actor, entry=visit, version=0)


def signed_pledge(actor: User, office: Unit) -> Pledge:
    """The office's signed 责任书."""
    return services.register_pledge(
        actor=actor, unit=office, year=timezone.localdate().year, signer="王海",
        signed_on=timezone.localdate(), name="责任书.pdf", content=scanned_pdf(),
    )  # fmt: skip


def election_of(actor: User, bureau: Unit, year: int) -> Election:
    """An election of every unit of the bureau, in preparation."""
    return elections.create_election(
        actor=actor,
        data=elections.ElectionData(
            title=f"{year}年满意不满意科室（站所）评选",
            year=year,
            bureau=bureau,
            drawing_body="市纪委",
            units=list(units_for_election(Unit.objects.filter(pk=bureau.pk))),
            topics=TOPICS,
            stages=default_election_stages(year),
            scheme=DEFAULT_SCHEME,
            quotas=Quotas(),
        ),
    )


def voting_election(actor: User, bureau: Unit) -> Election:
    """The year after's, its leaders' vote prepared."""
    election = election_of(actor, bureau, timezone.localdate().year + 1)
    panels.enter_leaders(actor=actor, election=election, posts=leaders_of(bureau, "张局长", "李副局长"))
    elections.begin_voting(actor=actor, election=election)
    panel_votes.prepare_panel_vote(actor=actor, election=election, panel=Panel.LEADERS)
    return election


def published_election(actor: User, second: User, bureau: Unit) -> Election:
    """Last year's, counted on paper: every unit a little worse than the one before it."""
    election = election_of(actor, bureau, timezone.localdate().year - 1)
    panels.enter_leaders(actor=actor, election=election, posts=leaders_of(bureau, "张局长", "李副局长"))
    elections.save_election_summary(actor=actor, election=election, version=1, text="评选工作总结。")
    lines = ["单位编码,参评层面,满意,比较满意,基本满意,不太满意,不满意"]
    for number, unit in enumerate(election.units.select_related("unit")):
        lines += [f"{unit.unit.code},{label},{5 - number},{number},0,0,0" for label in PANEL_LABELS.values()]
    import_counts(actor=actor, election=election, name="票数.csv", content="\n".join(lines).encode())
    election.refresh_from_db()
    reports.request_election_report(actor=actor, election=election)
    digest = result_digest(score_table(election))
    reports.keep_election_report(
        actor=actor,
        election=election,
        digest=digest,
        pdf=b"%PDF-1.4",
        workbook=election_workbook(score_table(election)),
    )
    asked = consequences.ask_publication(
        actor=actor, election=election, number="", published_on=timezone.localdate()
    )
    bulletin = election_bulletin(score_table(election), number="", day=timezone.localdate(), draft=False)
    published = consequences.confirm_publication(
        actor=second, election=election, confirmation=asked, bulletin=bulletin
    )
    first = election.units.order_by("position")[0].proposals.order_by("pk")[0]
    decisions.decide_proposal(
        actor=actor, proposal=first, confirm=True, minute_name="会议纪要.pdf", minute=scanned_pdf()
    )
    corrections.record_correction(
        actor=actor, subject=published, label=f"通报：{published.title}", text="第一名得分更正。", reason="录入差错",
        name="更正.pdf", content=scanned_pdf(),
    )  # fmt: skip
    return published
