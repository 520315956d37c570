"""Whom a letter is about: named, added, taken out by two, and nobody left who may open it (S2-11)."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from matters import access
from matters.models import Matter
from matters.queries.accused import accused_names, mentioned_names
from matters.queries.letters import stranded_letters
from matters.services import matters, replies
from matters.services.accused import name_accused, unname_accused
from matters.services.letters import LetterRefused, accept_letter
from matters.services.naming import Accused
from matters.services.states import MatterRefused
from registry.models import Confirmation, Role, Unit, User
from registry.models.units import UnitKind
from registry.services.confirmations import ConfirmationRefused
from rulebook.matter.letters import Box, ReplyKind
from rulebook.matter.matters import Finding, Source, Treatment, Triage
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD, PersonFactory, UnitFactory, user_with
from tests.matters.letter_steps import accepted, received, step

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("written", ["监 察员乙", "监　察员乙", "监\u200b察员乙", "城关所的监察员乙同志"])
def test_a_name_keeps_its_bearer_away_however_it_was_typed(
    bureau: Unit, people: dict[str, User], written: str
) -> None:
    letter = received(bureau, Box.REPORT, about_text=written)
    assert not access.sees_letter(people["second"], letter)
    assert access.sees_letter(people["leader"], letter)


def test_a_longer_name_is_somebody_else_and_a_second_account_is_the_same(
    bureau: Unit, people: dict[str, User]
) -> None:
    short = user_with(Role.INSPECTORATE, bureau, name="张健")
    letter = received(bureau, Box.REPORT, about_text="张健康")
    assert access.sees_letter(short, letter)
    assert not access.sees_letter(user_with(Role.INSPECTORATE, bureau, name="张 健康"), letter), (
        "an account of later"
    )
    about_both = received(bureau, Box.REPORT, about_text="张健")
    assert not access.sees_letter(again(short), about_both)
    assert not access.sees_letter(user_with(Role.LEADER, bureau, name="张健"), about_both)


def test_a_report_about_the_inspectorate_goes_to_the_leaders(bureau: Unit, people: dict[str, User]) -> None:
    department = UnitFactory(name="监察室", kind=UnitKind.DEPARTMENT, parent=bureau)
    letter = received(bureau, Box.REPORT, about_unit=department)
    assert not access.sees_letter(people["inspector"], letter)
    assert access.sees_letter(people["leader"], letter)
    assert list(access.letter_handlers(letter)) == [people["leader"]]
    refused = step(people["leader"], letter, "accept", handler=people["inspector"].pk)
    assert refused.status_code == 422
    assert step(people["leader"], letter, "accept", handler=people["leader"].pk).status_code == 302


def test_s0_14_a_problem_of_the_inspectorate_is_run_by_whoever_stands_in(
    bureau: Unit, people: dict[str, User]
) -> None:
    department = UnitFactory(name="监察室", kind=UnitKind.DEPARTMENT, parent=bureau)
    chair = user_with(Role.CHAIR, bureau, name="书记")
    assert department not in access.units_to_raise_for(people["inspector"])
    assert list(access.units_to_raise_for(chair)) == [department]
    matter = matters.raise_matter(
        actor=chair, unit=department, title="压件不办", text="压了三个月", source=Source.PUBLIC, triage=Triage.HOT,
        raised_on=localdate(),
    )  # fmt: skip
    assert not access.sees(people["inspector"], matter)
    assert not access.may_verify(people["inspector"], matter)
    assert access.may_verify(chair, matter)
    assert access.may_verify(people["leader"], matter)


def test_who_is_only_mentioned_is_pointed_out_and_does_not_sort_the_letter_himself(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    PersonFactory(name="李科员", category="staff", unit=office)
    letter = received(bureau, Box.REPORT, text="监察员乙和李科员一起收钱。")
    assert mentioned_names(letter) == ["李科员", "监察员乙"]
    assert not access.sees_letter(people["second"], letter)
    page = (
        signed_in(people["inspector"]).get(reverse("matters:letter-show", args=[letter.pk])).content.decode()
    )
    assert "来信中提到李科员、监察员乙" in page
    sorted_out = accept_letter(
        actor=people["inspector"], letter=letter, handler=people["inspector"], about_units=[], about_people=[],
        about_names="李 科员",
    )  # fmt: skip
    assert accused_names(sorted_out) == ["李科员"]
    assert access.sees_letter(again(people["second"]), letter), "he was not accused after all"
    assert not access.sees_letter(user_with(Role.INSPECTORATE, bureau, name="李科员"), letter)


def test_accepting_takes_nobody_out(bureau: Unit, office: Unit, people: dict[str, User]) -> None:
    letter = received(bureau, Box.REPORT, about_text="监察员乙", about_unit=office)
    taken = accept_letter(
        actor=people["inspector"], letter=letter, handler=people["inspector"], about_units=[], about_people=[]
    )
    assert accused_names(taken) == ["监察员乙"]
    assert list(taken.about_units.all()) == [office]
    assert not access.sees_letter(people["second"], letter)


def test_somebody_added_later_has_the_letter_no_more_and_the_reason_stands(
    bureau: Unit, people: dict[str, User]
) -> None:
    letter = accepted(people, bureau, Box.REPORT)
    replies.write_reply(actor=people["inspector"], letter=letter, kind=ReplyKind.INTERIM, text="正在核实。")
    answer = step(
        people["second"], letter, "name", about_people=[people["inspector"].pk], reason="谈话时指认"
    )
    assert answer.status_code == 302
    letter.refresh_from_db()
    assert letter.handler is None
    assert letter.clock is not None
    letter.clock.refresh_from_db()
    assert letter.clock.handler is None
    assert not access.sees_letter(again(people["inspector"]), letter)
    assert "添加被反映的监察员：谈话时指认" in list(letter.steps.values_list("text", flat=True))
    assert step(people["second"], letter, "name", reason="没有写谁").status_code == 422


def test_a_name_is_taken_out_by_two_who_are_not_accused(bureau: Unit, people: dict[str, User]) -> None:
    letter = received(bureau, Box.REPORT, about_text="监察员乙")
    third = user_with(Role.INSPECTORATE, bureau, name="监察员丙", username="third")
    page = reverse("matters:letter-unname", args=[letter.pk])
    data = {"who": "name-监察员乙", "reason": "同名的另一个人", "username": "third", "password": PASSWORD}
    client = signed_in(people["inspector"])
    assert "去掉写错的" in client.get(reverse("matters:letter-show", args=[letter.pk])).content.decode()
    accused = people["second"].username
    for changed in ({"password": "wrong"}, {"username": people["inspector"].username}, {"username": accused}):
        assert client.post(page, data | changed).status_code == 422
        assert accused_names(letter) == ["监察员乙"]
    assert signed_in(people["second"]).get(page).status_code == 404
    assert client.post(page, data).status_code == 302
    assert accused_names(letter) == []
    assert access.sees_letter(again(people["second"]), letter)
    last = letter.steps.latest("pk")
    assert last.text == "去掉被反映的监察员乙（监察员丙确认）：同名的另一个人"
    made = Confirmation.objects.get()
    assert (made.asked_by, made.confirmed_by, made.used_at is not None) == (people["inspector"], third, True)


def test_a_confirmation_about_the_letter_is_not_told_to_whom_it_still_accuses(
    bureau: Unit, people: dict[str, User]
) -> None:
    letter = received(bureau, Box.REPORT, about_text="监察员乙、张健")
    third = user_with(Role.INSPECTORATE, bureau, name="监察员丙")
    unname_accused(
        actor=people["inspector"], second=third, letter=letter, unit=None, name="张健", reason="写错"
    )
    page = reverse("registry:confirmation-list")
    assert str(letter) in signed_in(third).get(page).content.decode()
    assert str(letter) not in signed_in(people["second"]).get(page).content.decode()


def test_a_problem_that_names_somebody_is_kept_from_him_from_then_on(
    office: Unit, people: dict[str, User]
) -> None:
    entered = signed_in(people["inspector"]).post(
        reverse("matters:matter-create"),
        {
            "unit": office.pk, "title": "收礼", "text": "收礼", "source": "public", "raised_on": "2026-03-02",
            "triage": "short", "about_names": "监 察员乙",
        },
    )  # fmt: skip
    matter = Matter.objects.get()
    assert entered.url == reverse("matters:matter-show", args=[matter.pk])
    assert (access.sees(people["second"], matter), access.sees(people["inspector"], matter)) == (False, True)
    matters.start_verifying(actor=people["inspector"], matter=matter)
    matters.record_finding(actor=people["inspector"], matter=matter, finding=Finding.TRUE, basis="谈话")
    matters.choose_treatment(actor=people["inspector"], matter=matter, treatment=Treatment.SOLVE)
    matters.hand_out(actor=people["inspector"], matters=[matter], handler=people["head"])
    url = reverse("matters:matter-step", args=[matter.pk, "name"])
    named = signed_in(people["inspector"]).post(url, {"about_names": "所长", "reason": "谈话中指认"})
    assert named.status_code == 302
    matter.refresh_from_db()
    assert matter.clock is not None
    assert (matter.handler, matter.clock.handler) == (None, None)
    assert not access.sees(people["head"], matter)
    assert access.sees(people["deputy"], matter)
    with pytest.raises(MatterRefused, match="反映的就是所长"):
        matters.hand_out(actor=people["inspector"], matters=[matter], handler=people["head"])


def test_neither_of_the_two_is_the_accused_nor_both_one_person(bureau: Unit, people: dict[str, User]) -> None:
    letter = received(bureau, Box.REPORT, about_text="监察员乙")
    given = {"letter": letter, "unit": None, "name": "监察员乙", "reason": "写错"}
    with pytest.raises(LetterRefused, match="不能有被反映的人"):
        unname_accused(actor=people["inspector"], second=people["second"], **given)  # type: ignore[arg-type]

    with pytest.raises(ConfirmationRefused, match="须由另一人确认"):
        unname_accused(actor=people["inspector"], second=people["inspector"], **given)  # type: ignore[arg-type]
    assert accused_names(letter) == ["监察员乙"]


def test_a_problem_made_of_a_letter_is_kept_from_whom_the_letter_names(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    letter = accepted(people, bureau, Box.REPORT, about_text="所长")
    matter = replies.raise_from_letter(
        actor=people["inspector"], letter=letter, unit=office, title="收礼", text="收礼", triage=Triage.SHORT
    )
    matters.start_verifying(actor=people["inspector"], matter=matter)
    matters.record_finding(actor=people["inspector"], matter=matter, finding=Finding.TRUE, basis="谈话")
    matter.refresh_from_db()
    assert (access.sees(people["head"], matter), access.sees(people["deputy"], matter)) == (False, True)
    assert not access.may_rectify(people["head"], matter)
    letter.refresh_from_db()
    name_accused(
        actor=people["inspector"],
        letter=letter,
        accused=Accused(people=[people["deputy"]]),
        reason="补充举报",
    )
    assert not access.sees(people["deputy"], matter)


def test_a_letter_that_nobody_may_open_is_told_without_what_it_says(
    bureau: Unit, people: dict[str, User]
) -> None:
    received(bureau, Box.REPORT, about_text="监察员", title="有人可办")
    assert stranded_letters() == []
    letter = received(bureau, Box.REPORT, about_text="监察员、监察员乙、局长", title="密件")
    assert stranded_letters() == [letter]
    for name in ("leader", "administrator"):
        home = signed_in(again(people[name])).get(reverse("home")).content.decode()
        assert "有来信无人可办" in home
        assert "密件" not in home
        assert str(letter) not in home
    assert "有来信无人可办" not in signed_in(again(people["clerk"])).get(reverse("home")).content.decode()
    above = UnitFactory(name="省局", kind=UnitKind.BUREAU)
    bureau.parent = above
    bureau.save()
    reader = user_with(Role.INSPECTORATE, above, name="省局监察员")
    assert access.sees_letter(reader, letter)
    assert stranded_letters() == []
