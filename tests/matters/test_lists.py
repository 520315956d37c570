"""Lists of problems and letters: found by their words, counted only as far as they are seen, large ones exported by a job."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from desk.models import Job
from desk.services.jobs import perform_job
from matters.models import Matter
from registry import search
from registry.models import Post, Unit, User
from registry.queries import listing
from registry.search import index_objects
from registry.views import lists
from rulebook.matter.letters import Box
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory
from tests.matters.letter_steps import received
from tests.matters.test_matters import raised, treating

pytestmark = pytest.mark.django_db


def titles(user: User, address: str, **asked: str) -> list[str]:
    """What the list shows; it counts exactly these."""
    context = signed_in(user).get(reverse(address), asked).context
    found = [row.title for row, _ in context["rows"]]
    assert context["page"].total == len(found)
    return found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("无人值守", ["窗口午间无人值守"]),
        ("排队两小时", ["收费不公示"]),
        ("2026-0002", ["收费不公示"]),
        ("窗口 公示", ["收费不公示"]),
        ("ckwj", ["窗口午间无人值守"]),
        ("窗口", ["收费不公示", "窗口午间无人值守"]),
        ("没有这种话", []),
        ("——", []),
    ],
)
def test_problems_are_found_by_the_words_of_title_text_and_number(
    people: dict[str, User], office: Unit, words: str, found: list[str]
) -> None:
    raised(people, office, title="窗口午间无人值守", text="午间没有人。")
    raised(people, office, title="收费不公示", text="窗口前排队两小时。")
    assert titles(people["inspector"], "matters:matter-list", q=words) == found


def test_a_search_finds_and_counts_only_the_problems_one_sees(people: dict[str, User], office: Unit) -> None:
    """The unit hears of a problem once it is verified."""
    treating(people, office)
    raised(people, office, title="午间无人值守，又一次")
    assert titles(people["inspector"], "matters:matter-list", q="无人值守") == [
        "午间无人值守，又一次",
        "窗口午间无人值守",
    ]
    assert titles(people["head"], "matters:matter-list", q="无人值守") == ["窗口午间无人值守"]


def test_s2_11_a_search_finds_and_counts_only_the_letters_one_sees(
    bureau: Unit, people: dict[str, User]
) -> None:
    """Neither those to a box that the post does not read, nor those about oneself."""
    received(bureau, title="反映收费问题一", text="多收了证照工本费。")
    received(bureau, title="反映收费问题二", about_text=people["clerk"].name)
    received(bureau, Box.DIRECTOR, title="反映收费问题三")
    assert titles(people["leader"], "matters:letter-list", q="收费") == [
        "反映收费问题三",
        "反映收费问题二",
        "反映收费问题一",
    ]
    assert titles(people["clerk"], "matters:letter-list", q="收费") == ["反映收费问题一"]
    assert titles(people["clerk"], "matters:letter-list", q="工本费") == ["反映收费问题一"]


def test_s2_11_who_wrote_and_about_whom_is_no_word_to_search_for(
    bureau: Unit, people: dict[str, User]
) -> None:
    received(
        bureau, title="咨询年报", name="诸葛明月", phone="13800001234", address="桃源巷", about_text="欧阳某"
    )
    assert titles(people["leader"], "matters:letter-list", q="年报") == ["咨询年报"]
    for hidden in ("诸葛明月", "13800001234", "桃源巷", "欧阳某"):
        assert titles(people["leader"], "matters:letter-list", q=hidden) == []


@pytest.mark.parametrize("recent", [1, 3, 100])
def test_of_a_common_word_the_newest_are_listed_and_all_exported(
    people: dict[str, User], office: Unit, monkeypatch: pytest.MonkeyPatch, recent: int
) -> None:
    monkeypatch.setattr(search, "RECENT", recent)
    monkeypatch.setattr(search, "SEARCHED", 2)
    monkeypatch.setattr(listing, "SEARCHED", 2)
    for n in range(5):
        raised(people, office, title=f"收费不公示 {n}")
    client = signed_in(people["inspector"])
    answer = client.get(reverse("matters:matter-list"), {"q": "收费"})
    assert [matter.number for matter, _ in answer.context["rows"]] == [5, 4]
    assert (answer.context["page"].counted.strip(), answer.context["page"].cut) == ("超过 2", True)
    book = load_workbook(BytesIO(client.get(reverse("matters:matter-export"), {"q": "收费"}).content))
    assert [row[0].value for row in book["问题"].iter_rows(min_row=3)] == [
        f"2026-000{n}" for n in (5, 4, 3, 2, 1)
    ]


def test_letters_and_problems_never_stand_on_the_search_page(
    bureau: Unit, people: dict[str, User], office: Unit
) -> None:
    """Not even for whoever sees the whole registry: its lists say what of them is seen."""
    UnitFactory(name="噪声扰民监测站", parent=bureau)
    index_objects("unit", list(Unit.objects.values_list("pk", flat=True)))
    raised(people, office, title="夜间施工噪声扰民")
    received(bureau, title="反映噪声扰民")
    context = signed_in(people["leader"]).get(reverse("registry:search"), {"q": "噪声扰民"}).context
    assert [entry.label for group in context["groups"] for entry, _ in group["rows"]] == ["噪声扰民监测站"]


def test_a_large_register_is_exported_by_a_job_for_whoever_asked_and_still_may(
    people: dict[str, User], office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "DIRECT", 1)
    treating(people, office)
    raised(people, office, title="窗口排队")
    raised(people, office, title="收费不公示")
    client, url = signed_in(people["leader"]), reverse("matters:matter-export")
    assert "当前结果超过 1 条" in client.get(url, {"q": "窗口"}).content.decode()
    assert client.post(f"{url}?q=窗口").status_code == 302
    job = Job.objects.get()
    perform_job(job.pk)
    file = reverse("desk:export-file", args=[job.pk])
    book = load_workbook(BytesIO(client.get(file).content))
    assert [row[1].value for row in book["问题"].iter_rows(min_row=3)] == ["窗口排队", "窗口午间无人值守"]
    assert list(book["分单位"].iter_rows(min_row=3, max_col=2, values_only=True)) == [("城关工商所", 3)]
    assert signed_in(people["second"]).get(file).status_code == 404
    Post.objects.filter(user=people["leader"]).delete()
    assert signed_in(people["leader"]).get(file).status_code == 404
    assert Matter.objects.count() == 3
