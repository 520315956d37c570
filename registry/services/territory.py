"""Areas and their streets, townships, industries and businesses."""

import secrets
from collections.abc import Iterable, Sequence

from django.utils import timezone

from registry.models import Area, Business, Industry, Street, Township, User
from registry.models.territory import BusinessKind
from registry.search import index_objects
from registry.services.audit import change
from registry.services.refusals import Refused
from rulebook.patrol.grading import RiskGrade
from rulebook.registry import usci

UNLICENSED_PREFIX = "WZ"


class TerritoryRefused(Refused):
    """The change contradicts the register; the text is a sentence in Chinese."""


def save_area(*, actor: User | None, area: Area, streets: Iterable[str], changed: Sequence[str] = ()) -> None:
    """Write a new or edited area with exactly these streets.

    Raises ``TerritoryRefused`` when a street to be removed still has businesses.
    """
    with change(actor, "edit_area" if area.pk else "create_area", area) as log:
        area.save()
        _set_streets(area, set(streets))
        index_objects("area", [area.pk])
        if "office" in changed:  # the office decides who finds the businesses
            index_objects("business", list(area.businesses.values_list("pk", flat=True)))
        log.note(fields=sorted(changed))


def _set_streets(area: Area, wanted: set[str]) -> None:
    present = {street.name: street for street in area.streets.all()}
    leaving = [street for name, street in present.items() if name not in wanted]
    used = sorted(
        Street.objects.filter(pk__in=[street.pk for street in leaving], businesses__isnull=False)
        .distinct()
        .values_list("name", flat=True)
    )
    if used:
        raise TerritoryRefused(f"{'、'.join(used)}还有市场主体，请先把它们调整到别的街道（村居）再移除。")
    Street.objects.filter(pk__in=[street.pk for street in leaving]).delete()
    Street.objects.bulk_create([Street(area=area, name=name) for name in sorted(wanted - present.keys())])


def save_township(*, actor: User | None, township: Township, changed: Sequence[str] = ()) -> None:
    """Write a new or edited township."""
    with change(actor, "edit_township" if township.pk else "create_township", township) as log:
        township.save()
        index_objects("township", [township.pk])
        log.note(fields=sorted(changed))


def save_industry(*, actor: User | None, industry: Industry) -> int:
    """Write an industry; its businesses inherit its grade (S1-19). Returns how many of them changed grade."""
    with change(actor, "edit_industry" if industry.pk else "create_industry", industry) as log:
        industry.save()
        moved = industry.businesses.exclude(grade=industry.grade).update(grade=industry.grade)
        log.note(grade=industry.grade, businesses=moved)
    return moved


def save_business(*, actor: User | None, business: Business, changed: Sequence[str] = ()) -> None:
    """Write a new or edited entry of the live register.

    The grade is the industry's (S1-19); without an industry it must be given. An unlicensed trader (S1-20) has no credit
    code: an empty code is replaced by a number of our own. Raises ``TerritoryRefused``.
    """
    business.code = _code_of(business)
    if business.industry:
        business.grade = business.industry.grade
    if business.grade not in set(RiskGrade):
        raise TerritoryRefused("没有行业的，请选择风险等级。")
    if business.street and business.street.area_id != business.area_id:
        raise TerritoryRefused("所选街道（村居）不属于所选片区，请重新选择。")
    today = timezone.localdate()
    if business.established_on and business.established_on > today:
        raise TerritoryRefused("成立日期晚于今天，请核对。")
    if business.pk is None:
        business.entered_on = business.entered_on or today
    with change(actor, "edit_business" if business.pk else "create_business", business) as log:
        business.save()
        index_objects("business", [business.pk])
        log.note(fields=sorted(changed))


def _code_of(business: Business) -> str:
    code = usci.normalise(business.code)
    if business.kind == BusinessKind.UNLICENSED:
        return code or f"{UNLICENSED_PREFIX}{secrets.randbelow(10**10):010}"
    if wrong := usci.check(code):
        raise TerritoryRefused(f"{wrong}。")
    return code
