"""Section 6 in Python: `original.py racy` is 6.1, two processes add to one value; `original.py fixed` is 6.2, with a lock."""
import contextlib
import multiprocessing
import sys
import time


def job(total, amount, guard):
    with guard:
        for _ in range(5):
            time.sleep(0.05)
            total.value += amount
            print(total.value, flush=True)


def main(guard):
    total = multiprocessing.Value("i", 0)
    processes = [multiprocessing.Process(target=job, args=(total, amount, guard)) for amount in (1, 3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print("final:", total.value)


if __name__ == "__main__":
    guards = {"racy": contextlib.nullcontext, "fixed": multiprocessing.Lock}
    if len(sys.argv) != 2 or sys.argv[1] not in guards:
        sys.exit("usage: original.py racy|fixed")
    main(guards[sys.argv[1]]())
