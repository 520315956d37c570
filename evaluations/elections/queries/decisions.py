"""The leading group's decisions: whom they concern, what both persons see of one, how documents say them (S3-09, S3-13, S3-14)."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.timezone import localdate

from evaluations.elections.models import Election, GroupDecision, Proposal
from evaluations.elections.queries.scores import ScoreTable
from registry.models import Confirmation
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key
from rulebook.election.score import Panel

DECIDE, WITHDRAW = "elections.decide", "elections.withdraw"
LABELS = {DECIDE: "领导小组决定", WITHDRAW: "撤回领导小组决定"}


def decisions_of(election: Election) -> list[GroupDecision]:
    """Every decision, withdrawn ones too."""
    rows = election.decisions.select_related(
        "recorded_by", "confirmed_by", "withdrawn_by", "withdrawal_confirmed_by", "minute", "proposal__unit"
    )
    return list(rows.order_by("pk"))


def needless(table: ScoreTable, decision: GroupDecision) -> str:
    """Why there is nothing to decide, in Chinese; empty where there is: a tie at a cut, a panel without votes."""
    if decision.kind == "tie":
        tied = [set(each) for each in table.outcome.undecided]
        if not tied:
            return "名次界线上没有完全相同、尚未排定的单位，不能排定并列名次。"
        if set(decision.order) not in tied:
            return "请把并列的单位全部写上，不多不少，每行一个。"
    elif decision.kind == "spread":
        panel = Panel(decision.panel)
        counted = {each for _, each in table.counts}
        if panel not in counted or not any(panel in score.missing for score in table.scores):
            return "这个层面没有缺票的单位，不能分摊权重。"
    return ""


def what(decision: GroupDecision) -> str:
    """The decision itself in one sentence: the order, the panel, the consequence."""
    if decision.proposal is not None:
        word = "确认" if decision.accepts else "不予执行"
        return f"{word}{decision.proposal.unit.name}的{decision.proposal.get_consequence_display()}"
    if decision.kind == "tie":
        names = {unit.key: unit.name for unit in decision.election.units.all()}
        return f"并列名次排定：{'、'.join(names.get(key, key) for key in decision.order)}"
    return f"{decision.get_panel_display()}：{decision.get_kind_display()}"


def decision_facts(decision: GroupDecision) -> dict[str, str]:
    """What both persons see, the decision itself and its minute included."""
    facts = {
        "评选": decision.election.title,
        "决定": what(decision),
        "理由": decision.reason or "—",
        "决定日期": decision.decided_on.isoformat(),
        "会议纪要": f"{Path(decision.minute.name).stem}，校验值 {decision.minute.sha256[:12]}"
        if decision.minute
        else "没有",
        "登记人": decision.recorded_by.name,
    }
    return facts | ({"撤回理由": decision.withdrawal_reason} if decision.withdrawal_reason else {})


def open_request(decision: GroupDecision) -> Confirmation | None:
    """The request that waits for its second person, if one is still valid."""
    return waiting_confirmations(LABELS).filter(subject=subject_key(decision)).first()


def said_in_documents(decisions: Sequence[GroupDecision]) -> list[str]:
    """What bulletin, pages and files say of the decisions that stand behind a result, and who made them."""
    return [_said(each) for each in decisions if each.kind in ("spread", "tie")]


def _said(decision: GroupDecision) -> str:
    persons = f"{decision.recorded_by.name}登记"
    if decision.confirmed_by is not None:
        persons += f"，{decision.confirmed_by.name}确认"
    by = f"领导小组{decision.decided_on:%Y-%m-%d}决定（{persons}）"
    if decision.kind == "tie":
        return f"{what(decision).partition('：')[2]}在名次界线上各项相同，次序由{by}。"
    return f"{decision.get_panel_display()}没有票的单位，该层面的权重分摊给其他层面，由{by}。"


def standing_decision(proposal: Proposal) -> GroupDecision | None:
    """What was decided on a consequence and is not withdrawn, if anything; what nobody confirmed today is no longer asked."""
    rows = proposal.decisions.exclude(state="withdrawn").select_related("recorded_by")
    held = rows.filter(state="held").last()
    return held or rows.filter(state="recorded", decided_on__gte=localdate()).last()
