"""The web service that forex-python asks, bound in time and in size."""

import importlib.util
import json
from time import monotonic
from typing import Any, NamedTuple

from migfund.currency.answers import FaultError
from migfund.errors import MissingExtraError

__all__ = ["missing_extra", "open_client", "open_session"]

_SERVICE: str | None = None
"""URL of another server that speaks the same API; None for the one that forex-python names."""

_LONGEST = 200_000
"""Bytes of the longest answer that is read; a real one has a few thousand."""


class _Reply(NamedTuple):
    """The part of a reply that forex-python looks at, wholly received."""

    status_code: int
    content: bytes


def open_session() -> Any:
    """Open a session of the requests package."""
    try:
        import requests
    except ImportError:
        raise missing_extra() from None
    session = requests.Session()
    session.max_redirects = 3
    return session


def missing_extra() -> MissingExtraError:
    """Say what to install."""
    return MissingExtraError(
        "live rates need forex-python and platformdirs: pip install 'migfund[live]'."
    )


class _Web:
    """What forex-python gets in the place of the requests package: bound in time and in size."""

    def __init__(self, session: Any, timeout: float) -> None:
        self.session = session
        self.timeout = timeout

    def get(self, url: str, params: dict[str, str]) -> _Reply:
        """Get an answer whole; everything that goes wrong is a fault."""
        import requests

        late = FaultError(f"no whole answer within {self.timeout:g} s", again=True)
        body, end = bytearray(), monotonic() + self.timeout
        try:
            with self.session.get(
                url, params=params, timeout=self.timeout, stream=True
            ) as response:
                # Byte by byte: a larger piece would be waited for, however slowly it drips.
                for byte in response.iter_content(1):
                    body += byte
                    if monotonic() > end:
                        raise late
                    if len(body) > _LONGEST:
                        raise FaultError(f"an answer of over {_LONGEST} bytes", again=False)
        except requests.Timeout:
            raise late from None
        except requests.RequestException as error:
            reason = f"the connection failed ({type(error).__name__})"
            raise FaultError(reason, again=True) from error
        status = response.status_code
        if status != 200:
            raise FaultError(f"HTTP status {status}", again=status >= 500 or status == 429)
        return _Reply(status, bytes(body))


def open_client(session: Any, timeout: float) -> Any:
    """Make forex-python's client over a session of ours.

    Its module calls ``requests.get`` without a time-out. It is loaded a second time, as a private
    copy that no one else sees, and only in this copy ``requests`` is ours: the module that other
    code imports stays as it is, in other threads too.
    """
    try:
        spec = importlib.util.find_spec("forex_python.converter")
    except ImportError:
        spec = None
    if spec is None or spec.loader is None:
        raise missing_extra()
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.requests = _Web(session, timeout)
    client = module.CurrencyRates()
    # forex-python hands on the rates alone; the date and the base of the answer matter too.
    client._decode_rates = _decode
    if _SERVICE is not None:
        client._source_url = lambda: _SERVICE
    return client


def _decode(reply: _Reply, **_: object) -> Any:
    """Read the whole of an answer."""
    try:
        return json.loads(reply.content)
    except (ValueError, RecursionError):
        what = "an answer that is not JSON" if reply.content.strip() else "an empty answer"
        raise FaultError(what, again=True) from None
