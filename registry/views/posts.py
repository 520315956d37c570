"""Posts of users and of persons: to appoint, to end."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from registry import access, account_access
from registry.forms.accounts import EndPostForm, PostForm
from registry.queries.accounts import open_things, successors_of, with_user
from registry.queries.people import with_person, with_unit
from registry.roles import OFFICERS, PROTECTED, Role
from registry.services.accounts import appoint, end_post
from registry.services.grants import propose_post
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs, refuse_unless

if TYPE_CHECKING:
    from registry.models import Post

HOME = ("首页", "/")


@needs(account_access.may_give_posts)
def user_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a post; a protected one is proposed, and waits for a second person."""
    user = get_object_or_404(account_access.users_for(request.user), pk=pk)
    back = reverse("registry:user-show", args=[pk])
    crumbs = [HOME, ("系统设置", reverse("registry:settings")), (user.name, back)]
    actor = acting_user(request)
    form = PostForm(
        posted(request),
        holder=user,
        units=account_access.units_to_appoint_in(actor),
        areas=account_access.areas_to_appoint_in(actor),
        given=account_access.roles_to_give(actor),
    )

    def save() -> None:
        role, unit = Role(form.cleaned_data["role"]), form.cleaned_data["unit"]
        refuse_unless(account_access.may_give_post(actor, user, role, unit))
        give = propose_post if role in PROTECTED else appoint
        give(actor=actor, user=user, **{**form.cleaned_data, "role": role})

    return _appoint(
        request,
        form,
        save,
        crumbs,
        lambda: "已提出，另一人确认后生效。" if form.cleaned_data["role"] in PROTECTED else "岗位已增加。",
    )


@needs(access.may_edit_registry)
def person_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a post; persons do not sign in."""
    person = get_object_or_404(with_unit(access.people_for(request.user)), pk=pk)
    refuse_unless(access.may_edit_person(request.user, person))
    back = reverse("registry:person-show", args=[pk])
    form = PostForm(
        posted(request),
        holder=person,
        units=access.kept_units(request.user),
        areas=access.kept_areas(request.user),
        given=frozenset(Role) - OFFICERS,  # without an account there is nothing to administer
        initial={"unit": person.unit_id},
    )
    actor = acting_user(request)
    return _appoint(
        request,
        form,
        lambda: appoint(actor=actor, person=person, **form.cleaned_data),
        [HOME, (person.name, back)],
        lambda: "岗位已增加。",
    )


def _appoint(
    request: HttpRequest,
    form: PostForm,
    save: Callable[[], object],
    crumbs: list[tuple[str, str]],
    said: Callable[[], str],
) -> HttpResponse:
    return edit_page(
        request,
        form=form,
        save=save,
        target=lambda: crumbs[-1][1],
        title=f"为{crumbs[-1][0]}增加岗位",
        crumbs=crumbs,
        submit="任命",
        said=said,
    )


@needs(account_access.may_give_posts)
def user_post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the post of an account."""
    post = get_object_or_404(with_user(account_access.user_posts_for(request.user)), pk=pk)
    return _end(request, post, reverse("registry:user-show", args=[post.user_id]))


@needs(access.may_edit_registry)
def person_post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the post of a person."""
    post = get_object_or_404(with_person(access.person_posts_for(request.user)), pk=pk)
    return _end(request, post, reverse("registry:person-show", args=[post.person_id]))


def _end(request: HttpRequest, post: "Post", back: str) -> HttpResponse:
    held, actor = open_things(post.user), acting_user(request)
    form = EndPostForm(posted(request), successors=successors_of(post), open_things=held)
    holder = post.user or post.person
    return edit_page(
        request,
        form=form,
        save=lambda: end_post(actor=actor, post=post, **form.cleaned_data),
        target=lambda: back,
        title=f"结束岗位：{post.unit.name} {post.get_role_display()}",
        crumbs=[HOME, (str(holder), back)],
        submit="结束岗位",
        said="岗位已结束。",
    )
