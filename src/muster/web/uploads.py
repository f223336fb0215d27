"""Files people send: bounded before they are opened, laid out in a folder of their own, never by the names they bear.

A sheet stays a file. A package comes as a zip, or as its files one by one; the zip may hold it in a folder, as when a
folder was packed whole. Nothing is unpacked outside its folder, through a link, from an archive with a password, or
past the limits below, whatever the archive says of its own sizes.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from muster.errors import Refused
from muster.problems import Problem

MOST_FILES = 400
LARGEST_UNPACKED = 128 * 2**20
A_PIECE = 2**18
DESCRIPTOR = "datapackage.json"
SHEETS = (".csv", ".xlsx")

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@ -]{0,99}")
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|\._)")


def plain_name(name: str | None) -> str:
    """The last part of a file's name, with nothing that could be a path."""
    last = (name or "pasted.txt").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in last if one.isprintable() and one not in '<>:"|?*')[:120].lstrip(".") or "report"


def taken_in(files: Sequence[UploadedFile[Any]]) -> tuple[str, bytes]:
    """What was sent as one name and its bytes; several files become one archive. Raises Refused with every fault."""
    problems = []
    if not files:
        problems.append(Problem(_("file"), "", _("a sheet, or a package as a zip or as its files"), _("Choose one.")))
    if len(files) > MOST_FILES:
        problems.append(Problem(_("files"), str(len(files)), _("at most 400 files"), _("Send them as one zip.")))
    if sum(file.size or 0 for file in files) > settings.LARGEST_UPLOAD:
        problems.append(Problem(_("file"), files[0].name or "", _("at most 20 MB together"),
                                _("Pack them as a zip, or divide them.")))
    problems += [Problem(_("file"), plain_name(file.name), _("a file with something in it"), _("Choose another file."))
                 for file in files if not file.size]
    if problems:
        raise Refused(*problems)
    if len(files) == 1:
        return plain_name(files[0].name), files[0].read()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            name = plain_name(file.name)
            if name in archive.namelist():
                raise Refused(Problem(_("file"), name, _("each name once"), _("Rename one of the two.")))
            archive.writestr(zipfile.ZipInfo(name), file.read())  # no time: the same files are the same bytes
    return "package.zip", packed.getvalue()


def is_package(name: str, body: bytes) -> bool:
    """Is it an archive with something else in it than a workbook?"""
    if body[:2] != b"PK":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Path(name).suffix.lower() != ".xlsx"


def laid_out(name: str, body: bytes, folder: Path) -> Path:
    """The sheet as a file, or the package as a folder, in this empty folder. Raises Refused."""
    if not is_package(name, body):
        if Path(name).suffix.lower() not in SHEETS:
            raise Refused(Problem(name, Path(name).suffix or name, _("a .csv or .xlsx sheet, or a package as a .zip"),
                                  _("Save it in one of these forms.")))
        (folder / name).write_bytes(body)
        return folder / name
    inside = folder / (Path(name).stem[:60].strip() or "package")
    inside.mkdir()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _unpack(archive, inside, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as fault:
        raise Refused(Problem(name, " ".join(str(fault).split())[:120], _("a zip archive that is whole"),
                              _("Pack the folder again, without a password."))) from None
    return inside


def _unpack(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    """Every file of the archive below the folder of its descriptor, within the limits."""
    listed = [one for one in archive.infolist() if not one.is_dir() and not _JUNK.search(one.filename)]
    root = _root_of([one.filename for one in listed], name)
    problems = [] if len(listed) <= MOST_FILES else [
        Problem(name, f"{len(listed):,}", _("at most 400 files"), _("Keep only what the package lists."))]
    if sum(one.file_size for one in listed) > LARGEST_UNPACKED:
        problems.append(_too_large(name))
    for one in listed[:MOST_FILES]:
        problems += _faults_of(one, name)
    if problems:
        raise Refused(*problems[:20])
    left = LARGEST_UNPACKED
    for one in listed:
        path = PurePosixPath(one.filename)
        if not path.is_relative_to(root):
            continue
        target = folder.joinpath(*path.relative_to(root).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(one) as packed, target.open("xb") as written:
            while piece := packed.read(A_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Refused(_too_large(name))
                written.write(piece)


def _root_of(names: Sequence[str], archive: str) -> PurePosixPath:
    """The folder in which the package's descriptor stands."""
    found = sorted((PurePosixPath(name).parent for name in names if PurePosixPath(name).name == DESCRIPTOR),
                   key=lambda path: (len(path.parts), str(path)))
    if not found:
        raise Refused(Problem(archive, ", ".join(names[:4])[:120], _("a package with its datapackage.json"),
                              _("Add the descriptor, or send each sheet by itself.")))
    return found[0]


def _faults_of(one: zipfile.ZipInfo, name: str) -> list[Problem]:
    """Why a file of the archive is not unpacked."""
    where = f"{name}, {one.filename[:100]}"
    kind = stat.S_IFMT(one.external_attr >> 16)
    if one.flag_bits & 1:
        return [Problem(where, "", _("a file without a password"), _("Pack the folder again, without a password."))]
    if kind and kind != stat.S_IFREG:
        return [Problem(where, "", _("a file, not a link"), _("Put a copy of the file into the package."))]
    if any(not _PART.fullmatch(part) for part in one.filename.split("/")):
        return [Problem(where, one.filename[:100], _("a name of letters, digits and . _ - inside the package"),
                        _("Rename the file."))]
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return [Problem(where, "", _("an ordinary zip"), _("Pack the folder again."))]
    return []


def _too_large(name: str) -> Problem:
    return Problem(name, "", _("at most 128 MB when unpacked"), _("Divide the package."))
