from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="reading",
            field=models.CharField(blank=True, max_length=120, verbose_name="姓名读音"),
        )
    ]
