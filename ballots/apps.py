from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = "投票"

    def ready(self) -> None:
        # Models can be imported only now.
        from ballots import jobs
        from ballots.queries import waiting
        from ballots.verbs import VERBS
        from desk.ports import register_job, register_waiting
        from registry.ports import register_verbs

        register_verbs(VERBS)
        register_job(jobs.JOB_KIND, jobs.lost_count, jobs.count_url, label="计票")
        register_waiting("ballots.confirmations", "待确认", waiting.confirmations)
