"""Two elections of satisfied departments: last year's counted on paper and published, this year's at the vote (S3)."""

from datetime import date
from pathlib import Path

from django.conf import settings

from evalsite.demo import story
from evaluations.documents import contest_papers
from evaluations.models import Activity, Contest, Proposal
from evaluations.queries import panels as queries
from evaluations.queries.contests import score_table, units_for_contest
from evaluations.services import consequences, contest_counts, contests, panel_votes, panels
from evaluations.services.contests import ContestData
from registry.models import Unit
from rulebook.contest import default_contest_stages
from rulebook.department_score import DEFAULT_SCHEME, Panel
from rulebook.panels import SUPERVISORS, TOPICS, Quotas

VOTES = Path(settings.BASE_DIR) / "docs" / "samples" / "department_votes.xlsx"
LEADERS = ["顾秉正", "沈立群", "江南山", "方可为"]
"""The registry names the director only; the other leaders are invented."""


def hold(users: story.Users, activity: Activity, today: date) -> None:
    """Last year's from the file of counted votes, with one consequence decided; then this year's."""
    _last_year(users, _create(users, activity, today.year - 1), today)
    _this_year(users, _create(users, activity, today.year))


def _create(users: story.Users, activity: Activity, year: int) -> Contest:
    bureau = activity.bureau
    data = ContestData(
        title=f"{year}年满意不满意科室（站所）评选",
        year=year,
        bureau=bureau,
        drawing_body="市纪委",
        units=list(units_for_contest(Unit.objects.filter(pk=bureau.pk))),
        topics=TOPICS,
        stages=default_contest_stages(year),
        scheme=DEFAULT_SCHEME,
        quotas=Quotas(),
    )
    return contests.create_contest(actor=users["jiancha"], data=data)


def _last_year(users: story.Users, contest: Contest, today: date) -> None:
    contest_counts.import_counts(
        actor=users["jiancha"], contest=contest, name="评选票数.xlsx", content=VOTES.read_bytes()
    )
    contest.refresh_from_db()
    number = f"安工商〔{contest.year}〕38号"
    asked = consequences.ask_publication(
        actor=users["jiancha"], contest=contest, number=number, published_on=today
    )
    bulletin = contest_papers.contest_bulletin(score_table(contest), number=number, day=today, draft=False)
    consequences.confirm_publication(
        actor=users["jiandu"], contest=contest, confirmation=asked, bulletin=bulletin
    )
    first = Proposal.objects.filter(unit__contest=contest, consequence="plus_two").first()
    if first is not None:
        consequences.decide_proposal(actor=users["juzhang"], proposal=first, confirm=True)


def _this_year(users: story.Users, contest: Contest) -> None:
    """Panels filled and drawn; the leaders' vote waits for its cards."""
    quotas = Quotas()
    director = queries.leader_names(contest.bureau)[:1]
    panels.enter_leaders(actor=users["jiancha"], contest=contest, names=[*director, *LEADERS])
    for unit in contest.units.select_related("unit"):
        for group in queries.designating_groups(unit):
            size = quotas.supervisors if group == SUPERVISORS else quotas.supervisors_added
            people = list(queries.candidates(unit, group)[:size])
            panels.designate(actor=users["jiancha"], contest=contest, unit=unit, group=group, persons=people)
    draw = panels.prepare_contest_draw(actor=users["jiancha"], contest=contest)
    story.hold_draw(users, draw)
    contests.begin_voting(actor=users["jiancha"], contest=contest)
    panel_votes.prepare_panel_vote(actor=users["jiancha"], contest=contest, panel=Panel.LEADERS)
