"""Posts of users and of persons: to appoint, to end."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from registry import access
from registry.forms.accounts import EndPostForm, PostForm
from registry.queries.accounts import with_user
from registry.queries.people import with_person, with_unit
from registry.services.accounts import appoint, end_post
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs, refuse_unless

if TYPE_CHECKING:
    from registry.models import Person, Post, User

HOME = ("首页", "/")


@needs(access.may_manage_users)
def user_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a post."""
    user = get_object_or_404(access.users_for(request.user), pk=pk)
    back = reverse("registry:user-show", args=[pk])
    crumbs = [HOME, ("系统设置", reverse("registry:settings")), (user.name, back)]
    return _appoint(request, user, crumbs, {"user": user})


@needs(access.may_edit_registry)
def person_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a post; persons do not sign in."""
    person = get_object_or_404(with_unit(access.people_for(request.user)), pk=pk)
    refuse_unless(access.may_edit_person(request.user, person))
    back = reverse("registry:person-show", args=[pk])
    return _appoint(request, person, [HOME, (person.name, back)], {"person": person, "unit": person.unit_id})


def _appoint(
    request: HttpRequest,
    holder: "User | Person",
    crumbs: list[tuple[str, str]],
    known: dict[str, object],
) -> HttpResponse:
    form = PostForm(
        posted(request),
        holder=holder,
        units=access.units_for(request.user),
        areas=access.areas_for(request.user),
        initial={"unit": known.pop("unit", None)},
    )
    return edit_page(
        request,
        form=form,
        save=lambda: appoint(actor=acting_user(request), **known, **form.cleaned_data),  # type: ignore[arg-type]  # user or person
        target=lambda: crumbs[-1][1],
        title=f"为{holder.name}增加岗位",
        crumbs=crumbs,
        submit="任命",
        said="岗位已增加。",
    )


@needs(access.may_manage_users)
def user_post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the post of an account."""
    post = get_object_or_404(with_user(access.user_posts_for(request.user)), pk=pk)
    return _end(request, post, reverse("registry:user-show", args=[post.user_id]))


@needs(access.may_edit_registry)
def person_post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the post of a person."""
    post = get_object_or_404(with_person(access.person_posts_for(request.user)), pk=pk)
    return _end(request, post, reverse("registry:person-show", args=[post.person_id]))


def _end(request: HttpRequest, post: "Post", back: str) -> HttpResponse:
    form = EndPostForm(posted(request))
    holder = post.user or post.person
    return edit_page(
        request,
        form=form,
        save=lambda: end_post(actor=acting_user(request), post=post, last_day=form.cleaned_data["last_day"]),
        target=lambda: back,
        title=f"结束岗位：{post.unit.name} {post.get_role_display()}",
        crumbs=[HOME, (str(holder), back)],
        submit="结束岗位",
        said="岗位已结束。",
    )
