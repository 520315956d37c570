"""What every product of the wing asks of a post: which bureaus it manages, which offices are its own."""

from django.db.models import QuerySet

from registry.access import AnyUser, current_posts, unit_ids_with
from registry.models import Role, Unit
from registry.models.units import UnitKind
from registry.roles import CAPABILITIES, Capability


def bureaus_managed(user: AnyUser) -> QuerySet[Unit]:
    """Bureaus in which the user may set up a round, an election or a survey."""
    units = unit_ids_with(user, Capability.MANAGE_ROUNDS)
    return Unit.objects.filter(pk__in=units, kind__in=[UnitKind.BUREAU, UnitKind.COUNTY])


def own_offices(user: AnyUser) -> set[int]:
    """Ids of the offices in which the user himself holds a post that prepares the office's own side."""
    posts = current_posts(user)
    return {post.unit_id for post in posts if Capability.PREPARE_OWN in CAPABILITIES[Role(post.role)]}
