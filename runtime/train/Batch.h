// From a split to batches: order, gathering, and a thread that gathers ahead.
#ifndef DLRT_TRAIN_BATCH_H
#define DLRT_TRAIN_BATCH_H

#include "data/DType.h"
#include "dlrt/train/Data.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace dlrt {

// Buffers of one batch, as a dlrt_call takes them.
struct Batch {
  std::vector<std::unique_ptr<uint8_t, void (*)(void *)>> buffers; // 64-byte aligned
  std::vector<const void *> inputs, targets;
  int64_t valid = 0;

  Batch(const dlrt_model &model, bool withTargets);
};

// Hands out the batches of one epoch after the other. The order depends on seed and epoch alone. With
// dropLast, only batches that make whole steps, of `accumulate` batches each, are handed out.
class Batcher {
public:
  Batcher(const Split &split, int64_t batch, uint64_t seed, bool shuffle, bool dropLast,
          int64_t accumulate = 1);

  int64_t steps() const { return stepCount; } // of an epoch
  void startEpoch(int64_t epoch);
  // Gathers batch `step` of the epoch; rows beyond `valid` are zero.
  void gather(int64_t step, Batch &batch) const;
  size_t batchBytes() const;

private:
  struct Mover {
    const Column *column;
    CastFunction cast;
    size_t fromBytes, toBytes; // of a row
  };
  const Split &split;
  int64_t batch, stepCount;
  uint64_t seed;
  bool shuffle;
  std::vector<Mover> movers;
  std::vector<uint32_t> order; // empty: the split's own
};

// The batches of one epoch, from step `first`. With `ahead`, a thread gathers the next while the
// current is used.
class BatchStream {
public:
  BatchStream(Batcher &batcher, const dlrt_model &model, bool ahead);
  ~BatchStream();
  void startEpoch(int64_t epoch, int64_t firstStep);
  // The next batch, valid until the next call; null at the end of the epoch.
  const Batch *next();

private:
  void work();
  Batcher &batcher;
  Batch slots[2];
  bool ahead;
  int64_t taken = 0; // the next step to hand out
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  int64_t gathered = 0; // steps below this are in their slot, step % 2
  int64_t wanted = 0;   // the worker may gather steps below this
  bool stopping = false;
};

} // namespace dlrt
#endif
