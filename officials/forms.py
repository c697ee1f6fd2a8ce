"""Forms of accounts: logging in here; creating an account and setting its password in the admin."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, AuthenticationForm, BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from officials.models import Unit, User
from portal import text


class LoginForm(AuthenticationForm):
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
