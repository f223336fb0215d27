"""Sealing by two people: one asks, another confirms."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("web", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SealAsked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mission", models.CharField(max_length=200)),
                ("entries", models.CharField(max_length=1000)),
                ("reason", models.TextField()),
                ("author", models.CharField(max_length=150)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("state", models.CharField(
                    choices=[("waiting", "Waiting"), ("done", "Done"), ("refused", "Refused")], default="waiting",
                    max_length=10)),
                ("decided_by", models.CharField(blank=True, default="", max_length=150)),
                ("decided", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
            ],
            options={"constraints": [models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("mission", "entries"), name="seal_asked_once")]},
        ),
    ]
