// Orders of samples that are the same on every machine: nothing of <random> is used, whose
// distributions differ.
#ifndef DLRT_TRAIN_RANDOM_H
#define DLRT_TRAIN_RANDOM_H

#include <cstdint>
#include <vector>

namespace dlrt {

// SplitMix64 (Steele, Lea, Flood 2014): any seed is a good one.
class SplitMix {
public:
  explicit SplitMix(uint64_t seed) : state(seed) {}
  uint64_t next();
  // Uniform in [0, bound), without the bias of a remainder (Lemire 2019).
  uint64_t below(uint64_t bound);
  // Uniform in [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
  uint64_t state;
};

// A permutation of 0 … count - 1 that depends on `seed` and `stream` (the epoch) alone.
std::vector<uint32_t> shuffledIndex(uint32_t count, uint64_t seed, uint64_t stream);

} // namespace dlrt
#endif
