"""A page tells itself from others by a token; what is none is refused, and an address stands for a household."""

import pytest
from starlette.requests import Request

from optviz.exports.base import OptionError
from optviz.web.exporting.people import Person, person_of


def asked_from(host):
    return Request({"type": "http", "method": "POST", "headers": [], "client": host and (host, 4711)})


def test_a_page_is_known_by_its_token_and_its_address():
    assert person_of(asked_from("10.0.0.1"), "a" * 22) == Person("10.0.0.1", "a" * 22)
    assert person_of(asked_from("10.0.0.1")) == Person("10.0.0.1", None)
    assert person_of(asked_from(None)) == Person("", None)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "short",
        "a" * 65,
        "a" * 1_000_000,
        "with a blank in it",
        "é" * 20,
        "\ud800" * 20,
        "a" * 20 + "\n",
        7,
        [],
        {},
        True,
    ],
)
def test_what_is_no_token_is_refused_in_words(token):
    with pytest.raises(OptionError, match=r"^page: .{1,80} is not allowed; a text of 16 to 64 letters"):
        person_of(asked_from("10.0.0.1"), token)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_that_of_a_household(host, address):
    assert person_of(asked_from(host)).address == address
