"""The store as a Django app: after every migration the laws are put back on the tables."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "muster.store"
    label = "store"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        post_migrate.connect(reinstall, sender=self)


def reinstall(*, using: str = "default", **_: Any) -> None:
    from muster.store.triggers import install_triggers

    install_triggers(using)
