"""Whose job it is: a page tells itself from others by a token, its network address stands for those who send none."""

import re
from ipaddress import IPv6Address, ip_address
from typing import Any, NamedTuple

from starlette.requests import Request

from optviz.exports.base import OptionError
from optviz.registry import short

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
HOME_BITS = 64
"""Of an IPv6 address, these are a household's; the rest it may choose anew for each question."""


class Person(NamedTuple):
    """A page at an address. The same token at another address is somebody else: nobody can use up another's share."""

    address: str
    token: str | None = None


def person_of(request: Request, token: Any = None) -> Person:
    """Who asks.

    Raises:
        OptionError: the token is none.
    """
    if token is not None and not (isinstance(token, str) and TOKEN.fullmatch(token)):
        raise OptionError.of("page", "bad_token", value=short(token))
    return Person(network(request.client.host) if request.client else "", token)


def network(host: str) -> str:
    """An address as far as it tells households apart."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> HOME_BITS << HOME_BITS))
