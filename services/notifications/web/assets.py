"""Stylesheets, scripts and fonts: in memory, compressed once, under an address that changes with their content."""

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).parent / "assets"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
PREFIX = "/assets/pages"


@dataclass(frozen=True, slots=True)
class Asset:
    """`squeezed` is the content under gzip, None where that makes it no smaller."""

    content: bytes = field(repr=False)
    squeezed: bytes | None = field(repr=False)
    media_type: str


class Assets:
    """Every file the pages may load. Licences and the notes on where files come from are not served."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        found = sorted(path for path in folder.rglob("*") if path.suffix in _TYPES)
        self._files = {path.relative_to(folder).as_posix(): _asset(path) for path in found}
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(name.encode() + b"\0" + asset.content)
        self.version = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Where a page finds the file. Raises KeyError for one there is not."""
        self._files[name]
        return f"{PREFIX}/{self.version}/{name}"

    def answer(self, request: Request, version: str, name: str) -> Response:
        """The file, to be kept for good under its own version's address; 404 for one there is not."""
        asset = self._files.get(name)
        if asset is None:
            return Response(status_code=404)
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if version == self.version else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if asset.squeezed is not None and takes_gzip(request):
            return Response(
                asset.squeezed, headers={**headers, "Content-Encoding": "gzip"}, media_type=asset.media_type
            )
        return Response(asset.content, headers=headers, media_type=asset.media_type)


@cache
def shipped() -> Assets:
    """What stands beside this module; read and compressed once a process."""
    return Assets()


def takes_gzip(request: Request) -> bool:
    """Whether the browser says it reads gzip."""
    offered = request.headers.get("accept-encoding", "")
    return any(each.split(";")[0].strip() == "gzip" and "q=0" not in each.split(";")[1:] for each in offered.split(","))


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    squeezed = gzip.compress(content, 9, mtime=0)
    return Asset(content, squeezed if len(squeezed) < len(content) else None, _TYPES[path.suffix])
