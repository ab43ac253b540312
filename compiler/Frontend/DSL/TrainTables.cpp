//===- TrainTables.cpp - What the train block may say ---------------------===//
//
// Defaults are PyTorch's where PyTorch has the optimizer or schedule.
//
//===----------------------------------------------------------------------===//
#include "TrainConfig.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;

static Param number(llvm::StringLiteral name, const char *byDefault) {
  return {name, ArgKind::Number, byDefault};
}

static std::vector<Choice> optimizers() {
  const Param lr3 = number("lr", "1e-3"), decay = number("weight_decay", "0");
  const Param beta1 = number("beta1", "0.9"), beta2 = number("beta2", "0.999");
  return {
      {"sgd",
       {lr3,
        number("momentum", "0"),
        number("dampening", "0"),
        decay,
        {"nesterov", ArgKind::Boolean, "false"}},
       "gradient descent, as torch.optim.SGD"},
      {"momentum", {lr3, number("momentum", "0.9"), decay}, "sgd with momentum (Polyak 1964)"},
      {"nesterov", {lr3, number("momentum", "0.9"), decay}, "sgd with Nesterov's momentum (Sutskever et al. 2013)"},
      {"rmsprop",
       {number("lr", "1e-2"), number("alpha", "0.99"), number("eps", "1e-8"), decay,
        number("momentum", "0")},
       "Tieleman, Hinton 2012"},
      {"adagrad",
       {number("lr", "1e-2"), number("lr_decay", "0"), decay, number("initial_accumulator", "0"),
        number("eps", "1e-10")},
       "Duchi et al. 2011"},
      {"adam",
       {lr3, beta1, beta2, number("eps", "1e-8"), decay},
       "Kingma, Ba 2015; weight_decay is added to the gradient"},
      {"adamw",
       {lr3, beta1, beta2, number("eps", "1e-8"), number("weight_decay", "1e-2")},
       "Loshchilov, Hutter 2019; weight_decay is taken from the weight"},
      {"lion", {number("lr", "1e-4"), beta1, number("beta2", "0.99"), decay}, "Chen et al. 2023"},
      {"lamb", {lr3, beta1, beta2, number("eps", "1e-6"), decay}, "You et al. 2020"},
  };
}

/// Times are in optimizer steps. `steps = 0` stands for the whole run; `floor` is the share of the
/// learning rate that is left at its end.
static std::vector<Choice> schedules() {
  const Param warmup{"warmup", ArgKind::Integer};
  const Param steps{"steps", ArgKind::Integer, "0"};
  const Param floor = number("floor", "0");
  return {
      {"constant", {}, "the learning rate as it is"},
      {"step", {{"every", ArgKind::Integer}, number("gamma", "0.1")}, "times gamma after each `every` steps"},
      {"exponential",
       {{"gamma", ArgKind::Number}, {"every", ArgKind::Integer, "1"}},
       "times gamma^(step / every)"},
      {"cosine", {steps, floor}, "half a cosine down to `floor` of it (Loshchilov, Hutter 2017)"},
      {"warmup", {warmup}, "linearly up to it in `warmup` steps"},
      {"warmup_cosine", {warmup, steps, floor}, "up, then down"},
  };
}

/// csv takes further arguments: where each input and target comes from.
static std::vector<Choice> dataSources() {
  const Param path{"path", ArgKind::String};
  return {
      {"idx", {path}, "the four files of MNIST and its like in a folder, packed or not: `image` and `label`"},
      {"csv",
       {path, number("split", "1"), {"seed", ArgKind::Integer, "0"}},
       "a table with a line of names; `x = columns(\"a\"..\"d\")` and `y = classes(\"species\")` say where an input or "
       "target comes from; `split` is the training share"},
      {"npz", {path}, "arrays named like inputs and targets; with `_test` behind, for validation"},
      {"text",
       {path,
        {"tokens", ArgKind::Keyword, "characters", "characters bytes"},
        number("split", "0.9"),
        {"windows", ArgKind::Integer, "0"}},
       "windows of a file's characters or bytes, and the same one later as target; `windows` of them an epoch"},
      {"synthetic",
       {{"samples", ArgKind::Integer, "1024"}, {"seed", ArgKind::Integer, "0"}},
       "random numbers of the declared types"},
  };
}

static Setting clipping() {
  return {"clip",
          Setting::Kind::Choice,
          0,
          {{"value", {{"value", ArgKind::Number}}, "each element to [-value, value]"},
           {"global_norm", {{"value", ArgKind::Number}}, "all gradients together to this norm (Pascanu et al. 2013)"}},
          "limits gradients"};
}

/// What a phase may say of its own.
static std::vector<Setting> optimizerSettings() {
  using Kind = Setting::Kind;
  return {
      {"optimizer", Kind::Choice, 0, optimizers(), "how gradients change parameters"},
      {"schedule", Kind::Choice, 0, schedules(),
       "the learning rate over time, in steps; `steps = 0` is the whole run"},
      clipping(),
      {"weight_decay", Kind::Number, 0, {}, "in place of the optimizer's"},
      {"l2", Kind::Number, 0, {},
       "this times the sum of the squares of all weights of two dimensions and more, added to the loss"},
      {"groups", Kind::Groups, 0, {},
       "`group(pattern, lr, weight_decay, l2)`: other values for the parameters that a pattern matches"},
  };
}

llvm::ArrayRef<Setting> dlc::dsl::trainSettings() {
  using Kind = Setting::Kind;
  static const std::vector<Setting> table = [] {
    std::vector<Setting> settings = {
        {"data", Kind::Data, 0, dataSources(), "where samples come from"},
        {"batch", Kind::Integer, 1, {}, "rows of a batch"},
        {"epochs", Kind::Integer, 1, {}, "passes over the training data"},
        {"seed", Kind::Integer, 0, {}, "of all random numbers"},
        {"accumulate", Kind::Integer, 1, {}, "batches whose gradients are summed up for one step of the optimizer"},
        {"drop_last", Kind::Boolean, 0, {}, "leave out the last, smaller batch of an epoch"},
    };
    llvm::append_range(settings, optimizerSettings());
    llvm::append_range(
        settings,
        std::vector<Setting>{
            {"freeze", Kind::Names, 0, {},
             "patterns of parameters that are not trained: no gradient is computed for them"},
            {"train_norms", Kind::Norms, 0, {}, "patterns of imported batch norms that learn"},
            {"lora", Kind::Lora, 0, {},
             "`lora(rank, alpha = rank, targets = [...])`: changes of low rank in place of weights (Hu et al. 2022)"}});
    return settings;
  }();
  return table;
}

llvm::ArrayRef<Setting> dlc::dsl::phaseSettings() {
  using Kind = Setting::Kind;
  static const std::vector<Setting> table = [] {
    std::vector<Setting> settings = {
        {"loss", Kind::Value, 0, {}, "the name of the value that this phase makes smaller"},
        {"update", Kind::Names, 0, {}, "patterns of the parameters that it trains"},
        {"metrics", Kind::Values, 0, {}, "names of values to log"},
        {"every", Kind::Integer, 1, {}, "the phase runs in each so many-th step"},
        {"repeat", Kind::Integer, 1, {}, "so many times in a step"},
    };
    llvm::append_range(settings, optimizerSettings());
    return settings;
  }();
  return table;
}

llvm::ArrayRef<Param> dlc::dsl::groupParameters() {
  static const std::vector<Param> table = {
      {"pattern", ArgKind::String}, number("lr", "none"), number("weight_decay", "none"),
      number("l2", "none")};
  return table;
}

llvm::ArrayRef<Param> dlc::dsl::loraParameters() {
  static const std::vector<Param> table = {
      {"rank", ArgKind::Integer}, number("alpha", "none"), {"targets", ArgKind::String}};
  return table;
}

const Setting *dlc::dsl::findSetting(llvm::StringRef name, llvm::ArrayRef<Setting> settings) {
  const auto *found =
      llvm::find_if(settings, [&](const Setting &setting) { return setting.name == name; });
  return found == settings.end() ? nullptr : found;
}

std::vector<llvm::StringRef> dlc::dsl::settingNames(llvm::ArrayRef<Setting> settings) {
  std::vector<llvm::StringRef> names;
  for (const Setting &setting : settings)
    names.push_back(setting.name);
  return names;
}
