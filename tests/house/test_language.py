"""The interface is Simplified Chinese: pages, forms, choices, refusals."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.house.places import LABELS, folder, room
from tests.house.reading import foreign_words, visible
from tests.house.url_rows import arguments
from tests.house.url_table import NOTHING_TO_SHOW, OPEN_TO_ALL, PAGES
from tests.house.world import World

ROOT = Path(settings.BASE_DIR)
APPS = [*LABELS, "evalsite"]
HAN = re.compile(r"[一-鿿]")


def test_the_reader_sees_what_a_visitor_sees() -> None:
    page = """<title>首页</title><script>let hidden = "Save"</script><p class="x">共 3 人 <b>Save</b></p>
    <input placeholder="Search"><input type="hidden" value="Later"><button aria-label="Close">×</button><code>x.y</code>
    <svg><title>Icon</title></svg><p>用户 user3 导出 PDF（SHA-256）</p>"""
    assert [word for text in visible(page) for word in foreign_words(text)] == ["Save", "Search", "Close"]


def template_files() -> list[Path]:
    return sorted(file for file in (ROOT / "templates").rglob("*.html") if file.name != "gallery.html")


@pytest.mark.parametrize("file", template_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_templates_speak_chinese(file: Path) -> None:
    source = re.sub(r"{% comment .*?{% endcomment %}|{#.*?#}", "", file.read_text(), flags=re.DOTALL)
    source = re.sub(r"{% block width %}.*?{% endblock %}", "", source)
    source = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    assert [word for text in visible(source) for word in foreign_words(text)] == []


@pytest.mark.parametrize(
    "model", [model for name in APPS for model in apps.get_app_config(LABELS.get(name, name)).get_models()]
)
def test_models_and_their_choices_are_named_in_chinese(model: type) -> None:
    assert HAN.search(str(model._meta.verbose_name))
    labels = [
        str(label) for field in model._meta.get_fields() for _, label in getattr(field, "choices", None) or []
    ]
    assert [
        label for label in labels if not HAN.search(label) and label not in {"WGS-84", "GCJ-02", "BD-09"}
    ] == []


def form_classes() -> list[type[forms.BaseForm]]:
    found = []
    for app in APPS:
        for module in room(app, "forms"):
            for _, value in inspect.getmembers(module, inspect.isclass):
                if issubclass(value, forms.BaseForm) and value.__module__ == module.__name__:
                    found.append(value)
    return found


@pytest.mark.parametrize("form", form_classes(), ids=lambda form: form.__name__)
def test_form_fields_are_labelled_in_chinese(form: type[forms.BaseForm]) -> None:
    seen = {name: field for name, field in form.base_fields.items() if not field.widget.is_hidden}
    assert {name for name, field in seen.items() if not HAN.search(str(field.label or ""))} == set()
    assert {name for name, field in seen.items() if foreign_words(str(field.help_text))} == set()


SPOKEN_BY = {"ValidationError", "CommandError", "JobFailed", "IllegalMove", "add_error"}
MESSAGES = {"success", "error", "warning", "info"}


def literal(node: ast.expr) -> str | None:
    """The fixed part of a string in the source, None if it is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return None


def spoken(call: ast.Call) -> str | None:
    """The sentence a call says to a reader: a refusal, an error of a form, a message after a step."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in SPOKEN_BY or name.endswith("Refused"):
        return next((text for text in map(literal, call.args[-1:]) if text is not None), None)
    if (
        name in MESSAGES
        and isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") == "messages"
    ):
        return literal(call.args[1]) if len(call.args) > 1 else None
    return None


def test_refusals_and_messages_are_chinese() -> None:
    files = [
        file
        for app in [*APPS, "rulebook"]
        for file in folder(app).rglob("*.py")
        if "migrations" not in file.parts
    ]
    said = [
        (f"{file.relative_to(ROOT)}:{node.lineno}", text)
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and (text := spoken(node)) is not None
    ]
    assert len(said) > 50
    assert [place for place, text in said if re.search(r"\w", text) and not HAN.search(text)] == []
    assert [(place, foreign_words(text)) for place, text in said if foreign_words(text)] == []


def test_scripts_say_nothing_in_english() -> None:
    assigned = re.compile(
        r"""\.(?:textContent|innerText|placeholder|title|ariaLabel)\s*=\s*["'`]([^"'`]*)["'`]"""
    )
    files = sorted((ROOT / "static" / "js").glob("*.js"))
    assert files
    said = [(file.name, text) for file in files for text in assigned.findall(file.read_text())]
    assert [(name, text) for name, text in said if foreign_words(re.sub(r"\$\{[^}]*\}", "", text))] == []


SHOWN = [name for name in PAGES if PAGES[name] and name not in NOTHING_TO_SHOW]
PUBLIC = [name for name, status in OPEN_TO_ALL.items() if status == 200]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*SHOWN, *PUBLIC])
def test_pages_speak_chinese(name: str, world: World, settings: Settings) -> None:
    settings.MEDIA_ROOT = world.files
    client = Client()
    if name in PAGES:
        client.cookies["sessionid"] = world.sessions[world.users[min(PAGES[name])].pk]
    response = client.get(reverse(name, kwargs=arguments(name, world)))
    assert response.status_code == 200
    if response.headers["Content-Type"].startswith("text/html"):
        pieces = visible(response.content.decode())
        assert HAN.search("".join(pieces)) or b"<html" not in response.content
        assert [(piece, foreign_words(piece)) for piece in pieces if foreign_words(piece)] == []
