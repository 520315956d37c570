"""Whether somebody is of a unit that a decision concerns: then he has no part in it (S0-19)."""

from collections.abc import Collection

from registry.access import AnyUser, current_posts, subtree
from registry.models import Person, Post, User
from registry.models.people import PersonCategory
from rulebook.registry.messy import same_name


def is_of(user: AnyUser, units: Collection[int]) -> bool:
    """Whether he holds a post in one of the units or below, or stands in the register as one of their staff.

    A person tied to his account says who he is; without one his name does.
    """
    if not isinstance(user, User) or not units:
        return False
    below = subtree(units)
    if any(post.unit_id in below for post in current_posts(user)):
        return True
    tied = set(Post.objects.filter(user=user, person__isnull=False).values_list("person_id", flat=True))
    staff = Person.objects.filter(unit__in=below, category=PersonCategory.STAFF, active=True)
    if tied:
        return staff.filter(pk__in=tied).exists()
    return any(same_name(user.name, name) for name in staff.values_list("name", flat=True))
