"""Files that are replaced in one step, or left as they were, on a full disk or on Ctrl-C."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from migfund.errors import MigfundError

__all__ = ["alone", "replaced"]


@contextlib.contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the name of a new file beside the wanted one, which takes its place once it is whole.

    Whatever ends the writing before that, the new file is removed and the old one stays. A link
    stays a link, and a file keeps its permissions.

    Raises
    ------
    MigfundError
        If the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".migfund-{secrets.token_hex(6)}{target.suffix}")
    if target.exists() and not target.is_file():
        beside = target  # such as /dev/stdout
    try:
        yield beside
        if beside != target:
            with contextlib.suppress(FileNotFoundError):
                shutil.copymode(target, beside)
            os.replace(beside, target)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MigfundError(f"{path}: cannot be written ({reason}). Choose another place.") from None
    finally:
        if beside != target:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process or thread is in this place with the same file.

    For a file that is read, added to and replaced. It lies beside it, with the ending ``.lock``;
    where the system has no such locks (Windows), what two write at once is whole, but one's.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(path.with_name(f"{path.name}.lock"), "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
