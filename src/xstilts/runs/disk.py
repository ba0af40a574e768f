"""What every writer of the store needs: clear errors, folders flushed to disk, folders removed whole."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xstilts.core.errors import StoreError

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
REFUSED = NO_SPACE | {errno.EIO, errno.EROFS, errno.EFBIG}
"""What a disk says when it cannot take a file: never a mistake of ours."""


def readable_size(count: int) -> str:
    """Bytes as people read them: `1.5 GB` (decimal units)."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def explain(error: OSError, place: Path) -> str:
    """One message for a failed write at `place`: what was written, what the system said, what to do."""
    what = error.filename or place
    if error.errno in NO_SPACE:
        return (
            f"no space left on the disk of {place} while writing {what} ({_free(place)}); what was finished "
            "before is kept: free some space (`xstilts gc` removes weights nobody needs) and start again"
        )
    problem = f"cannot write {what}: {error.strerror or error}"
    return f"{problem}; check permissions and the disk of {place}, and start again"


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn an OSError of the block into a `StoreError` that says what to do.

    Raises:
        StoreError: no space left, or the system refused the write.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(explain(error, place)) from error


def sync(path: Path) -> None:
    """Flush one file or folder to the disk; systems that cannot flush a folder are left alone."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # folders cannot be opened on some systems
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def discard(folder: Path, trash: Path) -> int:
    """Remove a folder so that nobody ever sees half of it: rename it into `trash`, then delete.

    Returns bytes freed.
    """
    if not folder.exists():
        return 0
    trash.mkdir(parents=True, exist_ok=True)
    doomed = trash / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(doomed, ignore_errors=True)
    folder.replace(doomed)
    freed = folder_bytes(doomed)
    shutil.rmtree(doomed, ignore_errors=True)
    with suppress(OSError):  # not empty: another removal is under way, or was killed; `Store.sweep` empties it
        trash.rmdir()
    return freed


def folder_bytes(folder: Path) -> int:
    """Sum of the sizes of the files below a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _free(place: Path) -> str:
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        return f"{readable_size(shutil.disk_usage(place).free)} free"
    except OSError:
        return "free space unknown"
