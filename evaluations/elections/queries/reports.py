"""The count report of an election: what it prints beside the scores, whether it is signed, whether it still says what the votes say."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ballots.models import Vote
from ballots.queries.differences import found_differences
from ballots.queries.files import INTERNAL, digests
from desk.queries.made_documents import changed_parts
from evaluations.elections.models import Election, ElectionReport, PanelVote
from evaluations.elections.queries.scores import ScoreTable, score_table
from rulebook.election.score import PANEL_LABELS, Panel
from rulebook.lifecycle.vote import VoteState

CHANGED = "签字后结果有变动，未重新签字"


@dataclass(frozen=True)
class PanelFile:
    """A panel that voted here: its vote, and the digests of its internal file of counts, which the report prints."""

    panel: Panel
    vote: Vote
    digests: Sequence[tuple[str, str]]


def panel_files(election: Election) -> list[PanelFile]:
    """Every panel that was counted here, in the order of the panels; none for counts that were imported."""
    rows = election.votes.filter(vote__state=VoteState.SEALED).select_related("vote")
    found = [PanelFile(Panel(row.panel), row.vote, _internal(row.vote)) for row in rows]
    return sorted(found, key=lambda each: list(Panel).index(each.panel))


def _internal(vote: Vote) -> list[tuple[str, str]]:
    try:
        return digests(vote, (INTERNAL,))
    except ValueError:
        return []


def result_digest(table: ScoreTable) -> str:
    """SHA-256 of every vote and decision that the result is made of, and of what else the report prints: any change since shows."""
    plain: dict[str, Any] = {
        "votes": sorted(
            [key, panel.value, *count.votes, count.abstained] for (key, panel), count in table.counts.items()
        ),
        "decisions": [
            [each.kind, each.panel, each.order, *([each.pk] if each.confirmed_by_id else [])]
            for each in table.decisions
        ],
    }
    if files := panel_files(table.election):
        plain["files"] = [[each.panel.value, each.digests] for each in files]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def differences_of(election: Election) -> list[str]:
    """What of the votes that were counted here differs from audit, files or report, each sentence with its panel."""
    return [
        f"{PANEL_LABELS[each.panel]}：{words}"
        for each in panel_files(election)
        for words in found_differences(each.vote)
    ]


def report_differences(vote: Vote) -> list[str]:
    """What the election's count report says otherwise than a panel's vote, in Chinese; asked by ``ballots``."""
    row = PanelVote.objects.filter(vote=vote).select_related("election").first()
    report = report_of_election(row.election) if row else None
    if row is None or report is None or report.pdf is None:
        return []
    found = [f"评选{label}的文件不是保存时的那一份" for label in changed_parts(report)]
    if report.digest != result_digest(score_table(row.election)):
        found.append("评选计票报告所印的票数和校验值与现在的数据不同")
    return found


def report_of_election(election: Election) -> ElectionReport | None:
    """The count report, if one was made or is being made."""
    rows = ElectionReport.objects.filter(election=election)
    return rows.select_related("pdf", "workbook", "signed_scan").first()


def signature_text(table: ScoreTable) -> str:
    """Whether the count is signed as it stands now, in Chinese."""
    report = report_of_election(table.election)
    if report is None or report.signed_scan is None:
        return "未签字"
    if report.digest != result_digest(table):
        return CHANGED
    return f"计票人{report.teller}、监票人{report.scrutineer}签字，扫描件 {report.signed_scan.sha256[:12]}"
