"""What the office answered in public: the list with its search, one answer, and the feed."""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from feedback import published, states
from feedback.models import Publication
from officials import queries as office
from portal.paging import keyset

IN_FEED = 20
View = Callable[..., HttpResponse]


def asked_anew(view: View) -> View:
    """Let anybody keep the page who asks each time whether it still stands; staff at work share none.

    What was taken down is so from the next look on. No date stands on the page: where a case that moved to
    restricted handling takes its rows along, "not changed since" would be said of the words that went.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        own = {settings.SESSION_COOKIE_NAME, "messages"} & set(request.COOKIES)
        patch_cache_control(response, no_cache=True, **{"private" if own else "public": True})
        return response

    return conditional_page(wrapped)


@require_safe
@asked_anew
def listing(request: HttpRequest) -> HttpResponse:
    """Newest first; a word no text can hold is said beside the box, and everything is shown."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", "field", "organ")}
    refused, organs = "", list(published.organs())
    organ = next((each for each in organs if each.code == asked["organ"]), None)
    try:
        rows = published.listed(field=_known(asked["field"]), organ=organ, words=asked["q"])
    except ValidationError as error:
        rows, refused = published.everything(), " ".join(error.messages)
    page = keyset(
        rows,
        order="-published_at",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=20,
    )
    context = {
        "page": page,
        "asked": asked,
        "refused": refused,
        "fields": states.Field.choices,
        "organs": organs,
        "narrowed": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "feedback/published_list.html", context)


def _known(field: str) -> str:
    return field if field in states.Field.values else ""


@require_safe
@asked_anew
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One answer; taken down, it is as if it had never been."""
    row = get_object_or_404(published.everything(), public_id=public_id)
    return render(request, "feedback/published.html", {"row": row})


@require_safe
@asked_anew
def feed(request: HttpRequest) -> HttpResponse:
    """The newest as Atom, for readers and other sites."""
    organ = office.office_of_pages()
    made = feedgenerator.Atom1Feed(
        title=_("Questions and answers"),
        link=_address(reverse("feedback:published_list")),
        description="",
        language=get_language(),
        author_name=organ.label if organ else "",
        feed_url=_address(reverse("feedback:published_feed")),
        feed_guid=_address(reverse("feedback:published_list")),
    )
    for row in published.everything()[:IN_FEED]:
        _add(made, row)
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _add(made: feedgenerator.Atom1Feed, row: Publication) -> None:
    """The day of the answer stands for both dates: when an opinion came in is nobody's business."""
    day = timezone.make_aware(datetime.combine(row.answered_on, time(12)))
    address = _address(row.get_absolute_url())
    made.add_item(
        title=row.title,
        link=address,
        description=f"{row.question}\n\n{row.answer}",
        unique_id=address,
        author_name=row.organ.label,
        pubdate=day,
        updateddate=row.published_at,
        categories=[str(row.get_field_display())] if row.field else [],
    )


def _address(path: str) -> str:
    return settings.SITE_URL + path
