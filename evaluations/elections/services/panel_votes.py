"""The secret votes of the panels (S3-03 … S3-08, S3-17): prepared here, run by ``ballots``, followed to the count."""

from datetime import datetime

from django.utils import timezone
from django.utils.timezone import localtime

from ballots.models import Vote
from ballots.models.votes import Front
from ballots.queries.votes import BEFORE_OPENING
from ballots.services import preparing, schedule
from evaluations.elections.models import Election, PanelCount, PanelVote
from evaluations.elections.queries.panels import card_groups, panel_gaps
from evaluations.elections.queries.scores import election_units
from evaluations.elections.services.counts import take_panel_counts
from evaluations.elections.services.elections import locked, locked_in, move
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.form import BallotForm, one_unit_form, panel_form
from rulebook.election.panels import RATE_ALL, Window, closing_time, default_window
from rulebook.election.score import PANEL_LABELS, Panel
from rulebook.lifecycle.election import ElectionState
from rulebook.lifecycle.vote import VoteState

ORIGIN = "elections.election_panel"


def prepare_panel_vote(*, actor: User | None, election: Election, panel: Panel) -> Vote:
    """Prepare the vote of one panel, or another after a void one, which it then repeats.

    Raises ``ElectionRefused`` before the figures are frozen, for a panel without members, or for one that votes already.
    """
    with change(actor, "prepare_panel_vote", election) as log:
        row = locked_in(election, ElectionState.VOTING, ElectionState.SCORED, doing="准备层面投票")
        groups = card_groups(row, panel)
        if gaps := panel_gaps(row, panel):
            raise ElectionRefused("".join(gaps))
        known = row.votes.filter(panel=panel).select_related("vote").first()
        former = known.vote if known else None
        if former is not None and former.state != VoteState.VOID:
            raise ElectionRefused(f"{PANEL_LABELS[panel]}的投票已经准备，请到投票页办理。")
        vote = preparing.prepare_vote(
            actor=actor,
            title=f"{row.title}（{PANEL_LABELS[panel]}）",
            unit=row.bureau,
            form=_form(row, panel),
            origin_kind=ORIGIN,
            origin_label=row.title,
            marking="rehearsal" if row.rehearsal_of_id else "",
            front=Front.GROUPS,
            repeat_of=former if former is not None and former.opened_at else None,
        )
        window = default_window(panel, timezone.now())
        if known is None:
            known = PanelVote(election=row, panel=panel)
        else:
            known.past_votes.add(known.vote)
        known.vote, known.opens_at, known.closes_at = vote, window.opens, window.closes
        known.save()
        if row.state == ElectionState.SCORED:
            move(row, ElectionState.VOTING)
        log.note(vote=vote.pk, panel=panel.value, groups=len(groups))
    return vote


def set_panel_window(*, actor: User, panel_vote: PanelVote, opens: datetime, closes: datetime) -> None:
    """Set the time in which a panel votes (S3-17). Raises ``ElectionRefused`` once it is open, and for times out of order."""
    with change(actor, "set_panel_window", panel_vote.election) as log:
        locked_in(panel_vote.election, ElectionState.VOTING, doing="设定投票时间")
        row = PanelVote.objects.select_for_update(of=("self",)).select_related("vote").get(pk=panel_vote.pk)
        if row.vote.state not in BEFORE_OPENING:
            raise ElectionRefused("投票已经开启，时间不能再改。")
        if not opens < closes or closes <= timezone.now():
            raise ElectionRefused("截止时间应晚于开放时间，也应晚于现在。")
        row.opens_at, row.closes_at = opens, closes
        row.save(update_fields=["opens_at", "closes_at"])
        log.note(panel=row.panel, opens=opens.isoformat(), closes=closes.isoformat())


def _form(election: Election, panel: Panel) -> BallotForm:
    if panel not in RATE_ALL:
        return one_unit_form(election.topics)
    units = [(unit.key, unit.name) for unit in election_units(election)]
    return panel_form(units, election.topics, mutual=panel == Panel.MUTUAL)


def panel_vote_hindrances(vote: Vote, to: str) -> list[str]:
    """Why the election forbids a move of a panel's vote; asked by ``ballots`` before every move."""
    row = PanelVote.objects.filter(vote=vote).select_related("election").first()
    if row is None:
        return [] if to == VoteState.VOID else ["这次投票已不属于任何评选。"]
    if to == VoteState.PUBLISHED:
        return ["层面人数少，各层面的结果不单独公布；评选结果由通报统一公布"]
    if to == VoteState.OPEN:
        return _opening_hindrances(row)
    if to == VoteState.VOID and row.election.state == ElectionState.PUBLISHED:
        return ["评选结果已经通报，层面投票不能再作废"]
    return []


def _opening_hindrances(row: PanelVote) -> list[str]:
    if row.election.state != ElectionState.VOTING:
        return [f"评选{row.election.get_state_display()}，不能开启投票"]
    now = timezone.now()
    if now < row.opens_at:
        return [f"{localtime(row.opens_at):%m月%d日 %H:%M} 起才能开启这个层面的投票"]
    if now >= row.closes_at:
        return [f"投票时间已于 {localtime(row.closes_at):%m月%d日 %H:%M} 截止，请先在参评层面页改期"]
    return []


def follow_panel_vote(vote: Vote, actor: User | None) -> None:
    """Keep the election in step: the counts once sealed, none of a void vote; an open panel ends by itself in time."""
    row = PanelVote.objects.filter(vote=vote).first()
    if row is None:
        return
    row.election = locked(row.election)
    row.vote = vote
    if vote.state == VoteState.OPEN:
        window = Window(row.opens_at, row.closes_at)
        now = timezone.now()
        ends = closing_time(Panel(row.panel), window, vote.opened_at or now)
        schedule.close_after(actor=actor, vote=vote, limit=ends - now)
    elif vote.state == VoteState.SEALED:
        take_panel_counts(row)
    elif vote.state == VoteState.VOID:
        PanelCount.objects.filter(unit__election=row.election, panel=row.panel, source="vote").delete()
        if row.election.state == ElectionState.SCORED:
            move(row.election, ElectionState.VOTING)


def panel_cards(vote: Vote) -> list[tuple[str, str, int]]:
    """(stratum, in words, cards) of a panel; asked by ``ballots`` when its cards are made."""
    row = PanelVote.objects.filter(vote=vote).select_related("election").first()
    return card_groups(row.election, Panel(row.panel)) if row else []
