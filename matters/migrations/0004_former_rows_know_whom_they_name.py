import re

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

from rulebook.registry.names import canonical_name, named_pieces, names_in

TITLE = re.compile(r"^(?:来信|问题) (\d{4})-(\d{4,})")


def limits(apps, schema_editor):
    """Every limit gets the key of its row: those that run from the row, those that have ended by the number in their title."""
    clocks = apps.get_model("desk", "Clock").objects
    for kind, model in (("matters.letter", "Letter"), ("matters.matter", "Matter")):
        rows = apps.get_model("matters", model).objects
        own = rows.filter(clock=OuterRef("pk")).values("pk")[:1]
        clocks.filter(origin_kind=kind, origin_id=None).update(origin_id=Subquery(own))
        for clock in clocks.filter(origin_kind=kind, origin_id=None).iterator(chunk_size=2000):
            found = TITLE.match(clock.title)
            if found is None:
                continue
            same = rows.filter(year=int(found[1]), number=int(found[2]))
            bureau = same.filter(bureau_id=clock.unit_id)
            if model == "Matter":
                bureau = bureau | same.filter(unit_id=clock.unit_id)
            keys = list(bureau.values_list("pk", flat=True)[:2])
            if len(keys) == 1:
                clocks.filter(pk=clock.pk).update(origin_id=keys[0])


def names(apps, schema_editor):
    """Whom former letters name, in the one form; the problems made of them name the same."""
    letters = apps.get_model("matters", "Letter").objects
    users = dict(apps.get_model("registry", "User").objects.values_list("pk", "name"))
    staff = apps.get_model("registry", "Person").objects.filter(category="staff", active=True)
    known = {canonical_name(name) for name in [*users.values(), *staff.values_list("name", flat=True)]}
    letter_name = apps.get_model("matters", "LetterName").objects
    matter_name = apps.get_model("matters", "MatterName").objects
    for letter in letters.prefetch_related("about_people").iterator(chunk_size=1000):
        accused = {canonical_name(users[user.pk]) for user in letter.about_people.all()}
        if letter.about_text.strip():
            accused |= names_in(letter.about_text, known)
            accused |= {name[:50] for name in named_pieces(letter.about_text)}
        for name in sorted(accused):
            letter_name.get_or_create(letter_id=letter.pk, name=name)
            if letter.matter_id is not None:
                matter_name.get_or_create(matter_id=letter.matter_id, name=name)


def approvals(apps, schema_editor):
    """An approval that was asked for without an answer for the query code is asked for anew."""
    letters = apps.get_model("matters", "Letter").objects
    waiting = letters.exclude(state="closed").exclude(unreachable_reason="")
    waiting.update(unreachable_reason="", unreachable_by=None, unreachable_approved_by=None)


def proofs(apps, schema_editor):
    """What stands under a problem that was begun anew cannot be told apart any more: it counts as of now."""
    matters = apps.get_model("matters", "Matter").objects.filter(reopened__gt=0)
    for pk, times in matters.values_list("pk", "reopened").iterator(chunk_size=2000):
        for model in ("Measure", "Evidence"):
            apps.get_model("matters", model).objects.filter(matter_id=pk).update(again=times)
    # Under verification again: neither true nor untrue.
    apps.get_model("matters", "Matter").objects.filter(state="verifying").exclude(finding="").update(
        finding="", version=F("version") + 1
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0003_whoever_is_named_is_kept_from_it"),
        ("desk", "0003_a_limit_knows_its_row_and_moves_are_asked"),
        ("registry", "0007_a_name_has_one_form"),
    ]

    operations = [
        migrations.RunPython(limits, migrations.RunPython.noop),
        migrations.RunPython(names, migrations.RunPython.noop),
        migrations.RunPython(approvals, migrations.RunPython.noop),
        migrations.RunPython(proofs, migrations.RunPython.noop),
    ]
