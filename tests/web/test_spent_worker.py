"""A worker that has given its last answer is asked no more, however long it takes to end."""

import sys

import pytest

from optviz.exports.base import ExportError
from optviz.web.process import Process

WORKER = """
import json, os, sys
sys.stdin.readline()
answer, data = {"size": 4}, b"%4d" % (os.getpid() % 10000)
if "refuse" in sys.argv:
    answer, data = {"problems": [{"code": "answer_failed", "field": "", "arguments": {}}]}, b""
sys.stdout.buffer.write(b'{"begun": true}\\n' + json.dumps(answer | {"last": True}).encode() + b"\\n" + data)
sys.stdout.flush()
sys.stdin.read()  # it lingers, and answers nothing more
"""


def test_each_answer_comes_from_a_process_that_still_answers():
    process = Process((sys.executable, "-c", WORKER), 0)
    first, second = (process.make(b"{}", lambda share: None, 60.0) for _ in range(2))
    assert first.data != second.data
    assert first.header == second.header == {"size": 4}
    assert process.process is None


def test_a_refusal_may_be_the_last_answer_too():
    process = Process((sys.executable, "-c", WORKER, "refuse"), 0)
    for _ in range(2):
        with pytest.raises(ExportError) as caught:
            process.make(b"{}", lambda share: None, 60.0)
        assert caught.value.problems[0].code == "answer_failed"
    assert process.process is None
