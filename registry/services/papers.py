"""A paper drafted, handed in on a day, frozen, given back for correction; called inside the product's own ``change``.

The product says whose paper it is, what it must not lack, and refuses in its own words::

    with change(actor, "submit_summary" if submit else "save_summary", activity):
        Activity.objects.select_for_update().get(pk=activity.pk)       # two first texts wait for each other here
        paper = paper_at(WrittenSummary, activity=activity, meeting=meeting)
        save_paper(paper, version=version, frozen=MeetingRefused("总结已经报送，不能再改。"), text=text)
        if submit:
            hand_in(paper, actor=actor)

A paper that freezes in parts, or by something else than its handing in, uses ``require_seen`` and ``write``.
"""

from typing import TypeVar

from django.utils.timezone import localdate

from registry.models import User
from registry.models.papers import HandedInPaper
from registry.services.refusals import Refused, VersionConflict

Paper = TypeVar("Paper", bound=HandedInPaper)


def paper_at(model: type[Paper], **key: object) -> Paper:
    """The one paper of this key, locked, or a new one that nobody has written yet (``version`` 0)."""
    row = model._default_manager.select_for_update(of=("self",)).filter(**key).first()
    return row or model(**key, version=0)


def locked_paper(paper: Paper) -> Paper:
    """The paper as it stands now, locked until the transaction ends."""
    return type(paper)._default_manager.select_for_update(of=("self",)).get(pk=paper.pk)


def require_seen(paper: HandedInPaper, version: int) -> None:
    """Raise ``VersionConflict`` unless ``version`` is of the text that stands (0 for none)."""
    if paper.version != version:
        raise VersionConflict(paper.version)


def write(paper: HandedInPaper, **texts: object) -> list[str]:
    """Keep the texts as the paper's next version; the names of those that changed."""
    changed = [name for name, text in texts.items() if getattr(paper, name) != text]
    for name in changed:
        setattr(paper, name, texts[name])
    paper.version += 1
    paper.save()
    return changed


def save_paper(paper: HandedInPaper, *, version: int, frozen: Refused, **texts: object) -> None:
    """Keep a draft. Raises ``VersionConflict``, and ``frozen`` when it is handed in already."""
    require_seen(paper, version)
    if paper.submitted_on:
        raise frozen
    write(paper, **texts)


def hand_in(paper: HandedInPaper, *, actor: User) -> None:
    """Handed in today; a paper that is handed in keeps its day."""
    if paper.submitted_on is None:
        paper.submitted_on, paper.submitted_by = localdate(), actor
        paper.save(update_fields=["submitted_on", "submitted_by"])


def take_back(paper: HandedInPaper) -> None:
    """A draft again; what is one stays one."""
    if paper.submitted_on is not None:
        paper.submitted_on, paper.submitted_by = None, None
        paper.save(update_fields=["submitted_on", "submitted_by"])


def give_back(paper: HandedInPaper, *, unsent: Refused) -> None:
    """Give it back for correction, as a next version: whoever had it open sees it anew. Raises ``unsent`` for a draft."""
    if paper.submitted_on is None:
        raise unsent
    take_back(paper)
    write(paper)
