"""One file out of a zip archive."""

import io
import zipfile
import zlib

from ...datasets.reading import Reading
from ...findings import Finding, find_nearest, list_allowed

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)
"""What reading an archive raises that is cut off, altered, packed in a way unknown here, or locked by a password."""


def unpack(archive: bytes, reading: Reading, shown: str) -> tuple[bytes, list[Finding]]:
    """The bytes of the member that `reading` names."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            members = [name for name in opened.namelist() if not name.endswith("/")]
            if reading.member not in members:
                near = find_nearest(reading.member, members)
                remedy = reading.write(f"member: {near[0] if near else 'with one of them'}")
                found = f"no member {reading.member!r}"
                allowed = list_allowed(reading.member, members) or "an archive with a file in it"
                return b"", [Finding(shown, found, allowed, "there is nothing to read", remedy)]
            return opened.read(reading.member), []
    except DAMAGED as error:
        found = f"a damaged archive ({error})"
        if "encrypted" in str(error) or "password" in str(error):
            found = f"an archive that is locked by a password ({error})"
        remedy = "get the file again from its publisher; where it is no archive, delete member:"
        return b"", [Finding(shown, found, "a whole zip archive", "it can't be opened", remedy)]
