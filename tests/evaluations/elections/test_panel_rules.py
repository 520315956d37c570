"""What keeps a panel secret and in time: nobody rates himself, nobody sits alone, nobody looks early (S0-19, S3-04, S3-17)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localtime
from pypdf import PdfReader

from ballots.models import Vote
from ballots.services import confirming
from evaluations.elections.models import Election, PanelCount
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import consequences, elections, panel_votes, panels
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Unit
from rulebook.election.mutual import OWN_RATED
from rulebook.election.score import Panel
from tests.evaluations.elections.stage import (
    DAY,
    SMALL_SCHEME,
    ElectionStage,
    drawn_election,
    election_data,
    imported_election,
    leaders_of,
    new_election,
    open_panel,
    put,
    seal_panel,
    set_election_stage,
    units_of,
)
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(bureau: Unit) -> ElectionStage:
    return set_election_stage(bureau)


def hold(stage: ElectionStage, election: Election, panel: Panel, marks: list[list[int]]) -> Vote:
    """A panel votes and is sealed; every card has its row of marks, as far as they go."""
    vote, cards = open_panel(stage, election, panel)
    for number, ((_, card), row) in enumerate(zip(cards, marks, strict=False)):
        assert put(vote, card, row, number) == 201
    seal_panel(stage, vote)
    vote.refresh_from_db()
    return vote


def all_but_mutual(stage: ElectionStage, election: Election) -> None:
    for panel in (Panel.LEADERS, Panel.SERVICE_OBJECTS, Panel.SUPERVISORS):
        hold(stage, election, panel, [[1, 2, 2, 3] if panel == Panel.LEADERS else [2]] * 16)


HONEST = [[0, 1, 2, 3], [1, 0, 2, 3], [1, 2, 0, 3], [1, 2, 3, 0]]
HIMSELF = [[1, 0, 5, 5], [1, 0, 2, 3], [1, 2, 0, 3], [1, 2, 3, 0]]
"""The first rater is of the first unit: he gives it the best grade and leaves the second blank."""


def test_s3_04_who_rates_his_own_unit_blocks_the_panel_until_it_votes_anew(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    all_but_mutual(stage, election)
    vote = hold(stage, election, Panel.MUTUAL, HIMSELF)
    election.refresh_from_db()
    assert OWN_RATED in score_table(election).problems
    with pytest.raises(ElectionRefused, match="科所互评中有人评了本单位"):
        consequences.ask_publication(actor=stage.inspector, election=election, number="", published_on=DAY)
    page = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/publish/").content.decode()
    assert OWN_RATED in page
    asked = confirming.ask_step(actor=stage.inspector, vote=vote, action="ballots.void", note="评了本单位")
    confirming.confirm_step(actor=stage.watcher, vote=vote, confirmation=asked)
    election.refresh_from_db()
    hold(stage, election, Panel.MUTUAL, HONEST)
    election.refresh_from_db()
    assert (election.state, score_table(election).problems) == ("scored", [])


def test_s3_04_a_unit_that_sent_nobody_is_registered_before_the_count(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    all_but_mutual(stage, election)
    vote, cards = open_panel(stage, election, Panel.MUTUAL)
    for number, row in enumerate(HONEST[:3]):
        assert put(vote, cards[number][1], row, number) == 201
    client, absent = signed_in(stage.inspector), units_of(election)[3]
    url = f"/evaluations/elections/{election.pk}/raters/"
    assert client.post(url, {"units": [absent.pk]}).status_code == 302
    assert (
        "互评缺席单位：第2科" in client.get(f"/evaluations/elections/{election.pk}/panels/").content.decode()
    )
    too_many = client.post(url, {"units": [unit.pk for unit in units_of(election)[2:]]})
    assert "到场互评的单位至少 3 个，按登记只有 2 个。" in too_many.content.decode()
    seal_panel(stage, vote)
    election.refresh_from_db()
    assert score_table(election).problems == []
    with pytest.raises(ElectionRefused):
        panels.record_absent_raters(actor=stage.inspector, election=election, units=[])


def test_s3_04_a_rater_who_was_there_but_is_blank_on_no_ballot_blocks_the_panel(
    stage: ElectionStage,
) -> None:
    election = drawn_election(stage)
    all_but_mutual(stage, election)
    hold(stage, election, Panel.MUTUAL, HONEST[:3])
    election.refresh_from_db()
    assert OWN_RATED in score_table(election).problems


def test_s3_09_counts_from_a_file_say_nothing_of_blanks(stage: ElectionStage) -> None:
    assert score_table(imported_election(stage)).problems == []


def test_s0_19_a_panel_of_one_is_refused_at_set_up_and_at_designation(stage: ElectionStage) -> None:
    one_leader = tuple(
        type(rule)(rule.panel, 1 if rule.panel == Panel.LEADERS else rule.seats, rule.weight)
        for rule in SMALL_SCHEME.panels
    )
    scheme = type(SMALL_SCHEME)(panels=one_leader)
    with pytest.raises(ElectionRefused, match="每个层面至少 2 票：只有一个人的层面，结果就是他的票"):
        elections.create_election(actor=stage.inspector, data=election_data(stage, scheme=scheme))
    election = new_election(stage)
    (alone,) = leaders_of(stage.bureau, "张局长")
    answer = signed_in(stage.inspector).post(
        f"/evaluations/elections/{election.pk}/leaders/", {"posts": [alone.pk]}
    )
    assert (answer.status_code, "分局领导应为 2 至 5 名，现有 1 名" in answer.content.decode()) == (422, True)
    election.members.create(panel=Panel.LEADERS, source="designated", group="分局领导", label="张局长")
    elections.begin_voting(actor=stage.inspector, election=election)
    with pytest.raises(ElectionRefused, match="应登记分局领导 2 至 5 名，现有 1 名。"):
        panel_votes.prepare_panel_vote(actor=stage.inspector, election=election, panel=Panel.LEADERS)


def test_s0_19_nobody_sees_counts_before_the_last_panel_is_sealed(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote = hold(stage, election, Panel.LEADERS, [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]])
    assert PanelCount.objects.filter(unit__election=election, panel="leaders").count() == 4
    pages = ["counts/", "counts-internal.json"]
    for user in (stage.inspector, stage.watcher, stage.chair, stage.leader):
        client = signed_in(user)
        for part in pages:
            assert client.get(f"/votes/{vote.pk}/{part}").status_code == 403
        for part in ("scores/", "scores.xlsx", f"scores/{units_of(election)[0].pk}/"):
            answer = client.get(f"/evaluations/elections/{election.pk}/{part}", follow=True)
            assert "各层面全部封存以后，才能查看计票结果。" in answer.content.decode()
    for panel in (Panel.SERVICE_OBJECTS, Panel.SUPERVISORS):
        hold(stage, election, panel, [[2]] * 16)
    assert signed_in(stage.leader).get(f"/votes/{vote.pk}/counts/").status_code == 403
    hold(stage, election, Panel.MUTUAL, HONEST)
    for part in pages:
        assert signed_in(stage.inspector).get(f"/votes/{vote.pk}/{part}").status_code == 200
    assert signed_in(stage.leader).get(f"/evaluations/elections/{election.pk}/scores/").status_code == 200


def test_s3_17_every_panel_has_a_set_time_and_ends_by_itself(
    stage: ElectionStage, time_machine: object
) -> None:
    election = drawn_election(stage)
    panel_votes.prepare_panel_vote(actor=stage.inspector, election=election, panel=Panel.SUPERVISORS)
    row = election.votes.get()
    client, url = (
        signed_in(stage.inspector),
        f"/evaluations/elections/{election.pk}/panels/supervisors/window/",
    )
    now = localtime(timezone.now().replace(second=0, microsecond=0))
    wrong = {"opens": now + timedelta(hours=3), "closes": now + timedelta(hours=2)}
    refused = client.post(url, {key: f"{each:%Y-%m-%dT%H:%M}" for key, each in wrong.items()})
    assert (refused.status_code, "截止时间应晚于开放时间。" in refused.content.decode()) == (422, True)
    times = {"opens": now + timedelta(hours=1), "closes": now + timedelta(hours=2)}
    assert client.post(url, {key: f"{each:%Y-%m-%dT%H:%M}" for key, each in times.items()}).status_code == 302
    row.refresh_from_db()
    assert (row.opens_at, row.closes_at) == (times["opens"], times["closes"])
    assert panel_votes.panel_vote_hindrances(row.vote, "open") == [
        f"{times['opens']:%m月%d日 %H:%M} 起才能开启这个层面的投票"
    ]
    time_machine.move_to(times["opens"] + timedelta(minutes=1))  # type: ignore[attr-defined]
    assert panel_votes.panel_vote_hindrances(row.vote, "open") == []
    time_machine.move_to(times["closes"])  # type: ignore[attr-defined]
    assert "请先在参评层面页改期" in panel_votes.panel_vote_hindrances(row.vote, "open")[0]


def test_s3_17_an_open_panel_closes_at_the_end_of_its_time(
    stage: ElectionStage, time_machine: object
) -> None:
    election = drawn_election(stage)
    vote, cards = open_panel(stage, election, Panel.SUPERVISORS)
    row = election.votes.get(panel=Panel.SUPERVISORS)
    with pytest.raises(ElectionRefused, match="投票已经开启，时间不能再改。"):
        panel_votes.set_panel_window(
            actor=stage.inspector, panel_vote=row, opens=row.opens_at, closes=row.closes_at
        )
    assert abs(vote.scheduled.get().due_at - row.closes_at) < timedelta(seconds=5)
    time_machine.move_to(row.closes_at + timedelta(minutes=1))  # type: ignore[attr-defined]
    call_command("tick")
    vote.refresh_from_db()
    assert vote.state == "closing"
    assert cards


def test_s3_17_paper_of_the_panels_from_outside_names_one_unit_a_sheet(stage: ElectionStage) -> None:
    election = new_election(stage)
    client = signed_in(stage.inspector)
    names = [unit.name for unit in units_of(election)]
    for panel, on_a_sheet in (("supervisors", 1), ("service_objects", 1), ("leaders", 4), ("mutual", 4)):
        answer = client.get(f"/evaluations/elections/{election.pk}/panels/{panel}/paper/?copies=2")
        sheets = [page.extract_text() for page in PdfReader(BytesIO(answer.getvalue())).pages]
        assert len(sheets) == 2 * len(names) // on_a_sheet
        assert {sum(name in sheet for name in names) for sheet in sheets} == {on_a_sheet}
    assert election.state == "preparing"


def test_s0_19_the_public_draw_page_names_no_firm_by_rated_unit_before_the_vote_is_over(
    stage: ElectionStage,
) -> None:
    election = drawn_election(stage)
    assert election.draw is not None
    firm = election.members.filter(panel=Panel.SERVICE_OBJECTS, group="重点企业").select_related("entry")[0]
    url = f"/draws/verify/{election.draw.number}/"
    page = Client().get(url).content.decode()
    assert "投票结束以前，不公开哪些企业、乡镇被抽去评议哪个单位。" in page
    assert election.draw.commitment_hash in page
    assert firm.label not in page
    assert [Client().get(f"{url}{part}").status_code for part in ("files.json", "bundle.zip")] == [404, 404]
    Election.objects.filter(pk=election.pk).update(state="scored")
    assert firm.label in Client().get(url).content.decode()
    assert Client().get(f"{url}bundle.zip").status_code == 200
