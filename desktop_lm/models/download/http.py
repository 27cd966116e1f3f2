"""Opens an address: the system's certificates, proxies from the environment, safe redirects."""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from pathlib import Path
from typing import Any

from desktop_lm import __version__
from desktop_lm.errors import AppError, Code
from desktop_lm.models.download.remote import check_address, is_loopback

# Where systems keep their certificates, for a Python that was built to look elsewhere, as one
# inside a frozen program may be.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Connected = Callable[[socket.socket], None]


def open_url(
    url: str, headers: Mapping[str, str], timeout: float, connected: Connected
) -> http.client.HTTPResponse:
    """The answer to a GET, whatever its status; ``timeout`` in seconds is for each silence.

    ``connected`` is given the socket of each connection, of which redirects take several, so that
    another thread can break it off. Raises INSECURE_ADDRESS, INSECURE_REDIRECT, OtherProxy,
    and OSError or HTTPException where no answer comes.
    """
    check_address(url)
    opener = urllib.request.OpenerDirector()
    for handler in (
        _Proxies(),
        _Http(connected),
        _Https(connected),
        _Redirects(),
        _Statuses(),
        urllib.request.ProxyBasicAuthHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    sent = {"User-Agent": f"desktop-lm/{__version__}", "Accept-Encoding": "identity", **headers}
    request = urllib.request.Request(url, headers=sent)  # noqa: S310  checked above
    response: http.client.HTTPResponse = opener.open(request, timeout=timeout)
    return response


class OtherProxy(ValueError):
    """The environment names a proxy of a kind that is not known here."""


class _Proxies(urllib.request.ProxyHandler):
    """The environment's proxies, never for this machine itself. That for all addresses
    (``all_proxy``) holds where none is named for the kind of address."""

    def __init__(self) -> None:
        named = urllib.request.getproxies()
        every = dict.fromkeys(("http", "https"), named["all"]) if "all" in named else {}
        super().__init__({**every, **named})

    def proxy_open(self, req: urllib.request.Request, proxy: str, type: str) -> Any:  # noqa: A002
        if is_loopback(urllib.parse.urlsplit(req.full_url).hostname or ""):
            return None
        if proxy.lower().startswith("socks") and not urllib.request.proxy_bypass(req.host):
            raise OtherProxy
        return super().proxy_open(req, proxy, type)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, connected: Connected) -> None:
        super().__init__()
        self._connection = functools.partial(_Connection, connected=connected)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, connected: Connected) -> None:
        super().__init__()
        self._connection = functools.partial(_SecureConnection, connected=connected)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req, context=_tls())


class _Connection(http.client.HTTPConnection):
    """A connection that tells of its socket."""

    def __init__(self, *args: Any, connected: Connected, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connected = connected

    def connect(self) -> None:
        super().connect()
        self._connected(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    """The same, encrypted."""

    def __init__(self, *args: Any, connected: Connected, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connected = connected

    def connect(self) -> None:
        super().connect()
        self._connected(self.sock)


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917  as urllib calls it
        self,
        req: urllib.request.Request,
        fp: Any,
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> urllib.request.Request | None:
        try:
            check_address(newurl)
        except AppError as error:
            fp.close()
            raise AppError(Code.INSECURE_REDIRECT, **error.params) from None
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


class _Statuses(urllib.request.HTTPErrorProcessor):
    """Follows redirects and leaves every other status to the caller."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        if response.status in _REDIRECTS:
            return super().http_response(request, response)
        return response

    https_response = http_response


@functools.cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    places = ssl.get_default_verify_paths()
    if not (places.cafile or places.capath):
        for bundle in _BUNDLES:
            if Path(bundle).is_file():
                context.load_verify_locations(bundle)
                break
    return context
