"""What kind of device asks, in family words (设备种类): enough to know one's own, not to track."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The first that stands in what the browser says of itself; order matters.
SYSTEMS = (
    ("iPhone", "iphone"), ("iPad", "ipad"), ("HarmonyOS", "harmony"), ("OpenHarmony", "harmony"),
    ("Android", "android"), ("Windows", "windows"), ("Macintosh", "mac"), ("Linux", "linux"),
)  # fmt: skip
BROWSERS = (
    ("MicroMessenger", "wechat"), ("DingTalk", "dingtalk"), ("Edg", "edge"), ("Firefox", "firefox"),
    ("QQBrowser", "qq"), ("Chrome", "chrome"), ("Safari", "safari"),
)  # fmt: skip
WORDS: dict[str, str | Promise] = {
    "iphone": "iPhone", "ipad": "iPad", "harmony": _("鸿蒙设备"), "android": _("安卓手机"),
    "windows": "Windows", "mac": "Mac", "linux": "Linux", "wechat": _("微信"),
    "dingtalk": _("钉钉"), "edge": "Edge", "firefox": "Firefox", "qq": _("QQ 浏览器"),
    "chrome": "Chrome", "safari": "Safari",
}  # fmt: skip


def family_of(agent: str) -> str:
    """Two codes, system and browser: ``windows edge``; what is not known is left out."""
    found = [
        next((code for sign, code in kinds if sign in agent), "") for kinds in (SYSTEMS, BROWSERS)
    ]
    return " ".join(code for code in found if code)


def in_words(family: str) -> str:
    """``windows edge`` as people say it."""
    said = [str(WORDS[code]) for code in family.split() if code in WORDS]
    return " · ".join(said) or str(_("其他设备"))
