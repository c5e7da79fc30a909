"""The shape of what is typed about gatherings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.gatherings import domain


class CodeForm(forms.Form):
    """A code from the screen, or from one's own line of the printed sheet."""

    code = forms.CharField(
        label=gettext_lazy("六位签到码"),
        max_length=20,
        error_messages={"required": gettext_lazy("请输入签到码。")},
        widget=forms.TextInput(
            attrs={"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        plain = domain.typed(code)
        missing = domain.DIGITS - len(plain)
        if missing > 0:
            raise forms.ValidationError(
                _("还差 %(missing)d 位。填好的 %(there)d 位已保留。")
                % {"missing": missing, "there": len(plain)}
            )
        if missing < 0:
            raise forms.ValidationError(
                _("多了 %(more)d 位，签到码一共 %(all)d 位。")
                % {"more": -missing, "all": domain.DIGITS}
            )
        return plain


class PaperCodeForm(CodeForm):
    """The same for a code on paper: letters come up on the phone's keys."""

    code = forms.CharField(
        label=gettext_lazy("纸上的签到码"),
        max_length=20,
        error_messages={"required": gettext_lazy("请输入签到码。")},
        widget=forms.TextInput(
            attrs={"class": "code", "autocapitalize": "characters", "autocomplete": "off"}
        ),
    )
