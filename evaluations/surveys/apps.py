"""What mass surveys tell the floors below: menu and the origin of their votes."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "evaluations.surveys"
    verbose_name = "万人评议"

    def ready(self) -> None:
        # Models can be imported only now.
        from ballots import ports as ballots
        from desk.ports import register_waiting
        from evaluations.surveys import access, queries
        from evaluations.surveys.services import surveys
        from evaluations.surveys.verbs import VERBS
        from evaluations.surveys.views.surveys import survey_url
        from registry.ports import MenuEntry, register_menu, register_verbs
        from registry.roles import Capability

        register_verbs(VERBS)
        register_menu(MenuEntry("评议", "万人评议", "surveys:survey-list", 18, access.may_follow_surveys))
        register_waiting("surveys.surveys", "万人评议", queries.waiting_surveys)
        ballots.register_origin(
            ballots.VoteOrigin(
                kind=surveys.ORIGIN,
                label="万人评议",
                run=Capability.RUN_VOTE,
                confirm=Capability.CONFIRM_VOTE,
                view=Capability.VIEW_ROUNDS,
                url=survey_url,
                may_see=access.may_see_survey_vote,
                strata=surveys.survey_strata,
            )
        )
