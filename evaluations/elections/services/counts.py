"""Counted votes of an election: read from a file of paper rounds and earlier years, or taken from sealed votes (S3-09)."""

from collections.abc import Mapping

from ballots.models import SealedCount, Vote
from evaluations.elections.models import Election, ElectionUnit, PanelCount, PanelVote
from evaluations.elections.queries.scores import election_units, score_table
from evaluations.elections.services.elections import locked, move
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Attachment, User
from registry.services.attachments import CSV, XLSX, store_attachment
from registry.services.audit import change
from registry.services.importing.files import refuse_unsuitable, tables
from registry.services.importing.tables import Column, data_rows, find_head, missing, text_of
from registry.services.refusals import LinesRefused
from rulebook.ballot.form import ONE_UNIT
from rulebook.election.counted_votes import VotesTable, read_votes
from rulebook.election.panels import read_figures
from rulebook.election.score import GRADES, PANEL_LABELS, Panel, Scheme, Votes
from rulebook.lifecycle.election import ElectionState
from rulebook.lifecycle.vote import VoteState

COLUMNS = (
    Column("panel", "参评层面", ("层面", "评议层面"), required=True),
    Column("code", "单位编码", ("编码",)),
    Column("name", "单位名称", ("单位", "科室", "部门")),
    *(Column(grade, grade, (f"{grade}票数",), required=True) for grade in GRADES),
)
OPEN_TO_COUNTS = (ElectionState.PREPARING, ElectionState.VOTING, ElectionState.SCORED)


def read_counts(content: bytes, names: Mapping[str, str], scheme: Scheme) -> VotesTable:
    """The lines of an xlsx or csv file. ``names``: unit code → name.

    Raises ``LinesRefused`` with every line that cannot be taken, ``ImportRefused`` for the file as a whole.
    """
    refuse_unsuitable(content)
    head = find_head(COLUMNS, tables(content))
    if absent := missing(COLUMNS, head.mapping):
        raise LinesRefused([f"没有找到“{'、'.join(absent)}”列，请核对表头。"])
    labels = {"panel": "参评层面", "code": "单位编码", "name": "单位名称"}
    lines = (
        (
            number,
            {
                labels.get(field, field): text_of(row[place]) if place < len(row) else ""
                for field, place in head.mapping.items()
            },
        )
        for number, row in data_rows(head, head.mapping["panel"], {})
    )
    found = read_votes(lines, names, scheme)
    problems = [f"第 {number} 行：{said}" for number, said in found.problems]
    if not found.votes and not problems:
        problems.append("文件里没有票数。")
    if problems:
        raise LinesRefused(problems)
    return found


def import_counts(*, actor: User, election: Election, name: str, content: bytes) -> VotesTable:
    """Enter counted votes; the file is kept, and the panels that it holds replace what was imported of them before.

    Raises ``LinesRefused``, ``ImportRefused``, ``AttachmentRefused``, and ``ElectionRefused`` for a panel that votes here.
    Whatever is refused, nothing is written.
    """
    with change(actor, "import_election_counts", election) as log:
        row = locked(election)
        if row.state not in OPEN_TO_COUNTS:
            raise ElectionRefused(f"评选{row.get_state_display()}，不能再导入。")
        units = election_units(row)
        by_code = {unit.unit.code: unit for unit in units}
        scheme, _ = read_figures(row.figures)
        found = read_counts(content, {code: unit.name for code, unit in by_code.items()}, scheme)
        panels = {panel for given in found.votes.values() for panel in given}
        _refuse_voted(row, panels)
        document = store_attachment(actor=actor, name=name, content=content, allowed={XLSX, CSV})
        PanelCount.objects.filter(unit__election=row, panel__in=panels).delete()
        PanelCount.objects.bulk_create(
            _imported(by_code[code], panel, votes, document)
            for code, given in found.votes.items()
            for panel, votes in given.items()
        )
        finish_counting(row)
        log.note(
            lines=sum(len(given) for given in found.votes.values()),
            panels=sorted(panel.value for panel in panels),
        )
    return found


def _imported(unit: ElectionUnit, panel: Panel, votes: Votes, document: Attachment) -> PanelCount:
    return PanelCount(unit=unit, panel=panel, votes=list(votes), source="import", document=document)


def _refuse_voted(election: Election, panels: set[Panel]) -> None:
    rows = election.votes.filter(panel__in=panels).exclude(vote__state=VoteState.VOID)
    if voting := [PANEL_LABELS[Panel(row.panel)] for row in rows]:
        raise ElectionRefused(
            f"{'、'.join(voting)}已准备投票，票数由投票产生，不能导入；如改用纸质计票，请先作废该投票。"
        )


def finish_counting(row: Election) -> None:
    """On to the score once every panel is counted and none votes any more."""
    waiting = row.votes.exclude(vote__state__in=(VoteState.SEALED, VoteState.PUBLISHED, VoteState.VOID))
    if row.state == ElectionState.SCORED or waiting.exists() or not score_table(row).complete:
        return
    move(row, ElectionState.SCORED)


def take_panel_counts(panel_vote: PanelVote) -> None:
    """Read the sealed counts of a panel's vote into the election; the caller holds its row."""
    election, panel, vote = panel_vote.election, panel_vote.panel, panel_vote.vote
    marks = _sealed(vote)
    PanelCount.objects.filter(unit__election=election, panel=panel).delete()
    PanelCount.objects.bulk_create(
        PanelCount(
            unit=unit,
            panel=panel,
            votes=[marks.get((unit.key, grade), 0) for grade in range(1, len(GRADES) + 1)],
            abstained=marks.get((unit.key, 0), 0),
            source="vote",
        )
        for unit in election_units(election)
    )
    finish_counting(election)


def _sealed(vote: Vote) -> dict[tuple[str, int], int]:
    """(unit key, grade) → votes. Where the cards name the unit, it is the stratum; else the place of the form."""
    found: dict[tuple[str, int], int] = {}
    for row in SealedCount.objects.filter(vote=vote):
        key = row.stratum if row.criterion == ONE_UNIT.key else row.criterion
        found[key, row.grade] = found.get((key, row.grade), 0) + row.n
    return found
