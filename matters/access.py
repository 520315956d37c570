"""Who sees which problem and which letter, and who may take which step with it.

``recused`` is the one door against the accused: whoever is named, and whoever belongs to a unit that is accused, though his
post stands at the bureau above it (``registry.queries.belonging``). Pages, lists, limits and notices, exports, searches and the
audit ask for rows through ``letters_for`` and ``matters_for``, which stand on it.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from desk.models import Clock
from matters.models import Letter, LetterName, Matter, MatterName, MeasureReport
from matters.models.letters import LETTER_ORIGIN
from matters.models.matters import CLOCK_ORIGIN
from registry.access import (
    YES,
    Answer,
    AnyUser,
    above,
    around,
    current_posts,
    first_no,
    held,
    holds,
    no_post,
    subtree,
    unit_ids_with,
)
from registry.models import Role, Unit, User
from registry.models.units import UnitKind
from registry.queries.belonging import inspectorates, name_of, units_of
from registry.roles import Capability, roles_with
from rulebook.lifecycle.letter import LetterState
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.letters import CLOSE_BOXES, Box

SHOWN_TO_THE_UNIT = [S.TREATING, S.REPORTED, S.CHECKED, S.CLARIFIED, S.CLOSED]
"""The unit that is concerned hears of a problem once it is verified: it never verifies itself (S0-14)."""


def _own_units(user: AnyUser) -> set[int]:
    """The units of his posts of today."""
    return {post.unit_id for post in current_posts(user)}


def recused(user: AnyUser, row: Letter | Matter) -> bool:
    """Whether the row accuses the user, by his name or by a unit to which he belongs: then he neither sees nor does anything."""
    kept = letters_kept_from(user) if isinstance(row, Letter) else matters_kept_from(user)
    return kept.filter(pk=row.pk).exists()


def letters_kept_from(user: AnyUser) -> QuerySet[Letter]:
    """Letters about the user or a unit of his (S2-11), and those that name him until somebody else has sorted them."""
    names, units, people = (Q(pk__in=rows.values("letter")) for rows in _about(user))
    return Letter.objects.filter(names | units | people)


def _about(user: AnyUser) -> list[QuerySet[Any]]:
    """Rows, each with its ``letter``, that keep the user from one."""
    return [
        LetterName.objects.filter(name=name_of(user)),
        Letter.about_units.through._default_manager.filter(unit__in=units_of(user)),
        Letter.about_people.through._default_manager.filter(user=getattr(user, "pk", None)),
    ]


def matters_kept_from(user: AnyUser) -> QuerySet[Matter]:
    """Problems of a unit of the user's, and those that name him: he neither verifies nor strikes off any of them (S0-14)."""
    return Matter.objects.filter(Q(unit__in=units_of(user)) | _naming(user))


def _naming(user: AnyUser) -> Q:
    return Q(pk__in=MatterName.objects.filter(name=name_of(user)).values("matter"))


def clocks_kept_from(user: AnyUser) -> QuerySet[Clock]:
    """Limits of such letters and problems."""
    letters = Q(origin_kind=LETTER_ORIGIN, origin_id__in=letters_kept_from(user).values("pk"))
    matters = Q(origin_kind=CLOCK_ORIGIN, origin_id__in=matters_kept_from(user).values("pk"))
    return Clock.objects.filter(letters | matters)


def _runs(user: AnyUser) -> set[int]:
    """The units whose problems the user runs: never one of his own; those of the inspectorate itself are run by whoever stands in."""
    stands_in = unit_ids_with(user, Capability.STAND_IN)
    instead = {unit.pk for unit in inspectorates()} & stands_in if stands_in else set()
    return (unit_ids_with(user, Capability.RUN_MATTERS) | instead) - units_of(user)


def _headed(user: AnyUser) -> set[int]:
    return {post.unit_id for post in current_posts(user) if post.role in (Role.HEAD, Role.DEPUTY)}


def matters_for(user: AnyUser) -> QuerySet[Matter]:
    """Problems below the user's oversight, none of a unit of his own; verified ones of the unit he heads, and those handed to him.

    Never one that names him.
    """
    if not isinstance(user, User):
        return Matter.objects.none()
    overseen = unit_ids_with(user, Capability.VIEW_MATTERS) - units_of(user)
    shown = Q(state__in=SHOWN_TO_THE_UNIT) & (Q(unit__in=_headed(user)) | handed_to(user))
    named = MatterName.objects.filter(name=name_of(user), matter=OuterRef("pk"))
    rows = Matter.objects.filter(Q(unit__in=overseen) | shown, ~Exists(named))
    return rows.select_related("unit", "handler", "clock", "bureau")


def matters_waiting_for(user: AnyUser) -> QuerySet[Matter]:
    """Of the problems the user sees, those whose next step is his: to verify, to treat, to rectify, to check, to tell, to review."""
    if not isinstance(user, User):
        return Matter.objects.none()
    over = Q(unit__in=_runs(user))
    verifies = Q(state__in=[S.REGISTERED, S.VERIFYING, S.CHECKED, S.CLARIFIED])
    treats = Q(state=S.TREATING, treatment="")
    checks = Q(state=S.REPORTED) & ~Q(reported_by=user)
    reviews = Q(state=S.CLOSED, review_on__lte=localdate())
    rectifies = Q(state=S.TREATING) & ~Q(treatment="") & (Q(unit__in=_headed(user)) | handed_to(user))
    return matters_for(user).filter(over & (verifies | treats | checks | reviews) | rectifies)


def handed_to(user: AnyUser) -> Q:
    """Problems handed to the user, while he has a post in their unit: his name alone opens nothing."""
    return Q(handler=user, unit__in=_own_units(user))


def _letters_handed_to(user: AnyUser) -> Q:
    """Letters handed to the user, while a post of his reads such a box at, above or below their bureau."""
    read = around(user, *roles_with(Capability.VIEW_LETTERS))
    close = around(user, *roles_with(Capability.VIEW_CLOSE_LETTERS))
    return Q(handler=user) & (Q(bureau__in=read) & ~Q(box__in=CLOSE_BOXES) | Q(bureau__in=close))


def may_use_matters(user: AnyUser) -> Answer:
    """Whether the menu shows 问题整改."""
    return YES if _headed(user) else held(user, None, Capability.VIEW_MATTERS)


def sees(user: AnyUser, matter: Matter) -> bool:
    return matters_for(user).filter(pk=matter.pk).exists()


def heads(user: AnyUser, matter: Matter) -> bool:
    """Whether the user heads the unit that is concerned."""
    return matter.unit_id in _headed(user)


def may_raise(user: AnyUser) -> Answer:
    return YES if _runs(user) else held(user, None, Capability.RUN_MATTERS)


def units_to_raise_for(user: AnyUser) -> QuerySet[Unit]:
    """Units below the user's oversight, but none of his own."""
    units = _runs(user)
    kinds = [UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.WINDOW]
    return Unit.objects.filter(pk__in=units, kind__in=kinds, valid_to__isnull=True)


def may_verify(user: AnyUser, matter: Matter) -> Answer:
    """Whoever runs problems above the unit; never somebody of the unit itself."""
    if recused(user, matter):
        return no_post("反映本人、本单位的问题，由他人核实。")
    return YES if matter.unit_id in _runs(user) else held(user, matter.unit, Capability.RUN_MATTERS)


def may_rectify(user: AnyUser, matter: Matter) -> Answer:
    """The unit's head and deputies, and whom the problem was handed to; nobody whom it names."""
    if MatterName.objects.filter(matter=matter, name=name_of(user)).exists():
        return no_post("反映本人的问题由他人办理。")
    handles = matter.handler_id == getattr(user, "pk", None) and matter.unit_id in _own_units(user)
    if heads(user, matter) or handles:
        return YES
    return no_post("须由涉及单位的负责人或承办人办理。")


def may_hand_out(user: AnyUser, matter: Matter) -> Answer:
    """Whoever verifies, and the head of the unit within it."""
    return YES if heads(user, matter) else may_verify(user, matter)


def may_review(user: AnyUser, matter: Matter) -> Answer:
    """Whoever verifies, where a day of review is set."""
    set_day = YES if matter.review_on is not None else Answer(False, "没有确定复查日期。")
    return first_no(may_verify(user, matter), set_day)


def may_check(user: AnyUser, matter: Matter) -> Answer:
    """Somebody else than who reported, and not of the unit."""
    other = no_post("报告整改结果的人不能自己核查。") if matter.reported_by_id == user.pk else YES
    return first_no(may_verify(user, matter), other)


def may_read_reports(user: AnyUser) -> Answer:
    """Whoever oversees problems reads the written reports of measures."""
    return held(user, None, Capability.VIEW_MATTERS)


def reports_for(user: AnyUser) -> QuerySet[MeasureReport]:
    """The written reports of the bureaus whose problems the user oversees; none that tells of a problem that names him."""
    units = unit_ids_with(user, Capability.VIEW_MATTERS)
    told = MeasureReport.told.through._default_manager.filter(matter__in=Matter.objects.filter(_naming(user)))
    rows = MeasureReport.objects.filter(bureau__in=units).exclude(pk__in=told.values("measurereport"))
    return rows.select_related("unit", "bureau", "written_by")


def may_write_reports(user: AnyUser) -> Answer:
    """Whoever runs problems writes the reports of them."""
    return held(user, None, Capability.RUN_MATTERS)


def bureaus_with_matters(user: AnyUser) -> set[int]:
    """The units whose problems the user runs."""
    return unit_ids_with(user, Capability.RUN_MATTERS)


def matters_of_unit(user: AnyUser, unit: Unit) -> QuerySet[Matter]:
    """Problems of a unit, as far as the user sees them."""
    return matters_for(user).filter(unit=unit)


def letters_for(user: AnyUser) -> QuerySet[Letter]:
    """Letters of the boxes the user reads, and those handed to him; never one about himself or a unit he belongs to (S2-11)."""
    if not isinstance(user, User):
        return Letter.objects.none()
    units = unit_ids_with(user, Capability.VIEW_LETTERS)
    close = unit_ids_with(user, Capability.VIEW_CLOSE_LETTERS)
    seen = Q(bureau__in=units)
    if close != units:  # asked of every letter: only where it makes a difference
        seen = seen & ~Q(box__in=CLOSE_BOXES) | Q(bureau__in=close, box__in=CLOSE_BOXES)
    seen |= _letters_handed_to(user)
    rows = Letter.objects.filter(seen).select_related("handler", "clock", "bureau", "matter")
    # As joins: put as NOT IN, they are asked of every letter, and make the planner expect a quarter of them.
    return rows.filter(*(~Exists(about.filter(letter=OuterRef("pk"))) for about in _about(user)))


def letters_waiting_for(user: AnyUser) -> QuerySet[Letter]:
    """Of the letters the user sees, those whose next step is his: to accept, to answer, to approve that nobody can be reached.

    A letter that was handed to somebody waits for him alone.
    """
    if not isinstance(user, User):
        return Letter.objects.none()
    runs = Q(bureau__in=unit_ids_with(user, Capability.RUN_LETTERS))
    approves = Q(bureau__in=unit_ids_with(user, Capability.VIEW_CLOSE_LETTERS)) & ~Q(unreachable_by=user)
    answers = Q(unreachable_reason="") & (Q(handler=user) | runs & Q(handler__isnull=True))
    handling = answers | approves & ~Q(unreachable_reason="")
    return letters_for(user).filter(
        runs & Q(state=LetterState.RECEIVED) | Q(state=LetterState.HANDLING) & handling
    )


def sees_letter(user: AnyUser, letter: Letter) -> bool:
    return letters_for(user).filter(pk=letter.pk).exists()


def may_use_letters(user: AnyUser) -> Answer:
    """Whether the menu shows 来信来电."""
    return held(user, None, Capability.VIEW_LETTERS)


def bureaus_of(user: AnyUser) -> set[int]:
    """The units of whose letters the user reads."""
    return unit_ids_with(user, Capability.VIEW_LETTERS)


def boxes_of(user: AnyUser) -> list[Box]:
    """The boxes the user reads."""
    close = holds(user, Capability.VIEW_CLOSE_LETTERS)
    return [box for box in Box if close or box not in CLOSE_BOXES]


def may_enter_letter(user: AnyUser) -> Answer:
    """Who takes calls and visits down."""
    return held(user, None, Capability.RUN_LETTERS)


def _seen(user: AnyUser, letter: Letter) -> Answer:
    return YES if sees_letter(user, letter) else no_post("须由能查看这封来信的人办理。")


def may_run_letter(user: AnyUser, letter: Letter) -> Answer:
    """Who accepts a letter he sees, and hands it to somebody."""
    return held(user, letter.bureau, Capability.RUN_LETTERS) and _seen(user, letter)


def may_answer_letter(user: AnyUser, letter: Letter) -> Answer:
    """Whoever handles it or runs letters."""
    handles = letter.handler_id is not None and letter.handler_id == getattr(user, "pk", None)
    return _seen(user, letter) if handles else may_run_letter(user, letter)


def may_send_reply(user: AnyUser, letter: Letter) -> Answer:
    """Whoever may answer, once something is written and not yet sent."""
    may = may_answer_letter(user, letter)
    drafts = letter.replies.filter(sent_on__isnull=True).exclude(pk=letter.unreachable_reply_id or 0)
    if may and not drafts.exists():
        return Answer(False, "还没有拟写待发的答复。")
    return may


def may_name(user: AnyUser, letter: Letter) -> Answer:
    """Who says whom a letter is about, once it was accepted."""
    return may_run_letter(user, letter)


def may_unname(user: AnyUser, letter: Letter) -> Answer:
    """Who takes a name out, and who confirms it: the discipline inspection office and the leaders, as far as they see the letter."""
    return first_no(held(user, letter.bureau, Capability.VIEW_CLOSE_LETTERS), may_run_letter(user, letter))


def may_approve_unreachable(user: AnyUser, letter: Letter) -> Answer:
    """The discipline inspection office and the leaders, but not who asked for it."""
    if letter.unreachable_by_id == getattr(user, "pk", None):
        return no_post("提出的人不能自己批准。")
    if not letter.unreachable_reason:
        return Answer(False, "还没有人提出无法联系。")
    return held(user, letter.bureau, Capability.VIEW_CLOSE_LETTERS) and _seen(user, letter)


def may_raise_from_letter(user: AnyUser, letter: Letter) -> Answer:
    free = YES if letter.matter_id is None else Answer(False, "来信已登记为问题。")
    return first_no(may_raise(user), free) and may_run_letter(user, letter)


def may_move_letter_clock(user: AnyUser, clock: Clock) -> Answer:
    """The limit of a letter is moved, and that is approved, by whoever reads the letter and does not handle it."""
    letter = Letter.objects.filter(pk=clock.origin_id or 0).first()
    if letter is None or not sees_letter(user, letter):
        return no_post("须由能查看这封来信的人办理。")
    return no_post("承办人不能变动来信的期限。") if letter.handler_id == getattr(user, "pk", None) else YES


def may_move_matter_clock(user: AnyUser, clock: Clock) -> Answer:
    """The limit of a problem is moved, and that is approved, by whoever sees it and is not of its unit."""
    matter = Matter.objects.filter(pk=clock.origin_id or 0).first()
    if matter is None or not sees(user, matter) or recused(user, matter):
        return no_post("反映本人、本单位的问题，期限由他人变动。")
    return no_post("承办人不能变动问题的期限。") if matter.handler_id == getattr(user, "pk", None) else YES


def letter_handlers(letter: Letter) -> QuerySet[User]:
    """Whoever reads the letter's box by his post and is not kept from it."""
    close = letter.box in CLOSE_BOXES
    held = Capability.VIEW_CLOSE_LETTERS if close else Capability.VIEW_LETTERS
    today, near = localdate(), subtree([letter.bureau_id]) | above([letter.bureau_id])
    valid = Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gte=today)
    begun = Q(posts__valid_from__isnull=True) | Q(posts__valid_from__lte=today)
    rows = User.objects.filter(
        valid & begun, posts__role__in=roles_with(held), posts__unit__in=near, is_active=True
    ).distinct()
    return rows.exclude(pk__in=[user.pk for user in rows if recused(user, letter)]).order_by("name")


def hears_of_stranded(user: AnyUser) -> bool:
    """Whether the user is told that a letter lies where nobody may touch it: leaders, and whoever gives out posts."""
    return reads_boxes_as_leader(user) or holds(user, Capability.MANAGE_USERS)


def reads_boxes_as_leader(user: AnyUser) -> bool:
    """Leaders keep a log of reading the boxes (S2-11)."""
    return any(post.role == Role.LEADER for post in current_posts(user))
