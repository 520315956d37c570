"""The second person: the one door through which what one user asked is confirmed by another.

The confirmer is another user than the asker and holds the confirming capability; he confirms on his own session, or by
name and password on the asker's screen, whose session never changes its user. ``services.confirmations`` holds the rest:
the digest of what both saw, ten minutes, once. A page asks and answers with one ``PendingConfirmation``::

    def _waiting(request: HttpRequest, draw: Draw) -> PendingConfirmation | None:
        if (pending := queries.open_confirmation(draw, LOCK)) is None:
            return None
        return PendingConfirmation(
            pending,
            title="锁定名册",
            facts=queries.facts_for(LOCK, draw),
            may_confirm=lambda user: access.may_confirm_draw(user, draw),
            who="监察室人员或局纪委书记",
            may_offer=access.may_run_draw(request.user, draw),
            confirm_url=reverse("draws:draw-confirm", args=[draw.pk, "lock"]),
        )

    context["panel"] = waiting and waiting.panel(request)       # {% second_person panel %}
    return confirm(request, waiting, run=..., to=..., page=...)  # the POST
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from registry.access import YES, Answer, AnyUser
from registry.forms.second_person import SecondPersonForm, SignForm
from registry.services.accounts import identify_on_same_screen
from registry.services.confirmations import VALID_WORDS
from registry.services.tries import TooManyTries
from registry.views.acting import acting_user
from registry.views.steps import refusal, show_again, take_step

if TYPE_CHECKING:
    from django.forms import Form

    from registry.models import Confirmation, User

NOBODY_ASKED = f"没有待确认的提请，或提请已超过{VALID_WORDS}，请重新提出。"
DIGEST_SHOWN = 8


@dataclass(frozen=True)
class PendingConfirmation:
    """One request that waits for its second person, as a page shows it and its door asks it.

    ``may_confirm``: who holds the confirming capability; that it is not the asker is seen to here. ``who``: they in words.
    ``may_offer``: whether this user may let the second person confirm on his screen. ``sign``: a sentence to sign for.
    """

    pending: "Confirmation"
    title: str
    facts: Mapping[str, Any]
    may_confirm: Callable[[AnyUser], Answer]
    who: str
    may_offer: Answer
    confirm_url: str
    withdraw_url: str = ""
    submit: str = ""
    sign: str = ""

    def is_own(self, user: AnyUser) -> bool:
        """Whether this session's user is himself the second person."""
        return self.pending.asked_by_id != user.pk and bool(self.may_confirm(user))

    def form(self, user: AnyUser, data: QueryDict | None = None) -> SignForm:
        """What the second person has to type on this user's screen; without a field where a button is enough."""
        kind = SignForm if self.is_own(user) else SecondPersonForm
        return kind(data, sign=self.sign)

    def panel(self, request: HttpRequest, refused: SignForm | None = None) -> dict[str, Any]:
        """What the tag ``second_person`` draws; ``refused`` is the form that was sent and not accepted."""
        own, form = self.is_own(request.user), refused or self.form(request.user)
        here = own or bool(self.may_offer)
        return {
            "title": self.title,
            "asked_by": self.pending.asked_by.name,
            "asked_at": self.pending.asked_at,
            "expires_at": self.pending.expires_at,
            "facts": self.facts.items(),
            "digest": self.pending.digest[:DIGEST_SHOWN],
            "seen": self.pending.digest,
            "form": form if form.fields else None,
            "confirm_url": self.confirm_url if here else "",
            "withdraw_url": self.withdraw_url,
            "submit": self.submit,
            "on_this_screen": here and not own,
        }


def identify(
    request: HttpRequest,
    form: "Form",
    *,
    may_confirm: Callable[[AnyUser], Answer],
    who: str,
    asked_by: "User",
) -> "User | None":
    """The second person whose name and password were typed here; None with the reason on the form.

    ``form`` is a ``SecondPersonForm`` (or has its fields) and is valid. Failures slow the next try.
    """
    given = form.cleaned_data
    try:
        person = identify_on_same_screen(
            request, username=given["username"], password=given["password"], token=given["token"]
        )
    except TooManyTries as refused:
        form.add_error(None, str(refused))
        return None
    if person is not None and person.pk == asked_by.pk:
        form.add_error("username", "须由另一人确认，提请人不能确认自己的操作。")
        return None
    if person is None or not may_confirm(person):
        form.add_error(None, f"用户名、密码或动态码不对，或此人不是{who}。")
        return None
    return person


def confirm(
    request: HttpRequest,
    waiting: PendingConfirmation | None,
    *,
    run: Callable[["User", PendingConfirmation, str], str],
    to: str,
    page: Callable[[SignForm], HttpResponse],
    back: str = "",
) -> HttpResponse:
    """Let the second person confirm, and the step is done.

    ``run(person, waiting, seen)`` calls one service with the confirmer, what he confirms and the digest that stood on his
    page, and returns the message. ``page`` shows the form again with the reason (422); a refused step is said on ``back``
    (as ``to``, if not given).
    """
    home = back or to
    if waiting is None:
        messages.error(request, NOBODY_ASKED)
        return redirect(home)
    if not waiting.is_own(request.user) and (no := refusal(request, waiting.may_offer, home)):
        return no
    form = waiting.form(request.user, request.POST)
    person = _second(request, waiting, form)
    if person is None:
        return show_again(page(form))
    seen = request.POST.get("seen", "")
    return take_step(request, may=YES, run=lambda: run(person, waiting, seen), said=str, to=to, back=home)


def _second(request: HttpRequest, waiting: PendingConfirmation, form: SignForm) -> "User | None":
    if not form.is_valid():
        return None
    if waiting.is_own(request.user):
        return acting_user(request)
    asker = waiting.pending.asked_by
    return identify(request, form, may_confirm=waiting.may_confirm, who=waiting.who, asked_by=asker)
