from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    name = "zhibu.kit"
    verbose_name = _("组件")
    default_auto_field = "django.db.models.BigAutoField"
