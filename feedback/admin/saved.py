"""Saved filters above the list: each a link with its count; the page on which their owner keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from feedback import queries
from feedback.admin import pages
from feedback.admin.filters import StatusFilter
from feedback.models import Concern, SavedFilter, Submission
from officials import queries as office
from officials.models import Unit, User
from portal.errors import NotAllowed
from portal.fields import LineField
from portal.paging import COUNTED_AT_MOST, lengths

AT_MOST = 20  # of one owner, and of those that colleagues share
COUNTED_EVERY = 60  # seconds


@dataclass(frozen=True)
class Link:
    """One saved filter as its reader finds it; without a count where a value is offered no more."""

    saved: SavedFilter
    count: int | None
    url: str
    is_own: bool
    is_current: bool = False

    @property
    def is_capped(self) -> bool:
        return self.count is not None and self.count >= COUNTED_AT_MOST


def links(user: User, query: str = "", *, own_only: bool = False) -> list[Link]:
    """The account's filters, then those shared with its organs, counted in one statement once a minute."""
    shown = Q(owner=user) if own_only else Q(owner=user) | Q(organ__in=organs_of(user).values("pk"))
    last_naming = Subquery(Concern.objects.order_by("-pk").values("pk")[:1])
    rows = list(SavedFilter.objects.filter(shown).annotate(last_naming=last_naming))
    own = [saved for saved in rows if saved.owner_id == user.pk]
    own += [saved for saved in rows if saved.owner_id != user.pk][:AT_MOST]
    counts = _counts(user, own) if own else []
    base = reverse("admin:feedback_submission_changelist")
    return [
        Link(saved, count, f"{base}?{saved.query}", saved.owner_id == user.pk, saved.query == query)
        for saved, count in zip(own, counts, strict=True)
    ]


def organs_of(user: User) -> QuerySet[Unit]:
    """Organs in which, or in a department of which, the account holds a role today."""
    held = [grant.unit_id for grant in office.grants_of(user) if grant.unit_id is not None]
    return Unit.objects.filter(pk__in=Unit.objects.filter(pk__in=held).values(own=Coalesce("organ", "pk")))


def _counts(user: User, rows: Sequence[SavedFilter]) -> list[int | None]:
    """What each would list for this account, remembered for a minute.

    Naming somebody in a case takes it from people at once, so a new naming makes every count anew.
    """
    grants = [(grant.unit_id, grant.role) for grant in office.grants_of(user)]
    last = rows[0].last_naming  # type: ignore[attr-defined]
    seen = ([saved.query for saved in rows], last, grants, timezone.localdate())
    key = f"feedback.saved.{user.pk}"
    kept = cache.get(key)
    if kept is not None and kept[0] == seen:
        counts: list[int | None] = kept[1]
        return counts
    visible = queries.visible_to(user)
    lists = [narrowed(visible, user, saved.query) for saved in rows]
    found = iter(lengths([each for each in lists if each is not None]))
    counts = [None if each is None else next(found) for each in lists]
    cache.set(key, (seen, counts), COUNTED_EVERY)
    return counts


def narrowed(rows: QuerySet[Submission], user: User, query: str) -> QuerySet[Submission] | None:
    """The rows as the list under these filters shows them; None where one of their values is not offered."""
    probe = HttpRequest()
    probe.GET, probe.user = QueryDict(query), user
    for each in _filters():
        name = each.parameter_name
        if name not in probe.GET and each is not StatusFilter:
            continue
        one = _narrowing(each, probe)
        if name in probe.GET and one.value() not in dict(one.lookup_choices):
            return None
        rows = one.queryset(probe, rows)
    return rows


def _filters() -> Iterable[Any]:
    return admin.site.get_model_admin(Submission).list_filter


def _narrowing(each: Any, probe: HttpRequest) -> Any:
    given = {name: values for name, values in probe.GET.lists() if name == each.parameter_name}
    return each(probe, given, Submission, admin.site.get_model_admin(Submission))


def query_of(request: HttpRequest, given: QueryDict) -> str:
    """The filters in use among these, in the order of the list, without what no filter offers."""
    kept = QueryDict(mutable=True)
    for each in _filters():
        if not given.get(each.parameter_name):
            continue
        probe = HttpRequest()
        probe.GET, probe.user = given, request.user  # type: ignore[assignment]
        if _narrowing(each, probe).value() in dict(_narrowing(each, probe).lookup_choices):
            kept[each.parameter_name] = str(given[each.parameter_name])
    return kept.urlencode()


class SavedFilterForm(forms.ModelForm):
    """The name of a filter, and whether colleagues see it too."""

    name = LineField(
        label=gettext_lazy("Name of the filter"),
        max_length=60,
        error_messages={"required": gettext_lazy("Write a name for the filter.")},
    )

    class Meta:
        model = SavedFilter
        fields = ["name", "organ"]
        labels = {"organ": gettext_lazy("Who sees it")}

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.owner = owner
        self.fields["organ"].queryset = organs_of(owner)  # type: ignore[attr-defined]
        self.fields["organ"].empty_label = gettext_lazy("Only me")  # type: ignore[attr-defined]

    def _get_validation_exclusions(self) -> set[str]:
        """The owner is no field of the form, yet a name is unique among one owner's."""
        return super()._get_validation_exclusions() - {"owner"}  # type: ignore[misc]


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Save the filter in use, rename, share, move or delete one's own; somebody else's is a 404."""
    user = pages.reader_of(request)
    if not user.has_perm("feedback.view_submission"):
        raise NotAllowed(_("You may not read opinions."))
    if request.method != "POST":
        return _page(request)
    if request.POST.get("do") == "save":
        return _save_new(request, user)
    pk = request.POST.get("pk", "")
    known = {"pk": int(pk)} if pk.isascii() and pk.isdigit() and len(pk) < 16 else {"pk": None}
    saved = get_object_or_404(SavedFilter, owner=user, **known)
    return _change(request, user, saved)


def _save_new(request: HttpRequest, user: User) -> HttpResponse:
    query = query_of(request, QueryDict(request.POST.get("query", "")))
    form = SavedFilterForm(request.POST, owner=user)
    form.instance.query = query
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # or two tabs at once would pass the limit
        number = user.saved_filters.count()
        if not query:
            form.add_error(None, _("Choose at least one filter of the list first, then save it."))
        elif number >= AT_MOST:
            words = _("You have %(n)s saved filters, which is the most. Delete one first.")
            form.add_error(None, words % {"n": AT_MOST})
        if form.is_valid():
            form.instance.position = number
            form.save()
            messages.success(request, _("The filter is saved: %(name)s.") % {"name": form.instance.name})
            return HttpResponseRedirect(f"{reverse('admin:feedback_submission_changelist')}?{query}")
    return _page(request, new=form, query=query)


def _change(request: HttpRequest, user: User, saved: SavedFilter) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "delete":
        saved.delete()
        messages.success(request, _("The filter is deleted: %(name)s.") % {"name": saved.name})
    elif do in ("up", "down"):
        _move(user, saved, -1 if do == "up" else 1)
    else:
        form = SavedFilterForm(request.POST, instance=saved, owner=user)
        if not form.is_valid():
            return _page(request, changed=form)
        form.save()
        messages.success(request, _("The filter is saved: %(name)s.") % {"name": saved.name})
    return HttpResponseRedirect(reverse("admin:feedback_submission_filters"))


def _move(user: User, saved: SavedFilter, by: int) -> None:
    """Swap it with its neighbour; at an end nothing moves."""
    with transaction.atomic():
        rows = list(SavedFilter.objects.select_for_update().filter(owner=user))
        place = rows.index(saved)
        if 0 <= place + by < len(rows):
            rows[place], rows[place + by] = rows[place + by], rows[place]
        for position, row in enumerate(rows):
            row.position = position
        SavedFilter.objects.bulk_update(rows, ["position"])


def _page(
    request: HttpRequest,
    new: SavedFilterForm | None = None,
    changed: SavedFilterForm | None = None,
    query: str = "",
) -> HttpResponse:
    user = pages.reader_of(request)
    rows = []
    for link in links(user, own_only=True):
        is_changed = changed is not None and changed.instance.pk == link.saved.pk
        own = SavedFilterForm(instance=link.saved, owner=user, auto_id=f"id_{link.saved.pk}_%s")
        rows.append((link, changed if is_changed else own))
    context = {
        **admin.site.each_context(request),
        "title": _("Saved filters"),
        "opts": Submission._meta,
        "rows": rows,
        "new": new,
        "query": query,
    }
    return TemplateResponse(request, "admin/feedback/submission/filters.html", context)
