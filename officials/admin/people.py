"""Posts and officials in the admin, with who held what from which day to which."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from officials import workflow
from officials.admin.rows import DatedRows, FoldedSearch, Rows
from officials.models import Official, Post, Tenure


class TenureRows(DatedRows):
    same = ("post",)


class TenureInline(Rows):
    model = Tenure
    formset = TenureRows


@admin.register(Post)
class PostAdmin(FoldedSearch):
    list_display = ["title", "unit", "is_head", "holder"]
    list_filter = ["is_head"]
    list_select_related = ["unit"]
    search_fields = ["title", "title_en", "unit__name"]
    fixed_once_saved = ("unit",)
    fields = ["unit", ("title", "title_en"), "is_head"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).prefetch_related("tenures__official")

    @admin.display(description=_("held today by"))
    def holder(self, post: Post) -> str:
        today = timezone.localdate()
        return next((t.official.full_name for t in post.tenures.all() if t.is_valid_on(today)), "")


@admin.register(Official)
class OfficialAdmin(FoldedSearch):
    list_display = ["full_name", "posts", "user"]
    list_select_related = ["user"]
    search_fields = ["full_name"]
    ordering = ["sort_key"]
    inlines = [TenureInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["full_name", "user"],
                "description": _(
                    "A person who holds posts, with or without an account. When somebody takes over a post, "
                    "first give the one before them their last day."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Official]:
        return super().get_queryset(request).prefetch_related("tenures__post__unit")

    @admin.display(description=_("posts today"))
    def posts(self, official: Official) -> str:
        today = timezone.localdate()
        return "; ".join(str(t.post) for t in official.tenures.all() if t.is_valid_on(today))

    def save_model(self, request: HttpRequest, obj: Official, form: forms.ModelForm, change: bool) -> None:
        workflow.save_official(official=obj)
