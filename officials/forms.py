"""Forms of accounts: logging in, the own password; in the admin, accounts and their first password."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AuthenticationForm,
    BaseUserCreationForm,
    PasswordChangeForm,
)
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from officials import browsers
from officials.models import Unit, User
from portal import limits, text


class LoginForm(AuthenticationForm):
    """Counts every guess before it looks at the password: over the limit a right one is refused too."""

    request: HttpRequest
    verdict = limits.Verdict()
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("The user name or the password is not right. Please type both again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["username"], self.fields["password"]
        name.label, password.label = _("User name"), _("Password")
        name.error_messages["required"] = _("Please type your user name.")
        password.error_messages["required"] = _("Please type your password.")
        name.widget.attrs.pop("autofocus", None)
        self.helper = FormHelper()
        self.helper.form_error_title = _("You are not logged in yet")
        self.helper.add_input(Submit("login", _("Log in")))

    def clean_username(self) -> str:
        return text.clean(self.cleaned_data["username"])

    @property
    def guessed_at(self) -> str:
        """What is counted: the account, and apart from strangers' guesses those of its own browser."""
        name: str = self.cleaned_data["username"].casefold()
        return f"{name} {browsers.known_as(self.request, self.cleaned_data['username'])}"

    def clean(self) -> dict[str, Any]:
        if {"username", "password"} <= self.cleaned_data.keys():
            self.verdict = limits.hit(self.request, "login", account=self.guessed_at)
            if self.verdict.refused:
                raise forms.ValidationError(self.error_messages["invalid_login"], code="refused")
        return super().clean()


class AccountForm(BaseUserCreationForm):
    """A new account; its first password is told to its holder, who then changes it."""

    class Meta:
        model = User
        fields = ["username", "full_name", "email"]
        field_classes = {"username": forms.CharField}


class NewPasswordForm(AdminPasswordChangeForm):
    """A password the administrator sets for somebody who forgot it; accounts without one do not exist."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


class OwnPasswordForm(PasswordChangeForm):
    """The old password, then the new one twice."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("The present password is not right. Please type it again."),
        "password_mismatch": _("The two new passwords differ. Please type both again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": _("Present password"),
            "new_password1": _("New password"),
            "new_password2": _("New password again"),
        }
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = _(
            "At least 12 signs; several words that only you put together are easy to keep in mind."
        )
        self.helper = FormHelper()
        self.helper.form_error_title = _("The password is not changed yet")
        self.helper.add_input(Submit("save", _("Change the password")))


class CodeForm(forms.Form):
    """One code, of the app or of the sheet; whether it is right the workflow says."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Please type the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "code-input short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_error_title = _("The code was not taken")
        self.helper.add_input(Submit("confirm", _("Continue")))


class PresentPasswordForm(forms.Form):
    """Whoever sits at an open session proves to be its holder before what guards it changes."""

    password = forms.CharField(
        label=_("Present password"),
        strip=False,
        error_messages={"required": _("Please type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.form_error_title = _("Nothing has changed yet")
        self.helper.add_input(Submit("confirm", _("Continue")))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(OwnPasswordForm.error_messages["password_incorrect"], code="password")
        return password


class EnrolForm(PresentPasswordForm):
    """The first code of an app; with the present password where it replaces another app."""

    code = CodeForm.base_fields["code"]

    def __init__(self, user: User, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.helper.form_error_title = _("The app is not bound yet")
        self.fields["code"].label = _("Code that the app shows now")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        if not replaces:
            del self.fields["password"]


class UnitForm(forms.ModelForm):
    """Rules of a unit that reach beyond its own row; a field shown but fixed is read from the row."""

    class Meta:
        model = Unit
        fields = ["organ", "is_organ", "is_root", "conflict_desk"]  # the admin adds those without a rule

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        organ, desk = self._value("organ"), data.get("conflict_desk")
        if data.get("is_root") and not self._value("is_organ"):
            self.add_error("is_root", _("Only an organ can run the portal."))
        if desk is not None and (not desk.is_organ or desk.pk == getattr(organ, "pk", self.instance.pk)):
            self.add_error("conflict_desk", _("The desk for an organ's own cases must be another organ."))
        return data

    def _value(self, name: str) -> Any:
        return self.cleaned_data[name] if name in self.cleaned_data else getattr(self.instance, name)
