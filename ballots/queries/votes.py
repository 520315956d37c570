"""What can be read of a vote: its form, figures, equations, counts and files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from ballots.models import (
    CardVoid,
    CounterRun,
    Receipt,
    ReleasedOpinion,
    ReplySlip,
    Screening,
    SealedCount,
    Vote,
)
from ballots.queries.anchors import anchors_of
from ballots.queries.paper import paper_figures
from ballots.queries.strata import edition_panels, published_strata
from ballots.sql import connecting, opinions
from ballots.sql.urn import ISSUED, OPEN, URN
from registry.models import Confirmation
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key
from rulebook.ballot import publication, reconciliation, tally
from rulebook.ballot.form import ABSTAIN_LABEL, OVERALL, BallotForm, is_form_of
from rulebook.ballot.opinions import NOBODY, NOBODY_LABEL
from rulebook.ballot.receipts import first_digits
from rulebook.ballot.reconciliation import Equation, Figures
from rulebook.lifecycle.vote import VoteState

S = VoteState
BEFORE_OPENING = frozenset({S.PREPARING, S.TESTING, S.READY})
RUNNING = frozenset({S.OPEN, S.CLOSING})
SEALED = frozenset({S.SEALED, S.PUBLISHED})
SEEN_WHILE_RUNNING = frozenset({"issued", "electronic", "urn"})
"""Equations that can hold before the cards are counted by hand."""

OPEN_VOTE = "ballots.open"
CLOSE_WITH_EXCEPTION = "ballots.close_exception"
PUBLISH_VOTE = "ballots.publish"
VOID_VOTE = "ballots.void"
DESTROY_BOX = "ballots.destroy_box"
SCHEDULE_VOTE = "ballots.schedule"
ACTIONS = {
    OPEN_VOTE: "开启投票",
    CLOSE_WITH_EXCEPTION: "带例外截止",
    PUBLISH_VOTE: "公布结果",
    VOID_VOTE: "作废投票",
    DESTROY_BOX: "销毁封存票箱",
    SCHEDULE_VOTE: "定时开启和截止",
}

DIGEST = re.compile(r"[0-9a-f]{64}")
_forms: dict[str, BallotForm] = {}
FORMS_KEPT = 32
ON_TABLETS = (
    "title",
    "state",
    "front",
    "marking",
    "form_hash",
    "opened_at",
    "closed_at",
    "phone",
)


def form(vote: Vote) -> BallotForm:
    """The form of the vote."""
    return BallotForm.from_dict(vote.form)


def known_form(digest: str) -> BallotForm | None:
    """The form with this digest, if some vote has it; kept in memory, since the digest allows no other.

    What the database holds under the digest is believed only if it has it: who exchanged two names there would have every
    voter mark the wrong person.
    """
    if digest not in _forms:
        if not DIGEST.fullmatch(digest):
            return None
        stored = Vote.objects.filter(form_hash=digest).values_list("form", flat=True).first()
        if stored is None or not is_form_of(stored, digest):
            return None
        if len(_forms) >= FORMS_KEPT:
            _forms.clear()
        _forms[digest] = BallotForm.from_dict(stored)
    return _forms[digest]


def form_of_vote(pk: int) -> BallotForm | None:
    """The form of one vote, for a request that brings no digest of it."""
    if pk > connecting.HIGHEST_VOTE:
        return None
    digest = Vote.objects.filter(pk=pk).values_list("form_hash", flat=True).first()
    return known_form(digest) if digest else None


def votes_on_tablets() -> list[Vote]:
    """Votes that tablets offer now, with what their pages need and no more."""
    return list(Vote.objects.filter(state__in=RUNNING).only(*ON_TABLETS).order_by("pk"))


def vote_on_tablets(pk: int) -> Vote | None:
    """One vote for the ballot page, in whatever state."""
    return Vote.objects.filter(pk=pk).only(*ON_TABLETS).first()


def public_vote(pk: int) -> Vote | None:
    """One vote for the pages open to everybody; each decides by the state what it shows."""
    return Vote.objects.select_related("unit").filter(pk=pk).first()


def voids(vote: Vote) -> dict[str, int]:
    """Cards scanned as void, by reason."""
    found = CardVoid.objects.filter(vote=vote).values_list("reason").annotate(Sum("n"))
    return {str(reason): int(n) for reason, n in found}


def urn_is_emptied(vote: Vote) -> bool:
    return vote.kept_urn is not None


def figures(vote: Vote) -> Figures:
    """All numbers of the vote (S0-23); of a running vote they are for the equations only, never for a page."""
    scanned = voids(vote)
    emptied = urn_is_emptied(vote)
    urn = vote.kept_urn if vote.kept_urn is not None else connecting.count_rows(URN, vote.pk)
    still_open = vote.kept_open if vote.kept_open is not None else connecting.count_rows(OPEN, vote.pk)
    receipts = Receipt.objects.filter(vote=vote).count() if vote.sealed_at else None
    paper = paper_figures(vote)
    exchanged, returned = scanned.get("paper", 0), urn + paper.sheets
    return Figures(
        made=vote.made,
        handed_out=vote.handed_out,
        spoiled=vote.spoilt,
        leftover=vote.leftover,
        voided=scanned.get("spoilt", 0) + scanned.get("leftover", 0) + exchanged,
        checked_in=None if vote.by_batches else vote.checked_in,
        returned=returned,
        not_returned=max(vote.handed_out - returned, 0),
        valid=urn + paper.valid,
        invalid=paper.invalid,
        issued=connecting.count_rows(ISSUED, vote.pk),
        open=still_open,
        urn=None if emptied else urn,
        receipts=receipts,
        paper=paper.sheets,
        paper_made=vote.paper_made,
        paper_left=vote.paper_left,
        exchanged=exchanged,
        paper_missing=max(exchanged - paper.sheets, 0),
        paper_valid=paper.valid,
        paper_invalid=paper.invalid,
    )


def equations(vote: Vote) -> list[Equation]:
    """The equations that can be judged in this state."""
    found = reconciliation.equations(figures(vote))
    if vote.state in RUNNING:
        return [equation for equation in found if equation.key in SEEN_WHILE_RUNNING]
    return found


def progress(vote: Vote) -> dict[str, int]:
    """``returned`` of ``expected`` while the vote runs, rounded down to fives, so that no single ballot can be watched."""
    return {
        "returned": reconciliation.in_fives(connecting.count_rows(URN, vote.pk)),
        "expected": vote.checked_in or vote.made,
    }


def counts(vote: Vote) -> tally.Counts:
    """The sealed counts. Raises ``rulebook.ballot.tally.CountError`` for a vote that was never sealed."""
    rows = SealedCount.objects.filter(vote=vote).values_list("subject", "criterion", "grade", "n")
    return tally.counts_from_rows(form(vote), vote.counted, rows)


def shown_counts(found: tally.Counts) -> list[dict[str, Any]]:
    """Counts for a page: each subject with ``overall`` (总体评价, if asked for) and ``parts``, the other criteria.

    A row has pairs of (grade in words, votes) and the two rates.
    """
    shape = found.form
    shown = []
    for subject in shape.subjects:
        rows: list[dict[str, Any]] = []
        for criterion in shape.criteria:
            place = found.at(subject.key, criterion.key)
            pairs = [(grade.label, place.marks[grade.value - 1]) for grade in shape.grades]
            rows.append(
                {
                    "key": criterion.key,
                    "label": criterion.label,
                    "pairs": [*pairs, (ABSTAIN_LABEL, place.abstained)],
                    "satisfied": tally.satisfied_rate(shape, place),
                    "combined": tally.combined_rate(shape, place),
                }
            )
        overall = next((row for row in rows if row["key"] == OVERALL), None)
        parts = [row for row in rows if row is not overall]
        shown.append({"label": subject.label, "overall": overall, "parts": parts})
    return shown


def has_counts(vote: Vote) -> bool:
    return SealedCount.objects.filter(vote=vote).exists()


RESULTS = (Receipt, SealedCount, CounterRun)
"""What only a count writes."""


def planted_results(vote: Vote) -> list[str]:
    """What lies of a vote's results before it was counted, in Chinese; somebody else wrote it."""
    found = ((model, model._default_manager.filter(vote=vote).count()) for model in RESULTS)
    return [f"{model._meta.verbose_name} {n} 条" for model, n in found if n]


def counter_runs(vote: Vote) -> Sequence[CounterRun]:
    return list(CounterRun.objects.filter(vote=vote).order_by("counter"))


def receipts_of(vote: Vote) -> QuerySet[Receipt]:
    """Every receipt of the vote; none before sealing."""
    return Receipt.objects.filter(vote=vote)


def votes_of_receipt(short: str) -> list[Vote]:
    """The sealed votes in which a receipt begins with these letters, the last first."""
    first, sealed = first_digits(short), sealed_votes().values_list("pk", flat=True)
    alike = Receipt.objects.filter(vote__in=list(sealed), receipt__gte=first, receipt__lt=f"{first}g")
    return list(sealed_votes().filter(pk__in=set(alike.values_list("vote", flat=True))))


def sealed_votes() -> QuerySet[Vote]:
    """Votes whose receipts can be checked, newest first."""
    return Vote.objects.filter(sealed_at__isnull=False).defer("form", "test_report")


def listed_votes() -> QuerySet[Vote]:
    """Those of them that the public page lists: a rehearsal is none of the public's."""
    return sealed_votes().exclude(marking="rehearsal")


def counts_file(vote: Vote, edition: publication.Edition) -> bytes:
    """``counts.json`` of an edition; raises ``rulebook.ballot.publication.NotPublishable``."""
    return publication.counts_file(
        edition=edition,
        title=vote.title,
        panels=edition_panels(vote),
        figures=figures(vote),
        k=vote.threshold,
        strata=published_strata(vote) if edition is publication.Edition.PUBLISHED else (),
        sealing=publication.SealingKey(vote.key_suite, vote.key_public) if vote.key_public else None,
        anchors=anchors_of(vote),
    )


def publication_file(vote: Vote, edition: publication.Edition) -> bytes:
    """``publication.json`` of an edition, bound to its ``counts.json``."""
    raw = counts_file(vote, edition)
    return publication.publication_file(
        edition=edition,
        counts=counts(vote),
        counts_raw=raw,
        k=vote.threshold,
        strata=published_strata(vote) if edition is publication.Edition.PUBLISHED else (),
    )


def pending_confirmation(vote: Vote) -> Confirmation | None:
    """The request that waits for a second person, if one is still valid."""
    return waiting_confirmations(ACTIONS).filter(subject=subject_key(vote)).first()


READABLE = (Screening.PASSED, Screening.MASKED)


@dataclass(frozen=True)
class ShownOpinion:
    """A screened opinion as everybody entitled may read it: whom it is about, the text, whether a part was masked."""

    subject: str
    text: str
    masked: bool


def screened_opinions(vote: Vote, subject: str | None = None) -> list[ShownOpinion]:
    """What has passed screening, in the random order of the release; never a text that waits or is withheld (S0-19).

    ``subject`` is a key of the form, empty for opinions about nobody in particular; None for all.
    """
    rows = ReleasedOpinion.objects.filter(vote=vote, state__in=READABLE).order_by("pk")
    if subject is not None:
        rows = rows.filter(subject=subject)
    return [
        ShownOpinion(row.subject, row.shown, row.state == Screening.MASKED)
        for row in rows.only("subject", "shown", "state")
    ]


def grouped_opinions(vote: Vote) -> list[tuple[str, list[ShownOpinion]]]:
    """The screened opinions by subject in the order of the form, those about nobody last; empty groups left out."""
    found = screened_opinions(vote)
    order = [(subject.key, subject.label) for subject in form(vote).subjects] + [(NOBODY, NOBODY_LABEL)]
    groups = [(label, [row for row in found if row.subject == key]) for key, label in order]
    return [(label, rows) for label, rows in groups if rows]


def opinion_numbers(vote: Vote) -> dict[str, int]:
    """How many opinions wait in the urn (before the release) or are pending, passed, masked and withheld (after it).

    While ballots are cast nothing is counted: one more opinion would tell that somebody has just written one.
    """
    if vote.opened_at is None or vote.state in RUNNING:
        return {}
    if vote.opinions_released_at is None:
        return {"waiting": connecting.count_rows(opinions.OPINION_URN, vote.pk)}
    rows = ReleasedOpinion.objects.filter(vote=vote).values_list("state").annotate(Count("pk"))
    return dict.fromkeys(Screening.values, 0) | dict(rows)


def opinions_to_screen(vote: Vote) -> list[ReleasedOpinion]:
    """Every released opinion for the screener, those that wait first; each part in the random order of the release."""
    rows = list(ReleasedOpinion.objects.filter(vote=vote).order_by("pk"))
    return sorted(rows, key=lambda row: row.state != Screening.PENDING)


def next_to_screen(vote: Vote) -> int | None:
    """Number of the next opinion that waits."""
    return (
        ReleasedOpinion.objects.filter(vote=vote, state=Screening.PENDING)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )


def slips(vote: Vote) -> list[ReplySlip]:
    """The reply slips in their random order, without who wrote them: that is read one by one, each look logged."""
    rows = ReplySlip.objects.filter(vote=vote).order_by("pk")
    return list(rows.only("vote_id", "answered_on"))


def takes_opinions(vote: Vote) -> bool:
    """Whether an opinion may still come in: from the opening until the count."""
    return vote.state in opinions.TAKING_STATES


def hurry(pk: int) -> bool:
    """Whether a tablet should deliver at once what it still keeps: no vote of this number takes new voters any more."""
    return not Vote.objects.filter(pk=pk, state=S.OPEN).exists()
