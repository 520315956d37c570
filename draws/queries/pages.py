"""What the pages of a draw need beside its rows: the step rail, the next step, the panel of the second person."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from draws import access
from draws.models import Draw, Exclusion, RosterEntry, SeedPart
from draws.ports import origin_of
from draws.queries.facts import (
    LABELS,
    LOCK,
    REVEAL,
    VOID,
    open_confirmations,
    way_text,
)
from draws.queries.results import substitutions
from registry.access import YES, Answer, no_post
from registry.models import Attachment, User
from registry.queries.listing import Column, Order
from registry.services.confirmations import subject_key
from rulebook.lifecycle.draw import DrawState

TONES = {
    DrawState.DRAFT: "neutral",
    DrawState.LOCKED: "waiting",
    DrawState.SEEDED: "waiting",
    DrawState.DRAWN: "due",
    DrawState.PUBLISHED: "done",
    DrawState.ARCHIVED: "done",
    DrawState.VOID: "overdue",
}
RAIL = ("编制名册", "锁定", "报数", "抽取", "公布", "递补")
REACHED = {
    DrawState.DRAFT: 1,
    DrawState.LOCKED: 2,
    DrawState.SEEDED: 3,
    DrawState.DRAWN: 4,
    DrawState.PUBLISHED: 5,
    DrawState.ARCHIVED: 6,
}
SENTENCES = {
    DrawState.DRAFT: "名册已编好，还没有锁定。",
    DrawState.LOCKED: "名册、名额和排除名单已锁定，承诺值已公布，等各方报数。",
    DrawState.SEEDED: "各方的数字已揭示，种子已定，可以抽取。",
    DrawState.DRAWN: "结果已产生，尚未公布。",
    DrawState.PUBLISHED: "结果已公布，任何人都可以重做核对。",
    DrawState.ARCHIVED: "已归档，不再递补。",
    DrawState.VOID: "已作废，编号保留，不再使用。",
}
NOT_ITS_BODY = no_post("须由抽取主体（市纪委监督员）办理")
ORDERS: dict[str, tuple[Column, ...]] = {
    "made": ("pk",),
    "number": ("number",),
    "state": ("state", "pk"),
    "locked_at": (Coalesce("locked_at", Value(datetime.min.replace(tzinfo=UTC))), "pk"),
}
"""What is not locked stands before everything that is."""
LATEST_LOCKED = Order("", ("chain_number",), descending=True)


@dataclass(frozen=True)
class NextStep:
    """The one primary action of the page."""

    label: str
    url: str
    may: Answer = YES
    method: str = "get"
    confirm: str = ""


def tone(state: str) -> str:
    """Tone of the state's badge."""
    return TONES[DrawState(state)]


def sentence(draw: Draw) -> str:
    """The state in one sentence."""
    return SENTENCES[DrawState(draw.state)]


def rail(draw: Draw) -> list[dict[str, Any]]:
    """Steps for the rail; a void draw shows how far it came."""
    if draw.state == DrawState.VOID:
        moments = (draw.created_at, draw.locked_at, draw.revealed_at, draw.drawn_at, draw.published_at)
        reached, current = sum(moment is not None for moment in moments), -1
    else:
        reached = current = REACHED[DrawState(draw.state)]
    states = ["done" if at < reached else "current" if at == current else "todo" for at in range(len(RAIL))]
    return [{"title": title, "state": state} for title, state in zip(RAIL, states, strict=True)]


def next_step(user: User, draw: Draw) -> NextStep | None:
    """What comes next and whether this user may do it; None when nothing is left to do."""
    url = {
        name: reverse(f"draws:draw-{name}", args=[draw.pk])
        for name in ("lock", "digits", "run", "publish", "result")
    }
    may_run = access.may_run_draw(user, draw) or NOT_ITS_BODY
    if may_run and (reason := obstacles(draw)):
        may_run = Answer(False, reason)
    match draw.state:
        case DrawState.DRAFT:
            return NextStep("锁定名册", url["lock"])
        case DrawState.LOCKED:
            return NextStep("各方报数", url["digits"])
        case DrawState.SEEDED:
            ask = "现在抽取吗？抽取只进行一次，结果由名册和种子决定。"
            return NextStep("抽取", url["run"], may_run, "post", ask)
        case DrawState.DRAWN:
            ask = "公布后任何人都能看到结果并下载抽取包，确定公布吗？"
            return NextStep("公布结果", url["publish"], may_run, "post", ask)
        case DrawState.PUBLISHED | DrawState.ARCHIVED:
            return NextStep("查看结果", url["result"])
    return None


NEXT: dict[str, str] = {
    DrawState.DRAFT: DrawState.LOCKED,
    DrawState.LOCKED: DrawState.SEEDED,
    DrawState.SEEDED: DrawState.DRAWN,
    DrawState.DRAWN: DrawState.PUBLISHED,
    DrawState.PUBLISHED: DrawState.ARCHIVED,
}


def obstacles(draw: Draw) -> str:
    """Why the origin forbids the next state; empty if it does not."""
    following = NEXT.get(draw.state)
    return "".join(origin_of(draw).hindrances(draw, following)) if following else ""


def waiting_steps(draw: Draw) -> list[tuple[str, str]]:
    """(label, address) of every step that waits for its second person."""
    open_rows = open_confirmations().filter(subject=subject_key(draw))
    return [(LABELS[row.action], step_url(row.action, draw.pk)) for row in open_rows if row.action in LABELS]


def step_url(action: str, pk: int) -> str:
    name = {LOCK: "lock", REVEAL: "digits", VOID: "void"}[action]
    return reverse(f"draws:draw-{name}", args=[pk])


def substitution_events(draw: Draw) -> list[dict[str, Any]]:
    """The steps of 递补 for the timeline."""
    return [
        {
            "at": step.made_at,
            "title": f"第 {step.number} 次：{step.withdrawn.label}（{step.withdrawn.code}）退出，"
            f"{step.replacement.label}（{step.replacement.code}）递补",
            "actor": f"{step.actor_post} {step.made_by.name}",
            "text": f"{step.get_reason_display()}{f'；依据：{step.evidence}' if step.evidence else ''}",
        }
        for step in substitutions(draw)
    ]


def origin_url(draw: Draw) -> str:
    """The page of the thing that the draw is for."""
    return origin_of(draw).url(draw)


def with_unit(rows: QuerySet[Draw]) -> QuerySet[Draw]:
    """As the lists show them."""
    return rows.select_related("unit")


def filtered_draws(rows: QuerySet[Draw], state: str, text: str) -> QuerySet[Draw]:
    """Rows of the list by the given filters."""
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(purpose__icontains=text) | Q(unit__name__icontains=text)
        )
    return rows


def filtered_roster(draw: Draw, stratum: str, text: str) -> QuerySet[RosterEntry]:
    """Entries by stratum and ticket; before the draw by code."""
    rows = draw.entries.all()
    if stratum:
        rows = rows.filter(stratum=stratum)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(label__icontains=text))
    return rows.order_by("stratum", "rank", "code")


def sizes(draw: Draw) -> dict[str, int]:
    """How many stand in the roster and how many were left out."""
    return {"entries": draw.entries.count(), "excluded": draw.exclusions.count()}


def exclusions(draw: Draw) -> QuerySet[Exclusion]:
    return draw.exclusions.order_by("reason", "code")


def person_entries(draw: Draw, text: str) -> QuerySet[RosterEntry]:
    """The entries that are persons, to open a code to one of them."""
    rows = draw.entries.exclude(person_commit="").order_by("label", "code")
    return rows.filter(Q(code__icontains=text) | Q(label__icontains=text)) if text else rows


def entry_of(draw: Draw, pk: int) -> RosterEntry | None:
    """One entry of this draw."""
    return draw.entries.filter(pk=pk).first()


def digit_parties(draw: Draw) -> list[dict[str, Any]]:
    """For every party: position, name and, once it has given its digits, the row and how they came in, with its person's name."""
    rows = draw.seed_parts.select_related("given_by")
    parts: dict[int, SeedPart] = {part.position: part for part in rows}
    return [
        {
            "position": position,
            "party": party,
            "part": parts.get(position),
            "way": way_text(parts[position]) if position in parts else "",
        }
        for position, party in enumerate(draw.parties, start=1)
    ]


def digits_scan(draw: Draw, position: int) -> Attachment | None:
    """The signed paper with a party's digits; none before they are revealed."""
    part = draw.seed_parts.filter(position=position).select_related("scan").first()
    return part.scan if part is not None and draw.seed else None
