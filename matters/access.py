"""Who sees which problem and which letter, and who may take which step with it."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from matters.models import Letter, Matter, MeasureReport
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
from registry.roles import Capability, roles_with
from rulebook.lifecycle.letter import LetterState
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.letters import CLOSE_BOXES, Box

BUREAUS = (UnitKind.BUREAU, UnitKind.COUNTY)
SHOWN_TO_THE_UNIT = [S.TREATING, S.REPORTED, S.CHECKED, S.CLARIFIED, S.CLOSED]
"""The unit that is concerned hears of a problem once it is verified: it never verifies itself (S0-14)."""


def _own_units(user: AnyUser) -> set[int]:
    return {post.unit_id for post in current_posts(user)}


def _headed(user: AnyUser) -> set[int]:
    return {post.unit_id for post in current_posts(user) if post.role in (Role.HEAD, Role.DEPUTY)}


def matters_for(user: AnyUser) -> QuerySet[Matter]:
    """Problems below the user's oversight, but none of a unit of his own before it is verified; those of the unit he heads."""
    if not isinstance(user, User):
        return Matter.objects.none()
    overseen = unit_ids_with(user, Capability.VIEW_MATTERS) - _own_units(user)
    seen = Q(unit__in=overseen) | Q(unit__in=_headed(user), state__in=SHOWN_TO_THE_UNIT) | handed_to(user)
    return Matter.objects.filter(seen).select_related("unit", "handler", "clock", "bureau")


def matters_waiting_for(user: AnyUser) -> QuerySet[Matter]:
    """Of the problems the user sees, those whose next step is his: to verify, to treat, to rectify, to check, to tell, to review."""
    if not isinstance(user, User):
        return Matter.objects.none()
    over = Q(unit__in=unit_ids_with(user, Capability.RUN_MATTERS) - _own_units(user))
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
    return held(user, None, Capability.RUN_MATTERS)


def units_to_raise_for(user: AnyUser) -> QuerySet[Unit]:
    """Units below the user's oversight, but none of his own."""
    units = unit_ids_with(user, Capability.RUN_MATTERS) - _own_units(user)
    kinds = [UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.WINDOW]
    return Unit.objects.filter(pk__in=units, kind__in=kinds, valid_to__isnull=True)


def may_verify(user: AnyUser, matter: Matter) -> Answer:
    """Whoever runs problems above the unit; never somebody of the unit itself."""
    own = no_post("本单位的问题不由本单位核实。") if matter.unit_id in _own_units(user) else YES
    return first_no(held(user, matter.unit, Capability.RUN_MATTERS), own)


def may_rectify(user: AnyUser, matter: Matter) -> Answer:
    """The unit's head and deputies, and whom the problem was handed to."""
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
    """The written reports of the bureaus whose problems the user oversees."""
    units = unit_ids_with(user, Capability.VIEW_MATTERS)
    return MeasureReport.objects.filter(bureau__in=units).select_related("unit", "bureau", "written_by")


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
    about_own = Letter.about_units.through._default_manager.filter(unit__in=_with_above(_own_units(user)))
    about_self = Letter.about_people.through._default_manager.filter(user=user)
    rows = Letter.objects.filter(seen).select_related("handler", "clock", "bureau", "matter")
    # As joins: put as NOT IN, they are asked of every letter, and make the planner expect a quarter of them.
    return rows.filter(
        ~Exists(about_own.filter(letter=OuterRef("pk"))), ~Exists(about_self.filter(letter=OuterRef("pk")))
    )


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


def _with_above(units: set[int]) -> set[int]:
    """The units and every unit above them but bureaus: a letter about a whole office is about its every part."""
    found: set[int] = set()
    for unit in Unit.objects.filter(pk__in=units):
        each: Unit | None = unit
        while each is not None and (each.pk in units or each.kind not in BUREAUS):
            found.add(each.pk)
            each = each.parent
    return found


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
    if may and not letter.replies.filter(sent_on__isnull=True).exists():
        return Answer(False, "还没有拟写待发的答复。")
    return may


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


def letter_handlers(letter: Letter) -> QuerySet[User]:
    """Whoever reads the letter's box by his post; those complained about are refused by the step itself."""
    close = letter.box in CLOSE_BOXES
    held = Capability.VIEW_CLOSE_LETTERS if close else Capability.VIEW_LETTERS
    today, near = localdate(), subtree([letter.bureau_id]) | above([letter.bureau_id])
    valid = Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gte=today)
    begun = Q(posts__valid_from__isnull=True) | Q(posts__valid_from__lte=today)
    rows = User.objects.filter(
        valid & begun, posts__role__in=roles_with(held), posts__unit__in=near, is_active=True
    )
    return rows.exclude(pk__in=letter.about_people.values("pk")).distinct().order_by("name")


def reads_boxes_as_leader(user: AnyUser) -> bool:
    """Leaders keep a log of reading the boxes (S2-11)."""
    return any(post.role == Role.LEADER for post in current_posts(user))
