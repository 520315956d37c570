"""What is masked while typed stands in no page again, whichever form asks for it."""

import ast
import re

from django import forms
from django.test import Client

from registry.forms import unseen
from tests.house.rooms import ROOT, classes_in, project_files, shown

MASKED = {
    "again", "digits", "inspectorate", "inspectorate_again", "new", "old", "password", "watcher", "watcher_again",
}  # fmt: skip
"""By hand, so that a form more of this kind is seen to have been thought of."""


def masked_fields() -> set[str]:
    """The names of the masked fields of every form of the rooms."""
    return {
        name
        for form in classes_in("forms", forms.BaseForm)
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput)
    }


def test_the_masked_fields_of_all_forms_are_those_written_here() -> None:
    assert masked_fields() == MASKED


def test_no_masked_field_is_carried_over_an_ended_session(client: Client) -> None:
    names = [name for field in sorted(masked_fields()) for name in (field, f"party1-{field}")]
    shown = client.post("/account/", {name: f"typed-unseen-{name}" for name in names} | {"note": "甲"})
    page = shown.content.decode()
    assert (shown.status_code, re.findall(r'name="carried-([^"]+)"', page)) == (401, ["note"])
    assert "typed-unseen" not in page


def test_a_form_that_is_made_later_is_known_as_well() -> None:
    assert not unseen.is_unseen("late_words")

    class LateForm(forms.Form):
        late_words = forms.CharField(widget=forms.PasswordInput)

    assert unseen.is_unseen("late_words")
    assert unseen.is_unseen("party1-late_words")
    assert LateForm.base_fields


def test_masked_inputs_are_made_by_forms_alone() -> None:
    """A field that a page or a form's instance adds by hand would be known to nobody."""
    pages = [file for file in (ROOT / "templates").rglob("*.html") if 'type="password"' in file.read_text()]
    makers = [shown(file) for file in project_files() if _masks_inside_init(ast.parse(file.read_text()))]
    assert (pages, makers) == ([], [])


def _masks_inside_init(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.FunctionDef) and node.name == "__init__" and "PasswordInput" in ast.unparse(node)
        for node in ast.walk(tree)
    )
