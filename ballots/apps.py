from django.apps import AppConfig
from django.urls import reverse


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = "投票"

    def ready(self) -> None:
        # Models can be imported only now.
        from ballots import access, jobs
        from ballots.queries import votes, waiting
        from ballots.verbs import VERBS
        from desk.ports import Correctable, register_correctable, register_job, register_waiting
        from registry.ports import register_verbs

        register_verbs(VERBS)
        register_correctable(
            Correctable(
                kind="vote",
                model="ballots.vote",
                find=lambda user, pk: votes.published_vote(pk),
                title=lambda vote: f"公布的结果：{vote.title}",
                url=lambda vote: reverse("ballots:vote-result", args=[vote.pk]),
                may_ask=access.may_run_vote,
                may_confirm=access.may_confirm_vote,
                who="本单位的市纪委监督员",
            )
        )
        register_job(jobs.JOB_KIND, jobs.lost_count, jobs.count_url, label="计票")
        register_waiting("ballots.confirmations", "待确认", waiting.confirmations)
