import django.contrib.postgres.constraints
import django.db.models.deletion
import zhibu.kit.clock
import zhibu.orgs.models
from django.db import migrations, models

from zhibu.kit.protection import fixed_once


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0002_names_and_subjects'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rulebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(blank=True, max_length=20, verbose_name='起草自')),
                ('started_on', models.DateField(default=zhibu.kit.clock.today, verbose_name='起草日期')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulebooks', to='orgs.organisation', verbose_name='党组织')),
            ],
            options={
                'verbose_name': '积分办法',
                'verbose_name_plural': '积分办法',
            },
        ),
        migrations.CreateModel(
            name='RulebookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('body', models.JSONField(verbose_name='正文')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('adopted', '施行'), ('retired', '已停止')], default='draft', max_length=7, verbose_name='状态')),
                ('ground', models.CharField(blank=True, max_length=200, verbose_name='依据的决议')),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='通过日期')),
                ('adopted_by', models.BigIntegerField(blank=True, null=True, verbose_name='办理人')),
                ('adopted_by_name', models.CharField(blank=True, max_length=80, verbose_name='办理人姓名')),
                ('since', models.DateField(blank=True, null=True, verbose_name='施行日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='止')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='points.rulebook', verbose_name='积分办法')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
            options={
                'verbose_name': '积分办法的版本',
                'verbose_name_plural': '积分办法的版本',
                'constraints': [models.UniqueConstraint(fields=('book', 'number'), name='points_one_version_a_number', violation_error_message='这一版已经有了'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('book',), name='points_one_draft_a_book', violation_error_message='这个办法已有一份草稿'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'draft'), _negated=True), expressions=[('organisation', '='), (zhibu.orgs.models.DateRange('since', 'until'), '&&')], name='points_one_version_in_force_a_day', violation_error_message='同一天只能施行一个办法'), models.CheckConstraint(condition=models.Q(models.Q(('adopted_on', None), ('ground', ''), ('since', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('adopted_on__isnull', False), ('since__isnull', False), models.Q(('ground', ''), _negated=True)), _connector='OR'), name='points_adopted_iff_grounded', violation_error_message='通过要写明依据的决议和日期'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='points_version_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'retired'), _negated=True), ('until__isnull', False), _connector='OR'), name='points_retired_has_an_end')],
            },
        ),
        fixed_once(
            "points_rulebookversion",
            while_true="OLD.state = 'draft'",
            may_change=("state", "until", "adopted_by", "adopted_by_name"),
        ),
    ]
