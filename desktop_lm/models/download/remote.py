"""Which file is fetched, and from where it may come."""

from __future__ import annotations

import ipaddress
import urllib.parse
from collections.abc import Mapping

import msgspec

from desktop_lm.errors import AppError, Code

DEFAULT_ENDPOINT = "https://huggingface.co"
# The endpoint's variable is the one huggingface_hub reads, so that whoever set it is served.
ENDPOINT_VARIABLE = "HF_ENDPOINT"
MIRRORS_VARIABLE = "DESKTOP_LM_MIRRORS"  # more of the kind, with spaces between


class Remote(msgspec.Struct, frozen=True):
    """One file of one revision of a repository; ``size`` in bytes, ``sha256`` of its content."""

    repo: str
    revision: str
    file: str
    size: int
    sha256: str

    def url(self, endpoint: str) -> str:
        """The file's address at a host that answers as Hugging Face's does."""
        path = urllib.parse.quote(f"{self.repo}/resolve/{self.revision}/{self.file}")
        return f"{endpoint.rstrip('/')}/{path}"


def endpoints(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts to ask, one after the other: the usual one or what stands for it, and mirrors."""
    first = environment.get(ENDPOINT_VARIABLE, "").strip() or DEFAULT_ENDPOINT
    return first, *environment.get(MIRRORS_VARIABLE, "").split()


def check_address(url: str) -> None:
    """Raises INSECURE_ADDRESS for anything but https, and http to this very machine."""
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise AppError(Code.INSECURE_ADDRESS, host=url[:100]) from None
    if parts.scheme == "https" and host:
        return
    if parts.scheme == "http" and is_loopback(host):
        return
    raise AppError(Code.INSECURE_ADDRESS, host=host or url.split("/", maxsplit=1)[0][:100])


def host_of(url: str) -> str:
    """The host's name, for a sentence."""
    return urllib.parse.urlsplit(url).hostname or url[:100]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
