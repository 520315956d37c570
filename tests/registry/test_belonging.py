"""To which units somebody belongs, though his post stands above them."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from registry.models import Person, Role, Unit, User
from registry.models.units import UnitKind
from registry.queries.belonging import units_of
from registry.search import find, index_objects
from tests.factories import PersonFactory, UnitFactory, UserFactory, post_for, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspectorate(bureau: Unit) -> Unit:
    return UnitFactory(name="监察室", kind=UnitKind.DEPARTMENT, parent=bureau)


def test_who_is_of_the_inspectorate_by_his_post_is_of_the_department(
    bureau: Unit, office: Unit, inspectorate: Unit
) -> None:
    assert units_of(user_with(Role.INSPECTORATE, bureau)) == {bureau.pk, inspectorate.pk}
    assert units_of(user_with(Role.LEADER, bureau)) == {bureau.pk}
    assert units_of(user_with(Role.INSPECTOR, office)) == {office.pk}


def test_the_head_of_a_department_is_of_it_where_his_post_stands_at_the_bureau(bureau: Unit) -> None:
    legal = UnitFactory(name="法规科", kind=UnitKind.DEPARTMENT, parent=bureau)
    UnitFactory(name="人事科", kind=UnitKind.DEPARTMENT, parent=bureau)
    head = UserFactory()
    head.posts.create(role=Role.LEADER, unit=bureau, title="法规科科长")
    assert units_of(head) == {bureau.pk, legal.pk}


def test_the_staff_list_tells_where_somebody_of_that_name_works(bureau: Unit, office: Unit) -> None:
    legal = UnitFactory(name="法规科", kind=UnitKind.DEPARTMENT, parent=bureau)
    elsewhere = UnitFactory(
        name="外县法规科", kind=UnitKind.DEPARTMENT, parent=UnitFactory(kind=UnitKind.COUNTY)
    )
    PersonFactory(name="卢　凤英", category="staff", unit=legal)
    PersonFactory(name="卢凤英", category="staff", unit=elsewhere)
    clerk = user_with(Role.LETTER_HANDLER, bureau, name="卢 凤英")
    assert units_of(clerk) == {bureau.pk, legal.pk}
    post_for(PersonFactory(name="卢凤英"), office, Role.DEPUTY, "副所长")
    assert units_of(User.objects.get(pk=clerk.pk)) == {bureau.pk, legal.pk, office.pk}


def test_a_window_is_part_of_its_office_and_the_head_of_the_office_is_above_it(office: Unit) -> None:
    window = UnitFactory(kind=UnitKind.WINDOW, parent=office)
    assert units_of(user_with(Role.INSPECTOR, window)) == {window.pk, office.pk}
    assert units_of(user_with(Role.HEAD, office)) == {window.pk, office.pk}
    assert units_of(user_with(Role.INSPECTOR, office)) == {office.pk}


def test_what_a_unit_came_after_counts_and_a_post_that_ended_does_not(bureau: Unit, office: Unit) -> None:
    former = UnitFactory(parent=bureau, valid_to=localdate(), successor=office)
    user = user_with(Role.INSPECTOR, office)
    assert units_of(user) == {office.pk, former.pk}
    user.posts.update(valid_to=localdate() - timedelta(days=1))
    assert units_of(User.objects.get(pk=user.pk)) == frozenset()


def test_a_name_is_kept_and_found_in_its_one_form(office: Unit) -> None:
    person = PersonFactory(name="卢　凤英", category="staff", unit=office)
    assert (person.name, Person.objects.get(pk=person.pk).name) == ("卢凤英", "卢凤英")
    assert Person.objects.filter(name="卢 \u200b凤英").get() == person
    Person.objects.bulk_create([Person(name="张 健", category="staff", unit=office)])
    assert Person.objects.filter(name="张健", unit=office).exists()
    assert not Person.objects.filter(name="张健康").exists()


@pytest.mark.parametrize(
    "typed", ["卢凤英", "卢 凤英", "卢　凤英", "卢\u200b凤英"], ids=["plain", "space", "wide", "zero"]
)
def test_a_name_is_found_however_it_is_typed(office: Unit, typed: str) -> None:
    person = PersonFactory(name="卢　凤英", category="staff", unit=office)
    index_objects("person", [person.pk])
    assert [entry.label for entry in find(typed, [office.pk])] == ["卢凤英"]
