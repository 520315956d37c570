"""What meetings tell the floors below: menu, home blocks, limits, origins of draw and vote, jobs."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "evaluations.meetings"
    verbose_name = "述职述廉"

    def ready(self) -> None:
        # Models can be imported only now.
        from evaluations.meetings.verbs import VERBS
        from registry.ports import register_verbs

        register_verbs(VERBS)
        _register_pages()
        _register_limits()
        _register_origins()
        _register_jobs()


def _register_pages() -> None:
    from desk.ports import register_waiting
    from evaluations.meetings.access import preparation, seeing, trends
    from evaluations.meetings.views import home, waiting
    from registry.ports import HomeBlock, MenuEntry, register_home, register_menu

    register_menu(MenuEntry("评议", "述职述廉", "meetings:activity-list", 10, seeing.may_follow_rounds))
    register_menu(MenuEntry("评议", "本单位述职述廉", "meetings:own-list", 15, preparation.prepares_own))
    register_menu(MenuEntry("评议", "逐年对照", "meetings:trend-list", 20, trends.may_view_trends))
    register_home(HomeBlock(10, "meetings/home_meetings.html", home.home_meetings))
    register_waiting("meetings.duties", "会议", waiting.duties)
    register_waiting("meetings.own", "本单位会议", waiting.tasks_of_own_office)


def _register_limits() -> None:
    from desk.ports import ClockOrigin, PolicyDefault, register_clock_origin, register_policy
    from evaluations.meetings.services import limits
    from evaluations.meetings.services.feedback import FEEDBACK_CLOCK, FEEDBACK_POLICY
    from evaluations.meetings.views.feedback import feedback_clock_url, limit_clock_url
    from rulebook.desk.clocks import LimitUnit

    register_policy(
        FEEDBACK_POLICY, PolicyDefault("整改情况填报", 0, LimitUnit.FIXED, "反馈时写明的日期，S0-15")
    )
    for code, (title, source) in limits.POLICIES.items():
        register_policy(code, PolicyDefault(title, 0, limits.UNIT, source))
    register_clock_origin(ClockOrigin(limits.LIMIT_CLOCK, limit_clock_url))
    register_clock_origin(ClockOrigin(FEEDBACK_CLOCK, feedback_clock_url))


def _register_origins() -> None:
    from ballots import ports as ballots
    from draws import ports as draws
    from evaluations.meetings.access import seeing
    from evaluations.meetings.queries.reports import report_differences
    from evaluations.meetings.services import attendance, meeting_draws
    from evaluations.meetings.views import home
    from registry.roles import Capability

    draws.register_origin(
        draws.DrawOrigin(
            kind=meeting_draws.ORIGIN,
            label="述职述廉会议",
            run=Capability.RUN_DRAW,
            confirm=Capability.CONFIRM_DRAW,
            view=Capability.VIEW_DRAWS,
            url=home.draw_url,
            may_see=seeing.may_see_draw,
            moved=meeting_draws.follow_draw,
            hindrances=meeting_draws.draw_hindrances,
        )
    )
    ballots.register_origin(
        ballots.VoteOrigin(
            kind=attendance.ORIGIN,
            label="述职述廉会议",
            run=Capability.RUN_VOTE,
            confirm=Capability.CONFIRM_VOTE,
            view=Capability.VIEW_ROUNDS,
            url=home.vote_url,
            may_see=seeing.may_see_vote,
            moved=attendance.follow_vote,
            hindrances=attendance.vote_hindrances,
            differences=report_differences,
            present=attendance.present_at_vote,
        )
    )


def _register_jobs() -> None:
    from desk.ports import register_job
    from evaluations.meetings.jobs import count_report, dossiers, letters
    from evaluations.meetings.services import notices, reports
    from evaluations.meetings.services.dossiers import DOSSIER_JOB, release_dossier

    register_job(
        DOSSIER_JOB, dossiers.make_dossier, dossiers.dossier_url, label="档案包", release=release_dossier
    )
    register_job(reports.JOB_KIND, count_report.make_count_report, count_report.report_url, label="计票报告")
    register_job(
        notices.LETTERS,
        letters.make_letters,
        letters.letters_url,
        label="通知书",
        release=notices.release_letters,
    )
