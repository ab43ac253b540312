"""What all scripts here time with."""
import time


def milliseconds(step, seconds, warmup=5):
    """Gives the time of each call of `step`, after `warmup` ones that do not count, until `seconds` have passed."""
    for _ in range(warmup):
        step()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        yield (time.perf_counter() - start) * 1e3
