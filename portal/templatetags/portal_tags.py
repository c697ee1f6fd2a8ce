"""Template tags every page may use; tags about one app's rows live in that app."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_info

from portal.days import long_day

register = template.Library()
register.filter(long_day)


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[LanguageLink]:
    """The same page in every other language; none where the address has no counterpart."""
    request = context.get("request")
    if request is None:
        return []
    here = request.get_full_path()
    links = [
        LanguageLink(code, get_language_info(code)["name_local"], translate_url(here, code))
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]
    return [link for link in links if link.url != here]


@register.filter
def grouped(number: int) -> str:
    """A number as people read it: 1.234 in Vietnamese, 1,234 in English."""
    return number_format(number, force_grouping=True)
