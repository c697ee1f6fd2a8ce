"""Accounts in the admin: created with a password, given roles, closed when somebody leaves."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as AccountAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from officials import permissions, workflow
from officials.admin.rows import DatedRows, FoldedSearch, account_of
from officials.forms import AccountForm, NewPasswordForm
from officials.models import AccessEvent, Authenticator, RoleGrant, User


class GrantRows(DatedRows):
    same = ("role", "unit")


class RoleGrantInline(admin.StackedInline):
    """One block a role: what an inspection names would make a table wider than a screen."""

    model = RoleGrant
    formset = GrantRows
    extra = 0
    fields = ["role", "unit", ("valid_from", "valid_to"), "decision", ("scope_from", "scope_to")]


@admin.register(User)
class UserAdmin(FoldedSearch, AccountAdmin):
    add_form = AccountForm
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/officials/user/set_password.html"  # noqa: S105 – a file
    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "grants__role"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    filter_horizontal = ()
    inlines = [RoleGrantInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "new_password",
                    "second_factor",
                    "full_name",
                    "email",
                    "is_active",
                    "last_login",
                ],
                "description": _(
                    "An account is never deleted, for the history names it. Whoever leaves: take away "
                    '"may log in" and give each role its last day.'
                ),
            },
        )
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["username", "full_name", "email", "password1", "password2"],
                "description": _("Roles are added on the next page."),
            },
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        known = ("new_password", "second_factor", "last_login")
        return (*known, "username", "is_active") if obj and permissions.is_shared(obj) else known

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.inlines if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("grants__unit")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        workflow.save_account(account=obj, by=account_of(request), now=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The roles under an account, the only rows there; each change leaves its row in the log."""
        by, now = account_of(request), timezone.now()
        changed = formset.save(commit=False)
        for grant in formset.deleted_objects:
            workflow.take_grant(grant=grant, by=by, now=now)
        for grant in changed:
            workflow.save_grant(grant=grant, by=by, now=now)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if isinstance(chosen := self.get_object(request, id), User):
            permissions.refuse_shared(chosen)
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            account = self.get_object(request, id)
            assert isinstance(account, User)
            kind = AccessEvent.Kind.PASSWORD_SET
            workflow.note(kind=kind, user=account, by=account_of(request), now=timezone.now())
        return response

    @admin.display(description=_("password"))
    def new_password(self, user: User) -> str:
        if permissions.is_shared(user):
            return gettext("Stands on the login page")
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a class="button" href="{}">{}</a>', address, _("Set a new one"))

    @admin.display(description=_("second step"))
    def second_factor(self, user: User) -> str:
        if not Authenticator.objects.filter(user=user).exists():
            return gettext("None yet")
        address = reverse("admin:officials_user_reset_second_factor", args=[user.pk])
        return format_html('<a class="button" href="{}">{}</a>', address, gettext("Reset"))

    def get_urls(self) -> list[URLPattern]:
        reset = path(
            "<int:user_id>/second-factor/",
            self.admin_site.admin_view(self.reset_second_factor),
            name="officials_user_reset_second_factor",
        )
        return [reset, *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Ask, and on POST take the second factor away."""
        account = get_object_or_404(User, pk=user_id)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if request.method != "POST":
            title = gettext("Reset the second step")
            context = {**self.admin_site.each_context(request), "title": title}
            page = "admin/officials/user/reset_second_factor.html"
            return TemplateResponse(request, page, {**context, "original": account, "opts": self.opts})
        workflow.reset_second_factor(user=account, by=account_of(request), now=timezone.now())
        self.message_user(request, gettext("The second step was reset."))
        return HttpResponseRedirect(reverse("admin:officials_user_change", args=[account.pk]))

    @admin.display(description=_("roles today"))
    def roles(self, user: User) -> str:
        today = timezone.localdate()
        held = [grant for grant in user.grants.all() if grant.is_valid_on(today)]
        return "; ".join(
            f"{grant.get_role_display()}, {grant.unit}" if grant.unit else str(grant.get_role_display())
            for grant in held
        )
