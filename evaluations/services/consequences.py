"""What follows from an election: proposed by the system, decided by a named leader, never executed by itself (S3-14, S3-15)."""

from datetime import date

from django.utils.timezone import localdate

from evaluations.models import Contest, Proposal
from evaluations.queries.contests import ScoreTable, low_before, score_table
from evaluations.services.contests import locked_in, move
from evaluations.services.refusals import MeetingRefused
from matters import services as matters
from matters.models import Matter
from registry.models import User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from rulebook.department_score import Consequence, UnitKind, consequences
from rulebook.lifecycle.contest import ContestState
from rulebook.matters import Source, Triage

MATTER_ORIGIN = "evaluations.contest_matter"
RECTIFY = frozenset({Consequence.ADMONITION, Consequence.HEAD})
"""Both ask for rectification; the head's post is put before the leaders beside it."""


def publish_contest(
    *, actor: User, contest: Contest, number: str, published_on: date, bulletin: bytes
) -> Contest:
    """Publish the bulletin 通报 to the units and propose what follows (S3-14, S3-19).

    Raises ``MeetingRefused`` with everything that blocks the publication.
    """
    with change(actor, "publish_contest", contest) as log:
        row = locked_in(contest, ContestState.SCORED, doing="通报")
        table = score_table(row)
        if table.problems:
            raise MeetingRefused("".join(table.problems))
        if unclean := [
            each.get_panel_display() for each in row.votes.filter(vote__state="sealed", vote__wiped_at=None)
        ]:
            raise MeetingRefused(f"{'、'.join(unclean)}的票箱清除尚未完成，请先到投票页完成清除。")
        if published_on > localdate():
            raise MeetingRefused("通报日期不能晚于今天。")
        row.bulletin = store_attachment(
            actor=actor, name=f"{row.title}通报.pdf", content=bulletin, allowed={PDF}
        )
        row.bulletin_number, row.published_on = number, published_on
        row.save(update_fields=["bulletin", "bulletin_number", "published_on"])
        move(row, ContestState.PUBLISHED)
        made = _propose(row, table)
        log.note(satisfied=list(table.outcome.satisfied), low=list(table.outcome.low), proposals=made)
    return row


def _propose(row: Contest, table: ScoreTable) -> int:
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


def decide_proposal(*, actor: User, proposal: Proposal, confirm: bool, note: str = "") -> Proposal:
    """The leader's decision, with his name and the day. A confirmed admonition enters the rectification as a matter.

    Raises ``MeetingRefused`` when it is decided already, or declined without a reason.
    """
    with change(actor, "decide_proposal", proposal) as log:
        row = (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("unit__unit", "unit__contest")
            .get(pk=proposal.pk)
        )
        if row.state != "proposed":
            raise MeetingRefused(f"这一项{row.get_state_display()}，不能再改。")
        if not confirm and not note:
            raise MeetingRefused("不予执行的，请写明理由。")
        row.state = "confirmed" if confirm else "declined"
        row.decided_by, row.decided_on, row.note = actor, localdate(), note
        if confirm and Consequence(row.consequence) in RECTIFY:
            row.matter = _rectification(actor, row)
        row.save()
        log.note(consequence=row.consequence, state=row.state, matter=row.matter_id)
    return row


def _rectification(actor: User, row: Proposal) -> Matter:
    contest = row.unit.contest
    return matters.raise_matter(
        actor=actor,
        unit=row.unit.unit,
        title=f"{contest.year}年科室评选满意度较低，限期整改",
        text=f"{contest.title}结果：{row.unit.name}为满意度较低单位。{row.get_consequence_display()}。{row.note}",
        source=Source.SURVEY,
        raised_on=localdate(),
        triage=Triage.SHORT,
        origin_kind=MATTER_ORIGIN,
        origin_label=contest.title,
    )
