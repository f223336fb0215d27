"""Hatchling metadata hook: the wheel's dependencies are the lines of requirements/run.in, said once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

BUILD_ONLY = ("hatchling", "editables")


class DependenciesFromRequirements(MetadataHookInterface):
    def update(self, metadata: dict) -> None:
        lines = (Path(self.root) / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
        named = [line.split("#")[0].strip() for line in lines]
        metadata["dependencies"] = [line for line in named if line and not line.startswith(BUILD_ONLY)]
