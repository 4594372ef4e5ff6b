"""The other end of a connection, in CPython.

python_test.cpp runs it: python_peer.py WORD ADDRESS KEY LARGEST. Exit codes: 0 all was well; 3 AuthenticationError; anything else
is a failure, with its traceback.
"""

import ast
import os
import sys
from multiprocessing import AuthenticationError, reduction
from multiprocessing.connection import Client, Listener

SIZES = [0, 1, 16384, 16385, 1 << 20, 16 << 20]


def pattern(size):
    return bytes(range(256)) * (size // 256) + bytes(range(size % 256))


def echo(connection):
    """Sends every message back until the other end is closed."""
    try:
        while True:
            connection.send_bytes(connection.recv_bytes())
    except EOFError:
        pass


def converse(connection, largest):
    """Sends messages of all sizes and wants each of them back."""
    for size in SIZES:
        if size <= largest:
            connection.send_bytes(pattern(size))
            assert connection.recv_bytes() == pattern(size), size


def listen(address, key, largest):
    """Echoes what the first client says. Writes the port, or 0."""
    with Listener(address, authkey=key) as listener:
        print(listener.address[1] if isinstance(address, tuple) else 0, flush=True)
        with listener.accept() as connection:
            echo(connection)


def call(address, key, largest):
    """Calls the listener at the address."""
    with Client(address, authkey=key) as connection:
        converse(connection, largest)


def pass_descriptor(address, key, largest):
    """Sends the reading end of a pipe, takes another one, and writes into the first what it reads from that."""
    with Client(address, authkey=key) as connection:
        reader, writer = os.pipe()
        reduction.send_handle(connection, reader, None)
        with os.fdopen(reduction.recv_handle(connection), "rb") as theirs:
            os.write(writer, theirs.read(5))


def main(word, address, key, largest):
    words = {"listen": listen, "call": call, "pass_descriptor": pass_descriptor}
    key = None if key == "None" else key.removeprefix("key:").encode()
    try:
        words[word](ast.literal_eval(address), key, int(largest))
    except AuthenticationError:
        sys.exit(3)


main(*sys.argv[1:])
