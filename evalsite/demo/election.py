"""Two elections of satisfied departments: last year's counted on paper and published, this year's at the vote (S3)."""

from datetime import date
from pathlib import Path

from django.conf import settings

from evalsite.demo import story
from evalsite.demo.signed import signed_page
from evaluations.elections.documents import papers
from evaluations.elections.models import Election, Proposal
from evaluations.elections.queries import panels as queries
from evaluations.elections.queries.scores import score_table, units_for_election
from evaluations.elections.services import consequences, counts, decisions, elections, panel_votes, panels
from evaluations.elections.services.elections import ElectionData
from evaluations.meetings.models import Activity
from registry.models import Person, Role, Unit
from registry.models.people import PersonCategory
from registry.services.accounts import appoint
from rulebook.election.panels import SUPERVISORS, TOPICS, Quotas
from rulebook.election.score import DEFAULT_SCHEME, Panel
from rulebook.election.stages import default_election_stages

VOTES = Path(settings.BASE_DIR) / "docs" / "samples" / "department_votes.xlsx"
LEADERS = ["沈立群", "江南山", "方可为"]
"""The registry names the director only; the other leaders are invented."""


def hold(users: story.Users, activity: Activity, today: date) -> None:
    """Last year's from the file of counted votes, with one consequence decided; then this year's."""
    _last_year(users, _create(users, activity, today.year - 1), today)
    _this_year(users, _create(users, activity, today.year))


def _create(users: story.Users, activity: Activity, year: int) -> Election:
    bureau = activity.bureau
    data = ElectionData(
        title=f"{year}年满意不满意科室（站所）评选",
        year=year,
        bureau=bureau,
        drawing_body="市纪委",
        units=list(units_for_election(Unit.objects.filter(pk=bureau.pk))),
        topics=TOPICS,
        stages=default_election_stages(year),
        scheme=DEFAULT_SCHEME,
        quotas=Quotas(),
    )
    return elections.create_election(actor=users["jiancha"], data=data)


def _last_year(users: story.Users, election: Election, today: date) -> None:
    counts.import_counts(
        actor=users["jiancha"], election=election, name="评选票数.xlsx", content=VOTES.read_bytes()
    )
    election.refresh_from_db()
    number = f"安工商〔{election.year}〕38号"
    asked = consequences.ask_publication(
        actor=users["jiancha"], election=election, number=number, published_on=today
    )
    bulletin = papers.election_bulletin(score_table(election), number=number, day=today, draft=False)
    consequences.confirm_publication(
        actor=users["jiandu"], election=election, confirmation=asked, bulletin=bulletin
    )
    first = Proposal.objects.filter(unit__election=election, consequence="plus_two").first()
    if first is not None:
        decided = decisions.decide_proposal(
            actor=users["juzhang"], proposal=first, confirm=True, minute_name="会议纪要.png",
            minute=signed_page("领导小组会议纪要", "主持人：张健"),
        )  # fmt: skip
        decisions.confirm_decision(actor=users["jiandu"], decision=decided)


def _this_year(users: story.Users, election: Election) -> None:
    """Panels filled and drawn; the leaders' vote waits for its cards."""
    quotas = Quotas()
    for name in LEADERS:
        person, _ = Person.objects.get_or_create(
            name=name, category=PersonCategory.STAFF, unit=election.bureau
        )
        appoint(actor=users["guanli"], unit=election.bureau, role=Role.LEADER, person=person, title="副局长")
    posts = queries.leader_posts(election.bureau).filter(role__in=[Role.LEADER, Role.CHAIR])
    panels.enter_leaders(actor=users["jiancha"], election=election, posts=list(posts))
    for unit in election.units.select_related("unit"):
        for group in queries.designating_groups(unit):
            size = quotas.supervisors if group == SUPERVISORS else quotas.supervisors_added
            people = list(queries.candidates(unit, group)[:size])
            panels.designate(
                actor=users["jiancha"], election=election, unit=unit, group=group, persons=people
            )
    draw = panels.prepare_election_draw(actor=users["jiancha"], election=election)
    story.hold_draw(users, draw)
    elections.begin_voting(actor=users["jiancha"], election=election)
    panel_votes.prepare_panel_vote(actor=users["jiancha"], election=election, panel=Panel.LEADERS)
