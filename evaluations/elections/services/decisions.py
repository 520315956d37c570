"""Decisions of the leading group: recorded with a signed minute, confirmed by a second person, withdrawn by two (S3-09, S3-13, S3-14).

Neither person is of a unit concerned: nobody has a hand in what saves or hits his own unit.
"""

from django.utils.timezone import localdate

from evaluations.elections.access import concerned_units
from evaluations.elections.models import Election, GroupDecision, Proposal
from evaluations.elections.queries.decisions import (
    DECIDE,
    LABELS,
    WITHDRAW,
    decision_facts,
    needless,
    open_request,
    what,
)
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services.consequences import apply_decision
from evaluations.elections.services.elections import locked_in
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Confirmation, User
from registry.queries.belonging import is_of
from registry.services.audit import change
from registry.services.confirmations import (
    VALID_WORDS,
    ConfirmationRefused,
    give_confirmation,
    request_confirmation,
    use_confirmation,
)
from registry.services.scans import store_scan
from rulebook.lifecycle.election import ElectionState

S = ElectionState
CONCERNED = "决定涉及您所在的单位，须由别的单位的人办理。"


def record_decision(
    *, actor: User, election: Election, decision: GroupDecision, minute_name: str, minute: bytes
) -> GroupDecision:
    """Put a decision on record with its signed minute and ask for the second person; without effect until he confirms.

    Raises ``ElectionRefused`` for who is of a unit concerned, and where there is nothing to decide (no tie, no panel without
    votes); ``AttachmentRefused`` for what is no scan.
    """
    with change(actor, "record_group_decision", election) as log:
        row = locked_in(election, S.SCORED, S.VOTING, doing="登记决定")
        decision.election, decision.recorded_by, decision.state = row, actor, "recorded"
        _refuse_concerned(actor, decision)
        if said := needless(score_table(row), decision):
            raise ElectionRefused(said)
        _keep(actor, decision, minute_name, minute)
        log.note(kind=decision.kind, panel=decision.panel, order=decision.order, decision=decision.pk)
    return decision


def decide_proposal(
    *, actor: User, proposal: Proposal, confirm: bool, note: str = "", minute_name: str, minute: bytes
) -> GroupDecision:
    """What a leader records of one consequence, with the minute; a second person lets it count (S3-14).

    Raises ``ElectionRefused`` when it is decided already, declined without a reason, or of the leader's own unit.
    """
    with change(actor, "decide_proposal", proposal) as log:
        row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        election = locked_in(row.unit.election, S.PUBLISHED, doing="决定结果运用")
        if row.state != "proposed":
            raise ElectionRefused(f"这一项{row.get_state_display()}，不能再改。")
        if not confirm and not note:
            raise ElectionRefused("不予执行的，请写明理由。")
        decision = GroupDecision(
            election=election, kind="use", proposal=row, accepts=confirm, reason=note,
            decided_on=localdate(), recorded_by=actor,
        )  # fmt: skip
        _refuse_concerned(actor, decision)
        _keep(actor, decision, minute_name, minute)
        log.note(consequence=row.consequence, accepts=confirm, decision=decision.pk)
    return decision


def _keep(actor: User, decision: GroupDecision, name: str, content: bytes) -> None:
    decision.minute = store_scan(actor=actor, name=name, content=content)
    decision.save()
    _ask(actor, decision, DECIDE)


def ask_decision(*, actor: User, decision: GroupDecision) -> Confirmation:
    """Ask again for the second person of a decision that nobody confirmed in time. Raises ``ElectionRefused``."""
    with change(actor, "ask_group_decision", decision):
        row = _locked(decision)
        if row.state != "recorded" or row.minute is None:
            raise ElectionRefused("这项决定不能提请确认，请附会议纪要重新登记。")
        _refuse_concerned(actor, row)
        row.recorded_by = actor
        row.save(update_fields=["recorded_by"])
        return _ask(actor, row, DECIDE)


def ask_withdrawal(*, actor: User, decision: GroupDecision, reason: str) -> Confirmation:
    """Ask that a decision no longer counts, with the reason. Raises ``ElectionRefused`` after the bulletin."""
    with change(actor, "ask_decision_withdrawal", decision):
        row = _locked(decision)
        _require_withdrawable(row)
        _refuse_concerned(actor, row)
        if not reason:
            raise ElectionRefused("请写明撤回理由。")
        row.withdrawal_reason, row.withdrawn_by = reason, actor
        row.save(update_fields=["withdrawal_reason", "withdrawn_by"])
        return _ask(actor, row, WITHDRAW)


def confirm_decision(*, actor: User, decision: GroupDecision, seen: str | None = None) -> GroupDecision:
    """The second person confirms: the decision counts, or counts no longer; a consequence is carried out.

    Raises ``ElectionRefused`` for who asked, for who is of a unit concerned, when nobody asks any more, and when what was
    to be decided is gone.
    """
    with change(actor, "confirm_group_decision", decision) as log:
        row = _locked(decision)
        asked = open_request(row)
        if asked is None:
            raise ElectionRefused(f"没有待确认的提请，或提请已超过{VALID_WORDS}，请重新提出。")
        _refuse_concerned(actor, row)
        _refuse_concerned(asked.asked_by, row)
        _spend(actor, asked, row, seen)
        if asked.action == WITHDRAW:
            _require_withdrawable(row)
            row.state, row.withdrawal_confirmed_by = "withdrawn", actor
        else:
            _let_count(row, actor)
        row.save()
        log.note(action=asked.action, asked_by=asked.asked_by_id, what=what(row), state=row.state)
    return row


def _let_count(row: GroupDecision, second: User) -> None:
    if row.minute is None:
        raise ElectionRefused("这项决定没有附会议纪要，请重新登记。")
    if row.proposal is not None:
        apply_decision(row.recorded_by, row.proposal, accepts=row.accepts, note=row.reason)
    else:
        locked_in(row.election, S.SCORED, S.VOTING, doing="确认决定")
        if said := needless(score_table(row.election), row):
            raise ElectionRefused(said)
    row.state, row.confirmed_by = "held", second


def _spend(actor: User, asked: Confirmation, row: GroupDecision, seen: str | None) -> None:
    facts = decision_facts(row)
    try:
        give_confirmation(actor=actor, confirmation=asked, facts=facts, subject=row, seen=seen)
        use_confirmation(action=asked.action, subject=row, facts=facts)
    except ConfirmationRefused as refusal:
        raise ElectionRefused(str(refusal)) from refusal


def _locked(decision: GroupDecision) -> GroupDecision:
    row = GroupDecision.objects.select_for_update(of=("self",)).select_related(
        "election", "recorded_by", "minute", "proposal__unit"
    )
    return row.get(pk=decision.pk)


def _require_withdrawable(row: GroupDecision) -> None:
    locked_in(row.election, S.SCORED, S.VOTING, doing="撤回决定")
    if row.state == "withdrawn" or row.kind == "use":
        raise ElectionRefused("这项决定不能撤回。")


def _refuse_concerned(person: User, decision: GroupDecision) -> None:
    if is_of(person, concerned_units(decision)):
        raise ElectionRefused(CONCERNED)


def _ask(actor: User, decision: GroupDecision, action: str) -> Confirmation:
    return request_confirmation(
        actor=actor,
        action=action,
        subject=decision,
        label=f"{LABELS[action]}：{what(decision)}"[:200],
        facts=decision_facts(decision),
    )
