"""Section 2 in Python: two processes compute, a queue brings their results back."""
import multiprocessing


def job(results):
    results.put(sum(i + i**2 + i**3 for i in range(1_000_000)))


if __name__ == "__main__":
    results = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=job, args=(results,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(results.get() + results.get())
