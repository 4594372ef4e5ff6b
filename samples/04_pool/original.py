"""Section 4 in Python: a pool of two workers."""
import multiprocessing


def job(x):
    return x * x


if __name__ == "__main__":
    with multiprocessing.Pool(processes=2) as pool:
        print(pool.map(job, range(10)))
        one = pool.apply_async(job, (2,))
        many = [pool.apply_async(job, (i,)) for i in range(10)]
        print(one.get())
        print([each.get() for each in many])
