#include "dlrt/train/Evaluate.h"

#include <algorithm>

namespace dlrt {
namespace {

std::string grouped(int64_t value) {
  std::string text = std::to_string(value);
  for (size_t at = text.size(); at > 3; at -= 3)
    text.insert(at - 3, ",");
  return text;
}

std::string bytesText(size_t bytes) {
  char text[64];
  if (bytes < 1024)
    std::snprintf(text, sizeof text, "%zu B", bytes);
  else if (bytes < 1024 * 1024)
    std::snprintf(text, sizeof text, "%.2f KB", static_cast<double>(bytes) / 1024);
  else
    std::snprintf(text, sizeof text, "%.2f MB", static_cast<double>(bytes) / 1024 / 1024);
  return text;
}

struct Row {
  std::string name, shape, count;
};

} // namespace

std::string modelSummary(const dlrt_model &model) {
  std::vector<Row> rows = {{"Parameter", "Shape", "Count"}};
  int64_t trained = 0, frozen = 0;
  size_t bytes = 0;
  for (int32_t i = 0; i < model.parameters.count; ++i) {
    const dlrt_tensor &tensor = model.parameters.tensors[i];
    char shape[256];
    int64_t count = dlrt_tensor_elements(&tensor);
    bool isFrozen = tensor.flags & DLRT_FROZEN;
    (isFrozen ? frozen : trained) += count;
    bytes += dlrt_tensor_bytes(&tensor);
    rows.push_back({std::string(tensor.name) + (isFrozen ? " (frozen)" : ""),
                    dlrt_tensor_text(&tensor, shape, sizeof shape), grouped(count)});
  }
  size_t widths[3] = {};
  for (const Row &row : rows) {
    widths[0] = std::max(widths[0], row.name.size());
    widths[1] = std::max(widths[1], row.shape.size());
    widths[2] = std::max(widths[2], row.count.size());
  }
  auto rule = [&](const char *piece) {
    std::string line;
    for (size_t i = 0; i < widths[0] + widths[1] + widths[2] + 4; ++i)
      line += piece;
    return line + "\n";
  };
  std::string text = "Model: \"" + std::string(model.name) + "\" (batch " +
                     std::to_string(model.batch) + ")\n" + rule("━");
  for (size_t i = 0; i < rows.size(); ++i) {
    const Row &row = rows[i];
    text += row.name + std::string(widths[0] - row.name.size() + 2, ' ') + row.shape +
            std::string(widths[1] - row.shape.size() + 2, ' ') +
            std::string(widths[2] - row.count.size(), ' ') + row.count + "\n";
    if (i == 0)
      text += rule("─");
  }
  text += rule("━");
  text += "Total parameters: " + grouped(trained + frozen) + " (" + bytesText(bytes) + ")\n";
  text += "Trainable: " + grouped(trained) + "   Frozen: " + grouped(frozen) + "\n";
  return text;
}

} // namespace dlrt
