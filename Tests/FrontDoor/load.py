"""Calls from many threads until told to stop, each counted by its status."""

import collections
import threading

import httpx


class Load:
    """`with Load(house, ask):` keeps calling; `ask(http)` makes one call and returns the response."""

    def __init__(self, ask, threads=8):
        self.ask = ask
        self.seen = collections.Counter()
        self.failed = []
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._call) for _ in range(threads)]

    def _call(self):
        with httpx.Client(timeout=60) as http:
            while not self.stop.is_set():
                try:
                    reply = self.ask(http)
                except httpx.TransportError as error:
                    reply = None
                    outcome = type(error).__name__
                else:
                    outcome = reply.status_code
                with self.lock:
                    self.seen[outcome] += 1
                    if outcome != 200:
                        self.failed.append((outcome, reply.text[:300] if reply else ""))

    @property
    def calls(self):
        return sum(self.seen.values())

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.stop.set()
        for thread in self.threads:
            thread.join()
