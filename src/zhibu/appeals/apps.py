from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "zhibu.appeals"
    verbose_name = _("异议与复核")
    default_auto_field = "django.db.models.BigAutoField"
