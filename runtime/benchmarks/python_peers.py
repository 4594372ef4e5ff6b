"""What CPython's multiprocessing takes for the operations that the benchmarks measure: one line each, a name and the seconds of one operation."""

import multiprocessing as mp
import statistics
import sys
import time

ELEMENTS = 20_000
MESSAGES = 50_000
ROUND_TRIPS = 5_000
STARTS = {"fork": 200, "forkserver": 50, "spawn": 20}
END = -1


def square(x):
    return x * x


def nothing():
    pass


def answer(there, back):
    while (item := there.get()) != END:
        back.put(item)


def receive(queue, done):
    while queue.get() != END:
        pass
    done.put(END)


def seconds_of(operation, times, count):
    """The median over `times` calls, each of which does `count` operations."""
    def measure():
        start = time.perf_counter()
        operation()
        return time.perf_counter() - start
    return statistics.median(measure() for _ in range(times)) / count


def round_trip(repetitions):
    there, back = mp.Queue(), mp.Queue()
    peer = mp.Process(target=answer, args=(there, back))
    peer.start()

    def trips():
        for _ in range(ROUND_TRIPS):
            there.put(42)
            back.get()
    seconds = seconds_of(trips, repetitions, ROUND_TRIPS)
    there.put(END)
    peer.join()
    return seconds


def small_messages(repetitions):
    def messages():
        queue, done = mp.Queue(1024), mp.Queue()
        receiver = mp.Process(target=receive, args=(queue, done))
        receiver.start()
        for _ in range(MESSAGES):
            queue.put(42)
        queue.put(END)
        done.get()
        receiver.join()
    return seconds_of(messages, repetitions, MESSAGES)


def pool_map(repetitions, chunksize):
    with mp.Pool(2) as pool:
        pool.map(square, range(100))
        return seconds_of(lambda: pool.map(square, range(ELEMENTS), chunksize), repetitions, ELEMENTS)


def start_join(repetitions, method):
    context = mp.get_context(method)

    def starts():
        for _ in range(STARTS[method]):
            process = context.Process(target=nothing)
            process.start()
            process.join()
    starts()
    return seconds_of(starts, repetitions, STARTS[method])


if __name__ == "__main__":
    repetitions = int(sys.argv[1])
    print("round_trip/CPython", round_trip(repetitions), sep="\t", flush=True)
    print("small_messages/CPython", small_messages(repetitions), sep="\t", flush=True)
    print("pool_map/CPython chunksize 1", pool_map(repetitions, 1), sep="\t", flush=True)
    print("pool_map/CPython default chunks", pool_map(repetitions, None), sep="\t", flush=True)
    for method in STARTS:
        print(f"start_join/CPython {method}", start_join(repetitions, method), sep="\t", flush=True)
