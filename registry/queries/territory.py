"""Areas with what stands in them, and what is missing from 四定 (S1-01)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from registry.access import areas_for, businesses_for, may_edit_registry, units_for
from registry.models import Area, Business, Industry, Post, Role, Street, Township, Unit, User
from registry.models.territory import GRADES, LAST_PATROL, BusinessStatus
from registry.queries.listing import Column, counted
from registry.queries.units import current

Place = TypeVar("Place", Area, Township)
STREETS = counted(Street.objects.filter(area=OuterRef("pk")), "area")
BUSINESSES = counted(Business.objects.filter(area=OuterRef("pk"), status=BusinessStatus.ACTIVE), "area")
AREA_ORDERS: dict[str, tuple[Column, ...]] = {
    "code": ("code",),
    "name": ("name", "pk"),
    "office": ("office__code", "pk"),
    "businesses": (BUSINESSES, "pk"),
}
BUSINESS_ORDERS: dict[str, tuple[Column, ...]] = {
    "code": ("code",),
    "name": ("name", "pk"),
    "grade": ("grade", "pk"),
    "area": ("area__code", "pk"),
    "patrol": (LAST_PATROL, "pk"),
}


def area_rows(areas: QuerySet[Area], day: date) -> QuerySet[Area]:
    """Areas with ``business_count`` (active ones), ``street_count`` and ``supervisors`` (posts of the day)."""
    return (
        with_office(areas)
        .annotate(business_count=BUSINESSES, street_count=STREETS)
        .prefetch_related(_supervisors(day))
    )


def business_rows(businesses: QuerySet[Business]) -> QuerySet[Business]:
    """As ``with_place``, without the telephone."""
    return with_place(businesses).defer("phone")


def with_place(businesses: QuerySet[Business]) -> QuerySet[Business]:
    """Businesses with area, office, industry and street."""
    return businesses.select_related("area__office", "industry", "street")


def with_office(rows: QuerySet[Place]) -> QuerySet[Place]:
    """Areas or townships with the office that answers for them."""
    return rows.select_related("office")


def _supervisors(day: date) -> "Prefetch[str, QuerySet[Post], str]":
    posts = Post.objects.filter(current(day), role=Role.INSPECTOR).select_related("person", "user")
    return Prefetch("posts", posts, to_attr="supervisors")


def supervisors_of(area: Area, day: date) -> list[Post]:
    """The area's inspectors on the day."""
    posts = Post.objects.filter(current(day), area=area, role=Role.INSPECTOR)
    return list(posts.select_related("person", "user"))


def streets_of(area: Area) -> QuerySet[Street]:
    """The area's streets by name."""
    return area.streets.order_by("name")


def grade_counts(area: Area) -> list[tuple[str, int]]:
    """Active businesses of the area by grade: ("A", n), ("B", n), ("C", n)."""
    rows = Business.objects.filter(area=area, status=BusinessStatus.ACTIVE).order_by()
    counts = Counter(dict(rows.values_list("grade").annotate(n=Count("pk"))))
    return [(grade, counts[grade]) for grade, _ in GRADES]


@dataclass(frozen=True)
class Gaps:
    """What S1-01 wants to be empty. Businesses always have an area, so the first counts those whose area's office is closed."""

    businesses: QuerySet[Business]
    areas: QuerySet[Area]
    posts: QuerySet[Post]

    def total(self) -> int:
        return self.businesses.count() + self.area_total() + self.post_total()

    def area_total(self) -> int:
        return self.areas.count()

    def post_total(self) -> int:
        return self.posts.count()


def gaps(units: QuerySet[Unit], areas: QuerySet[Area], businesses: QuerySet[Business], day: date) -> Gaps:
    """Businesses without an area in force, areas without a supervisor, supervisors without an area (S1-01)."""
    supervised = Post.objects.filter(
        current(day),
        Q(user__is_active=True) | Q(person__active=True),
        area=OuterRef("pk"),
        role=Role.INSPECTOR,
    )
    return Gaps(
        businesses=businesses.filter(
            status=BusinessStatus.ACTIVE, area__office__valid_to__lt=day
        ).select_related("area__office"),
        areas=with_office(areas.filter(~Exists(supervised))),
        posts=Post.objects.filter(current(day), unit__in=units, role=Role.INSPECTOR, area__isnull=True)
        .select_related("user", "person", "unit")
        .order_by("unit__code", "pk"),
    )


def industry_rows(industries: QuerySet[Industry]) -> QuerySet[Industry]:
    """Industries with ``business_count``."""
    return industries.annotate(business_count=Count("businesses")).order_by("grade", "name")


def gap_number(user: User) -> int:
    """How many gaps of S1-01 the user could close; 0 also when they are not the user's to close."""
    if not may_edit_registry(user):
        return 0
    return gaps(units_for(user), areas_for(user), businesses_for(user), localdate()).total()
