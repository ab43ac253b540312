"""`write FILE.npy`: 64 images whose pixels all differ. `check` reads what the model made of them from standard input and
fails unless each image was shifted, or mirrored, as a whole, and in all the ways there are."""
import sys

import numpy as np

N, C, H, W, PADDING = 64, 2, 5, 4, 2
images = np.arange(1, N * C * H * W + 1, dtype=np.float32).reshape(N, C, H, W)
if sys.argv[1] == "write":
    np.save(sys.argv[2], images)
    sys.exit()

results = dict(line.split(":") for line in sys.stdin)
crops, flips = (np.array(results[name].split(), np.float32).reshape(images.shape) for name in ("crops", "flips"))
padded = np.pad(images, ((0, 0), (0, 0), (PADDING, PADDING), (PADDING, PADDING)))
places = [(y, x) for y in range(2 * PADDING + 1) for x in range(2 * PADDING + 1)]
found = set()
for n in range(N):
    matching = [(y, x) for y, x in places if np.array_equal(crops[n], padded[n, :, y:y + H, x:x + W])]
    assert len(matching) == 1, f"image {n} was not shifted as a whole: {matching}"
    found.update(matching)
# 64 draws of 25 places leave out about two.
assert len(found) >= 18 and {y for y, _ in found} == {x for _, x in found} == set(range(5)), found
mirrored = [np.array_equal(flips[n], images[n, :, :, ::-1]) for n in range(N)]
kept = [np.array_equal(flips[n], images[n]) for n in range(N)]
assert all(a != b for a, b in zip(mirrored, kept)), "an image was neither kept nor mirrored"
assert 16 <= sum(mirrored) <= 48, sum(mirrored)
