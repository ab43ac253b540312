// Prediction: rows from a file through the model into a file.
#include "dlrt/train/Evaluate.h"

#include "Session.h"
#include "data/ArrayFile.h"

#include <cstring>

namespace dlrt {
namespace {

// The rows of an input file, bound to the model's inputs.
Split readInputs(const dlrt_model &model, const std::string &path) {
  std::vector<NamedArray> arrays = readArrays(path);
  Split split;
  for (int32_t i = 0; i < model.inputs.count; ++i) {
    const dlrt_tensor &tensor = model.inputs.tensors[i];
    NamedArray *found = nullptr;
    for (NamedArray &candidate : arrays)
      if (candidate.name == tensor.name)
        found = &candidate;
    // One array for a model of one input needs no name.
    if (!found && arrays.size() == 1 && model.inputs.count == 1)
      found = &arrays[0];
    if (!found)
      throw Error("'" + path + "' has no array '" + std::string(tensor.name) + "'" +
                  (arrays.size() == 1 && arrays[0].name.empty()
                       ? ": a model of several inputs takes a .npz or .safetensors file"
                       : ""));
    auto column = bindColumn(tensor, std::move(found->array));
    if (i && column->array.rows() != split.rows)
      throw Error("'" + column->array.origin + "' has " + std::to_string(column->array.rows()) +
                  " rows, '" + split.columns[0]->array.origin + "' has " +
                  std::to_string(split.rows));
    split.rows = column->array.rows();
    split.columns.push_back(std::move(column));
  }
  return split;
}

// How many rows of an output belong to one row of the inputs: [batch, time, …] may have become
// [batch * time, …]. An output that is no multiple of the batch, as a mean over it, belongs to a whole batch:
// it can be told only where the data is just that.
int64_t rowsPerSample(const dlrt_model &model, const dlrt_tensor &tensor, int64_t rows) {
  int64_t first = tensor.rank > 0 ? tensor.shape[0] : 0;
  if (first > 0 && first % model.batch == 0)
    return first / model.batch;
  if (rows == model.batch)
    return 0;
  char text[256];
  throw Error("output '" + std::string(tensor.name) + "' is " + dlrt_tensor_text(&tensor, text, sizeof text) +
              " for a batch of " + std::to_string(model.batch) +
              ", so that none of it belongs to a single row; predicting it takes " +
              std::to_string(model.batch) + " rows, not " + std::to_string(rows));
}

// Outputs of all rows, and the buffers of one batch.
struct Outputs {
  std::vector<NamedArray> arrays;
  std::vector<size_t> sampleElements; // what one row of the inputs makes; 0: of a whole batch
  std::vector<std::vector<uint8_t>> batch;
  std::vector<void *> pointers;

  Outputs(const dlrt_model &model, int64_t rows) {
    for (int32_t i = 0; i < model.outputs.count; ++i) {
      const dlrt_tensor &tensor = model.outputs.tensors[i];
      NamedArray named;
      named.name = tensor.name;
      // Neither .npy nor its readers know bf16.
      named.array.dtype = tensor.dtype == DLRT_BF16 ? DLRT_F32 : tensor.dtype;
      named.array.shape.assign(tensor.shape, tensor.shape + tensor.rank);
      int64_t factor = rowsPerSample(model, tensor, rows);
      if (factor)
        named.array.shape[0] = factor * rows;
      size_t elements = static_cast<size_t>(dlrt_tensor_elements(&tensor));
      sampleElements.push_back(factor ? elements / static_cast<size_t>(model.batch) : 0);
      if (factor)
        elements = sampleElements.back() * static_cast<size_t>(rows);
      named.array.data = Bytes(elements * dlrt_dtype_size(named.array.dtype));
      arrays.push_back(std::move(named));
      batch.emplace_back(dlrt_tensor_bytes(&tensor) + 64);
    }
    for (auto &buffer : batch) {
      auto address = reinterpret_cast<uintptr_t>(buffer.data());
      pointers.push_back(reinterpret_cast<void *>((address + 63) / 64 * 64));
    }
  }

  void store(const dlrt_model &model, int64_t first, int64_t rows) {
    for (int32_t i = 0; i < model.outputs.count; ++i) {
      const dlrt_tensor &tensor = model.outputs.tensors[i];
      const void *from = pointers[static_cast<size_t>(i)];
      Array &array = arrays[static_cast<size_t>(i)].array;
      size_t perSample = sampleElements[static_cast<size_t>(i)];
      size_t count = perSample ? perSample * static_cast<size_t>(rows)
                               : static_cast<size_t>(dlrt_tensor_elements(&tensor));
      uint8_t *to =
          array.data.data() + static_cast<size_t>(first) * perSample * dlrt_dtype_size(array.dtype);
      if (tensor.dtype != DLRT_BF16) {
        std::memcpy(to, from, count * dlrt_dtype_size(tensor.dtype));
        continue;
      }
      for (size_t k = 0; k < count; ++k) {
        uint32_t bits = uint32_t(static_cast<const uint16_t *>(from)[k]) << 16;
        std::memcpy(to + 4 * k, &bits, 4);
      }
    }
  }
};

} // namespace

int64_t predict(const dlrt_model &model, const PredictOptions &options) {
  if (!model.predict || model.outputs.count == 0)
    throw Error("model '" + std::string(model.name) + "' has no output to predict");
  Session session(model, options.threads, options.seed);
  if (model.init)
    session.initialise();
  if (!options.ownWeights || !options.weights.empty())
    session.loadWeights(options.weights);
  Split split = readInputs(model, options.input);
  Outputs outputs(model, split.rows);
  session.call.outputs = outputs.pointers.data();

  Batcher batcher(split, model.batch, 0, false, false);
  Batch batch(model, false);
  for (int64_t step = 0; step < batcher.steps(); ++step) {
    batcher.gather(step, batch);
    session.setBatch(batch);
    session.run(model.predict, "predict");
    outputs.store(model, step * model.batch, batch.valid);
  }
  writeArrays(options.output, outputs.arrays);
  return split.rows;
}

} // namespace dlrt
