"""The rules of the house, read from the source; each failure quotes the rule it breaks."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "officials", "feedback", "sessions_app", "reports")
MAY_IMPORT = {
    "portal": (),
    "officials": ("portal",),
    "feedback": ("portal", "officials"),
    "sessions_app": ("portal", "officials", "feedback"),
    "reports": ("portal", "officials", "feedback", "sessions_app"),
}
# Wiring names the apps it wires, as strings or in the address list; the portal's own parts know none of them.
WIRING = {"portal/urls.py", "portal/settings.py"}
# What each kind of file may import from the same house, by file name.
LAYERS = {
    "states": {"states"},
    "models": {"states", "models"},
    "queries": {"states", "models", "queries"},
    "permissions": {"states", "models", "queries", "permissions"},
    "emails": {"states", "models", "queries", "permissions", "emails"},
    "workflow": {"states", "models", "queries", "permissions", "emails", "workflow"},
}
THIN = {"views", "forms", "admin", "tasks", "urls"}
EMPTY_NAMES = {"utils", "helpers", "common", "services", "managers", "signals", "misc"}


@cache
def sources() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "dev"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return tuple(path for path in paths if path.exists() and "migrations" not in path.parts)


def app_sources() -> tuple[Path, ...]:
    return tuple(path for path in sources() if path.relative_to(ROOT).parts[0] in APPS)


def templates() -> tuple[Path, ...]:
    return tuple(p for p in (ROOT / "templates").rglob("*") if p.suffix in {".html", ".txt"})


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_point_down_only() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in app_sources()
        if str(path.relative_to(ROOT)) not in WIRING
        for name in imported(path)
        for app in [path.relative_to(ROOT).parts[0]]
        if name.split(".")[0] in APPS and name.split(".")[0] not in {app, *MAY_IMPORT[app]}
    ]

    assert wrong == [], "Imports point down only: portal, officials, feedback, sessions_app, reports."


def layer_of(path: Path) -> str:
    """The kind of file: its own name, or that of the package it was split into."""
    parts = [path.stem, *reversed(path.relative_to(ROOT).parts[:-1])]
    return next((part for part in parts if part in LAYERS or part in THIN), "")


def test_a_file_imports_only_the_layers_below_it() -> None:
    wrong = []
    for path in app_sources():
        layer = layer_of(path)
        for name in imported(path):
            words = name.split(".")
            if words[0] not in APPS or layer not in LAYERS:
                continue
            forbidden = {
                word for word in words[1:] if word in THIN or (word in LAYERS and word not in LAYERS[layer])
            }
            # The sub-packages of portal are called through their workflow and queries.
            if forbidden and words[0] != "portal":
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")

    assert sorted(set(wrong)) == [], (
        "models < queries < permissions < emails < workflow < views, forms, admin, tasks."
    )


def test_an_app_never_calls_anothers_views_or_forms() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in app_sources()
        for name in imported(path)
        if name.split(".")[0] in APPS
        and name.split(".")[0] not in {path.relative_to(ROOT).parts[0], "portal"}
        and {"views", "forms", "admin"} & set(name.split(".")[1:])
        and str(path.relative_to(ROOT)) not in WIRING
    ]

    assert wrong == [], "An app calls another's models, queries or workflow, never its views or forms."


def test_no_file_is_longer_than_400_lines() -> None:
    long = [f"{p.relative_to(ROOT)}: {n}" for p in sources() if (n := len(p.read_text().splitlines())) > 400]

    assert [row for row in long if not row.startswith("dev:")] == [], (
        "At 400 lines a file becomes a package split by noun."
    )


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name} {node.end_lineno - node.lineno + 1}"
        for path in app_sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 40
    ]

    assert long == [], "A function stops at 40 lines."


def test_no_template_is_longer_than_150_lines() -> None:
    long = [
        f"{p.relative_to(ROOT)}: {n}" for p in templates() if (n := len(p.read_text().splitlines())) > 150
    ]

    assert long == [], "A template stops at 150 lines."


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in app_sources()
        if p.read_text().strip() and not ast.get_docstring(tree(p))
    ]

    assert silent == [], "Every module opens with one sentence: what lives here."


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [
        str(p.relative_to(ROOT)) for p in sources() if {p.stem, *p.relative_to(ROOT).parts[:-1]} & EMPTY_NAMES
    ]

    assert empty == [], "No module is named utils, helpers, common, services, managers or signals."


def test_no_signal_receiver_and_no_mail_outside_the_outbox() -> None:
    pattern = re.compile(r"@receiver|\.connect\(.*sender|send_mail\(|EmailMessage\(")
    wrong = [
        str(p.relative_to(ROOT))
        for p in app_sources()
        if pattern.search(p.read_text()) and "outbox" not in p.relative_to(ROOT).parts
    ]

    assert wrong == [], "Call the function: no signal receivers; only portal.outbox sends mail."


def test_a_status_is_written_in_workflow_only() -> None:
    """Assignments to `.status` and updates of it, anywhere but in feedback/workflow."""
    pattern = re.compile(r"\b(case|submission|obj|self)\.status\s*=[^=]|\.update\([^)]*\bstatus=")
    wrong = [
        str(p.relative_to(ROOT))
        for p in app_sources()
        if pattern.search(p.read_text()) and not str(p.relative_to(ROOT)).startswith("feedback/workflow")
    ]

    assert wrong == [], "A status is written in workflow only."


def test_templates_hold_no_inline_style_or_script() -> None:
    pattern = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|https?://(?!www\.w3\.org)", re.I
    )
    wrong = [
        f"{p.relative_to(ROOT)}: {match.group(0)}"
        for p in templates()
        if p.suffix == ".html"
        for match in [pattern.search(p.read_text())]
        if match
    ]

    assert wrong == [], "The policy forbids inline style and script, and no request leaves for a third party."


GETTEXT = {
    "gettext": 1,
    "gettext_lazy": 1,
    "_": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 2,
    "pgettext_lazy": 2,
}


def messages_in(code: str) -> Iterator[tuple[str | None, str]]:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in GETTEXT and words:
            context = words[0] if name.startswith("pgettext") else None
            yield context, words[1] if context is not None and len(words) > 1 else words[0]


def template_messages(text: str) -> Iterator[tuple[str | None, str]]:
    """Messages of a template, by Django's own translation of its tags into gettext calls."""
    pattern = re.compile(r"(?<!\w)(p?n?gettext|_)\((.*?)\)\s?(?=[^\w]|$)", re.S)
    for match in pattern.finditer(templatize(text)):
        try:
            call = f"{match.group(1)}({match.group(2)})"
            yield from messages_in(call)
        except SyntaxError:
            continue


@cache
def catalogue() -> dict[tuple[str | None, str], polib.POEntry]:
    return {(e.msgctxt, e.msgid): e for e in polib.pofile(str(ROOT / "locale/vi/LC_MESSAGES/django.po"))}


def used_messages() -> set[tuple[str | None, str]]:
    used = {message for p in app_sources() for message in messages_in(p.read_text())}
    html = [p for p in templates() if p.suffix == ".html"]
    return used | {message for p in html for message in template_messages(p.read_text())}


def test_every_message_has_its_vietnamese() -> None:
    missing = sorted((m for m in used_messages() if m[1] and not _translated(m)), key=str)

    assert missing == [], "The Vietnamese catalogue is complete."


def _translated(message: tuple[str | None, str]) -> bool:
    entry = catalogue().get(message)
    return entry is not None and bool(entry.msgstr or any(entry.msgstr_plural.values()))


def test_vietnamese_keeps_every_placeholder() -> None:
    marks = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    broken = [
        entry.msgid
        for entry in catalogue().values()
        if not entry.msgid_plural and set(marks.findall(entry.msgid)) != set(marks.findall(entry.msgstr))
    ]

    assert broken == []


def test_vietnamese_keeps_the_voice_of_the_house() -> None:
    """No exclamation marks, no English mail words, no 'thành công', never 'bạn' for the reader."""
    voice = re.compile(r"!|\bemail\b|\be-mail\b|\bticket\b|thành công|\b[Bb]ạn\b", re.I)
    wrong = [entry.msgstr for entry in catalogue().values() if voice.search(entry.msgstr)]

    assert wrong == []
