"""What follows from an election: proposed by the system, decided by a named leader, never executed by itself (S3-14, S3-15)."""

from datetime import date

from django.utils.timezone import localdate

from evaluations.elections.models import Election, Proposal
from evaluations.elections.queries.published import publication_facts, publishable_table
from evaluations.elections.queries.reports import CHANGED, differences_of, signature_text
from evaluations.elections.queries.scores import (
    PUBLISH_ELECTION,
    ScoreTable,
    low_before,
    score_table,
)
from evaluations.elections.services.elections import locked_in, move
from evaluations.elections.services.refusals import ElectionRefused
from matters.models import Matter
from matters.services import matters
from registry.models import Confirmation, User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from registry.services.confirmations import (
    ConfirmationRefused,
    give_confirmation,
    request_confirmation,
    use_confirmation,
)
from rulebook.election.score import Consequence, UnitKind, consequences
from rulebook.lifecycle.election import ElectionState
from rulebook.matter.matters import Source, Triage

MATTER_ORIGIN = "elections.election_matter"
RECTIFY = frozenset({Consequence.ADMONITION, Consequence.HEAD})
"""Both ask for rectification; the head's post is put before the leaders beside it."""


def ask_publication(*, actor: User, election: Election, number: str, published_on: date) -> Confirmation:
    """Ask for the second person who sees the same result; what would block the publication is said now.

    Raises ``ElectionRefused``.
    """
    with change(actor, "ask_election_publication", election):
        row = locked_in(election, ElectionState.SCORED, doing="通报")
        if published_on > localdate():
            raise ElectionRefused("通报日期不能晚于今天。")
        table = _publishable(row)
        row.bulletin_number, row.published_on = number, published_on
        row.save(update_fields=["bulletin_number", "published_on"])
        return request_confirmation(
            actor=actor,
            action=PUBLISH_ELECTION,
            subject=row,
            label=f"通报：{row.title}",
            facts=publication_facts(table),
        )


def confirm_publication(
    *, actor: User, election: Election, confirmation: Confirmation, bulletin: bytes, seen: str | None = None
) -> Election:
    """The second person confirms and the bulletin 通报 goes to the units, in the name of who asked (S3-19).

    What follows from the result is proposed with it (S3-14). Raises ``ElectionRefused`` with everything that blocks it.
    """
    asker = confirmation.asked_by
    with change(asker, "publish_election", election) as log:
        row = locked_in(election, ElectionState.SCORED, doing="通报")
        table = _publishable(row)
        facts = publication_facts(table)
        try:
            give_confirmation(actor=actor, confirmation=confirmation, facts=facts, subject=row, seen=seen)
            use_confirmation(action=PUBLISH_ELECTION, subject=row, facts=facts)
        except ConfirmationRefused as refusal:
            raise ElectionRefused(str(refusal)) from refusal
        row.bulletin = store_attachment(
            actor=asker, name=f"{row.title}通报.pdf", content=bulletin, allowed={PDF}
        )
        row.published_figures = publishable_table(table).as_dict()
        row.save(update_fields=["bulletin", "published_figures"])
        move(row, ElectionState.PUBLISHED)
        made = _propose(row, table)
        log.note(satisfied=list(table.outcome.satisfied), low=list(table.outcome.low), proposals=made)
    return row


def _publishable(row: Election) -> ScoreTable:
    if row.rehearsal_of_id is not None:
        raise ElectionRefused("这是演练，不通报；演练完请作废。")
    table = score_table(row)
    if table.problems:
        raise ElectionRefused("".join(table.problems))
    if signature_text(table) == CHANGED:
        raise ElectionRefused("计票签字之后结果有变动，须重新生成计票报告、重新签字，才能通报。")
    if found := differences_of(row):
        raise ElectionRefused(f"计票数据前后不一致（{'；'.join(found)}），不能通报。")
    unclean = row.votes.filter(vote__state="sealed", vote__wiped_at=None)
    if names := [each.get_panel_display() for each in unclean]:
        raise ElectionRefused(f"{'、'.join(names)}的票箱清除尚未完成，请先到投票页完成清除。")
    return table


def _propose(row: Election, table: ScoreTable) -> int:
    before = low_before(row)
    proposals = [
        Proposal(unit=unit, consequence=each)
        for unit in table.units
        for each in consequences(
            UnitKind(unit.kind),
            satisfied=unit.key in table.outcome.satisfied,
            low=unit.key in table.outcome.low,
            low_before=unit.unit_id in before,
        )
    ]
    Proposal.objects.bulk_create(proposals)
    return len(proposals)


def apply_decision(actor: User, proposal: Proposal, *, accepts: bool, note: str) -> Proposal:
    """Keep what was decided and confirmed, with the leader's name and the day; a confirmed admonition enters the rectification.

    Called by ``services.decisions`` within its ``change``. Raises ``ElectionRefused`` when it is decided already.
    """
    row = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("unit__unit", "unit__election")
        .get(pk=proposal.pk)
    )
    if row.state != "proposed":
        raise ElectionRefused(f"这一项{row.get_state_display()}，不能再改。")
    row.state = "confirmed" if accepts else "declined"
    row.decided_by, row.decided_on, row.note = actor, localdate(), note
    if accepts and Consequence(row.consequence) in RECTIFY:
        row.matter = _rectification(actor, row)
    row.save()
    return row


def _rectification(actor: User, row: Proposal) -> Matter:
    election = row.unit.election
    return matters.raise_matter(
        actor=actor,
        unit=row.unit.unit,
        title=f"{election.year}年科室评选满意度较低，限期整改",
        # The unit reads it: what is put before the leaders about its head is not written here.
        text=f"{election.title}结果：{row.unit.name}为满意度较低单位，请查找原因，限期整改。",
        source=Source.SURVEY,
        raised_on=localdate(),
        triage=Triage.SHORT,
        origin_kind=MATTER_ORIGIN,
        origin_label=election.title,
    )
