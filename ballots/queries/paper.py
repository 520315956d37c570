"""What can be read of the paper ballots: their sheets, the two readings, what is unfinished, where they differ."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ballots.models import PaperSheet, PaperStock, Vote
from registry.models import User
from rulebook.ballot import paper
from rulebook.ballot.form import ABSTAIN, ABSTAIN_LABEL, BallotForm
from rulebook.ballot.paper import Comparison, Pair, PaperFigures, Reading


@dataclass(frozen=True)
class ReadSheet:
    """A sheet with its readings in the order of the clerks, so that nothing tells who was first."""

    sheet: PaperSheet
    readings: tuple[Reading, ...]
    found: Comparison


def box_is_opened(vote: Vote) -> bool:
    """Whether the sheets were taken out of the box and counted, be it none."""
    return vote.paper_valid is not None or PaperSheet.objects.filter(vote=vote).exists()


def read_sheets(vote: Vote) -> list[ReadSheet]:
    """Every sheet of the vote, in the order of the stamps."""
    shape = BallotForm.from_dict(vote.form)
    found = []
    for sheet in PaperSheet.objects.filter(vote=vote).prefetch_related("entries"):
        entries = sorted(sheet.entries.all(), key=lambda entry: entry.entered_by_id)
        readings = tuple(Reading(entry.body, entry.invalid) for entry in entries)
        found.append(ReadSheet(sheet, readings, paper.compare(shape, readings)))
    return found


def paper_figures(vote: Vote) -> PaperFigures:
    """How far the entry has come; of a sealed vote the kept figures."""
    if vote.paper_valid is not None:
        invalid = vote.paper_invalid or 0
        return PaperFigures(vote.paper_valid + invalid, vote.paper_valid, invalid, 0, 0, 0)
    return paper.paper_figures(
        (row.found.state, len(row.readings), bool(row.sheet.invalid)) for row in read_sheets(vote)
    )


def unfinished_paper(vote: Vote, exchanged: int) -> list[str]:
    """Why the paper ballots stand in the way of the count, in Chinese; empty when they do not."""
    if vote.by_batches:
        if uncounted := [stock.label for stock in paper_stocks(vote) if stock.returned is None]:
            return [f"请先打开纸质票箱，登记{'、'.join(uncounted)}的纸质票收回和剩余的张数"]
    elif exchanged and not box_is_opened(vote):
        return ["请先打开纸质票箱，登记收回的纸质票张数"]
    return paper.unfinished(paper_figures(vote))


def paired_bodies(vote: Vote) -> Iterator[tuple[str, str]]:
    """The second counter's input from paper, (stratum, body): valid sheets whose two readings, read again here, are equal."""
    for row in read_sheets(vote):
        clerks = {entry.entered_by_id for entry in row.sheet.entries.all()}
        if row.found.state is Pair.EQUAL and len(clerks) == 2 and not row.readings[0].invalid:
            yield row.sheet.stratum, row.readings[0].body


def stamps(vote: Vote) -> list[int]:
    """The stamps to write on the sheets, in the random order in which they were made."""
    return list(PaperSheet.objects.filter(vote=vote).order_by("pk").values_list("stamp", flat=True))


def stamps_by_stratum(vote: Vote) -> list[tuple[str, list[int]]]:
    """The same by what stands on the sheets; under no name where they are all alike."""
    labels = {stock.stratum: stock.label for stock in paper_stocks(vote)}
    found: dict[str, list[int]] = {}
    for stratum, stamp in PaperSheet.objects.filter(vote=vote).order_by("pk").values_list("stratum", "stamp"):
        found.setdefault(labels.get(stratum, ""), []).append(stamp)
    return sorted(found.items())


def label_of_stamp(vote: Vote, stamp: int) -> str:
    """What stands on the sheet with this stamp, for whoever entered it to see that it was stamped right; empty where sheets are alike."""
    found = PaperSheet.objects.filter(vote=vote, stamp=stamp).values_list("stratum", flat=True).first()
    return next((stock.label for stock in paper_stocks(vote) if stock.stratum == found), "")


def paper_stocks(vote: Vote) -> list[PaperStock]:
    """The paper forms printed for each stratum; none for a vote whose forms are all alike."""
    return list(PaperStock.objects.filter(vote=vote))


@dataclass(frozen=True)
class PaperPlace:
    """A stratum of cards: who may have paper, or why not (``refusal``)."""

    stratum: str
    label: str
    refusal: str


def paper_places(vote: Vote) -> list[PaperPlace]:
    """Every stratum for which cards were made, of a vote that makes them in batches."""
    labels: dict[str, str] = {}
    cards: Counter[str] = Counter()
    for stratum, label, made in vote.batches.filter(made__gt=0).values_list("stratum", "label", "made"):
        labels.setdefault(stratum, label)
        cards[stratum] += made
    mutual = BallotForm.from_dict(vote.form).mutual
    return [
        PaperPlace(stratum, label, paper.paper_refusal(label, cards[stratum], mutual=mutual))
        for stratum, label in labels.items()
    ]


def entered_by(vote: Vote, user: User) -> int:
    """How many sheets this clerk has read; of the other's nothing is told."""
    return PaperSheet.objects.filter(vote=vote, entries__entered_by=user).count()


@dataclass(frozen=True)
class Difference:
    """One place at which two readings differ, in words; `place` counts from 0 in form order."""

    place: int
    subject: str
    criterion: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class DifferingSheet:
    """`verdicts`: what each clerk held the whole sheet to be. `places` are all places when validity is at odds."""

    stamp: int
    verdicts: tuple[str, ...]
    places: tuple[Difference, ...]


def differing_sheets(vote: Vote) -> list[DifferingSheet]:
    """The difference list: sheets that wait for a decision."""
    shape = BallotForm.from_dict(vote.form)
    waiting = [row for row in read_sheets(vote) if row.found.state is Pair.DIFFERS]
    return [
        DifferingSheet(
            row.sheet.stamp,
            tuple(reading.words for reading in row.readings),
            tuple(_differences(shape, row)),
        )
        for row in waiting
    ]


def _differences(shape: BallotForm, row: ReadSheet) -> Iterator[Difference]:
    labels = {grade.value: grade.label for grade in shape.grades} | {ABSTAIN: ABSTAIN_LABEL}
    marks = [None if reading.invalid else paper.marks_of(shape, reading) for reading in row.readings]
    for place, (subject, criterion) in enumerate(shape.places()):
        if not row.found.places or place in row.found.places:
            words = tuple(labels[given[place]] if given else "—" for given in marks)
            yield Difference(place, subject.label, criterion.label, words)


def decided_sheets(vote: Vote) -> list[PaperSheet]:
    """Sheets on whose difference somebody decided, with the reason given."""
    return list(PaperSheet.objects.filter(vote=vote, decided_by__isnull=False).select_related("decided_by"))
