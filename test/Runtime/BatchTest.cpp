#include "train/Batch.h"
#include "FakeModels.h"
#include "Support.h"
#include "train/Random.h"

#include <chrono>
#include <cstring>
#include <set>

using namespace dlrt;

namespace {

Split makeSplit(int64_t rows) {
  Split split;
  split.rows = rows;
  Array x, y;
  x.shape = {rows, 3};
  x.data = Bytes(size_t(rows) * 12);
  y.shape = {rows};
  y.dtype = DLRT_F64; // narrowed while gathering
  y.data = Bytes(size_t(rows) * 8);
  for (int64_t i = 0; i < rows; ++i) {
    float row[3] = {float(i), float(i) + 0.25f, float(i) + 0.5f};
    double value = double(i);
    std::memcpy(x.data.data() + i * 12, row, 12);
    std::memcpy(y.data.data() + i * 8, &value, 8);
  }
  split.columns = {bindColumn(fakeRegression()->inputs.tensors[0], std::move(x)),
                   bindColumn(fakeRegression()->targets.tensors[0], std::move(y))};
  return split;
}

// The targets of one epoch in the order of training.
std::vector<float> epochOf(const Split &split, bool ahead, int64_t epoch, int64_t first = 0,
                           bool drop = false) {
  Batcher batcher(split, 8, 1, true, drop);
  BatchStream stream(batcher, *fakeRegression(), ahead);
  std::vector<float> seen;
  for (int64_t e : {epoch - 1, epoch}) {
    seen.clear();
    stream.startEpoch(e, e == epoch ? first : 0);
    while (const Batch *batch = stream.next()) {
      auto *x = static_cast<const float *>(batch->inputs[0]),
           *y = static_cast<const float *>(batch->targets[0]);
      for (int64_t i = 0; i < 8; ++i) {
        EXPECT_EQ(x[i * 3 + 2], i < batch->valid ? y[i] + 0.5f : 0);
        if (i < batch->valid)
          seen.push_back(y[i]);
      }
    }
  }
  return seen;
}

} // namespace

TEST(Batch, EverySampleOnceAndTheTailIsPadded) {
  Split split = makeSplit(83);
  std::vector<float> seen = epochOf(split, false, 1);
  EXPECT_EQ(std::set<float>(seen.begin(), seen.end()).size(), 83u);
  EXPECT_EQ(seen.size(), 83u);
  EXPECT_NE(seen, epochOf(split, false, 2));
  EXPECT_EQ(epochOf(split, false, 1, 0, true).size(), 80u);
}

TEST(Batch, PrefetchChangesNothing) {
  Split split = makeSplit(83);
  for (int repeat = 0; repeat < 20; ++repeat) {
    EXPECT_EQ(epochOf(split, false, 1), epochOf(split, true, 1));
    std::vector<float> all = epochOf(split, false, 4), tail = epochOf(split, true, 4, 3);
    EXPECT_EQ(std::vector<float>(all.begin() + 24, all.end()), tail);
  }
}

TEST(Batch, PrefetchEndsInTheMiddle) {
  Split split = makeSplit(83);
  for (int i = 0; i < 50; ++i) {
    Batcher batcher(split, 8, 1, true, false);
    BatchStream stream(batcher, *fakeRegression(), true);
    stream.startEpoch(0, 0);
    for (int k = 0; k < i % 4; ++k)
      stream.next();
  }
}

TEST(Batch, OrderIsTheSameOnEveryMachine) {
  std::vector<uint32_t> expected = shuffledIndex(10, 1, 0);
  EXPECT_EQ(expected, (std::vector<uint32_t>{1, 9, 0, 7, 4, 2, 5, 3, 8, 6}));
  EXPECT_NE(shuffledIndex(10, 1, 1), expected);
  EXPECT_NE(shuffledIndex(100, 1, 2), shuffledIndex(100, 2, 1));
}

TEST(Batch, GatheringIsCheap) {
  DataSpec spec;
  spec.kind = "synthetic";
  spec.args["rows"] = 5000;
  DataSet data = loadData(*fakeClassifier(), spec);
  Batcher batcher(data.train, 64, 1, true, false);
  Batch batch(*fakeClassifier(), true);
  batcher.startEpoch(0);
  auto start = std::chrono::steady_clock::now();
  for (int64_t step = 0; step < batcher.steps(); ++step)
    batcher.gather(step, batch);
  double micros =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() /
      double(batcher.steps());
  RecordProperty("micros_per_batch", std::to_string(micros));
  EXPECT_LT(micros, 1000) << "64 rows of 784 bytes";
}
