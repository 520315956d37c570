"""Paper where cards are made in batches: a sheet names its stratum or the unit it rates, and is counted there (S0-19, S3-17, S4-11)."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ballots.models import CounterRun, PaperSheet, PaperStock, Receipt
from ballots.queries import strata, votes
from ballots.queries.batches import batch_rates
from ballots.queries.paper import stamps, stamps_by_stratum, unfinished_paper
from ballots.services import batches, cards, opening, paper
from ballots.services.moves import VoteRefused
from registry.models import Role, Unit, User
from rulebook.ballot.form import one_unit_form, panel_form
from rulebook.ballot.tally import strata_digest
from rulebook.election.panels import TOPICS
from tests.ballots.keys import prove, take_count
from tests.ballots.panel_steps import close_panel, open_panel
from tests.ballots.steps import Hall, cast, confirm
from tests.ballots.survey_steps import batch, hand_out
from tests.factories import user_with

pytestmark = pytest.mark.django_db(transaction=True)
LINKED = [
    batches.PanelCards("unit-1", "城关工商所", 12),
    batches.PanelCards("unit-2", "人事科", 10),
    batches.PanelCards("unit-3", "监察室", 9),
]


@pytest.fixture
def panel(office: Unit) -> Hall:
    return open_panel(office, one_unit_form(TOPICS), LINKED)


@pytest.fixture
def clerks(panel: Hall) -> tuple[User, User]:
    return panel.teller, user_with(Role.TELLER, panel.vote.unit)


def give(hall: Hall, code: str) -> str:
    return cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="paper")


def print_for(hall: Hall, stratum: str, n: int) -> None:
    paper.print_paper(actor=hall.runner, vote=hall.vote, n=n, stratum=stratum)


def open_box(hall: Hall, stratum: str, n: int, left: int = 0) -> None:
    paper.stamp_sheets(actor=hall.teller, vote=hall.vote, n=n, stratum=stratum, left=left)


def read_twice(hall: Hall, clerks: tuple[User, ...], stratum: str, mark: int) -> None:
    """Both clerks read the same mark in every place of every sheet of the stratum."""
    for sheet in PaperSheet.objects.filter(vote=hall.vote, stratum=stratum):
        for clerk in clerks:
            marks = [mark] * hall.form.size
            paper.enter_sheet(actor=clerk, vote=hall.vote, stamp=sheet.stamp, marks=marks)


def test_s3_17_paper_about_a_unit_is_counted_for_that_unit_beside_its_tablets(
    panel: Hall, clerks: tuple[User, User]
) -> None:
    print_for(panel, "unit-1", 4)
    print_for(panel, "unit-2", 2)
    assert [give(panel, panel.codes[place]) for place in (0, 1, 12)] == ["城关工商所", "城关工商所", "人事科"]
    for place, mark in ((2, 1), (13, 2), (22, 3)):
        assert cast(panel, panel.codes[place], [mark]).status == 201
    close_panel(panel)
    assert unfinished_paper(panel.vote, 3) == [
        "请先打开纸质票箱，登记人事科、城关工商所的纸质票收回和剩余的张数"
    ]
    open_box(panel, "unit-1", 2, left=2)
    open_box(panel, "unit-2", 1, left=1)
    read_twice(panel, clerks, "unit-1", 5)
    read_twice(panel, clerks, "unit-2", 4)
    take_count(actor=panel.teller, vote=panel.vote)
    panel.vote.refresh_from_db()
    found = strata.sealed_strata(panel.vote)
    assert {stratum: counts.at("panel", "unit").marks for stratum, counts in found.items()} == {
        "unit-1": (1, 0, 0, 0, 2),
        "unit-2": (0, 1, 0, 1, 0),
        "unit-3": (0, 0, 1, 0, 0),
    }
    assert set(CounterRun.objects.values_list("counter", "ballots", "digest")) == {
        (counter, 6, strata_digest(found)) for counter in ("aggregate", "stream")
    }
    assert (panel.vote.paper_valid, panel.vote.kept_urn) == (3, 3)
    assert Receipt.objects.filter(vote=panel.vote).count() == 3
    assert PaperSheet.objects.count() == 0
    assert [equation.breach for equation in votes.equations(panel.vote) if not equation.holds] == []


def test_s0_19_no_sheet_is_given_where_it_would_name_its_voter(panel: Hall, office: Unit) -> None:
    with pytest.raises(VoteRefused, match="“监察室”只有 9 张卡，不用纸质票"):
        print_for(panel, "unit-3", 1)
    print_for(panel, "unit-2", 1)
    with pytest.raises(VoteRefused, match="“监察室”只有 9 张卡，不用纸质票"):
        give(panel, panel.codes[22])
    assert cast(panel, panel.codes[22], [1]).status == 201, "the card lives"
    everybody = [batches.PanelCards(batches.EVERYBODY, "科所互评", 13)]
    units = [(f"unit-{place}", f"第{place}科") for place in range(13)]
    mutual = open_panel(office, panel_form(units, TOPICS, mutual=True), everybody)
    with pytest.raises(VoteRefused, match="互评不用纸质票"):
        print_for(mutual, batches.EVERYBODY, 1)
    assert PaperStock.objects.filter(vote=mutual.vote).count() == 0


def test_a_unit_gives_no_more_sheets_than_were_printed_for_it(panel: Hall) -> None:
    print_for(panel, "unit-1", 1)
    print_for(panel, "unit-2", 3)
    give(panel, panel.codes[0])
    with pytest.raises(VoteRefused, match="“城关工商所”的纸质票共印制 1 张，已全部换发"):
        give(panel, panel.codes[1])
    assert cast(panel, panel.codes[1], [1]).status == 201
    assert cast(panel, panel.codes[0], [1]).status == 410


def test_more_sheets_than_were_given_for_a_unit_are_refused(panel: Hall) -> None:
    print_for(panel, "unit-1", 3)
    give(panel, panel.codes[0])
    close_panel(panel)
    with pytest.raises(VoteRefused, match="“城关工商所”的纸质票只换发了 1 张，收回不能多于换发"):
        open_box(panel, "unit-1", 2, left=1)
    open_box(panel, "unit-1", 0, left=2)
    assert unfinished_paper(panel.vote, 1) == []
    take_count(actor=panel.teller, vote=panel.vote)
    panel.vote.refresh_from_db()
    assert (panel.vote.paper_valid, panel.vote.paper_invalid, panel.vote.paper_left) == (0, 0, 2)


def test_the_stamps_of_one_unit_are_made_anew_without_touching_the_others(
    panel: Hall, clerks: tuple[User, User]
) -> None:
    for stratum, code in (("unit-1", 0), ("unit-2", 12)):
        print_for(panel, stratum, 2)
        give(panel, panel.codes[code])
        give(panel, panel.codes[code + 1])
    close_panel(panel)
    open_box(panel, "unit-1", 2)
    read_twice(panel, clerks, "unit-1", 1)
    open_box(panel, "unit-2", 1)
    before = dict(stamps_by_stratum(panel.vote))
    open_box(panel, "unit-2", 2)
    after = dict(stamps_by_stratum(panel.vote))
    assert after["城关工商所"] == before["城关工商所"]
    assert (len(before["人事科"]), len(after["人事科"]), len(set(stamps(panel.vote)))) == (1, 2, 4)


def test_s4_11_paper_of_a_survey_keeps_its_stratum_and_publishes_with_it(survey: Hall) -> None:
    codes = {stratum: batch(survey, stratum) for stratum in ("city", "country")}
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    print_for(survey, "country", 3)
    for code in codes["country"][:2]:
        assert give(survey, code) == "country代表"
    for code in codes["city"][:11]:
        cast(survey, code, [1] * survey.form.size)
    for code in codes["country"][2:12]:
        cast(survey, code, [2] * survey.form.size)
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    hand_out(survey, 200, 200)
    opening.close_vote(actor=survey.runner, vote=survey.vote)
    open_box(survey, "country", 2, left=1)
    read_twice(survey, (survey.teller, user_with(Role.TELLER, survey.vote.unit)), "country", 3)
    take_count(actor=survey.teller, vote=survey.vote)
    survey.vote.refresh_from_db()
    found = strata.sealed_strata(survey.vote)
    first = (survey.form.subjects[0].key, survey.form.criteria[0].key)
    assert {stratum: counts.at(*first).marks for stratum, counts in found.items()} == {
        "city": (11, 0, 0, 0, 0),
        "country": (0, 10, 2, 0, 0),
    }
    assert [rate.returned for rate in batch_rates(survey.vote)] == [11, 12]
    confirm(survey, votes.PUBLISH_VOTE)
    assert survey.vote.state == "published"


def client_of(hall: Hall, role: Role) -> Client:
    client = Client()
    client.force_login(user_with(role, hall.vote.unit))
    return client


def test_s3_17_a_printed_sheet_names_the_unit_it_rates_and_no_other(panel: Hall) -> None:
    client = client_of(panel, Role.INSPECTORATE)
    shown = client.get(reverse("ballots:paper-show", args=[panel.vote.pk])).content.decode()
    assert "“监察室”只有 9 张卡，不用纸质票" in shown
    assert [label for _, label in client.get(
        reverse("ballots:paper-show", args=[panel.vote.pk])
    ).context["print_form"].fields["stratum"].choices] == ["城关工商所", "人事科"]  # fmt: skip
    url = reverse("ballots:paper-print", args=[panel.vote.pk])
    answer = client.post(url, {"n": "2", "stratum": "unit-1"})
    pages = PdfReader(io.BytesIO(answer.getvalue())).pages
    text = pages[0].extract_text()
    assert (len(pages), "城关工商所" in text, "人事科" in text, "卡上写明的单位" in text) == (
        2,
        True,
        False,
        False,
    )
    assert client.post(url, {"n": "1", "stratum": "unit-3"}).status_code == 422


def test_the_desk_is_told_which_sheet_to_give_and_the_box_is_opened_unit_by_unit(panel: Hall) -> None:
    print_for(panel, "unit-1", 2)
    watcher, teller = client_of(panel, Role.WATCHER), client_of(panel, Role.TELLER)
    void = reverse("ballots:vote-void-card", args=[panel.vote.pk])
    told = watcher.post(void, {"card": panel.codes[0], "reason": "paper"}, follow=True).content.decode()
    assert "请当面给一张“城关工商所”的纸质票。" in told
    close_panel(panel)
    url = reverse("ballots:paper-stamps", args=[panel.vote.pk])
    wrong = teller.post(url, {"stratum": "unit-1", "n": "2", "left": "0"})
    assert (wrong.status_code, "收回不能多于换发" in wrong.content.decode()) == (422, True)
    page = teller.post(url, {"stratum": "unit-1", "n": "1", "left": "1"}, follow=True)
    assert page.context["groups"] == [("城关工商所", stamps(panel.vote))]
    entering = teller.get(reverse("ballots:paper-enter", args=[panel.vote.pk]))
    assert entering.context["may_enter"] is True
    [stamp] = stamps(panel.vote)
    enter = reverse("ballots:paper-enter", args=[panel.vote.pk])
    saved = teller.post(enter, {"stamp": str(stamp), "m0": "2"}, follow=True).content.decode()
    assert f"刚录入 {stamp} 号票（城关工商所，与票面不符的请立即报告监督员）" in " ".join(saved.split())
