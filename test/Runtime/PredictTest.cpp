#include "FakeModels.h"
#include "TrainSupport.h"
#include "train/data/ArrayFile.h"

#include <cmath>
#include <cstring>
#include <unistd.h>

using namespace dlrt;

namespace {

struct Predict : TrainFixture {
  PredictOptions options_;
  Predict() {
    TrainOptions o = options("run");
    o.epochs = 30;
    train(*fakeRegression(), o);
    options_.weights = dir / "run/last.safetensors";
    options_.input = dir / "in.npy";
    options_.output = dir / "out.npy";
  }
  NamedArray rows(int64_t count, const std::string &name = "") {
    NamedArray named;
    named.name = name;
    named.array.dtype = DLRT_F64;
    named.array.shape = {count, 3};
    named.array.data = Bytes(size_t(count) * 24);
    auto *values = reinterpret_cast<double *>(named.array.data.data());
    for (int64_t i = 0; i < count * 3; ++i)
      values[i] = double(i % 7) / 7;
    return named;
  }
  void write(const std::string &path, NamedArray array) {
    std::vector<NamedArray> arrays;
    arrays.push_back(std::move(array));
    writeArrays(path, arrays);
  }
  void expectOutput(const std::string &path, int64_t count) {
    std::vector<NamedArray> out = readArrays(path);
    ASSERT_EQ(out.size(), 1u);
    ASSERT_EQ(out[0].array.text(), "f32[" + std::to_string(count) + "]");
    auto *y = reinterpret_cast<const float *>(out[0].array.data.data());
    for (int64_t i = 0; i < count; ++i) {
      double a = double(i * 3 % 7) / 7, b = double((i * 3 + 1) % 7) / 7,
             c = double((i * 3 + 2) % 7) / 7;
      EXPECT_NEAR(y[i], a - 2 * b + 0.5 * c + 1, 0.05);
    }
  }
};

} // namespace

TEST_F(Predict, AnyNumberOfRowsAndEveryFormat) {
  for (int64_t count : {1, 7, 8, 21}) {
    write(options_.input, rows(count));
    EXPECT_EQ(predict(*fakeRegression(), options_), count);
    expectOutput(options_.output, count);
  }
  for (const char *suffix : {".npz", ".safetensors"}) {
    options_.input = dir / ("in" + std::string(suffix));
    options_.output = dir / ("out" + std::string(suffix));
    write(options_.input, rows(11, "x"));
    EXPECT_EQ(predict(*fakeRegression(), options_), 11);
    EXPECT_EQ(readArrays(options_.output)[0].name, "prediction");
    expectOutput(options_.output, 11);
  }
}

/// The regression's batch and inputs, with an output of that many elements: the first two features of each row,
/// and where these do not fit, ones.
static dlrt_model fakeOutput(dlrt_tensor &output, int64_t elements) {
  output = {"features", DLRT_F32, 1, {elements}, 0, 0, 0, 0, 0};
  dlrt_model model = *fakeRegression();
  model.outputs = {&output, 1, 0, 0};
  auto pairs = [](const dlrt_call *call, int32_t, int32_t) {
    auto *x = static_cast<const float *>(call->inputs[0]);
    for (int64_t row = 0; row < call->n_valid; ++row)
      std::memcpy(static_cast<float *>(call->outputs[0]) + 2 * row, x + 3 * row, 8);
    return DLRT_OK;
  };
  auto ones = [](const dlrt_call *call, int32_t, int32_t) {
    std::fill_n(static_cast<float *>(call->outputs[0]), 3, 1.0f);
    return DLRT_OK;
  };
  if (elements == 16)
    model.predict = pairs;
  else
    model.predict = ones;
  return model;
}

TEST_F(Predict, SeveralRowsForEach) {
  dlrt_tensor output;
  dlrt_model model = fakeOutput(output, 16);
  for (int64_t count : {1, 8, 21}) {
    write(options_.input, rows(count));
    EXPECT_EQ(predict(model, options_), count);
    std::vector<NamedArray> out = readArrays(options_.output);
    ASSERT_EQ(out[0].array.text(), "f32[" + std::to_string(2 * count) + "]");
    auto *values = reinterpret_cast<const float *>(out[0].array.data.data());
    for (int64_t i = 0; i < 2 * count; ++i)
      EXPECT_EQ(values[i], float(double((i / 2 * 3 + i % 2) % 7) / 7)) << i << " of " << count;
  }
}

TEST_F(Predict, OutputsOfAWholeBatch) {
  dlrt_tensor output;
  dlrt_model model = fakeOutput(output, 3);
  write(options_.input, rows(8));
  EXPECT_EQ(predict(model, options_), 8);
  std::vector<NamedArray> out = readArrays(options_.output);
  ASSERT_EQ(out[0].array.text(), "f32[3]");
  EXPECT_EQ(reinterpret_cast<const float *>(out[0].array.data.data())[2], 1);
  std::remove(options_.output.c_str());
  for (int64_t count : {7, 16}) {
    write(options_.input, rows(count));
    std::string wanted = "takes 8 rows, not " + std::to_string(count);
    expectError([&] { predict(model, options_); },
                {"output 'features' is f32[3] for a batch of 8", wanted.c_str()});
    EXPECT_NE(access(options_.output.c_str(), F_OK), 0);
  }
}

TEST_F(Predict, Errors) {
  expectError([&] { predict(*fakeRegression(), options_); }, {"in.npy", "No such file"});
  writeFile(options_.input, "garbage");
  expectError([&] { predict(*fakeRegression(), options_); },
              {"is not a .npy, .npz or .safetensors file"});
  NamedArray bad = rows(4);
  bad.array.shape = {3, 4};
  write(options_.input, std::move(bad));
  expectError([&] { predict(*fakeRegression(), options_); }, {"f64[3, 4]", "f32[8, 3]"});
  write(options_.input, rows(4));
  options_.output = "/no/where.npy";
  expectError([&] { predict(*fakeRegression(), options_); }, {"cannot write '/no/where.npy'"});
  options_.weights = dir / "absent";
  expectError([&] { predict(*fakeRegression(), options_); }, {"cannot read", "absent"});
}

TEST_F(Predict, EvaluateCountsEverySampleOnce) {
  EvaluateOptions o;
  o.data = data();
  o.weights = options_.weights;
  EvaluateResult result = evaluate(*fakeRegression(), o);
  EXPECT_EQ(result.rows, 21); // not a multiple of the batch
  nlohmann::json json = nlohmann::json::parse(result.json());
  EXPECT_LT(json["loss"].get<double>(), 1e-3);
  EXPECT_TRUE(json.contains("mae"));
  // What training logged for its last epoch is what evaluation finds.
  std::string log = readFile(dir / "run/metrics.jsonl");
  log.pop_back();
  EXPECT_EQ(nlohmann::json::parse(log.substr(log.rfind('\n') + 1))["val_loss"], json["loss"]);
  o.split = "train";
  EXPECT_EQ(evaluate(*fakeRegression(), o).rows, 83);
  o.split = "other";
  expectError([&] { evaluate(*fakeRegression(), o); }, {"no split 'other'"});
  o.split = "test";
  o.data.args.erase("split");
  expectError([&] { evaluate(*fakeRegression(), o); }, {"no test split", "split = FRACTION"});
}

TEST(Summary, ListsParameters) {
  std::string text = modelSummary(*fakeClassifier());
  EXPECT_NE(text.find("fc.weight  f32[784, 10]  7,840"), std::string::npos) << text;
  EXPECT_NE(text.find("Total parameters: 7,850 (30.66 KB)"), std::string::npos) << text;
}
