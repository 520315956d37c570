"""The pool: who reports, who can be drawn, who is engaged, what stands against locking."""

import pytest
from django.urls import reverse

from draws.models import Draw
from draws.queries.facts import LOCK
from draws.services import confirming, moving
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries import pool as pool_queries
from evaluations.meetings.queries.meetings import assessors, officers
from evaluations.meetings.services import meeting_draws, pools, refusals
from evaluations.meetings.services.meetings import close_pool, open_pool
from registry.models import Business, Person, Role, Unit
from tests.evaluations.meetings.stage import Stage, drawn_meeting, lock, new_meeting, pooled_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import AreaFactory, BusinessFactory, PersonFactory, post_for


def test_s0_01_head_and_deputies_of_the_office_report_in_order(stage: Stage) -> None:
    stage.office.is_branch = True
    stage.office.save()
    second = PersonFactory(category="staff", unit=stage.office, name="周正", phone="")
    post_for(second, stage.office, Role.DEPUTY, "")
    gone = PersonFactory(category="staff", unit=stage.office, name="吴去", phone="")
    past = post_for(gone, stage.office, Role.DEPUTY, "副所长")
    past.valid_to = "2020-01-01"
    past.save()
    post_for(stage.director, stage.office, Role.DEPUTY, "兼")
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage))
    assert [(each.name, each.title) for each in officers(meeting)] == [
        ("王海", "所长"),
        ("李岚", "副所长"),
        ("周正", "副局长"),
    ]


def test_s0_01_officers_stay_as_they_were_when_the_pool_was_opened(stage: Stage) -> None:
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage))
    stage.director.posts.all().delete()
    assert [each.name for each in officers(meeting)] == ["王海", "李岚"]
    close_pool(actor=stage.inspector, meeting=meeting)
    meeting = open_pool(actor=stage.inspector, meeting=meeting)
    assert [each.name for each in officers(meeting)] == ["李岚"]


def test_no_officer_blocks_the_draw_and_is_said_on_the_page(stage: Stage) -> None:
    stage.director.posts.all().delete()
    stage.deputy.posts.all().delete()
    meeting = pooled_meeting(stage)
    assert pool_queries.pool_of(meeting).blocks[0].startswith("没有述职人员")
    page = signed_in(stage.inspector).get(reverse("meetings:meeting-show", args=[meeting.pk]))
    assert "没有找到现任正、副所长" in page.content.decode()


def test_s0_02_only_active_businesses_of_the_own_jurisdiction_are_drawn(
    stage: Stage, other_office: Unit
) -> None:
    foreign = BusinessFactory(area=AreaFactory(office=other_office), name="外地商行")
    closed = stage.businesses[0]
    Business.objects.filter(pk=closed.pk).update(status="revoked")
    kin = stage.businesses[1]
    meeting = pooled_meeting(stage)
    pools.exclude_from_pool(
        actor=stage.inspector, meeting=meeting, business=kin, reason="被评议单位工作人员近亲属"
    )
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    codes = set(draw.entries.values_list("code", flat=True))
    assert foreign.code not in codes
    assert {closed.code, kin.code} & codes == set()
    assert dict(draw.exclusions.values_list("code", "reason")) == {
        closed.code: "登记状态为吊销",
        kin.code: "被评议单位工作人员近亲属",
    }
    assert draw.entries.count() == 148 + 20


def test_s0_02_a_business_of_another_office_cannot_be_excluded(stage: Stage, other_office: Unit) -> None:
    foreign = BusinessFactory(area=AreaFactory(office=other_office))
    meeting = pooled_meeting(stage)
    with pytest.raises(refusals.MeetingRefused, match="不在城关工商所辖区内"):
        pools.exclude_from_pool(actor=stage.inspector, meeting=meeting, business=foreign, reason="回避")


def test_s0_02_staff_on_the_consumers_list_are_out_and_namesakes_are_pointed_at(stage: Stage) -> None:
    staff = Person.objects.get(name="赵平")
    Person.objects.filter(pk=staff.pk).update(phone="13700000001", phone_digest="same")
    twin = PersonFactory(category="consumer", unit=stage.office, name="赵平", phone="13700000002")
    Person.objects.filter(pk=twin.pk).update(phone_digest="same")
    namesake = PersonFactory(category="consumer", unit=stage.office, name="王海")
    Business.objects.filter(pk=stage.businesses[0].pk).update(responsible="李岚")
    meeting = pooled_meeting(stage)
    pools.choose_consumers(actor=stage.watcher, meeting=meeting, persons=[twin, namesake])
    pool = pool_queries.pool_of(meeting)
    assert [row.person for row in pool.staff_consumers] == [twin]
    assert namesake in [row.person for row in pool.consumers]
    assert [text[:14] for text in pool.namesakes] == [
        "“城关0号商行”的负责人李岚",
        "消费者王海与本所工作人员同名，"[:14],
    ]
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    reason = draw.exclusions.get(label="赵平")
    assert reason.reason == "被评议单位工作人员"
    assert "赵平" not in reason.code


def test_s0_02_pasted_consumers_keep_good_lines_and_return_bad_ones(stage: Stage) -> None:
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage))
    url = reverse("meetings:pool-consumers", args=[meeting.pk])
    lines = "张三，13800000001，东街1号\n\n李四\t1380000\n王五、13800000003\n张三,13800000001\n赵六"
    page = signed_in(stage.watcher).post(url, {"lines": lines})
    assert [row.person.name for row in meeting.consumers.all()] == ["张三", "王五"]
    assert [problem.number for problem in page.context["problems"]] == [3, 5, 6]
    text = page.content.decode()
    assert "第 3 行" in text
    assert "应为 11 位" in text
    assert "与第 1 行重复" in text
    assert page.context["form"].initial["lines"] == "李四\t1380000\n张三,13800000001\n赵六"


def test_a_pasted_person_of_another_category_is_refused_by_line(stage: Stage) -> None:
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage))
    deputy = stage.assessors[1]
    page = signed_in(stage.watcher).post(
        reverse("meetings:pool-consumers", args=[meeting.pk]), {"lines": f"{deputy.name}，{deputy.phone}"}
    )
    assert "已在人员库中登记为人大代表" in page.content.decode()
    assert not meeting.consumers.exists()


def test_s0_03_the_consumers_list_belongs_to_the_drawing_body(stage: Stage) -> None:
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage))
    url = reverse("meetings:pool-consumers", args=[meeting.pk])
    assert signed_in(stage.inspector).post(url, {"lines": "张三，13800000001"}).status_code == 403
    assert signed_in(stage.head_user).get(url).status_code == 404
    assert signed_in(stage.receptionist).get(url).status_code == 404


def test_s0_06_engaged_keep_source_and_category_and_are_bounded_to_forty_percent(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    assert pool_queries.engaged_by_category(meeting) == {
        "conduct_supervisor": 4,
        "congress_deputy": 4,
        "cppcc_member": 4,
        "village_committee": 3,
    }
    assert pool_queries.pool_of(meeting).engaged_ceiling == 50
    more = [PersonFactory(category="government_staff") for _ in range(36)]
    with pytest.raises(refusals.MeetingRefused, match="最多 50 名；已聘请 15 名，本次选了 36 名"):
        pools.engage_assessors(actor=stage.inspector, meeting=meeting, persons=more)
    pools.engage_assessors(actor=stage.inspector, meeting=meeting, persons=more[:35])
    assert pool_queries.pool_of(meeting).engaged == 50


def test_s0_06_only_the_document_s_categories_are_engaged(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    party = PersonFactory(category="party_deputy", name="党代表甲")
    with pytest.raises(refusals.MeetingRefused, match="不在聘请范围内"):
        pools.engage_assessors(actor=stage.inspector, meeting=meeting, persons=[party])
    assert party not in assessors(meeting)


def test_s0_05_feasibility_is_shown_with_numbers_before_locking(stage: Stage) -> None:
    Business.objects.filter(pk__in=[each.pk for each in stage.businesses[30:]]).update(status="deregistered")
    meeting = pooled_meeting(stage)
    pool = pool_queries.pool_of(meeting)
    assert pool.blocks == ["拟抽取 75 名，名册只有 50 名，还差 25 名。"]
    url = reverse("meetings:pool-prepare", args=[meeting.pk])
    page = signed_in(stage.inspector).post(url, follow=True)
    assert "名册只有 50 名" in page.content.decode()
    assert not Draw.objects.exists()


def test_an_empty_pool_is_said_not_raised(stage: Stage) -> None:
    Business.objects.all().delete()
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage))
    page = signed_in(stage.inspector).get(reverse("meetings:pool-show", args=[meeting.pk]))
    assert "名册只有 0 名" in page.content.decode()
    assert "名册还是空的" in page.content.decode()


def test_the_pool_is_read_with_the_same_queries_whatever_its_size(
    stage: Stage, django_assert_num_queries: object
) -> None:
    meeting = pooled_meeting(stage)
    with django_assert_num_queries(6):  # type: ignore[operator]  # pytest-django's fixture has no public type
        pool_queries.pool_of(meeting).findings  # noqa: B018  # asked for its queries
    area = AreaFactory(office=stage.office)
    for _ in range(30):
        BusinessFactory(area=area)
    with django_assert_num_queries(6):  # type: ignore[operator]  # as above
        pool_queries.pool_of(meeting).findings  # noqa: B018  # asked for its queries


def test_s0_03_draw_belongs_to_the_city_commission_and_knows_the_office(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    assert draw.number == "SZ-2026-SO01-1"
    assert (draw.drawing_body, draw.parties) == ("市纪委", ["市纪委", "监察室"])
    assert draw.unit == stage.office
    client = signed_in(stage.watcher)
    assert client.get(reverse("draws:draw-show", args=[draw.pk])).status_code == 200
    assert signed_in(stage.head_user).get(reverse("draws:draw-show", args=[draw.pk])).status_code == 404


def test_a_pool_changed_after_preparing_must_be_taken_over_before_locking(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    pools.exclude_from_pool(
        actor=stage.watcher, meeting=meeting, business=stage.businesses[5], reason="申请回避"
    )
    with pytest.raises(moving.DrawRefused, match="名册在准备抽取之后又有变动"):
        confirming.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    lock(stage, meeting)
    draw.refresh_from_db()
    assert draw.state == "locked"
    assert not draw.entries.filter(code=stage.businesses[5].code).exists()
    with pytest.raises(refusals.MeetingRefused, match="名册已锁定"):
        pools.exclude_from_pool(
            actor=stage.watcher, meeting=meeting, business=stage.businesses[6], reason="申请回避"
        )


def test_s0_07_strata_are_type_by_area_and_more_are_drawn_for_absence(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    seats = [(row.name, row.size) for row in pool_queries.pool_of(meeting).plan.strata]
    assert seats == [
        ("个体工商户/城关第一片区", 20),
        ("个体工商户/城关第二片区", 20),
        ("企业/城关第一片区", 10),
        ("企业/城关第二片区", 10),
        ("消费者", 15),
    ]
    drawn = meeting.representatives.filter(source="drawn")
    assert drawn.count() == 75
    assert meeting.state == "drawn"
    assert set(drawn.values_list("category", flat=True)) == {"firm", "sole_trader", "consumer"}


def test_a_void_draw_sends_the_meeting_back_to_its_pool_under_a_new_number(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    draw = meeting.draw
    assert draw is not None
    confirming.ask_step(actor=stage.watcher, draw=draw, action="draws.void", reason="名册有误")
    confirming.confirm_step(actor=stage.inspector, draw=draw, action="draws.void")
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.draw) == ("pool", None)
    assert list(meeting.past_draws.all()) == [draw]
    assert not meeting.representatives.filter(source="drawn").exists()
    assert meeting.representatives.filter(source="engaged").count() == 15
    again = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    assert again.number == "SZ-2026-SO01-2"


def test_reason_of_an_exclusion_names_nobody(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    url = reverse("meetings:pool-exclusions", args=[meeting.pk])
    business = stage.businesses[0]
    client = signed_in(stage.inspector)
    assert client.get(url, {"q": business.code}).context["found"][0][1] == business.name
    page = client.post(url, {"target": f"business-{business.pk}", "reason": f"{business.responsible}的亲属"})
    assert "请不要写姓名" in page.content.decode()
    for target in ("", "business-", "business-x", "person-999999", "business-99999999999999999999"):
        assert "请先查找" in client.post(url, {"target": target, "reason": "回避"}).content.decode()
    client.post(url, {"target": f"business-{business.pk}", "reason": "申请回避"})
    assert meeting.pool_exclusions.get().business == business
