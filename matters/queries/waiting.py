"""What of problems and letters waits for a user."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from django.db.models import Case, F, QuerySet, When
from django.urls import reverse

from desk.models import Clock
from desk.ports import Waiting
from desk.queries.home import earliest
from matters import access
from matters.models import Letter, Matter
from matters.queries.letters import stranded_letters
from registry.models import User
from rulebook.lifecycle.letter import LetterState
from rulebook.lifecycle.matter import MatterState as S

Row = TypeVar("Row", Matter, Letter)
STEPS = {
    S.REGISTERED: "请开始核实",
    S.VERIFYING: "请登记核实结论",
    S.TREATING: "请整改并报告结果",
    S.REPORTED: "请核查整改结果",
    S.CHECKED: "请回告并销号",
    S.CLARIFIED: "请回告并销号",
    S.CLOSED: "复查日期已到，请复查",
}


def matters_waiting(user: User) -> Iterator[Waiting]:
    """Problems whose next step is the user's, by the day of their limit."""

    def tell(matter: Matter) -> Waiting:
        untreated = matter.state == S.TREATING and not matter.treatment
        step = "请确定处理方式" if untreated else STEPS[S(matter.state)]
        url = reverse("matters:matter-show", args=[matter.pk])
        return Waiting(str(matter), step, url, str(matter.unit), *_limit(matter.clock))

    rows = _by_limit(access.matters_waiting_for(user).select_related(None).select_related("unit", "clock"))
    return earliest(rows, tell, title="问题整改", url=reverse("matters:matter-list"))


def letters_waiting(user: User) -> Iterator[Waiting]:
    """Letters whose next step is the user's, by the day of their limit; never one about himself or his unit (S2-11)."""

    def tell(letter: Letter) -> Waiting:
        step = "请受理" if letter.state == LetterState.RECEIVED else "请办理并答复"
        if letter.unreachable_reason:
            step = "请批准无法联系来信人"
        url = reverse("matters:letter-show", args=[letter.pk])
        return Waiting(f"{letter} {letter.title}", step, url, letter.get_box_display(), *_limit(letter.clock))

    rows = _by_limit(access.letters_waiting_for(user).select_related(None).select_related("clock"))
    return earliest(rows, tell, title="来信来电", url=reverse("matters:letter-list"))


STRANDED = "有来信无人可办"


def stranded(user: User) -> Iterator[Waiting]:
    """For leaders and whoever gives out posts: that there is a letter which nobody may touch; nothing of what it says."""
    if not access.hears_of_stranded(user):
        return
    if number := len(stranded_letters()):
        step = f"{number} 封来信，能办理的人都须回避；请报上级局，或为须回避以外的人设岗位"
        yield Waiting(STRANDED, step, reverse("home"))


def _by_limit(rows: QuerySet[Row]) -> QuerySet[Row]:
    runs = Case(When(clock__outcome="open", then=F("clock__due_on")))
    return rows.order_by(runs.asc(nulls_last=True), "pk")


def _limit(clock: Clock | None) -> tuple[date | None, int | None]:
    """Day and key of the limit that runs."""
    return (clock.due_on, clock.pk) if clock is not None and clock.outcome == "open" else (None, None)
