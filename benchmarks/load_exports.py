"""A class takes a picture home at once; a part of `load.py`.

A hundred people, each with a page of their own, ask for a preview and a PNG image at the same moment, fetch both, and
try again where they are told to, as the page does. `measure` does this with a server that runs already; only the
standard library is needed.
"""

import http.client
import json
import secrets
import statistics
import threading
import time
import urllib.parse
from contextlib import closing

PEOPLE = 100
PATIENCE = 600
"""Seconds after which somebody leaves without a file."""
PAUSE = 0.5
"""Seconds between two questions how far a file is, unless the server says how long it will take."""
SCENARIO = {"surface": "ravine", "optimizers": ["sgd", "momentum", "rmsprop", "adam"], "num_steps": 200}


class Page:
    """One person's page, and the token that tells it from others."""

    def __init__(self, address, seed):
        parts = urllib.parse.urlsplit(address)
        self.host, self.port, self.folder = parts.hostname, parts.port, parts.path.rstrip("/")
        self.token, self.seed = secrets.token_urlsafe(16), seed
        self.refused, self.served = 0, []

    def ask(self, method, route, body=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        with closing(connection):
            connection.request(method, f"{self.folder}/api/{route}", body=json.dumps(body) if body else None)
            answer = connection.getresponse()
            return answer, answer.read()

    def take_home(self, begin, deadline):
        """Asks for both at once, then follows them; notes how long after `begin` each has been fetched."""
        options = {"format": "png", "scenario": SCENARIO | {"seed": self.seed}, "page": self.token}
        jobs = [self.start(options | {"preview": is_preview}, deadline) for is_preview in (True, False)]
        for job in jobs:
            if job is not None and self.follow(job, deadline):
                self.served.append(time.perf_counter() - begin)

    def start(self, body, deadline):
        while time.perf_counter() < deadline:
            answer, content = self.ask("POST", "exports", body)
            if answer.status == 202:
                return json.loads(content)
            assert answer.status == 503, content
            self.refused += 1
            time.sleep(float(answer.headers["retry-after"]))
        return None

    def follow(self, job, deadline):
        """Fetches a file once it is made; false if it cannot be had."""
        while time.perf_counter() < deadline:
            status = json.loads(self.ask("GET", f"exports/{job['id']}")[1])
            if status.get("state") == "done":
                answer, content = self.ask("GET", f"exports/{job['id']}/{job['name']}")
                return answer.status == 200 and content.startswith(b"\x89PNG")
            if status.get("state") not in ("waiting", "making"):
                return False
            time.sleep(min(max(status.get("seconds", 0) / 4, PAUSE), 5.0))
        return False


def measure(address, people=PEOPLE):
    """What `people` get who all ask at once: how many asks were refused, how many files never came, and the waits."""
    pages = [Page(address, seed) for seed in range(people)]
    begin = time.perf_counter()
    threads = [threading.Thread(target=page.take_home, args=(begin, begin + PATIENCE)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits = [wait for page in pages for wait in page.served] or [float("nan")]
    return {
        "asked": 2 * people,
        "refused": sum(page.refused for page in pages),
        "never_served": 2 * people - sum(len(page.served) for page in pages),
        "median_s": statistics.median(waits),
        "last_s": max(waits),
    }
