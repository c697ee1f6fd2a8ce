"""The commands and checks every app shares: catalogues, reference data, the demo, the example settings."""

import gettext
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal import checks
from portal.clocks.models import Holiday, Rule

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Send"
msgstr "Gửi"

msgctxt "verb"
msgid "Open"
msgstr "Mở"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s ngày"

#, fuzzy
msgid "Close"
msgstr "Đoán"

#~ msgid "Old"
#~ msgstr "Cũ"
"""


@pytest.fixture
def catalogue(tmp_path: Path, settings: Any) -> Path:
    source = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE, encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    return source


def test_compiling_keeps_strings_contexts_and_plurals_and_leaves_fuzzy_out(catalogue: Path) -> None:
    call_command("compilemessages")

    with catalogue.with_suffix(".mo").open("rb") as compiled:
        vi = gettext.GNUTranslations(compiled)
    assert vi.gettext("Send") == "Gửi"
    assert vi.pgettext("verb", "Open") == "Mở"
    assert vi.ngettext("%(n)s day", "%(n)s days", 5) == "%(n)s ngày"
    assert [vi.gettext(text) for text in ("Open", "Close", "Old")] == ["Open", "Close", "Old"]


def test_a_catalogue_that_cannot_be_read_is_named(catalogue: Path) -> None:
    catalogue.write_text('nonsense "a"', encoding="utf-8")

    with pytest.raises(CommandError, match="django.po cannot be compiled"):
        call_command("compilemessages")


def test_a_missing_or_stale_catalogue_is_an_error_and_a_fresh_one_is_none(catalogue: Path) -> None:
    missing = checks.catalogues_are_compiled()
    call_command("compilemessages")
    fresh = checks.catalogues_are_compiled()
    os.utime(catalogue, (2**32, 2**32))
    stale = checks.catalogues_are_compiled()

    assert [error.id for error in missing + stale] == ["portal.E001", "portal.E001"]
    assert fresh == []


@pytest.mark.django_db
def test_seeding_twice_adds_nothing() -> None:
    before = Holiday.objects.count(), Rule.objects.count()

    call_command("seed")

    assert before == (Holiday.objects.count(), Rule.objects.count())
    assert all(before)


@pytest.mark.django_db
def test_the_demo_prints_its_accounts_and_is_refused_elsewhere(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True
    call_command("demo")
    printed = capsys.readouterr().out
    settings.DEMO = False

    with pytest.raises(CommandError, match="Set DEMO=1"):
        call_command("demo")
    assert "password thu-nghiem-ham-yen" in printed
    assert all(name in printed for name in ("vanthu", "chuyenvien", "lanhdao", "tiepdan", "quantri"))


def test_the_example_settings_name_every_variable_the_settings_read() -> None:
    source = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:env\.\w+|require\w*|rate|one_of)\(\s*"([A-Z_]+)"', source))
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))

    assert read - {"DEBUG", "DEMO", "MAIL_DIR"} == example, "What an operator turns is in .env.example."
