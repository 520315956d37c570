"""Pages of letters for those who read and answer them."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from matters import access
from matters.forms.letters import SALT, CallForm, LetterFilterForm, UnnameForm
from matters.queries.accused import unname_choices, unnamed
from matters.queries.letters import (
    NEWEST,
    box_readings,
    bureau_of,
    letter_facts,
    letter_of_clock,
    letter_tone,
    narrowed_letters,
    numbers_by_box,
    units_to_name,
    with_handler,
)
from matters.services import replies
from matters.services.accused import unname_accused
from matters.services.letters import LetterRefused, Written, fresh_code, receive_letter
from matters.views.letter_steps import LETTER_STEPS
from matters.views.steps import shown, take
from registry.queries.listing import page_of
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.second_person import identify
from rulebook.ballot.codes import display_code
from rulebook.matter.letters import Box

if TYPE_CHECKING:
    from desk.models import Clock
    from matters.models import Letter
    from registry.models import User

PAGE = 30
SHOW, LIST = "matters:letter-show", "matters:letter-list"


def letter_clock_url(clock: "Clock", user: "User") -> str:
    """The letter whose limit a clock is, for whoever may see it."""
    letter = letter_of_clock(clock.pk)
    if letter is None or not access.sees_letter(user, letter):
        return ""
    return reverse(SHOW, args=[letter.pk])


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("首页", "/"), ("来信来电", reverse(LIST)), *more]


def _reader(request: HttpRequest) -> "User":
    refuse_unless(access.may_use_letters(request.user))
    return acting_user(request)


@require_GET
def letter_list(request: HttpRequest) -> HttpResponse:
    """The boxes in numbers, and the letters, newest first."""
    user = _reader(request)
    form = LetterFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = access.letters_for(user)
    found, countable = narrowed_letters(
        rows, box=given.get("box", ""), state=given.get("state", ""), text=given.get("q", "")
    )
    asked = request.GET.get("page", "")
    page = page_of(found, NEWEST, asked, read=with_handler, size=PAGE, countable=countable)
    context = {
        "form": form,
        "page": page,
        "rows": [(letter, letter_tone(letter)) for letter in page],
        "numbers": numbers_by_box(rows, access.boxes_of(user)),
        "readings": box_readings(access.boxes_of(user)),
        "leader": access.reads_boxes_as_leader(user),
        "may_enter": access.may_enter_letter(user),
        "crumbs": [("首页", "/"), ("来信来电", "")],
    }
    return render(request, "matters/letter_list.html", context)


@require_POST
def box_read(request: HttpRequest, box: str) -> HttpResponse:
    """A leader says that he has read a box."""
    user = _reader(request)
    bureau = bureau_of(access.bureaus_of(user))
    if not access.reads_boxes_as_leader(user) or bureau is None:
        raise PermissionDenied
    numbers = numbers_by_box(access.letters_for(user), access.boxes_of(user))
    found = next((each for each in numbers if each.box == box), None)
    if found is None:
        raise Http404
    replies.read_box(actor=user, bureau=bureau, box=Box(box), waiting=found.waiting)
    messages.success(request, f"已登记阅看{found.label}。")
    return redirect(LIST)


def letter_create(request: HttpRequest) -> HttpResponse:
    """Take down a call or a visit."""
    user = acting_user(request)
    bureau = bureau_of(access.bureaus_of(user))
    if not access.may_enter_letter(user) or bureau is None:
        raise PermissionDenied
    form = CallForm(
        posted(request),
        units=units_to_name(),
        initial={"ticket": signing.dumps([fresh_code(), 0], salt=SALT)},
    )
    crumbs = _crumbs(("登记来电", ""))

    def run() -> tuple[str, "Letter"]:
        given = dict(form.cleaned_data)
        code, written = given.pop("ticket"), Written(box=Box.HOTLINE, **given)
        return code, receive_letter(actor=user, bureau=bureau, written=written, code=code)

    def taken(received: "tuple[str, Letter]") -> HttpResponse:
        code, letter = received
        address = reverse(SHOW, args=[letter.pk]) if access.sees_letter(user, letter) else ""
        context = {"code": display_code(code), "letter_url": address, "crumbs": crumbs}
        return render(request, "matters/letter_taken.html", context)

    return form_page(
        request,
        form=form,
        run=run,
        said="",
        to=reverse(LIST),
        answer=taken,
        template="matters/letter_create.html",
        context={"crumbs": crumbs},
    )


def _letter(request: HttpRequest, pk: int) -> "Letter":
    return get_object_or_404(access.letters_for(request.user), pk=pk)


def _page(
    request: HttpRequest, letter: "Letter", name: str = "", form: Any = None, **more: Any
) -> HttpResponse:
    user = acting_user(request)
    matter = letter.matter
    facts = letter_facts(letter)
    context = {
        "letter": letter,
        "tone": letter_tone(letter),
        "facts": facts,
        "mentioned_text": f"来信中提到{'、'.join(facts.mentioned)}，请核对是不是被反映的人，受理时选定。",
        "steps": shown(LETTER_STEPS, user, letter, name, form),
        "step_url": "matters:letter-step",
        "row": letter,
        "may_unname": bool(unname_choices(letter)) and access.may_unname(user, letter),
        "may_read_contact": letter.named and access.may_answer_letter(user, letter),
        "matter": matter if matter is not None and access.sees(user, matter) else None,
        "crumbs": _crumbs((str(letter), "")),
    }
    return render(request, "matters/letter_show.html", context | more)


@require_GET
def letter_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what it says, what was answered, what is to be done now."""
    return _page(request, _letter(request, pk))


@require_POST
def letter_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step; refused, what was typed is still there."""
    letter, user = _letter(request, pk), acting_user(request)
    return take(
        request,
        LETTER_STEPS,
        letter,
        step,
        page=lambda name, form: _page(request, letter, name, form),
        # Accepting may have hidden the letter from whoever accepted it.
        to=lambda _: reverse(SHOW, args=[pk]) if access.sees_letter(user, letter) else reverse(LIST),
        back=reverse(SHOW, args=[pk]),
    )


def letter_unname(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out who was named by mistake: the second person confirms on the same screen."""
    letter, user = _letter(request, pk), acting_user(request)
    refuse_unless(access.may_unname(user, letter))
    form = UnnameForm(posted(request), choices=unname_choices(letter))
    back = reverse(SHOW, args=[pk])

    def run() -> None:
        second = identify(
            request,
            form,
            may_confirm=lambda person: access.may_unname(person, letter),
            who="监察室人员或局领导",
            asked_by=user,
        )
        if second is None:
            raise LetterRefused("第二人没有确认，没有去掉。")
        unit, name = unnamed(letter, form.cleaned_data["who"])
        unname_accused(
            actor=user,
            second=second,
            letter=letter,
            unit=unit,
            name=name,
            reason=form.cleaned_data["reason"],
        )

    return form_page(
        request,
        form=form,
        run=run,
        said="已去掉，办理记录中写明了理由和确认人。",
        to=back,
        template="matters/letter_unname.html",
        context={"letter": letter, "crumbs": _crumbs((str(letter), back), ("去掉被反映的单位或人员", ""))},
    )


@require_POST
def letter_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote: shown once, the reading is kept."""
    letter, user = _letter(request, pk), acting_user(request)
    refuse_unless(access.may_answer_letter(user, letter))
    if not letter.named:
        raise Http404
    contact = replies.read_contact(actor=user, letter=letter)
    return _page(request, letter, contact=contact)


@require_GET
def letter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What came with the letter."""
    file = _letter(request, pk).file
    if file is None:
        raise Http404
    return attachment_response(file)
