"""Prints the numbers of random.mlir, with a Philox of its own.

Salmon et al.: Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011; the assertion is the paper's
first known answer.
"""
import numpy as np

MASK = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


def words(element, seed, counter, stream):
    block = element // 64 * 16 + element % 16
    return philox([block & MASK, counter & MASK, stream & MASK, stream >> 32],
                  [seed & MASK, seed >> 32])


def uniform(element, *state):
    return (words(element, *state)[element // 16 % 4] >> 8) * 2.0**-24


def normal(element, *state):
    word = element // 16 % 4
    u0, u1 = [(w >> 8) * 2.0**-24 for w in words(element, *state)[word & 2:(word & 2) + 2]]
    turn = np.sin if word & 1 else np.cos
    return np.sqrt(-2 * np.log(1 - u0)) * turn(2 * np.pi * u1)


state = (320255973501901, 12345678901, 9223372036854775802)
elements = range(0, 80, 11)
print("uniform:", *("%.5g" % (-1 + 4 * uniform(e, *state)) for e in elements))
print("normal:", *("%.5g" % (1 + 2 * normal(e, *state)) for e in elements))
