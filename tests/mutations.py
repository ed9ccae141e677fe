"""Inputs that are nearly right, and inputs that are not: bytes and JSON changed at random, the same way each time."""

import copy
import json

EXTREMES = [b"\0", b"\xff", b"\x80", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x80", b"\1"]
TOKENS = [
    b"\xed\xa0\x80",  # a lone surrogate, as UTF-8 must not have it
    b"\xc0\xaf",
    b"\xef\xbb\xbf",
    b"%00",
    b"%ff",
    b"%ed%a0%80",
    b"%",
    b"\\ud800",
    b'"\\ud800"',
    b"\\u0000",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 5000,
    b"[" * 3000,
    b'{"a":' * 2000,
    b"null",
    b'""',
    b"{}",
    b"..",
    b"&&",
    b"=",
    b"\r\n",
    b"\n",
    "１２ü∞".encode(),
]
VALUES = [
    None,
    True,
    float("nan"),
    float("inf"),
    -0.0,
    1e308,
    10**400,
    int("9" * 4200),
    "",
    "\ud800",
    "\0",
    "a" * 5000,
    "1e5",
    "nan",
    [],
    {},
    [[]],
    {"\ud800": "1"},
    {"key": None},
    {"key": "\ud800"},
    ["sgd"] * 13,
    [None],
]


def mutated_bytes(random, data, tokens=()):
    """Some bytes with one to four changes, most of them near the ends, where formats keep their sizes."""
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at, length = place(random, len(data)), random.choice([1, 1, 2, 4, 8, 30])
        match random.randrange(6):
            case 0 if data:
                data[min(at, len(data) - 1)] ^= 1 << random.randrange(8)
            case 1:
                extreme = random.choice(EXTREMES)
                data[at : at + len(extreme)] = extreme
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = data[at : at + length]
            case 4:
                data[at:at] = random.choice([*TOKENS, *tokens])
            case _ if random.random() < 0.3:
                del data[at:]
    return bytes(data)


def place(random, size):
    return random.choice(
        [random.randint(0, size), random.randint(0, min(size, 100)), random.randint(max(size - 100, 0), size)]
    )


def mutated_json(random, value):
    """A JSON value in which a few fields are others, missing, or called otherwise, as bytes."""
    value = copy.deepcopy(value)
    for _ in range(random.randint(1, 3)):
        spots = list(inner_spots(value))
        if not spots:
            break
        owner, name = random.choice(spots)
        match random.randrange(4):
            case 0 | 1:
                owner[name] = copy.deepcopy(random.choice(VALUES))
            case 2 if isinstance(owner, dict):
                owner[random.choice(["", "\ud800", "key", "\0", "a" * 300, "é", "__class__", "self"])] = owner.pop(name)
            case _:
                del owner[name]
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode(errors="surrogatepass")


def inner_spots(value):
    """Each place inside a JSON value: the object or list, and the name or number there."""
    if isinstance(value, dict | list):
        for name, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, name
            yield from inner_spots(inner)
