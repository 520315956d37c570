"""Staff pages: who sees them, what they say, what a double click or a wrong entry does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from draws.models import Draw, SeedPart, Substitution
from draws.queries import pages, results
from draws.services import roster, substitution
from draws.services.roster import EntryData
from registry.models import AuditEvent, Post, Role, User
from tests.draws.conftest import DIGITS, strata
from tests.factories import PASSWORD, PersonFactory, user_with

READS = ["show", "roster", "exclusions", "result", "certificate", "bundle", "digits", "void", "codes"]


@pytest.fixture
def as_watcher(watcher) -> Client:
    client = Client()
    client.force_login(watcher, backend="django.contrib.auth.backends.ModelBackend")
    return client


def login(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, *args: object) -> str:
    return reverse(f"draws:draw-{name}", args=args)


def seen(draw: Draw) -> dict[str, str]:
    """What the second person's page sends of the one request that waits."""
    return {"seen": pages.open_confirmations().get(subject=f"draws.draw:{draw.pk}").digest}


@pytest.mark.parametrize("name", READS)
def test_pages_open_for_the_drawing_body(make_draw, advance, as_watcher, name) -> None:
    draw = advance(make_draw(), "published")
    assert as_watcher.get(page(name, draw.pk)).status_code == 200


@pytest.mark.parametrize("name", READS)
def test_s0_03_the_assessed_office_cannot_see_its_draw(make_draw, advance, head, name) -> None:
    draw = advance(make_draw(), "published")
    client = login(head)
    assert client.get(page(name, draw.pk)).status_code == 404
    assert draw.number not in client.get(page("list")).text


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("", "甲-021", "甲-001"),
        ("number", "甲-001", "甲-021"),
        ("-number", "甲-021", "甲-001"),
        ("state", "甲-001", "甲-011"),
        ("locked_at", "甲-001", "甲-011"),
        ("-locked_at", "甲-011", "甲-001"),
    ],
)
def test_every_order_of_the_list_shows_each_draw_once(
    make_draw, advance, as_watcher, sort: str, first: str, last: str
) -> None:
    made = [make_draw(f"甲-{number:03d}") for number in range(1, 22)]
    advance(made[10], "locked")
    upper = as_watcher.get(page("list"), {"sort": sort}).context["page"]
    lower = as_watcher.get(page("list"), {"sort": sort, "page": upper.next}).context["page"]
    shown = [draw.number for draw in [*upper, *lower]]
    assert (len(upper), shown[0], shown[-1]) == (20, first, last)
    assert sorted(shown) == sorted(draw.number for draw in made)


@pytest.mark.parametrize("name", ["lock", "reveal", "run", "publish", "archive", "void"])
def test_s0_03_the_assessed_office_cannot_run_its_draw(make_draw, head, name) -> None:
    draw = make_draw()
    assert login(head).post(page(name, draw.pk)).status_code == 404
    assert Draw.objects.get().state == "draft"


def test_s0_03_who_heads_the_office_runs_no_draw_of_it_whatever_else_he_is(make_draw, bureau, office) -> None:
    both = user_with(Role.WATCHER, bureau)
    draw = make_draw()
    assert login(both).post(page("lock", draw.pk)).status_code == 302
    Post.objects.create(user=both, role=Role.DEPUTY, unit=office)
    assert login(User.objects.get(pk=both.pk)).post(page("lock", draw.pk)).status_code == 403


def test_the_inspectorate_sees_but_does_not_run(make_draw, advance, inspectorate) -> None:
    draw = advance(make_draw(), "seeded")
    client = login(inspectorate)
    shown = client.get(page("show", draw.pk))
    assert "须由抽取主体（市纪委监督员）办理" in shown.text
    assert client.post(page("run", draw.pk)).status_code == 403
    assert Draw.objects.get().state == "seeded"


def test_a_draw_of_another_subtree_is_not_there(make_draw, other_office) -> None:
    draw = make_draw()
    stranger = user_with(Role.INSPECTORATE, other_office)
    client = login(stranger)
    assert client.get(page("show", draw.pk)).status_code == 404
    assert draw.number not in client.get(page("list")).text


def test_what_the_origin_hides_is_not_there(make_draw, as_watcher, watcher, origin) -> None:
    draw = make_draw()
    assert draw.number in as_watcher.get(page("list")).text
    origin["hidden_from"].append(watcher.name)
    assert as_watcher.get(page("show", draw.pk)).status_code == 404
    assert draw.number not in as_watcher.get(page("list")).text


def test_a_whole_draw_by_its_pages(make_draw, as_watcher, inspectorate) -> None:
    draw = make_draw()
    second = login(inspectorate)
    assert as_watcher.post(page("lock", draw.pk)).status_code == 302
    assert "待第二人确认：锁定名册" in second.get(page("lock", draw.pk)).text
    second.post(page("confirm", draw.pk, "lock"), seen(draw))
    as_watcher.post(page("digits", draw.pk), {"party1-digits": DIGITS[0]})
    second.post(page("digits", draw.pk), {"party2-digits": DIGITS[1]})
    before = as_watcher.get(page("digits", draw.pk)).text
    assert "●●●●●●●●●●" in before
    assert DIGITS[0] not in before
    as_watcher.post(page("reveal", draw.pk))
    second.post(page("confirm", draw.pk, "reveal"), seen(draw))
    assert "".join(DIGITS) in as_watcher.get(page("digits", draw.pk)).text
    as_watcher.post(page("run", draw.pk))
    as_watcher.post(page("publish", draw.pk))
    assert Draw.objects.get().state == "published"
    assert "企业第" in as_watcher.get(page("result", draw.pk)).text


def test_a_reason_changed_after_the_page_was_opened_is_not_confirmed(
    make_draw, as_watcher, inspectorate
) -> None:
    draw = make_draw()
    as_watcher.post(page("void", draw.pk), {"reason": "名册有误"})
    second = login(inspectorate)
    before = seen(draw)
    assert f'value="{before["seen"]}"' in second.get(page("void", draw.pk)).text
    as_watcher.post(page("void", draw.pk), {"reason": "结果不合意"})
    second.post(page("confirm", draw.pk, "void"), before)
    assert Draw.objects.get().state == "draft"
    second.post(page("confirm", draw.pk, "void"), seen(draw))
    assert Draw.objects.get().state == "void"


def test_the_second_person_may_confirm_on_the_same_screen(
    make_draw, as_watcher, inspectorate, watcher
) -> None:
    draw = make_draw()
    as_watcher.post(page("lock", draw.pk))
    given = {"username": inspectorate.username, "password": PASSWORD}
    as_watcher.post(page("confirm", draw.pk, "lock"), given | seen(draw))
    assert Draw.objects.get().state == "locked"
    events = AuditEvent.objects.filter(verb__in=["give_confirmation", "lock_draw"]).order_by("number")
    assert [(event.verb, event.actor_id) for event in events] == [
        ("give_confirmation", inspectorate.pk),
        ("lock_draw", watcher.pk),
    ]
    assert as_watcher.session["_auth_user_id"] == str(watcher.pk)


def test_the_asker_cannot_be_his_own_second_person(make_draw, as_watcher, watcher) -> None:
    draw = make_draw()
    as_watcher.post(page("lock", draw.pk))
    answer = as_watcher.post(
        page("confirm", draw.pk, "lock"), {"username": watcher.username, "password": PASSWORD}
    )
    assert answer.status_code == 422
    assert "提请人不能确认自己的操作" in answer.text
    wrong = as_watcher.post(page("confirm", draw.pk, "lock"), {"username": "nobody", "password": "x"})
    assert wrong.status_code == 422
    assert Draw.objects.get().state == "draft"


@pytest.mark.parametrize("step", ["lock", "reveal", "void"])
def test_confirming_what_nobody_asked_is_said_in_words(make_draw, inspectorate, step) -> None:
    draw = make_draw()
    answer = login(inspectorate).post(page("confirm", draw.pk, step), follow=True)
    assert "没有待确认的提请" in answer.text
    assert login(inspectorate).post(page("confirm", draw.pk, "other")).status_code == 404


@pytest.mark.parametrize(
    ("step", "before"), [("run", "seeded"), ("publish", "drawn"), ("archive", "published")]
)
def test_a_double_click_is_harmless(make_draw, advance, as_watcher, step, before) -> None:
    draw = advance(make_draw(), before)
    as_watcher.post(page(step, draw.pk))
    state = Draw.objects.get().state
    again = as_watcher.post(page(step, draw.pk), follow=True)
    assert "这一步已经办过" in again.text
    assert Draw.objects.get().state == state


def test_two_confirmations_at_once_do_the_step_once(make_draw, as_watcher, inspectorate) -> None:
    draw = make_draw()
    as_watcher.post(page("lock", draw.pk))
    second = login(inspectorate)
    second.post(page("confirm", draw.pk, "lock"), seen(draw))
    again = second.post(page("confirm", draw.pk, "lock"), follow=True)
    assert "没有待确认的提请" in again.text
    assert Draw.objects.get().chain_number == 1


def test_bad_digits_are_said_beside_the_field(make_draw, advance, as_watcher) -> None:
    draw = advance(make_draw(), "locked")
    answer = as_watcher.post(page("digits", draw.pk), {"party1-digits": "12345abc90"})
    assert answer.status_code == 422
    assert "市纪委监督员的数字只能是 0 到 9" in answer.text
    assert "12345abc90" not in answer.text
    empty = as_watcher.post(page("digits", draw.pk), {"party1-digits": ""})
    assert [empty.status_code, "请报数" in empty.text] == [422, True]
    assert not SeedPart.objects.exists()


def test_digits_given_twice_are_refused_in_words(make_draw, advance, as_watcher) -> None:
    draw = advance(make_draw(), "locked")
    as_watcher.post(page("digits", draw.pk), {"party1-digits": DIGITS[0]})
    again = as_watcher.post(page("digits", draw.pk), {"party1-digits": DIGITS[1]}, follow=True)
    assert "市纪委监督员已经报数并锁定，不能再改" in again.text
    assert SeedPart.objects.get().digits == DIGITS[0]


def test_rolling_marks_the_page(make_draw, advance, as_watcher) -> None:
    draw = advance(make_draw(), "locked")
    as_watcher.post(page("roll", draw.pk, 1))
    assert "永远不作正式依据" in as_watcher.get(page("digits", draw.pk)).text
    refused = as_watcher.post(page("roll", draw.pk, 9), follow=True)
    assert "没有这一报数方" in refused.text


def test_too_small_a_stratum_is_said_on_the_lock_page(make_draw, as_watcher) -> None:
    draw = make_draw(stages=strata(("企业", 4, 0), ("个体", 7, 0)))
    assert "“个体”需要 7 名，可抽的只有 6 名" in as_watcher.get(page("lock", draw.pk)).text
    assert "“个体”需要 7 名，可抽的只有 6 名" in as_watcher.post(page("lock", draw.pk), follow=True).text


def test_s0_07_a_substitution_by_its_page(make_draw, advance, as_watcher) -> None:
    draw = advance(make_draw(), "published")
    leaving = results.selected(draw).first()
    url = page("substitute", draw.pk, leaving.pk)
    assert as_watcher.post(url, {"reason": "", "evidence": "某文"}).status_code == 422
    as_watcher.post(url, {"reason": "declined", "evidence": "电话记录第3号"})
    assert Substitution.objects.get().withdrawn == leaving
    shown = as_watcher.get(page("result", draw.pk)).text
    assert "电话记录第3号" in shown
    again = as_watcher.post(url, {"reason": "declined"})
    assert [again.status_code, "已经退出" in again.text] == [422, True]


def test_voiding_needs_a_reason_and_a_second_person(make_draw, advance, as_watcher, inspectorate) -> None:
    draw = advance(make_draw(), "published")
    assert as_watcher.post(page("void", draw.pk), {"reason": "  "}).status_code == 422
    as_watcher.post(page("void", draw.pk), {"reason": "名册漏了一个片区"})
    panel = login(inspectorate).get(page("void", draw.pk)).text
    assert "名册漏了一个片区" in panel
    login(inspectorate).post(page("confirm", draw.pk, "void"), seen(draw))
    assert Draw.objects.get().state == "void"
    assert "名册漏了一个片区" in as_watcher.get(page("show", draw.pk)).text


def test_a_code_is_opened_to_its_person_and_audited(make_draw, advance, as_watcher, bureau) -> None:
    entry = roster.person_entry(PersonFactory(name="王小明", phone="13000001234"), "消费者")
    draw = advance(make_draw(entries=[entry], columns=[], stages=strata(("消费者", 1, 0))), "locked")
    stored = draw.entries.get()
    listed = as_watcher.get(page("codes", draw.pk)).text
    assert [entry.code in listed, entry.salt in listed] == [True, False]
    opened = as_watcher.post(page("code-open", draw.pk, stored.pk)).text
    assert [entry.salt in opened, entry.person_commit in opened, "13000001234" in opened] == [
        True,
        True,
        False,
    ]
    assert AuditEvent.objects.filter(verb="open_roster_code").count() == 1
    leader = login(user_with(Role.LEADER, bureau))
    assert leader.post(page("code-open", draw.pk, stored.pk)).status_code == 404
    assert leader.get(page("codes", draw.pk)).status_code == 404


def test_filters_narrow_and_bad_ones_do_no_harm(make_draw, advance, as_watcher) -> None:
    first, second = make_draw("甲-001"), advance(make_draw("乙-001"), "locked")
    shown = as_watcher.get(page("list"), {"state": "locked"}).text
    assert [first.number in shown, second.number in shown] == [False, True]
    shown = as_watcher.get(page("list"), {"q": "甲-0"}).text
    assert [first.number in shown, second.number in shown] == [True, False]
    for query in ({"state": "gone"}, {"page": "x"}, {"sort": "password"}):
        assert as_watcher.get(page("list"), query).status_code == 200
    shown = as_watcher.get(page("roster", first.pk), {"stratum": "个体"}).text
    assert ["个体第0号店" in shown, "企业第0号店" in shown] == [True, False]


@pytest.mark.parametrize("name", ["list", "result", "show", "roster"])
def test_queries_do_not_grow_with_the_draw(make_draw, advance, as_watcher, watcher, name) -> None:
    def count(draw: Draw) -> int:
        with CaptureQueriesContext(connection) as captured:
            as_watcher.get(page(name) if name == "list" else page(name, draw.pk))
        return len(captured)

    small = advance(make_draw("小"), "published")
    substitution.substitute(
        actor=watcher, draw=small, withdrawn=results.selected(small).first(), reason="declined"
    )
    count(small)  # the first page of a session also writes the session
    few = count(small)
    entries = [EntryData(f"企业-{i:04}", "企业", ("食品",), f"第{i}户") for i in range(200)]
    large = advance(make_draw("大", entries=entries, stages=strata(("企业", 80, 40))), "published")
    for index, entry in enumerate(list(results.selected(large))[:5]):
        substitution.substitute(actor=watcher, draw=large, withdrawn=entry, reason="declined")
        make_draw(f"又-{index}")
    assert count(large) == few


def test_the_second_person_finds_what_waits_on_his_home_page(
    make_draw, as_watcher, inspectorate, origin
) -> None:
    draw = make_draw()
    second = login(inspectorate)
    assert "请确认锁定名册" not in second.get("/").text
    as_watcher.post(page("lock", draw.pk))
    home = second.get("/").text
    assert ("请确认锁定名册" in home, page("lock", draw.pk) in home) == (True, True)
    assert "请确认锁定名册" not in as_watcher.get("/").text
    origin["hidden_from"].append(inspectorate.name)
    assert "请确认锁定名册" not in second.get("/").text
    origin["hidden_from"].clear()
    assert "正在等第二人确认：锁定名册" in second.get(page("show", draw.pk)).text
    second.post(page("confirm", draw.pk, "lock"), seen(draw))
    assert "请确认锁定名册" not in second.get("/").text


def test_what_the_origin_forbids_is_said_before_asking(make_draw, advance, as_watcher, origin) -> None:
    draft, seeded = make_draw("一"), advance(make_draw("二"), "seeded")
    origin["hindrances"].append("会议日期还没有确定。")
    assert "现在不能锁定：会议日期还没有确定。" in as_watcher.get(page("lock", draft.pk)).text
    shown = as_watcher.get(page("show", seeded.pk)).text
    assert "会议日期还没有确定。" in shown
    assert "会议日期还没有确定。" in as_watcher.post(page("run", seeded.pk), follow=True).text
