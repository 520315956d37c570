"""What the departments' election tells the floors below: menu, home block, origins of draw and votes, its job."""

from django.apps import AppConfig
from django.urls import reverse


class ElectionsConfig(AppConfig):
    name = "evaluations.elections"
    verbose_name = "科室评选"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import Correctable, register_correctable, register_job, register_waiting
        from evaluations.elections import access, jobs
        from evaluations.elections.queries import waiting
        from evaluations.elections.queries.years import year_sentence
        from evaluations.elections.services import reports
        from evaluations.elections.verbs import VERBS
        from evaluations.elections.views import elections
        from evaluations.ports import register_year_sentence
        from registry.ports import HomeBlock, MenuEntry, register_home, register_menu, register_verbs

        register_verbs(VERBS)
        register_menu(
            MenuEntry("评议", "科室评选", "elections:election-list", 17, access.may_follow_elections)
        )
        register_home(HomeBlock(12, "elections/home_elections.html", elections.home_elections))
        register_waiting("elections.elections", "科室评选", waiting.elections)
        register_job(
            reports.JOB_KIND, jobs.make_election_report, jobs.election_report_url, label="科室评选计票报告"
        )
        register_year_sentence(year_sentence)
        register_correctable(
            Correctable(
                kind="election",
                model="elections.election",
                find=access.published_election,
                title=lambda election: f"通报：{election.title}",
                url=lambda election: reverse("elections:election-published", args=[election.pk]),
                may_ask=access.may_correct_bulletin,
                may_confirm=access.may_confirm_correction,
                who="市纪委监督员或局领导",
            )
        )
        _register_origins()


def _register_origins() -> None:
    from ballots import ports as ballots
    from draws import ports as draws
    from evaluations.elections import access
    from evaluations.elections.queries.reports import report_differences
    from evaluations.elections.services import panel_votes, panels
    from evaluations.elections.views import elections
    from registry.roles import Capability

    draws.register_origin(
        draws.DrawOrigin(
            kind=panels.ORIGIN,
            label="科室评选",
            run=Capability.RUN_DRAW,
            confirm=Capability.CONFIRM_DRAW,
            view=Capability.VIEW_DRAWS,
            url=elections.election_draw_url,
            may_see=access.may_see_election_draw,
            moved=panels.follow_election_draw,
            hindrances=panels.election_draw_hindrances,
            result_closed=access.election_result_closed,
        )
    )
    ballots.register_origin(
        ballots.VoteOrigin(
            kind=panel_votes.ORIGIN,
            label="科室评选",
            run=Capability.RUN_VOTE,
            confirm=Capability.CONFIRM_VOTE,
            view=Capability.VIEW_ROUNDS,
            url=elections.panel_vote_url,
            may_see=access.may_see_panel_vote,
            moved=panel_votes.follow_panel_vote,
            hindrances=panel_votes.panel_vote_hindrances,
            groups=panel_votes.panel_cards,
            differences=report_differences,
            counts_closed=access.panel_counts_closed,
        )
    )
