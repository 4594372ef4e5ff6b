"""Section 3 in Python: the same work done one after the other, by two threads and by two processes."""
import multiprocessing
import threading
import time


def work():
    return sum(i + i**2 + i**3 for i in range(1_000_000))


def job(results):
    results.put(work())


def with_two(worker):
    results = multiprocessing.Queue()
    workers = [worker(target=job, args=(results,)) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    return results.get() + results.get()


def normal():
    return work() + work()


def multithread():
    return with_two(threading.Thread)


def multicore():
    return with_two(multiprocessing.Process)


if __name__ == "__main__":
    for way in (normal, multithread, multicore):
        start = time.perf_counter()
        result = way()
        print(f"{way.__name__}: {result}")
        print(f"{way.__name__} time: {time.perf_counter() - start:.6f}")
