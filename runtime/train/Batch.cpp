#include "Batch.h"

#include "Random.h"

#include <algorithm>
#include <cstring>

namespace dlrt {

Batch::Batch(const dlrt_model &model, bool withTargets) {
  auto allocate = [&](const dlrt_table &table, std::vector<const void *> &pointers) {
    for (int32_t i = 0; i < table.count; ++i) {
      // Padded to whole cache lines: kernels may read vectors past the last row.
      size_t bytes = (dlrt_tensor_bytes(&table.tensors[i]) + 127) / 64 * 64;
      void *memory = std::aligned_alloc(64, bytes);
      if (!memory)
        throw Error("not enough memory for a batch");
      std::memset(memory, 0, bytes);
      buffers.emplace_back(static_cast<uint8_t *>(memory), std::free);
      pointers.push_back(memory);
    }
  };
  allocate(model.inputs, inputs);
  if (withTargets)
    allocate(model.targets, targets);
}

Batcher::Batcher(const Split &split, int64_t batch, uint64_t seed, bool shuffle, bool dropLast,
                 int64_t accumulate)
    : split(split), batch(batch), seed(seed), shuffle(shuffle) {
  stepCount = dropLast ? split.rows / (batch * accumulate) * accumulate : (split.rows + batch - 1) / batch;
  for (const auto &column : split.columns)
    movers.push_back({column.get(), castFunction(column->array.dtype, column->tensor.dtype),
                      column->stride ? column->stride
                                     : column->elements * dlrt_dtype_size(column->array.dtype),
                      dlrt_row_bytes(&column->tensor)});
}

size_t Batcher::batchBytes() const {
  size_t bytes = 0;
  for (const Mover &mover : movers)
    bytes += mover.toBytes * static_cast<size_t>(batch);
  return bytes;
}

void Batcher::startEpoch(int64_t epoch) {
  if (!shuffle)
    return;
  int64_t pool = split.pool ? split.pool : split.rows;
  order = shuffledIndex(static_cast<uint32_t>(pool), seed, static_cast<uint64_t>(epoch));
  order.resize(static_cast<size_t>(split.rows));
  for (uint32_t &row : order)
    if (!split.index.empty() && !split.pool)
      row = split.index[row];
}

void Batcher::gather(int64_t step, Batch &out) const {
  const std::vector<uint32_t> &rows = order.empty() ? split.index : order;
  int64_t first = step * batch;
  out.valid = std::min(batch, split.rows - first);
  for (size_t c = 0; c < movers.size(); ++c) {
    const Mover &mover = movers[c];
    uint8_t *to = out.buffers[c].get();
    const uint8_t *from = mover.column->array.data.data();
    for (int64_t i = 0; i < out.valid; ++i, to += mover.toBytes) {
      auto row =
          rows.empty() ? static_cast<size_t>(first + i) : rows[static_cast<size_t>(first + i)];
      mover.cast(from + row * mover.fromBytes, to, mover.column->elements);
    }
    std::memset(to, 0, mover.toBytes * static_cast<size_t>(batch - out.valid));
  }
}

BatchStream::BatchStream(Batcher &batcher, const dlrt_model &model, bool ahead)
    : batcher(batcher), slots{Batch(model, true), Batch(model, true)}, ahead(ahead) {}

BatchStream::~BatchStream() {
  if (!thread.joinable())
    return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    stopping = true;
  }
  changed.notify_all();
  thread.join();
}

void BatchStream::startEpoch(int64_t epoch, int64_t firstStep) {
  if (!ahead) {
    batcher.startEpoch(epoch);
    taken = firstStep;
    return;
  }
  std::unique_lock<std::mutex> lock(mutex);
  // The worker reads the order: it must be at rest while that changes.
  changed.wait(lock, [&] { return gathered >= wanted; });
  batcher.startEpoch(epoch);
  taken = gathered = firstStep;
  wanted = std::min(firstStep + 1, batcher.steps());
  if (!thread.joinable())
    thread = std::thread([this] { work(); });
  changed.notify_all();
}

void BatchStream::work() {
  std::unique_lock<std::mutex> lock(mutex);
  for (;;) {
    changed.wait(lock, [&] { return stopping || gathered < wanted; });
    if (stopping)
      return;
    int64_t step = gathered;
    lock.unlock();
    batcher.gather(step, slots[step % 2]);
    lock.lock();
    gathered = step + 1;
    changed.notify_all();
  }
}

const Batch *BatchStream::next() {
  if (taken >= batcher.steps())
    return nullptr;
  int64_t step = taken++;
  Batch &slot = slots[step % 2];
  if (!ahead) {
    batcher.gather(step, slot);
    return &slot;
  }
  std::unique_lock<std::mutex> lock(mutex);
  // The other slot is free again: its batch has been used.
  wanted = std::min(step + 2, batcher.steps());
  changed.notify_all();
  changed.wait(lock, [&] { return gathered > step; });
  return &slot;
}

} // namespace dlrt
