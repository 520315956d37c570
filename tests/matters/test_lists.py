"""Lists of problems and letters: found by their words, counted only as far as they are seen, large ones exported by a job."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from desk.models import Job
from desk.services.jobs import perform_job
from matters import access
from matters.models import Matter
from matters.queries import matters as matters_queries
from matters.queries.matters import CARDS
from matters.services.matters import hand_out, start_verifying
from registry import search
from registry.models import Post, Unit, User
from registry.queries import listing
from registry.search import index_objects
from registry.views import lists
from rulebook.matter.letters import Box
from rulebook.matter.matters import Triage
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


SIZES = [(recent, most) for recent in (1, 2, 3, 5, 8, 40) for most in (1, 2, 4, 30)]


@pytest.mark.parametrize(("recent", "most"), SIZES)
def test_the_newest_matches_are_those_of_a_plain_filter(
    people: dict[str, User],
    office: Unit,
    bureau: Unit,
    monkeypatch: pytest.MonkeyPatch,
    recent: int,
    most: int,
) -> None:
    """Common and rare words, of old and of new problems, among all rows and among few."""
    other = UnitFactory(parent=bureau)
    for n in range(24):
        words = "收费" * (n % 2) + "窗口" * (n < 3) + "排队" * (n % 5 > 0) + "噪声" * (n == 11)
        raised(people, other if n % 3 else office, title=f"{words or '其他'}", text="甲")
    monkeypatch.setattr(search, "RECENT", recent)
    monkeypatch.setattr(search, "SEARCHED", most)
    seen = access.matters_for(people["inspector"])
    for rows in (seen, seen.filter(unit=office), seen.filter(number__lt=9), seen.none()):
        for word in ("收费", "窗口", "排队", "噪声", "收费 排队", "没有"):
            plain = list(rows.order_by("-pk"))
            for each in word.split():
                plain = [matter for matter in plain if each in matter.title]
            found, countable = search.narrow(rows, "matter", word, newest=True)
            assert (list(found), countable) == (plain[: most + 1], False)


def test_the_board_of_a_search_shows_what_the_whole_board_shows_of_these(
    people: dict[str, User], office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(CARDS + 3):
        raised(
            people,
            office,
            title=f"收费不公示 {n}",
            raised_on=date(2026, 2, 20 - n),
            triage=Triage.HOT if n == 5 else Triage.SHORT,
        )
    verifying = raised(people, office, title="收费太高")
    start_verifying(actor=people["inspector"], matter=verifying)
    client, address = signed_in(people["inspector"]), reverse("matters:matter-board")

    def shown(**asked: str) -> list[tuple[str, int, list[str]]]:
        columns = client.get(address, asked).context["board"].columns
        return [
            (column.state, column.count, [matter.title for matter, _ in column.cards]) for column in columns
        ]

    assert shown(q="收费") == shown()
    assert shown()[0][1:] == (CARDS + 3, [f"收费不公示 {n}" for n in (5, *range(CARDS + 2, 5, -1), 4, 3)])
    raised(people, office, title="窗口排队")
    assert shown(q="窗口")[0] == ("registered", 1, ["窗口排队"])
    assert shown(q="收费", state="verifying")[:2] == [("registered", 0, []), ("verifying", 1, ["收费太高"])]
    assert "请多输入几个字" not in client.get(address, {"q": "收费"}).content.decode()
    for module in (search, matters_queries):
        monkeypatch.setattr(module, "SEARCHED", 2)
    page = client.get(address, {"q": "收费"})
    assert "共超过 2 项，只列出其中 2 项，请多输入几个字" in page.content.decode()
    assert shown(q="收费")[:2] == [
        ("registered", 1, [f"收费不公示 {CARDS + 2}"]),
        ("verifying", 1, ["收费太高"]),
    ]


def test_states_of_many_problems_are_counted_as_far_as_a_list(
    people: dict[str, User], office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        start_verifying(actor=people["inspector"], matter=raised(people, office))
    raised(people, office)
    rows = access.matters_for(people["inspector"])
    assert matters_queries.by_state(rows) == [("已登记", "1"), ("核实中", "3")]
    monkeypatch.setattr(matters_queries, "COUNTED", 2)
    assert matters_queries.by_state(rows)[0] == ("已登记", "1")
    assert matters_queries.by_state(rows)[1] == ("核实中", "超过 2")
    assert matters_queries.by_state(rows.none()) == []


def test_only_units_and_people_with_problems_one_sees_are_offered(
    people: dict[str, User], office: Unit, bureau: Unit
) -> None:
    """The unit hears of a problem, and so of who handles it, once it is verified."""
    other = UnitFactory(parent=bureau, name="东湖工商所")
    UnitFactory(parent=bureau, name="西山工商所")
    hand_out(actor=people["inspector"], matters=[raised(people, office)], handler=people["head"])
    raised(people, other)

    def offered(user: User, field: str) -> list[str]:
        fields = signed_in(user).get(reverse("matters:matter-list")).context["form"].fields
        return [str(each) for each in fields[field].queryset]

    assert offered(people["inspector"], "unit") == [
        str(unit) for unit in sorted((office, other), key=lambda unit: unit.code)
    ]
    assert offered(people["inspector"], "handler") == [str(people["head"])]
    assert offered(people["leader"], "unit") == offered(people["inspector"], "unit")


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
