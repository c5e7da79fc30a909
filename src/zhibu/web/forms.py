"""The shape of what is typed at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Number and password."""

    number = forms.CharField(
        label=_("学号或工号"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "text"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one, twice."""

    old = forms.CharField(
        label=_("现密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=16,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )


class ProofForm(forms.Form):
    """Once more: the code of the authenticator, or the password where there is none."""

    proof = forms.CharField(label=_("密码"), max_length=128, strip=False)

    def __init__(self, *args: Any, by_code: bool, **kwargs: Any) -> None:
        # Any: handed on to Django's own form untouched.
        super().__init__(*args, **kwargs)
        field = self.fields["proof"]
        if by_code:
            field.label = _("验证码")
            field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code"})
        else:
            field.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class PasskeyForm(forms.Form):
    """A passkey's name; what the device made is put in by the page's script."""

    name = forms.CharField(
        label=_("名称"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
