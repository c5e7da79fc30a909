import django.contrib.postgres.constraints
from django.db import migrations, models

import zhibu.orgs.models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="name",
            field=models.CharField(blank=True, max_length=120, verbose_name="当时全称"),
        ),
        migrations.AddField(
            model_name="switch",
            name="subject",
            field=models.CharField(blank=True, max_length=60, verbose_name="对象"),
        ),
        migrations.RemoveConstraint(
            model_name="switch", name="orgs_a_switch_has_one_state_a_day"
        ),
        migrations.AddConstraint(
            model_name="switch",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("organisation", "="),
                    ("key", "="),
                    ("subject", "="),
                    (zhibu.orgs.models.DateRange("since", "until"), "&&"),
                ],
                name="orgs_a_switch_has_one_state_a_day",
                violation_error_message="这个开关在这段时间已有设定",
            ),
        ),
    ]
