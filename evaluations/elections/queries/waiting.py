"""What of the departments' elections waits for a user: set-up, panels and their votes, count, publication, consequences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from ballots.models import Vote
from ballots.queries.waiting import steps_of
from desk.ports import Waiting
from draws.access import may_run_draw
from evaluations.elections import access
from evaluations.elections.models import Election, GroupDecision, PanelCount, PanelVote
from evaluations.elections.queries.decisions import LABELS
from evaluations.elections.queries.scores import PUBLISH_ELECTION
from evaluations.elections.queries.years import waiting_proposals
from registry.models import Confirmation, User
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key
from rulebook.election.panels import read_figures
from rulebook.election.score import PANEL_LABELS, Panel
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.election import ElectionState as S
from rulebook.lifecycle.vote import VoteState

RUNNING = (S.PREPARING, S.VOTING, S.SCORED)
STAGES = {S.PREPARING: "rectify", S.VOTING: "rectify", S.SCORED: "summarise"}
"""The stage that ends when the state should be over (S3-16)."""
DRAW_STEPS: dict[str, str] = {
    DrawState.DRAFT: "请锁定参评人员名册",
    DrawState.LOCKED: "请双方报数并揭示种子",
    DrawState.SEEDED: "种子已揭示，请抽取",
    DrawState.DRAWN: "参评人员已抽出，请公布结果",
}


@dataclass(frozen=True)
class Facts:
    """What the elections that run have in panels: votes, panels that are counted, steps of votes, open requests."""

    votes: Mapping[int, Sequence[PanelVote]]
    counted: Mapping[int, set[str]]
    steps: Mapping[int, str]
    asked: Mapping[str, Confirmation]


def elections(user: User) -> Iterator[Waiting]:
    """Steps of the elections that the user follows, and decisions on consequences that are his."""
    if not access.may_follow_elections(user):
        return
    rows = list(
        access.run_elections_for(user)
        .filter(state__in=RUNNING)
        .exclude(rehearsal_of__isnull=False, state=S.SCORED)
        .select_related("draw__unit", "report")
    )
    if rows:
        facts = _facts(user, rows)
        for election in rows:
            for step, url in _steps(user, election, facts):
                yield Waiting(election.title, step, url, str(election.bureau), _due(election))
            yield from _publication(user, election, facts)
    yield from _decisions(user)
    if not access.may_decide_any(user):
        return
    for election, number in waiting_proposals(access.elections_to_decide(user)):
        url = reverse("elections:election-uses", args=[election.pk])
        yield Waiting(election.title, f"{number} 项结果运用建议待决定", url)


def _decisions(user: User) -> Iterator[Waiting]:
    """Decisions of the leading group that another asked to confirm."""
    asked = waiting_confirmations(LABELS).exclude(asked_by=user)
    keys = {int(row.subject.rpartition(":")[2]): row for row in asked}
    rows = GroupDecision.objects.filter(pk__in=keys, election__in=access.run_elections_for(user))
    for row in rows.select_related("election__bureau", "proposal__unit"):
        if access.may_confirm_decision(user, row):
            step = f"请确认{LABELS[keys[row.pk].action]}，{keys[row.pk].asked_by.name}提请"
            url = reverse("elections:election-decision", args=[row.election_id, row.pk])
            yield Waiting(row.election.title, step, url, str(row.election.bureau), localdate())


def _facts(user: User, rows: Sequence[Election]) -> Facts:
    votes: dict[int, list[PanelVote]] = {}
    for row in PanelVote.objects.filter(election__in=rows).select_related("vote__unit"):
        votes.setdefault(row.election_id, []).append(row)
    counted: dict[int, set[str]] = {}
    panels = PanelCount.objects.filter(unit__election__in=rows).order_by()
    for pk, panel in panels.values_list("unit__election", "panel").distinct():
        counted.setdefault(pk, set()).add(panel)
    running: list[Vote] = [row.vote for part in votes.values() for row in part]
    subjects = [subject_key(row) for row in rows]
    asked = waiting_confirmations([PUBLISH_ELECTION]).filter(subject__in=subjects)
    return Facts(votes, counted, steps_of(user, running), {row.subject: row for row in asked})


def _due(election: Election) -> date | None:
    ends = {stage["key"]: stage["to"] for stage in election.stages}
    end = ends.get(STAGES[S(election.state)])
    return date.fromisoformat(end) if end else None


def _steps(user: User, election: Election, facts: Facts) -> Iterator[tuple[str, str]]:
    """(step, address) of what the user can do now."""
    manages = access.may_manage_election(user, election)
    show, panels, count = (
        reverse(f"elections:{name}", args=[election.pk])
        for name in ("election-show", "election-panels", "election-count")
    )
    if election.state == S.SCORED:
        report = getattr(election, "report", None)
        if report is None or report.pdf_id is None:
            if access.may_make_election_report(user, election):
                yield "已计分，请生成计票报告", count
        elif report.signed_scan_id is None and access.may_sign_election_count(user, election):
            yield "请打印计票报告，签字后上传扫描件", count
        return
    if election.state == S.PREPARING and manages:
        yield "请核对参评单位和数字，然后开始投票", show
    draw = election.draw
    if draw is None:
        if manages and len(facts.counted.get(election.pk, ())) < _panels(election):
            yield "请指定参评人员，准备抽取", panels
    elif draw.state in DRAW_STEPS and may_run_draw(user, draw):
        yield DRAW_STEPS[draw.state], reverse("draws:draw-show", args=[draw.pk])
    if election.state == S.VOTING:
        yield from _votes(user, election, facts, panels)


def _votes(user: User, election: Election, facts: Facts, panels: str) -> Iterator[tuple[str, str]]:
    votes = facts.votes.get(election.pk, ())
    for row in votes:
        if row.vote_id in facts.steps and row.vote.state != VoteState.SEALED:
            label = PANEL_LABELS[Panel(row.panel)]
            yield f"{label}：{facts.steps[row.vote_id]}", reverse("ballots:vote-show", args=[row.vote_id])
    begun = {row.panel for row in votes if row.vote.state != VoteState.VOID}
    left = _panels(election) - len(begun | facts.counted.get(election.pk, set()))
    if left > 0 and access.may_prepare_panel_vote(user, election):
        yield f"还有 {left} 个层面没有准备投票", panels


def _panels(election: Election) -> int:
    return len(read_figures(election.figures)[0].panels)


def _publication(user: User, election: Election, facts: Facts) -> Iterator[Waiting]:
    """To ask for the bulletin, or as the second person to confirm it."""
    if election.state != S.SCORED:
        return
    url = reverse("elections:election-publish", args=[election.pk])
    asked = facts.asked.get(subject_key(election))
    unit = str(election.bureau)
    if asked is not None:
        if access.may_confirm_publication(user, election, asked.asked_by):
            step = f"请确认通报，{asked.asked_by.name}提请，{localtime(asked.expires_at):%H:%M} 前有效"
            yield Waiting(election.title, step, url, unit, localdate())
        return
    report = getattr(election, "report", None)
    signed = report is not None and report.signed_scan_id is not None
    if signed and access.may_manage_election(user, election, S.SCORED):
        yield Waiting(election.title, "计票已签字，请提请通报", url, unit, _due(election))
