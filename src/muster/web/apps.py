"""The web's place among Django's apps."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "muster.web"
    label = "web"
    verbose_name = "Muster, the web"
