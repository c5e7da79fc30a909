import django.db.models.deletion
import zhibu.kit.clock
from django.db import migrations, models

from zhibu.kit import clock
from zhibu.kit.partitions import make_pieces, months_around
from zhibu.kit.protection import append_only

CUT_BY_MONTH = migrations.RunSQL(
    sql="""
    CREATE SEQUENCE points_credit_id_seq AS bigint;
    CREATE TABLE points_credit (
      month date NOT NULL,
      id bigint NOT NULL DEFAULT nextval('points_credit_id_seq'),
      person_id bigint NOT NULL REFERENCES people_person (id) DEFERRABLE INITIALLY DEFERRED,
      branch_id bigint NOT NULL REFERENCES orgs_organisation (id) DEFERRABLE INITIALLY DEFERRED,
      version_id bigint NOT NULL
        REFERENCES points_rulebookversion (id) DEFERRABLE INITIALLY DEFERRED,
      rule varchar(40) NOT NULL,
      event uuid NOT NULL,
      fact varchar(24) NOT NULL,
      revision smallint NOT NULL CHECK (revision >= 0),
      amount integer NOT NULL,
      reverses bigint,
      reason varchar(200) NOT NULL,
      giver_id bigint,
      giver_name varchar(80) NOT NULL,
      "on" date NOT NULL,
      at timestamptz NOT NULL,
      receipt jsonb NOT NULL,
      PRIMARY KEY (month, id)
    ) PARTITION BY RANGE (month);
    ALTER SEQUENCE points_credit_id_seq OWNED BY points_credit.id;
    CREATE TABLE points_credit_other PARTITION OF points_credit DEFAULT;
    """,
    reverse_sql="DROP TABLE points_credit;",
)


def first_pieces(apps, schema_editor):
    make_pieces("points_credit", months_around(clock.today()))


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0003_switch_ends'),
        ('people', '0003_imports'),
        ('points', '0001_initial'),
        ('trail', '0002_seals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24, verbose_name='种类')),
                ('on', models.DateField(verbose_name='日期')),
                ('title', models.CharField(max_length=120, verbose_name='做了什么')),
                ('minutes', models.PositiveIntegerField(default=0, verbose_name='分钟')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='数量')),
                ('evidence', models.CharField(max_length=200, verbose_name='依据')),
                ('given_at', models.DateTimeField(default=zhibu.kit.clock.now, verbose_name='登记时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '登记的贡献',
                'verbose_name_plural': '登记的贡献',
                'indexes': [
                    models.Index(fields=['branch', '-given_at'], name='points_entered_of_a_branch'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('person', models.F('giver')), _negated=True), name='points_nobody_enters_their_own', violation_error_message='不能给自己登记'),
                    models.CheckConstraint(condition=models.Q(models.Q(('evidence', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='points_contribution_has_evidence', violation_error_message='写明做了什么、依据是什么'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='points_withdrawn_with_a_reason', violation_error_message='撤销要写明原因'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24, verbose_name='种类')),
                ('on', models.DateField(verbose_name='日期')),
                ('title', models.CharField(max_length=120, verbose_name='做了什么')),
                ('minutes', models.PositiveIntegerField(default=0, verbose_name='分钟')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='数量')),
                ('made_at', models.DateTimeField(default=zhibu.kit.clock.now, verbose_name='补报时间')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('found', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='points.contribution')),
            ],
            options={
                'verbose_name': '补报',
                'verbose_name_plural': '补报',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='points_claim_says_what', violation_error_message='写明做了什么'),
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[CUT_BY_MONTH],
            state_operations=[
                migrations.CreateModel(
                    name='Credit',
                    fields=[
                        ('pk', models.CompositePrimaryKey('month', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('id', models.BigIntegerField(verbose_name='编号')),
                        ('month', models.DateField(verbose_name='月份')),
                        ('rule', models.CharField(max_length=40, verbose_name='规则')),
                        ('event', models.UUIDField(verbose_name='事实编号')),
                        ('fact', models.CharField(max_length=24, verbose_name='事实种类')),
                        ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='第几次记入')),
                        ('amount', models.IntegerField(verbose_name='分值（百分之一分）')),
                        ('reverses', models.BigIntegerField(null=True, verbose_name='冲销哪一笔')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='冲销原因')),
                        ('giver_id', models.BigIntegerField(null=True, verbose_name='记入人')),
                        ('giver_name', models.CharField(blank=True, max_length=80, verbose_name='记入人姓名')),
                        ('on', models.DateField(verbose_name='事实日期')),
                        ('at', models.DateTimeField(default=zhibu.kit.clock.now, verbose_name='记入时间')),
                        ('receipt', models.JSONField(default=dict, verbose_name='凭证')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', db_index=False, to='orgs.organisation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', db_index=False, to='people.person')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', db_index=False, to='points.rulebookversion')),
                    ],
                    options={
                        'verbose_name': '积分分录',
                        'verbose_name_plural': '积分分录',
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='月份')),
                ('category', models.CharField(max_length=40, verbose_name='类别')),
                ('credits', models.IntegerField(default=0, verbose_name='笔数')),
                ('amount', models.BigIntegerField(default=0, verbose_name='合计')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
            options={
                'verbose_name': '积分末级单元',
                'verbose_name_plural': '积分末级单元',
                'constraints': [
                    models.UniqueConstraint(fields=('branch', 'month', 'category'), name='points_one_leaf_a_category', violation_error_message='这个类别本月已有一行'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(default=zhibu.kit.clock.now, verbose_name='参加时间')),
                ('counts_from', models.DateField(verbose_name='从哪天的事起计')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='退出时间')),
                ('board_until', models.DateField(blank=True, null=True, verbose_name='上榜到')),
                ('agreed', models.JSONField(blank=True, default=list, verbose_name='自选条款')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '参加积分',
                'verbose_name_plural': '参加积分',
                'indexes': [
                    models.Index(fields=['person', 'branch'], name='points_taking_part'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('branch', 'person'), name='points_takes_part_once', violation_error_message='已经参加'),
                    models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('joined_at')), _connector='OR'), name='points_leaves_after_joining'),
                    models.CheckConstraint(condition=models.Q(('left_at', None), ('board_until', None), _connector='OR'), name='points_who_left_is_on_no_board'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ScoreCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField(verbose_name='学期')),
                ('score', models.IntegerField(verbose_name='得分')),
                ('persons', models.IntegerField(default=0, verbose_name='人数')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
            options={
                'verbose_name': '得分分布',
                'verbose_name_plural': '得分分布',
                'constraints': [
                    models.UniqueConstraint(fields=('level', 'period', 'score'), name='points_one_count_a_score', violation_error_message='这个得分已有一行'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thing', models.CharField(max_length=40, verbose_name='对象')),
                ('fact', models.CharField(max_length=24, verbose_name='事实种类')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('decided_by', models.BigIntegerField(null=True, verbose_name='决定人')),
                ('decided_by_name', models.CharField(max_length=80, verbose_name='决定人姓名')),
                ('at', models.DateTimeField(default=zhibu.kit.clock.now, verbose_name='时间')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '异议成立不计',
                'verbose_name_plural': '异议成立不计',
                'constraints': [
                    models.UniqueConstraint(fields=('person', 'branch', 'thing', 'fact'), name='points_set_aside_once', violation_error_message='这一笔已经不计'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='trail.outboxevent', verbose_name='事实')),
                ('thing', models.CharField(max_length=40, verbose_name='对象')),
                ('version', models.BigIntegerField(default=1, verbose_name='版本')),
                ('on', models.DateField(verbose_name='日期')),
                ('ended', models.BooleanField(default=False, verbose_name='已取消')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
            options={
                'verbose_name': '积分来源',
                'verbose_name_plural': '积分来源',
                'indexes': [
                    models.Index(fields=['branch', 'on'], name='points_sources_of_a_branch'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('thing', 'version'), name='points_a_version_is_heard_once', violation_error_message='这一版已经登记过'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TeamGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField(verbose_name='学期')),
                ('amount', models.PositiveIntegerField(verbose_name='目标')),
                ('words', models.CharField(blank=True, max_length=60, verbose_name='一起做什么')),
                ('set_by', models.BigIntegerField(null=True, verbose_name='设定人')),
                ('set_by_name', models.CharField(max_length=80, verbose_name='设定人姓名')),
                ('set_at', models.DateTimeField(default=zhibu.kit.clock.now, verbose_name='设定时间')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
            options={
                'verbose_name': '集体目标',
                'verbose_name_plural': '集体目标',
                'constraints': [
                    models.UniqueConstraint(fields=('branch', 'period'), name='points_one_goal_a_term', violation_error_message='这个学期已有目标'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='points_goal_is_above_nothing', violation_error_message='目标要大于 0'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField(verbose_name='学期')),
                ('amount', models.IntegerField(default=0, verbose_name='合计')),
                ('credits', models.IntegerField(default=0, verbose_name='笔数')),
                ('counted', models.BooleanField(default=False, verbose_name='计入分布')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '积分余额',
                'verbose_name_plural': '积分余额',
                'constraints': [models.UniqueConstraint(fields=('branch', 'period', 'person'), name='points_one_balance_a_term', violation_error_message='这个学期已有余额')],
            },
        ),
        migrations.AddIndex(
            model_name='credit',
            index=models.Index(fields=['person', 'branch', 'on'], name='points_credits_of_one'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('person', 'version', 'rule', 'event', 'fact', 'revision', 'month'), name='points_a_fact_is_credited_once', violation_error_message='这件事已经记过分'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses__isnull', False)), fields=('reverses', 'month'), name='points_a_credit_is_reversed_once', violation_error_message='这一笔已经冲销'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.CheckConstraint(condition=models.Q(('reverses', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='points_a_reversal_has_a_reason', violation_error_message='冲销要写明原因'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='points_a_credit_is_not_nothing'),
        ),
        append_only('points_credit'),
        append_only('points_setaside'),
        migrations.RunPython(first_pieces, migrations.RunPython.noop),
    ]
