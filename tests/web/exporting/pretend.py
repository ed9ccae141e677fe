"""A process that speaks as the worker does and makes nothing: it does what the `format` of a task says."""

import json
import os
import sys


def send(header, data=b""):
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


def problem(message):
    send({"problems": [{"field": "", "code": "refused", "arguments": {"reason": message}, "message": message}]})


def follow_until_cancelled(number):
    """Shows progress step by step, each when the one before has been answered by a line."""
    send({"progress": 0.5})
    for line in sys.stdin:
        if json.loads(line) == {"cancel": number}:
            return problem("cancelled")


for line in sys.stdin:
    task = json.loads(line)
    what = task.get("format")
    if what:
        send({"begun": True})
    if what == "echo":
        data = json.dumps(task).encode()
        send({"progress": 0.25})
        send({"progress": 0.75})
        send({"size": len(data), "process": os.getpid()}, data)
    elif what == "refuse":
        problem("no")
    elif what == "hold":
        follow_until_cancelled(task["number"])
    elif what == "die":
        os._exit(1)
    elif what == "break off":
        send({"size": 1000}, b"half of it")
        os._exit(1)
    elif what == "babble":
        sys.stdout.buffer.write(b"this is no answer\n")
        sys.stdout.buffer.flush()
