"""Compile the pages' translations: every locale's django.po into the django.mo that ships beside it.

    python -m tools.words            write them
    python -m tools.words --check    say which are out of date, and what is not translated yet (exit code 1)

New words are gathered with Django's makemessages, which needs GNU gettext; compiling needs only Python.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "src" / "muster" / "web" / "locale"


def compiled(source: Path) -> tuple[bytes, list[str]]:
    """The catalogue as bytes, and the words it has no translation for."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    missing = [str(message.id) for message in catalogue if message.id and not (
        all(message.string) if isinstance(message.string, tuple) else message.string)]
    packed = io.BytesIO()
    write_mo(packed, catalogue)
    return packed.getvalue(), missing


def main(arguments: list[str]) -> int:
    faults = 0
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        packed, missing = compiled(source)
        target = source.with_suffix(".mo")
        code = source.parent.parent.name
        if "--check" in arguments:
            is_current = target.exists() and target.read_bytes() == packed
            faults += len(missing) + (not is_current)
            print(f"{code}: {len(missing)} untranslated; {'up to date' if is_current else 'run python -m tools.words'}")
        else:
            target.write_bytes(packed)
            print(f"{code}: {len(packed):,} bytes, {len(missing)} untranslated")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
