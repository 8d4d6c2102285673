"""What is being done with a result that is read, and when it last came further."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0009_accepted_by_statement'),
    ]

    operations = [
        migrations.AddField(
            model_name='surveyresult',
            name='progress_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last progress at'),
        ),
        migrations.AddField(
            model_name='surveyresult',
            name='progress_step',
            field=models.CharField(blank=True, choices=[('opening', 'Open the files'), ('reading', 'Read'), ('checking', 'Run the checks'), ('keeping', 'Keep the result')], max_length=10, verbose_name='what is being done'),
        ),
        migrations.AlterField(
            model_name='surveyresult',
            name='progress_note',
            field=models.CharField(blank=True, max_length=200, verbose_name='file being read'),
        ),
    ]
