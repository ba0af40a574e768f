"""Packed token ids in a file that is mapped, not read: stages side by side share its pages.

    8 bytes   MAGIC
    4 + 4     CRC-32 of all that follows, length of the header (little-endian)
    header    JSON: array name -> [dtype, shape, first byte in the file]; blanks up to a multiple of ALIGN
    arrays    each at a multiple of ALIGN

Reading compares the CRC, at the speed of the disk: a file that is cut short, changed or foreign is no file.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from xstilts.core.files import replacing
from xstilts.tasks.encoded import Encoded

SUFFIX = ".tokens"
MAGIC = b"xstilts2"
"""Ends in the version of the format."""
ALIGN = 64
PREFIX = struct.Struct("<8sII")
CHUNK = 1 << 20


def write_tokens(path: Path, encoded: Encoded) -> None:
    """Write a file whole.

    Raises:
        OSError: as the file system says.
    """
    arrays = {field.name: np.ascontiguousarray(getattr(encoded, field.name)) for field in fields(Encoded)}
    header = _header(arrays)
    with replacing(path) as temporary:
        with temporary.open("wb") as file:
            file.write(PREFIX.pack(MAGIC, 0, len(header)) + header)
            for array in arrays.values():
                file.write(bytes(-file.tell() % ALIGN))
                file.write(array.reshape(-1).view(np.uint8).data)
        with temporary.open("r+b") as file:
            checksum = _checksum(file)
            file.seek(0)
            file.write(PREFIX.pack(MAGIC, checksum, len(header)))


def read_tokens(path: Path) -> Encoded | None:
    """The arrays of a file, read-only and mapped; None if there is no file or it is not as it was written."""
    try:
        with path.open("rb") as file:
            magic, checksum, size = PREFIX.unpack(file.read(PREFIX.size))
            if magic != MAGIC or _checksum(file) != checksum:
                return None
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        places = json.loads(content[PREFIX.size : PREFIX.size + size])
        return Encoded(**{field.name: _array(content, *places[field.name]) for field in fields(Encoded)})
    except (OSError, ValueError, KeyError, struct.error):
        return None


def _header(arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """Places count from the start of the file, and the header's own length decides the first: it gets room to spare."""
    room = ALIGN * (2 + len(arrays)) - PREFIX.size
    places, start = {}, room + PREFIX.size
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), start]
        start += array.nbytes + -array.nbytes % ALIGN
    return json.dumps(places).encode("ascii").ljust(room)


def _checksum(file: BinaryIO) -> int:
    """CRC-32 of all behind the prefix."""
    file.seek(PREFIX.size)
    total = 0
    while chunk := file.read(CHUNK):
        total = zlib.crc32(chunk, total)
    return total


def _array(content: mmap.mmap, dtype: str, shape: list[int], start: int) -> Any:
    """A read-only view; an empty array (which may lie behind the end) is one of its own."""
    if 0 in shape:
        return np.zeros(shape, dtype)
    return np.ndarray(shape, dtype, content, start)
