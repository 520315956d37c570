"""Everything that the audit and the confirmations record is named in Chinese for the pages that list them."""

import ast

from registry import ports
from tests.house.rooms import project_files, shown


def recorded() -> dict[str, str]:
    """verb → file, from the second argument of ``change`` and of the ``move`` that wraps it."""
    found = {}
    for file in project_files():
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1):
                continue
            verb = node.args[1]
            if node.func.id in {"change", "move"} and isinstance(verb, ast.Constant):
                found[verb.value] = shown(file)
    return found


def test_every_verb_has_its_chinese() -> None:
    verbs = recorded()
    assert len(verbs) > 40
    assert {verb: file for verb, file in verbs.items() if verb not in ports.verb_labels} == {}
