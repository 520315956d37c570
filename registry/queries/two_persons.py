"""Whether two are two: what takes two persons never names one of them twice, however many accounts he has (S0-03, S0-19)."""

from registry.models import Post, User
from rulebook.registry.messy import same_name

ANOTHER = "同名的两个账号按一个人计；确是两个人的，请系统管理员在姓名后注明科室以便区别。"
"""What a refusal adds, for whoever really is another person of the same name."""


def same_person(one: User, other: User) -> bool:
    """One account; or two whose posts belong to one person; or two of one name, unless each belongs to a person of his own."""
    if one.pk == other.pk:
        return True
    tied: dict[int, set[int]] = {one.pk: set(), other.pk: set()}
    rows = Post.objects.filter(user__in=[one, other], person__isnull=False)
    for user, person in rows.values_list("user_id", "person_id"):
        tied[user].add(person)
    mine, his = tied[one.pk], tied[other.pk]
    if mine & his:
        return True
    return same_name(one.name, other.name) and not (mine and his)


def any_same_person(one: User, others: list[User]) -> bool:
    """Whether one of the others is he."""
    return any(same_person(one, other) for other in others)
