"""The interface is Simplified Chinese: pages, forms, choices, refusals."""

import ast
import re
from pathlib import Path

import pytest
from django.forms import BaseForm

from tests.house.reading import foreign_words, visible
from tests.house.rooms import APPS, ROOT, classes_in, project_files, shown
from tests.house.url_open import OPEN_TO_ALL
from tests.house.url_table import NOTHING_TO_SHOW, PAGES
from tests.house.walking import SPACES, Walk, within

HAN = re.compile(r"[一-鿿]")


def test_the_reader_sees_what_a_visitor_sees() -> None:
    page = """<title>首页</title><script>let hidden = "Save"</script><p class="x">共 3 人 <b>Save</b></p>
    <input placeholder="Search"><input type="hidden" value="Later"><button aria-label="Close">×</button><code>x.y</code>
    <svg><title>Icon</title></svg><p>用户 user3 导出 PDF（SHA-256）</p>"""
    assert [word for text in visible(page) for word in foreign_words(text)] == ["Save", "Search", "Close"]


def words_of_template(file: Path) -> list[str]:
    source = re.sub(r"{% comment .*?{% endcomment %}|{#.*?#}", "", file.read_text(), flags=re.DOTALL)
    source = re.sub(r"{% block width %}.*?{% endblock %}", "", source)
    source = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    return [word for text in visible(source) for word in foreign_words(text)]


def test_templates_speak_chinese() -> None:
    files = [file for file in (ROOT / "templates").rglob("*.html") if file.name != "gallery.html"]
    assert len(files) > 100
    found = {shown(file): words_of_template(file) for file in files}
    assert {name: words for name, words in found.items() if words} == {}


def test_models_and_their_choices_are_named_in_chinese() -> None:
    models = [model for app in APPS for model in app.get_models()]
    assert len(models) > 50
    unnamed = [model._meta.label for model in models if not HAN.search(str(model._meta.verbose_name))]
    labels = [
        (f"{model._meta.label}.{field.name}", str(label))
        for model in models
        for field in model._meta.get_fields()
        for _, label in getattr(field, "choices", None) or []
    ]
    systems = {"WGS-84", "GCJ-02", "BD-09"}
    assert unnamed == []
    assert [(name, label) for name, label in labels if not HAN.search(label) and label not in systems] == []


def test_form_fields_are_labelled_in_chinese() -> None:
    forms = list(classes_in("forms", BaseForm))
    assert len(forms) > 50
    seen = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in forms
        for name, field in form.base_fields.items()
        if not field.widget.is_hidden
    }
    assert [name for name, field in seen.items() if not HAN.search(str(field.label or ""))] == []
    assert [name for name, field in seen.items() if foreign_words(str(field.help_text))] == []


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
    said = [
        (f"{shown(file)}:{node.lineno}", text)
        for file in project_files()
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


def test_the_public_pages_are_read_too() -> None:
    assert len(PUBLIC) > 10


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("space", SPACES)
def test_pages_speak_chinese(space: str, walk: Walk) -> None:
    for name in within(space, [*SHOWN, *PUBLIC]):
        user = walk.world.users[min(PAGES[name])] if name in PAGES else None
        answer = walk.ask("get", name, user)
        walk.expect(f"get {name}", answer, {200})
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            pieces = visible(answer.content.decode())
            says = HAN.search("".join(pieces)) or b"<html" not in answer.content
            walk.compare(f"words of {name}", "no Chinese", bool(says), "Chinese")
            foreign = [(piece, foreign_words(piece)) for piece in pieces if foreign_words(piece)]
            walk.compare(f"words of {name}", foreign, foreign == [], "Chinese only")
    assert not walk.wrong, walk.told


OTHER_NAMES_OF_THE_CARD = re.compile("评议[码卡]|码单")


def test_the_card_has_one_name() -> None:
    """选票卡 (docs/glossary.md), in the hall, in the panels and in a survey: who reads two words looks for two things."""
    files = [*project_files(), *(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "js").glob("*.js")]
    files += (ROOT / "docs").glob("*.md")
    texts = {shown(file): file.read_text() for file in files if file.suffix in {".py", ".html", ".js", ".md"}}
    assert any("选票卡" in text for text in texts.values())
    here = "tests/house/test_language.py"
    assert [
        name for name, text in texts.items() if OTHER_NAMES_OF_THE_CARD.search(text) and name != here
    ] == []
