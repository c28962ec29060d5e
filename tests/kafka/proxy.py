"""Stands between Kafka clients and a broker and delays what it is told to.

It knows just enough of Kafka's protocol to tell messages and their kinds apart:
each has its length before it, a request begins with the number of its kind, and
a response repeats the request's correlation id. A message that is held is
delivered late, even when its sender has hung up meanwhile, as networks do.
"""

import collections
import queue
import socket
import struct
import threading
import time

PRODUCE = 0
END_TXN = 26


def read_exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            return None
        data += more
    return data


def read_message(connection):
    """A whole message with its length before it; None at the end."""
    try:
        head = read_exactly(connection, 4)
        if head is None:
            return None
        body = read_exactly(connection, struct.unpack(">i", head)[0])
        return None if body is None else head + body
    except OSError:
        return None


class Route:
    """One way of one connection: delivers in order, each not before its time."""

    def __init__(self, target, at_end):
        self.target, self.at_end = target, at_end
        self.waiting = queue.Queue()
        threading.Thread(target=self.run, daemon=True).start()

    def put(self, due, message):
        self.waiting.put((due, message))

    def run(self):
        while True:
            due, message = self.waiting.get()
            if message is None:
                break
            time.sleep(max(0, due - time.monotonic()))
            try:
                self.target.sendall(message)
            except OSError:
                break
        self.at_end()


class Link:
    """One client's connection and its own to the broker."""

    def __init__(self, proxy, client):
        self.proxy, self.client = proxy, client
        self.broker = socket.create_connection(proxy.broker)
        for end in (self.client, self.broker):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kinds = {}  # Of requests without a response yet.
        for run in (self.requests, self.responses):
            threading.Thread(target=run, daemon=True).start()

    def requests(self):
        route = Route(self.broker, self.broker.close)
        while (message := read_message(self.client)) is not None:
            kind, _, correlation = struct.unpack(">hhi", message[4:12])
            self.kinds[correlation] = kind
            route.put(time.monotonic() + self.proxy.take("request", kind),
                      message)
        route.put(0, None)

    def responses(self):
        route = Route(self.client, self.client.close)
        while (message := read_message(self.broker)) is not None:
            kind = self.kinds.pop(struct.unpack(">i", message[4:8])[0], None)
            route.put(time.monotonic() + self.proxy.take("response", kind),
                      message)
        route.put(0, None)


class Proxy:
    def __init__(self, broker_port):
        self.broker = ("127.0.0.1", broker_port)
        self.lock = threading.Lock()
        self.delays = {}  # (what, kind) -> [seconds, times left]
        self.delayed = collections.Counter()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def delay(self, what, kind, seconds, times=1):
        """The next `times` requests or responses of this kind come late."""
        with self.lock:
            self.delays[what, kind] = [seconds, times]

    def take(self, what, kind):
        with self.lock:
            delay = self.delays.get((what, kind))
            if delay is None or delay[1] == 0:
                return 0
            delay[1] -= 1
            self.delayed[what, kind] += 1
            return delay[0]

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                Link(self, client)
            except OSError:
                client.close()

    def close(self):
        self.listener.close()
