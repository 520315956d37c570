"""What whoever is not entitled to the internal count reads of an election: never the votes of a small panel (S0-19, S3-19)."""

from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse
from pypdf import PdfReader

from evaluations.elections.models import Election
from registry.models import Unit
from tests.evaluations.elections.stage import (
    ElectionStage,
    imported_election,
    publish,
    set_election_stage,
)
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(bureau: Unit) -> ElectionStage:
    return set_election_stage(bureau)


def text_of(response: HttpResponse | FileResponse) -> str:
    """The text of a page or of a PDF."""
    content = response.getvalue()
    if response["Content-Type"] != "application/pdf":
        return content.decode()
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")


def test_s0_19_page_and_bulletin_do_not_tell_that_all_five_leaders_were_satisfied(
    stage: ElectionStage,
) -> None:
    """The first unit has every vote: its full score and distribution would be the leaders' ballots themselves."""
    election = imported_election(stage)
    inside = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/scores/")
    assert "100.00" in text_of(inside)
    asking = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/publish/")
    assert "分以上的得分不写具体数" in text_of(asking)
    publish(stage, election)
    head = signed_in(stage.head)
    for part in ("published", "bulletin"):
        shown_there = text_of(head.get(f"/evaluations/elections/{election.pk}/{part}/"))
        assert "分以上" in shown_there
        assert "100.00" not in shown_there
        assert "基本满意" not in shown_there.replace("“基本满意以上”", "")


def test_s3_19_the_page_goes_on_showing_what_the_bulletin_showed(stage: ElectionStage) -> None:
    election = publish(stage, imported_election(stage))
    url = f"/evaluations/elections/{election.pk}/published/"
    before = signed_in(stage.head).get(url).content.decode()
    # As if the law had become another since.
    kept = election.published_figures | {"reasons": ["当时未公布各等次票数。"]}
    Election.objects.filter(pk=election.pk).update(published_figures=kept)
    assert "当时未公布各等次票数。" in signed_in(stage.head).get(url).content.decode()
    assert "当时未公布各等次票数。" not in before
