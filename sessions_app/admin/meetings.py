"""The list of meetings for the desk, and the addresses of the pages of one."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from officials.roles import Permission
from portal.lists import UsualFirst
from sessions_app import queries
from sessions_app.admin import collation, line, outcome, pages, registrations, said, turns
from sessions_app.admin.listed import Listed
from sessions_app.models import Meeting
from sessions_app.states import Kind, Status

BADGES = {
    Status.PLANNED: "badge-waiting",
    Status.POSTED: "badge-progress",
    Status.HELD: "badge-done",
    Status.NOBODY_CAME: "badge-done",
}


class WhenFilter(UsualFirst):
    """Meetings to come unless asked otherwise."""

    title = gettext_lazy("when")
    parameter_name = "when"
    template = "admin/feedback/filter.html"
    is_unfolded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("", pgettext_lazy("meetings", "Still to come")),
            ("planned", pgettext_lazy("meetings", "To be posted")),
            ("record", pgettext_lazy("meetings", "To be recorded")),
            ("minutes", pgettext_lazy("meetings", "Minutes not signed yet")),
            ("notice", pgettext_lazy("meetings", "Conclusion notice missing")),
            ("refusal", pgettext_lazy("meetings", "Refusal without notice")),
            ("turns", pgettext_lazy("meetings", "Turns not in the register yet")),
            ("past", pgettext_lazy("meetings", "Past")),
            ("all", pgettext_lazy("meetings", "All")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        today, user = timezone.localdate(), pages.reader_of(request)
        papers = {"minutes": queries.without_minutes, "notice": queries.without_notice}
        if self.value() in papers:
            return queryset.filter(pk__in=papers[self.value() or ""](user).values("pk").order_by())
        turns = {"refusal": queries.refusals_without_notice, "turns": queries.turns_to_raise}
        if self.value() in turns:
            return queryset.filter(pk__in=turns[self.value() or ""](user).values("meeting").order_by())
        wanted: dict[str, dict[str, Any]] = {
            "planned": {"status": Status.PLANNED, "day__gte": today},
            "record": {"status": Status.POSTED, "day__lte": today},
            "past": {"day__lt": today},
            "all": {},
        }
        return queryset.filter(**wanted.get(self.value() or "", {"day__gte": today}))


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind of meeting")
    parameter_name = "kind"
    template = "admin/feedback/filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Kind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        return queryset.filter(kind=self.value()) if self.value() in Kind.values else queryset


@admin.register(Meeting)
class MeetingAdmin(Listed):
    list_display = ["when", "what", "chair_post", "place", "state", "posting"]
    list_filter = [WhenFilter, KindFilter]
    verbs = (Permission.MEET, Permission.LEAD)

    @admin.display(description=gettext_lazy("day"))
    def when(self, meeting: Meeting) -> str:
        return format_html(
            '<a href="{}"><strong>{}</strong></a>, {}–{}',
            reverse("admin:sessions_app_meeting_show", args=[meeting.pk]),
            f"{meeting.day:%d/%m/%Y}",
            f"{meeting.starts_at:%H:%M}",
            f"{meeting.ends_at:%H:%M}",
        )

    @admin.display(description=gettext_lazy("meeting"))
    def what(self, meeting: Meeting) -> str:
        return str(meeting.label)

    @admin.display(description=gettext_lazy("presided by"), empty_value="—")
    def chair_post(self, meeting: Meeting) -> str:
        return meeting.post.label if meeting.post is not None else ""

    @admin.display(description=gettext_lazy("status"))
    def state(self, meeting: Meeting) -> str:
        css = BADGES.get(Status(meeting.status), "badge-stopped")
        return format_html('<span class="badge {}">{}</span>', css, meeting.get_status_display())

    @admin.display(description=gettext_lazy("to be posted by"), empty_value="—")
    def posting(self, meeting: Meeting) -> str:
        last = queries.post_by(meeting)
        if last is None or meeting.took_place or meeting.is_off:
            return ""
        if queries.is_posted_late(meeting):
            words = _("late, was due on %(day)s") % {"day": f"{last:%d/%m/%Y}"}
            return format_html('<span class="badge badge-late">{}</span>', words)
        return f"{last:%d/%m/%Y}" if meeting.status == Status.PLANNED else _("in time")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        return queries.visible_to(pages.reader_of(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What comes next first; what is past, the latest first."""
        is_past = request.GET.get(WhenFilter.parameter_name) in (
            "past",
            "all",
            "minutes",
            "notice",
            "refusal",
            "turns",
        )
        return ("-day", "-starts_at", "-pk") if is_past else ("day", "starts_at", "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user, today = pages.reader_of(request), timezone.localdate()
        own: dict[str, Any] = {"title": _("Calendar of meetings"), "keeps": bool(queries.kept_by(user))}
        waiting = queries.waiting_to_be_posted(user, today)
        own["books"] = queries.books_of(user)
        own["unposted"] = waiting.count() if own["keeps"] else 0
        own["unposted_next"] = _posting_of(waiting.order_by("day").first())
        return super().changelist_view(request, own | (extra_context or {}))

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """The list and the pages of one meeting; the form pages of the admin are left out."""
        return [
            self.at("", self.changelist_view, "changelist"),
            self.at("enter/", pages.enter, "enter"),
            self.at("plan/", pages.plan, "plan"),
            self.at("post/", pages.post_many, "post_many"),
            self.at("duty/", pages.duty, "duty"),
            self.at("collation/", collation.collate, "collation"),
            self.at("<int:pk>/", pages.show, "show"),
            self.at("<int:pk>/edit/", pages.edit, "edit"),
            self.at("<int:pk>/post/", pages.post, "post"),
            self.at("<int:pk>/postpone/", pages.postpone, "postpone"),
            self.at("<int:pk>/cancel/", pages.cancel, "cancel"),
            self.at("<int:pk>/hold/", pages.hold, "hold"),
            self.at("<int:pk>/retract/", pages.retract, "retract"),
            self.at("<int:pk>/look/", registrations.look, "look"),
            self.at("scan/", line.scan, "scan"),
            self.at("<int:pk>/receive/", turns.receive, "receive"),
            self.at("<int:pk>/turn/<int:number>/remark/", turns.remark, "remark"),
            self.at("<int:pk>/turn/<int:number>/raise/", said.raise_turn, "raise_turn"),
            self.at("<int:pk>/turn/<int:number>/minutes/", outcome.print_turn, "turn_print"),
            self.at("<int:pk>/turn/<int:number>/refusal/", outcome.refusal, "refusal"),
            self.at("<int:pk>/turn/<int:number>/refusal/print/", outcome.print_refusal, "refusal_print"),
            *self._of_the_day(),
            *self._afterwards(),
            self.at("book/<int:pk>/", turns.book, "book"),
        ]

    def _of_the_day(self) -> list[URLPattern]:
        return [
            self.at("<int:pk>/line/", line.line, "line"),
            self.at("<int:pk>/line/check-in/", line.check_in, "check_in"),
            self.at("<int:pk>/line/walk-in/", line.walk_in, "walk_in"),
            self.at("<int:pk>/line/call/", line.call, "call"),
            self.at("<int:pk>/line/<int:number>/", line.ticket, "ticket"),
            self.at("<int:pk>/line/<int:number>/<slug:action>/", line.move, "move"),
        ]

    def _afterwards(self) -> list[URLPattern]:
        return [
            self.at("<int:pk>/point/", said.add, "add_point"),
            self.at("<int:pk>/point/<int:number>/", said.change, "point"),
            self.at("<int:pk>/point/<int:number>/raise/", said.raise_point, "raise_point"),
            self.at("<int:pk>/invitation/", outcome.invitation, "invitation"),
            self.at("<int:pk>/minutes/", outcome.minutes, "minutes"),
            self.at("<int:pk>/minutes/print/", outcome.print_minutes, "minutes_print"),
            self.at("<int:pk>/minutes/sign/", outcome.sign, "sign"),
            self.at("<int:pk>/conclusion/", outcome.conclusion, "conclusion"),
            self.at("<int:pk>/conclusion/print/", outcome.print_conclusion, "conclusion_print"),
            self.at("<int:pk>/promise/", outcome.promise, "promise"),
        ]


def _posting_of(meeting: Meeting | None) -> date | None:
    return queries.post_by(meeting) if meeting is not None else None
