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
        {"nesterov", ArgKind::Boolean, "false"}}},
      {"momentum", {lr3, number("momentum", "0.9"), decay}},
      {"nesterov", {lr3, number("momentum", "0.9"), decay}},
      {"rmsprop",
       {number("lr", "1e-2"), number("alpha", "0.99"), number("eps", "1e-8"), decay,
        number("momentum", "0")}},
      {"adagrad",
       {number("lr", "1e-2"), number("lr_decay", "0"), decay, number("initial_accumulator", "0"),
        number("eps", "1e-10")}},
      {"adam", {lr3, beta1, beta2, number("eps", "1e-8"), decay}},
      {"adamw", {lr3, beta1, beta2, number("eps", "1e-8"), number("weight_decay", "1e-2")}},
      {"lion", {number("lr", "1e-4"), beta1, number("beta2", "0.99"), decay}},
      {"lamb", {lr3, beta1, beta2, number("eps", "1e-6"), decay}},
  };
}

/// Times are in optimizer steps. `steps = 0` stands for the whole run; `floor` is the share of the
/// learning rate that is left at its end.
static std::vector<Choice> schedules() {
  const Param warmup{"warmup", ArgKind::Integer};
  const Param steps{"steps", ArgKind::Integer, "0"};
  const Param floor = number("floor", "0");
  return {
      {"constant", {}},
      {"step", {{"every", ArgKind::Integer}, number("gamma", "0.1")}},
      {"exponential", {{"gamma", ArgKind::Number}, {"every", ArgKind::Integer, "1"}}},
      {"cosine", {steps, floor}},
      {"warmup", {warmup}},
      {"warmup_cosine", {warmup, steps, floor}},
  };
}

/// csv takes further arguments: where each input and target comes from.
static std::vector<Choice> dataSources() {
  const Param path{"path", ArgKind::String};
  return {
      {"idx", {path}},
      {"csv", {path, number("split", "1"), {"seed", ArgKind::Integer, "0"}}},
      {"npz", {path}},
      {"text",
       {path,
        {"tokens", ArgKind::Keyword, "characters", "characters bytes"},
        number("split", "0.9"),
        {"windows", ArgKind::Integer, "0"}}},
      {"synthetic", {{"samples", ArgKind::Integer, "1024"}, {"seed", ArgKind::Integer, "0"}}},
  };
}

static Setting clipping() {
  return {"clip",
          Setting::Kind::Choice,
          0,
          {{"value", {{"value", ArgKind::Number}}}, {"global_norm", {{"value", ArgKind::Number}}}}};
}

llvm::ArrayRef<Setting> dlc::dsl::trainSettings() {
  using Kind = Setting::Kind;
  static const std::vector<Setting> table = {
      {"data", Kind::Data, 0, dataSources()},
      {"batch", Kind::Integer, 1, {}},
      {"epochs", Kind::Integer, 1, {}},
      {"seed", Kind::Integer, 0, {}},
      {"accumulate", Kind::Integer, 1, {}},
      {"drop_last", Kind::Boolean, 0, {}},
      {"optimizer", Kind::Choice, 0, optimizers()},
      {"schedule", Kind::Choice, 0, schedules()},
      clipping(),
      {"weight_decay", Kind::Number, 0, {}},
      {"l2", Kind::Number, 0, {}},
      {"groups", Kind::Groups, 0, {}},
      {"freeze", Kind::Names, 0, {}},
      {"train_norms", Kind::Norms, 0, {}},
      {"lora", Kind::Lora, 0, {}},
  };
  return table;
}

llvm::ArrayRef<Setting> dlc::dsl::phaseSettings() {
  using Kind = Setting::Kind;
  static const std::vector<Setting> table = {
      {"loss", Kind::Value, 0, {}},
      {"update", Kind::Names, 0, {}},
      {"metrics", Kind::Values, 0, {}},
      {"every", Kind::Integer, 1, {}},
      {"repeat", Kind::Integer, 1, {}},
      {"optimizer", Kind::Choice, 0, optimizers()},
      {"schedule", Kind::Choice, 0, schedules()},
      clipping(),
      {"weight_decay", Kind::Number, 0, {}},
      {"l2", Kind::Number, 0, {}},
      {"groups", Kind::Groups, 0, {}},
  };
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
