"""Writes a file anew, as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress

TEMPORARY = ".shapeplan-"


def rewrite(path: str, old: bytes, new: bytes) -> None:
    """Replaces the content of a file, that of the target where it is a link; mode and owner stay.

    Raises OSError, and leaves the file as it is, where it cannot be written or is no longer `old`.
    """
    import tempfile  # only who writes needs it

    target = os.path.realpath(path)
    check(target, old)
    handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError, AttributeError):  # who may not give a file away keeps it
            os.chown(temporary, os.stat(target).st_uid, os.stat(target).st_gid)
        shutil.copymode(target, temporary)
        check(target, old)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def check(target: str, old: bytes) -> None:
    """Raises OSError where a file is not to be written, or is not what was read."""
    if not stat.S_ISREG(os.stat(target).st_mode):
        raise OSError(None, "not a regular file, and left as it is")
    if not os.access(target, os.W_OK):
        raise OSError(None, "not writable, and left as it is")
    with open(target, "rb") as file:
        if file.read(len(old) + 1) != old:
            raise OSError(None, "changed while it was checked, and left as it is; run again")
