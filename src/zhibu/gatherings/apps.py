from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    name = "zhibu.gatherings"
    verbose_name = _("场次")
    default_auto_field = "django.db.models.BigAutoField"
