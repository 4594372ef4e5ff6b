"""Section 1 in Python: one function, run by a thread and by a process."""
import multiprocessing
import threading

calls = 0


def job(a, d):
    global calls
    calls += 1
    print("aaaaa")


if __name__ == "__main__":
    process = multiprocessing.Process(target=job, args=(1, 2))
    thread = threading.Thread(target=job, args=(1, 2))
    process.start()
    thread.start()
    thread.join()
    process.join()
    print("calls counted here:", calls)
