from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "matters"
    verbose_name = "问题整改"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import (
            ClockOrigin,
            PolicyDefault,
            register_clock_origin,
            register_policy,
            register_waiting,
        )
        from matters import access, jobs, search
        from matters.models.letters import LETTER_ORIGIN
        from matters.models.matters import CLOCK_ORIGIN
        from matters.queries import waiting
        from matters.services import handing_over, letters, matters
        from matters.verbs import VERBS
        from matters.views import matters as matter_pages
        from matters.views.letters import letter_clock_url
        from registry.ports import (
            MenuEntry,
            PersonalTask,
            register_export,
            register_kept_from,
            register_menu,
            register_personal_task,
            register_public,
            register_verbs,
        )
        from rulebook.desk.clocks import LimitUnit
        from rulebook.matter.letters import BOX_LABELS, BOX_LIMITS
        from rulebook.matter.matters import SOLVE_DAYS, VERIFY_DAYS

        register_policy(
            matters.VERIFY, PolicyDefault("核实问题", VERIFY_DAYS, LimitUnit.WORKDAYS, "本系统默认，S0-14")
        )
        register_policy(
            matters.SOLVE, PolicyDefault("立即解决", SOLVE_DAYS, LimitUnit.WORKDAYS, "本系统默认，S4-12")
        )
        register_policy(matters.RECTIFY, PolicyDefault("限期解决", 0, LimitUnit.FIXED, "确定的期限，S4-12"))
        register_policy(
            matters.REVIEW, PolicyDefault("到期复查", 0, LimitUnit.FIXED, "确定的复查日期，S4-12")
        )
        for box, limit in BOX_LIMITS.items():
            for code, title, days in (
                (letters.ACCEPT, "受理", limit.accept),
                (letters.ANSWER, "答复", limit.answer),
            ):
                default = PolicyDefault(f"{BOX_LABELS[box]}{title}", days, LimitUnit.WORKDAYS, limit.source)
                register_policy(f"{code}_{box}", default)
        register_clock_origin(
            ClockOrigin(
                CLOCK_ORIGIN,
                matter_pages.clock_url,
                alone=False,
                seen=access.matters_for,
                may_move=access.may_move_matter_clock,
            )
        )
        register_clock_origin(
            ClockOrigin(
                LETTER_ORIGIN,
                letter_clock_url,
                alone=False,
                seen=access.letters_for,
                may_move=access.may_move_letter_clock,
            )
        )
        register_kept_from("matters.matter", access.matters_kept_from)
        register_kept_from("matters.letter", access.letters_kept_from)
        register_kept_from("desk.clock", access.clocks_kept_from)
        register_waiting("matters.stranded", "来信", waiting.stranded)
        register_menu(MenuEntry("监管", "问题整改", "matters:matter-list", 5, access.may_use_matters))
        register_menu(MenuEntry("监管", "来信来电", "matters:letter-list", 6, access.may_use_letters))
        register_public("写信和查询答复", "matters:mail-home")
        register_waiting("matters.matters", "问题", waiting.matters_waiting)
        register_waiting("matters.letters", "来信", waiting.letters_waiting)
        register_verbs(VERBS)
        search.register()
        register_personal_task(
            PersonalTask(
                "来信",
                handing_over.letter_holders,
                handing_over.open_letters,
                handing_over.hand_over_letters,
            )
        )
        register_personal_task(
            PersonalTask(
                "问题",
                handing_over.matter_holders,
                handing_over.open_matters,
                handing_over.hand_over_matters,
            )
        )
        register_export(jobs.MATTERS)
