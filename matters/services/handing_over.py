"""Letters and problems of somebody whose post ended: to whoever takes over, else they wait for whoever runs them."""

from django.utils.timezone import localdate

from desk.services import clocks
from matters import access
from matters.models import Letter, Matter
from matters.queries.matters import handlers
from matters.services import letters
from matters.services.states import keep, locked
from registry.access import above
from registry.models import Post, User
from registry.roles import Capability, roles_with
from registry.services.audit import change
from registry.services.telling import tell
from rulebook.lifecycle.letter import LetterState
from rulebook.lifecycle.matter import ENDED


def _letters(user: User | None = None) -> list[Letter]:
    rows = Letter.objects.exclude(state=LetterState.CLOSED).filter(handler__isnull=False)
    return list(rows.filter(handler=user) if user else rows)


def _matters(user: User | None = None) -> list[Matter]:
    rows = Matter.objects.exclude(state__in=ENDED).filter(handler__isnull=False)
    return list(rows.filter(handler=user) if user else rows)


def letter_holders() -> set[int]:
    rows = Letter.objects.exclude(state=LetterState.CLOSED)
    return set(rows.filter(handler__isnull=False).values_list("handler", flat=True).distinct())


def matter_holders() -> set[int]:
    rows = Matter.objects.exclude(state__in=ENDED)
    return set(rows.filter(handler__isnull=False).values_list("handler", flat=True).distinct())


def open_letters(user: User) -> int:
    return len(_letters(user))


def open_matters(user: User) -> int:
    return len(_matters(user))


def hand_over_letters(actor: User | None, user: User, to: User | None) -> int:
    """Letters whose handler may no longer see them go to ``to`` if he may have them, else to nobody (无人经办)."""
    seen = set(access.letters_for(user).filter(handler=user).values_list("pk", flat=True))
    moved = 0
    for letter in _letters(user):
        if letter.pk in seen:
            continue
        with change(actor, "hand_over_letter", letter) as log:
            row = letters.locked(letter)
            new = _who_may_answer(row, to)
            row.handler = new
            if row.clock is not None and row.clock.outcome == "open":
                clocks.hand_over_clock(actor=actor, clock=row.clock, handler=new)
            words = f"承办人岗位结束，改交 {new.name} 办理。" if new else "承办人岗位结束，等待重新分派。"
            letters.keep(row, actor, words)
            log.note(handler=new.pk if new else None)
            tell([new] if new else _running(row, row.bureau_id, Capability.RUN_LETTERS), f"{row}：{words}")
        moved += 1
    return moved


def hand_over_matters(actor: User | None, user: User, to: User | None) -> int:
    """As letters: problems whose handler has no post in their unit any more."""
    seen = set(access.matters_for(user).filter(access.handed_to(user)).values_list("pk", flat=True))
    moved = 0
    for matter in _matters(user):
        if matter.pk in seen:
            continue
        with change(actor, "hand_over_matter", matter) as log:
            row = locked(matter)
            new = to if to is not None and handlers(row).filter(pk=to.pk).exists() else None
            row.handler = new
            if row.clock is not None and row.clock.outcome == "open":
                clocks.hand_over_clock(actor=actor, clock=row.clock, handler=new)
            words = f"承办人岗位结束，改交 {new.name} 承办。" if new else "承办人岗位结束，等待重新分派。"
            keep(row, actor, words)
            log.note(handler=new.pk if new else None)
            tell([new] if new else _running(row, row.unit_id, Capability.RUN_MATTERS), f"{row}：{words}")
        moved += 1
    return moved


def _who_may_answer(letter: Letter, to: User | None) -> User | None:
    if to is None or not access.letter_handlers(letter).filter(pk=to.pk).exists():
        return None
    try:
        letters.hand_to(letter, to)
    except letters.LetterRefused:
        return None
    return to


def _running(row: Letter | Matter, unit: int, capability: Capability) -> list[User]:
    """Whoever runs such things over the unit today; nobody whom the row accuses."""
    today = localdate()
    posts = Post.objects.filter(role__in=roles_with(capability), unit__in=above([unit]), user__is_active=True)
    posts = posts.exclude(valid_to__lt=today).exclude(valid_from__gt=today)
    people = User.objects.filter(pk__in=posts.values("user")).order_by("pk")
    return [user for user in people if not access.recused(user, row)]
