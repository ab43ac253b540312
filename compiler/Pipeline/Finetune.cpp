//===- Finetune.cpp - Training an ONNX model without a text -----------------===//
#include "dlc/Pipeline/Finetune.h"

#include "dlc/Frontend/ONNX/ImportedModel.h"
#include "dlc/Frontend/ONNX/TrainingStep.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace dlc;
using importer::ImportedModel;

/// Of --loss: the model itself says how it is trained.
static constexpr StringLiteral kLossOfModel = "model";

/// A word of the language for a name in a file.
static std::string toWord(StringRef name) {
  std::string word;
  for (char letter : name)
    word += llvm::isAlnum(letter) ? letter : '_';
  return word.empty() || llvm::isDigit(word[0]) ? "_" + word : word;
}

static std::string spelling(Type element) {
  if (element.isInteger(1))
    return "bool";
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << element;
  StringRef name(text);
  return (name.consume_front("ui") ? "u" + name : Twine(name)).str();
}

/// "f32[batch, 3, 224, 224]"
static FailureOr<std::string> typeText(MLIRContext &context, const importer::Interface &input,
                                       const CompileOptions &options) {
  std::string text = spelling(input.element) + "[";
  for (auto [i, dim] : llvm::enumerate(input.shape)) {
    auto given = llvm::find_if(options.dims, [&](const auto &entry) { return entry.first == dim.name; });
    text += i ? ", " : "";
    if (dim.name.empty())
      text += std::to_string(dim.size);
    else if (given != options.dims.end())
      text += std::to_string(given->second);
    else if (i == 0)
      text += "batch";
    else
      return emitError(UnknownLoc::get(&context)) << "dimension '" << dim.name << "' of input '" << input.name
                                                  << "' is open: give it a size with --dim " << dim.name << "=N";
  }
  return text + "]";
}

static std::string patterns(const std::vector<std::string> &list) {
  std::string text;
  for (const std::string &pattern : list)
    text += (text.empty() ? "" : ", ") + ("\"" + pattern + "\"");
  return "[" + text + "]";
}

static std::string numberText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.17g", value);
  return text;
}

/// How a model is trained: by `optimizer`, and without what is `frozen`.
static std::string trainBlock(const Finetune &finetune, const std::string &optimizer,
                              const std::vector<std::string> &frozen) {
  std::string text = "train {\n  optimizer = " + optimizer + "\n";
  if (!frozen.empty())
    text += "  freeze = " + patterns(frozen) + "\n";
  if (!finetune.trainNorms.empty())
    text += "  train_norms = " + patterns(finetune.trainNorms) + "\n";
  if (!finetune.lora.empty()) {
    double alpha = finetune.loraAlpha.value_or(static_cast<double>(finetune.loraRank));
    text += "  lora = lora(rank = " + std::to_string(finetune.loraRank) + ", alpha = " + numberText(alpha) +
            ", targets = " + patterns(finetune.lora) + ")\n";
  }
  std::string groups;
  for (const auto &[pattern, rate] : finetune.learningRates)
    groups += (groups.empty() ? "" : ", ") + ("group(\"" + pattern + "\", lr = " + numberText(rate) + ")");
  if (!groups.empty())
    text += "  groups = [" + groups + "]\n";
  return text + "}\n";
}

/// An import, and a model with the declared inputs, of which `targets` are targets. `operands` are their names.
static FailureOr<std::string> describeInterface(MLIRContext &context, StringRef path, const ImportedModel &model,
                                                ArrayRef<std::string> targets, const CompileOptions &options,
                                                std::string &operands) {
  llvm::SmallString<128> absolute(path);
  llvm::sys::fs::make_absolute(absolute);
  std::string text = "import \"" + absolute.str().str() + "\" as imported\nmodel " + toWord(model.name()) + " {\n";
  for (const importer::Interface &input : model.inputs()) {
    if (input.isOpen)
      return emitError(UnknownLoc::get(&context)) << "input '" << input.name << "' has no shape";
    FailureOr<std::string> type = typeText(context, input, options);
    if (failed(type))
      return failure();
    bool isTarget = llvm::is_contained(targets, input.name);
    text += (isTarget ? "  target " : "  input ") + toWord(input.name) + " : " + *type + "\n";
    operands += (operands.empty() ? "" : ", ") + toWord(input.name);
  }
  return text;
}

/// The text of a model that is trained as its TrainingInfoProto says.
static FailureOr<std::string> describeTraining(MLIRContext &context, StringRef path, const CompileOptions &options) {
  auto wrong = [&](const Twine &reason) { return emitError(UnknownLoc::get(&context)) << reason.str(); };
  if (!options.finetune.target.empty() || options.finetune.headSize || options.finetune.learningRate)
    return wrong("--loss model: the model itself says what its target, its layers and its learning rate are");
  auto training = importer::readTrainingStep(path);
  if (!training)
    return wrong(llvm::toString(training.takeError()));
  std::string combined = (path + importer::kTrainingSuffix).str(), operands;
  auto model = ImportedModel::load(combined, &context);
  if (!model)
    return wrong(llvm::toString(model.takeError()));
  FailureOr<std::string> text = describeInterface(context, combined, **model, training->targets, options, operands);
  if (failed(text))
    return failure();
  std::string output = (*model)->outputs().front(), word = toWord(output);
  // Outputs of a prediction cannot depend on targets: the import's first output does not.
  *text += "  output " + (word == "loss" ? "loss_output" : word) + " = imported(" + operands + ").tensor(\"" + output + "\")\n";
  *text += "  loss = mean(imported(" + operands + ").tensor(\"" + training->losses + "\"))\n}\n";
  std::vector<std::string> frozen = training->frozen;
  frozen.insert(frozen.end(), options.finetune.freeze.begin(), options.finetune.freeze.end());
  return *text + trainBlock(options.finetune, training->optimizer, frozen);
}

FailureOr<std::string> dlc::describeFinetuning(MLIRContext &context, StringRef path, const CompileOptions &options) {
  const Finetune &finetune = options.finetune;
  if (finetune.loss == kLossOfModel)
    return describeTraining(context, path, options);
  auto wrong = [&](const Twine &reason) { return emitError(UnknownLoc::get(&context)) << reason.str(); };
  auto model = ImportedModel::load(path, &context);
  if (!model)
    return wrong(llvm::toString(model.takeError()));
  StringRef target = finetune.target, targetName = target.split(':').first, targetType = target.split(':').second;
  if (finetune.loss.empty())
    return wrong("--target, --freeze, --train-norms, --lora, --lr and --replace-head are for training: give --loss NAME");
  if (targetName.empty() || targetType.empty())
    return wrong("--loss needs --target NAME:TYPE, such as --target label:i32[batch]");

  bool isSoftmax = finetune.loss == "softmax_cross_entropy", isSigmoid = finetune.loss == "binary_cross_entropy";
  std::string result = (*model)->logits(isSoftmax ? "Softmax" : isSigmoid ? "Sigmoid" : "");
  std::string operands;
  FailureOr<std::string> interface = describeInterface(context, path, **model, {}, options, operands);
  if (failed(interface))
    return failure();
  std::string &text = *interface;
  text += "  target " + targetName.str() + " : " + targetType.str() + "\n";
  std::string last = "logits";
  if (finetune.headSize) {
    std::string features = (*model)->features();
    if (features.empty())
      return wrong("--replace-head: '" + path + "' does not end in a dense layer (Gemm, or MatMul and Add)");
    text += "  let features = imported(" + operands + ").tensor(\"" + features + "\")\n";
    text += "  let head = dense(features, " + std::to_string(*finetune.headSize) + ")\n";
    last = "head";
  } else {
    text += "  let logits = imported(" + operands + ").tensor(\"" + result + "\")\n";
  }
  std::string output = toWord((*model)->outputs().front());
  if (output == last || output == "features")
    output += "_output";
  text += "  output " + output + " = " + (isSoftmax ? "softmax(" + last + ")" : isSigmoid ? "sigmoid(" + last + ")" : last) + "\n";
  text += "  loss = " + finetune.loss + "(" + last + ", " + targetName.str() + ")\n";
  if (isSoftmax && targetType.starts_with("i"))
    text += "  metric accuracy = accuracy(" + last + ", " + targetName.str() + ")\n";
  std::string adam = "adam(lr = " + numberText(finetune.learningRate.value_or(1e-3)) + ")";
  return text + "}\n" + trainBlock(finetune, adam, finetune.freeze);
}
