//===- TrainBlock.cpp - The train block for the trainer ---------------------===//
#include "dlc/Pipeline/TrainBlock.h"

#include "dlc/Dialect/DL/DL.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
namespace json = llvm::json;

json::Value dlc::toJSON(Attribute attribute) {
  return llvm::TypeSwitch<Attribute, json::Value>(attribute)
      .Case([](BoolAttr value) -> json::Value { return value.getValue(); })
      .Case([](IntegerAttr value) -> json::Value { return value.getInt(); })
      .Case([](FloatAttr value) -> json::Value { return value.getValueAsDouble(); })
      .Case([](StringAttr value) -> json::Value { return value.getValue().str(); })
      .Case([](ArrayAttr value) -> json::Value {
        json::Array array;
        for (Attribute element : value)
          array.push_back(toJSON(element));
        return array;
      })
      .Case([](DictionaryAttr value) -> json::Value {
        json::Object object;
        for (NamedAttribute field : value)
          object[field.getName().getValue()] = toJSON(field.getValue());
        return object;
      })
      .Default([](Attribute) -> json::Value { return nullptr; });
}

/// `columns("a".."d")` and `classes("c")` in the trainer's words.
static json::Value bindingToJSON(DictionaryAttr binding) {
  auto text = [&](StringRef name) { return dlc::toJSON(binding.get(name)); };
  if (binding.get("from"))
    return json::Object{{"columns", json::Array{text("from"), text("to")}}, {"range", true}};
  auto names = binding.getAs<ArrayAttr>("names");
  auto kind = binding.getAs<StringAttr>("kind");
  if (names && kind && kind.getValue() == "classes")
    return json::Object{{"classes", dlc::toJSON(names[0])}};
  return json::Object{{"columns", text("names")}};
}

static json::Object dataToJSON(DictionaryAttr data, StringRef folder) {
  json::Object result{{"base", folder.str()}}, arguments;
  for (NamedAttribute field : data) {
    StringRef name = field.getName().getValue();
    auto binding = dyn_cast<DictionaryAttr>(field.getValue());
    if (name == "kind" || name == "path")
      result[name] = dlc::toJSON(field.getValue());
    else
      arguments[name == "samples" ? "rows" : name] =
          binding ? bindingToJSON(binding) : dlc::toJSON(field.getValue());
  }
  result["args"] = std::move(arguments);
  return result;
}

json::Object dlc::getTrainerOptions(ModuleOp module, StringRef folder) {
  json::Object options;
  auto train = module->getAttrOfType<DictionaryAttr>(dl::kTrainAttr);
  if (!train)
    return options;
  for (StringRef name : {"epochs", "seed", "drop_last"})
    if (Attribute value = train.get(name))
      options[name] = toJSON(value);
  if (auto data = train.getAs<DictionaryAttr>("data"))
    options["data"] = dataToJSON(data, folder);
  return options;
}
