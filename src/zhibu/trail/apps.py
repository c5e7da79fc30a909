from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrailConfig(AppConfig):
    name = "zhibu.trail"
    verbose_name = _("留痕")
    default_auto_field = "django.db.models.BigAutoField"
