"""The backup file: a tar of the dump, the uploaded files and, last, a digest of each; never a key."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from portal.identity import crypto

DUMP, MANIFEST, UPLOADS = "database.dump", "manifest.json", "uploads/"
FORMAT = 1
BLOCK = 1024 * 1024


class Unusable(Exception):
    """This is no whole backup, or not one the keys at hand open; the message is a sentence."""


@contextmanager
def created(path: Path) -> Iterator[IO[bytes]]:
    """Open a file only its owner may read; refuse to overwrite, and leave nothing half-written behind."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write(file: IO[bytes], dump: Path, uploads: Path | None) -> int:
    """Write the archive and return how many uploaded files are in it."""
    digests = {}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for source, name in [(dump, DUMP), *_uploaded(uploads)]:
            try:
                digests[name] = _digest(source)
                tar.add(source, arcname=name, recursive=False)
            except FileNotFoundError:  # an upload deleted since it was listed
                digests.pop(name, None)
        manifest = {"format": FORMAT, "digests": digests, "keys": proof_of_keys()}
        _add_text(tar, MANIFEST, json.dumps(manifest))
    return len(digests) - 1


def verify(tar: tarfile.TarFile) -> None:
    """Raise Unusable unless every member is there unaltered and the keys at hand open the backup."""
    try:
        found = {member.name: _digest_of(tar.extractfile(member)) for member in tar if member.isfile()}
        manifest = json.loads(_read(tar, MANIFEST))
    except (tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise Unusable("This file is no backup, or not a whole one.") from error
    found.pop(MANIFEST)
    if manifest.get("format") != FORMAT or found != manifest["digests"] or DUMP not in found:
        raise Unusable("This backup was altered or cut short since it was made.")
    _refuse_other_keys(manifest["keys"])


def extract_dump(tar: tarfile.TarFile, target: Path) -> None:
    _extract(tar, tar.getmember(DUMP), target)


def extract_uploads(tar: tarfile.TarFile, folder: Path) -> int:
    """Put the uploaded files back; a name that would lead out of the folder makes the backup unusable."""
    count = 0
    for member in tar.getmembers():
        if member.isfile() and member.name.startswith(UPLOADS):
            target = (folder / member.name.removeprefix(UPLOADS)).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise Unusable("This backup names a file outside of the uploads.")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _extract(tar, member, target)
            count += 1
    return count


def proof_of_keys() -> dict[str, str]:
    """What lets a restore know its keys without holding any: a sealed word and a keyed hash."""
    return {"FIELD_KEYS": crypto.encrypt("backup"), "INDEX_KEY": crypto.blind("backup", domain="backup")}


def _refuse_other_keys(proof: dict[str, str]) -> None:
    try:
        crypto.decrypt(proof["FIELD_KEYS"])
    except crypto.Undecipherable as error:
        raise Unusable("The FIELD_KEYS set here do not open this backup.") from error
    if proof["INDEX_KEY"] != crypto.blind("backup", domain="backup"):
        raise Unusable("The INDEX_KEY set here is not the one this backup was made under.")


def _uploaded(folder: Path | None) -> Iterator[tuple[Path, str]]:
    if folder is not None and folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, UPLOADS + path.relative_to(folder).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return _digest_of(file)


def _digest_of(file: IO[bytes] | None) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK) if file else b"":
        digest.update(block)
    return digest.hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, fileobj=io.BytesIO(data))


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    return b"" if file is None else file.read()


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source: Any = tar.extractfile(member)
    with source, open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        while block := source.read(BLOCK):
            file.write(block)
