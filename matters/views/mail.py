"""The public side of the boxes: write, and follow the answer with the query code (S2-11)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from matters.forms.letters import SALT, FollowForm, LetterForm
from matters.queries.letters import letter_of_code, public_numbers, sent_replies, the_bureau, units_to_name
from matters.services import replies
from matters.services.letters import LetterRefused, Written, fresh_code, receive_letter
from registry.access import YES
from registry.services.throttle import SharedTally
from registry.views.acting import posted
from registry.views.steps import show_again, take_step
from rulebook.ballot.codes import display_code
from rulebook.lifecycle.letter import LETTER
from rulebook.matter.effort import WITHOUT_EFFORT, effort_bits
from rulebook.matter.letters import BOX_LABELS, BOX_TEXTS, OPINION_LABELS, PUBLIC_BOXES, Box

letters_sent = SharedTally("letters")
"""All letters together, for the effort that is asked; those without it by box: a flood into one leaves the others open."""
ALL = "all"
BUSY = "现在来信较多，请过一分钟再发。您填写的内容都还在。"


@require_GET
@login_not_required
def mail_home(request: HttpRequest) -> HttpResponse:
    """The boxes, what each is for, and who reads it."""
    boxes = [(box.value, BOX_LABELS[box], BOX_TEXTS[box]) for box in PUBLIC_BOXES]
    return render(request, "matters/mail_home.html", {"boxes": boxes, "numbers": public_numbers()})


@never_cache
@login_not_required
def mail_write(request: HttpRequest, box: str) -> HttpResponse:
    """Write a letter. Sent, the query code is shown, this once; sent again, it is the same letter."""
    bureau = the_bureau()
    if box not in PUBLIC_BOXES or bureau is None:
        raise Http404
    bits = effort_bits(letters_sent.of_minute(ALL))
    form = LetterForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        units=units_to_name(),
        bits=bits,
        initial={"ticket": _ticket(bits)},
    )
    if request.method != "POST":
        return _write_page(request, form, box)

    def run() -> str:
        given = dict(form.cleaned_data)
        code: str = given.pop("ticket")
        upload = given.pop("file")
        file = (upload.name, upload.read()) if upload else None
        given.pop("effort")
        if not form.worked and letters_sent.of_minute(box) >= WITHOUT_EFFORT:
            raise LetterRefused(BUSY)
        written = Written(box=Box(box), file=file, **given)
        receive_letter(actor=None, bureau=bureau, written=written, code=code)
        letters_sent.add(ALL)
        if not form.worked:
            letters_sent.add(box)
        return code

    return take_step(
        request,
        may=YES,
        form=form,
        page=lambda: _write_page(request, form, box),
        run=run,
        to=request.path,
        answer=lambda code: render(request, "matters/mail_sent.html", {"code": display_code(code)}),
    )


def _ticket(bits: int) -> str:
    return signing.dumps([fresh_code(), bits], salt=SALT)


def _write_page(request: HttpRequest, form: LetterForm, box: str) -> HttpResponse:
    if form.has_error("ticket"):
        # What was typed stays; only the ticket, a day old or damaged, is a fresh one.
        data = request.POST.copy()
        bits = effort_bits(letters_sent.of_minute(ALL))
        data["ticket"], data["effort"] = _ticket(bits), ""
        form = LetterForm(data, request.FILES, units=units_to_name(), bits=bits)
        form.add_error(None, "页面打开超过一天，已经更新，请核对后再发一次。")
    context = {"form": form, "box": BOX_LABELS[Box(box)], "text": BOX_TEXTS[Box(box)]}
    return render(request, "matters/mail_write.html", context)


@never_cache
@login_not_required
def mail_follow(request: HttpRequest) -> HttpResponse:
    """What became of a letter, by its query code, which never stands in an address; and what the writer thinks of it."""
    form = FollowForm(posted(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        letter = letter_of_code(code)
        if letter is None:
            form.add_error("code", "没有这个查询码的来信，请对照发信时记下的查询码逐位核对。")
        else:
            if opinion := form.cleaned_data.get("opinion"):
                try:
                    letter = replies.rate_answer(letter=letter, opinion=opinion)
                    context["thanks"] = True
                except LetterRefused as refused:
                    form.add_error(None, str(refused))
            context |= {
                "letter": letter,
                "state": LETTER.label(letter.state),
                "replies": sent_replies(letter),
                "code": display_code(code),
                "opinions": [(each.value, label) for each, label in OPINION_LABELS.items()],
            }
    page = render(request, "matters/mail_follow.html", context)
    return show_again(page) if form.errors else page
