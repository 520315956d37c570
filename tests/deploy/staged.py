"""Run inside an installation as the pages' role: a meeting up to the ballot, with its cards; what the hall needs, as JSON."""

import json
import os
import sys

import django


def main(cards: int) -> dict[str, object]:
    from ballots.queries import votes
    from ballots.services import preparing
    from registry.models import Unit
    from tests.evaluations.meetings import stage as stages
    from tests.factories import PASSWORD, UnitFactory

    bureau = Unit.objects.get(code="SJ00")  # made with the first account
    office = UnitFactory(code="SO01", name="城关工商所", kind="office", parent=bureau)
    stage = stages.set_stage(bureau, office)
    meeting = stages.met_meeting(stage, attendance_min=4, drawn_seats=6, consumer_percent=10)
    stages.arrive(meeting, 3, 1)
    stages.hold_reports(stage, meeting)
    vote = meeting.vote
    assert vote is not None
    codes = preparing.make_cards(actor=stage.inspector, vote=vote, n=cards)
    return {
        "meeting": meeting.pk,
        "vote": vote.pk,
        "form": vote.form_hash,
        "places": votes.form(vote).size,
        "codes": codes,
        "password": PASSWORD,
        "inspector": stage.inspector.username,
        "watcher": stage.watcher.username,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
