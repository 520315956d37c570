"""Printed matter of a vote."""

import secrets
from collections.abc import Iterator

from django.conf import settings

from ballots.models import Vote
from printing.cards import Card, card_sheet_pdf
from rulebook.codes import card_url, display_code


def card_sheets(vote: Vote, codes: list[str], per_sheet: int) -> Iterator[bytes]:
    """The cards as pieces of one PDF, shuffled; made in memory, streamed once, kept nowhere."""
    pile = list(codes)
    secrets.SystemRandom().shuffle(pile)
    cards = [Card(display_code(code), card_url(settings.PUBLIC_URL, vote.pk, code)) for code in pile]
    watermark = vote.marking or ("演示" if settings.DEMO else "")
    return card_sheet_pdf(cards, title=vote.title, per_sheet=per_sheet, watermark=watermark)
