//===- Builtins.cpp - The functions of the language -----------------------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace dlc::dsl;

std::vector<BuiltinGroup> dlc::dsl::builtinGroups() {
  return {{"Elementwise", elementwiseBuiltins()},
          {"Shapes", shapeBuiltins()},
          {"Reductions", reductionBuiltins()},
          {"Layers", layerBuiltins()},
          {"Sums of products", einsumBuiltins()},
          {"Convolutions", convolutionBuiltins()},
          {"Pooling", poolingBuiltins()},
          {"Attention", attentionBuiltins()},
          {"Normalisation", normBuiltins()},
          {"Random numbers", randomBuiltins()},
          {"Augmentation", augmentationBuiltins()},
          {"Losses and metrics", lossBuiltins()}};
}

const Builtin *dlc::dsl::findBuiltin(llvm::StringRef name) {
  static const llvm::StringMap<const Builtin *> index = [] {
    llvm::StringMap<const Builtin *> map;
    for (const BuiltinGroup &group : builtinGroups())
      for (const Builtin &builtin : group.builtins) {
        bool isNew = map.insert({builtin.name, &builtin}).second;
        assert(isNew && "two builtins of one name");
        (void)isNew;
      }
    return map;
  }();
  return index.lookup(name);
}

std::vector<llvm::StringRef> dlc::dsl::builtinNames() {
  std::vector<llvm::StringRef> names;
  for (const BuiltinGroup &group : builtinGroups())
    for (const Builtin &builtin : group.builtins)
      names.push_back(builtin.name);
  return names;
}

bool dlc::dsl::isKnownElsewhere(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"conv3d", "conv2d_transpose", "adaptive_avg_pool2d", "upsample"}, true)
      .Cases({"multi_head_attention", "rope", "scan"}, true)
      .Cases({"rnn", "lstm", "gru", "cumsum", "sort", "topk", "lora"}, true)
      .Default(false);
}

int64_t dlc::dsl::streamOf(llvm::StringRef path) {
  // Fowler, Noll, Vo: FNV-1a with 64 bits.
  uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char c : path)
    hash = (hash ^ c) * 0x100000001b3u;
  return static_cast<int64_t>(hash);
}

const Value &Call::operator[](llvm::StringRef name) const {
  for (auto [param, value] : llvm::zip_equal(builtin.params, args))
    if (param.name == name)
      return value;
  llvm_unreachable("a builtin asks for an argument that its table does not have");
}

llvm::SmallVector<int64_t> Call::integers(llvm::StringRef name) const {
  const Value &value = (*this)[name];
  if (value.isNumber())
    return {value.integer};
  llvm::SmallVector<int64_t> result;
  for (const Value &element : value.elements)
    result.push_back(element.integer);
  return result;
}

mlir::Value Call::parameter(const llvm::Twine &name, llvm::ArrayRef<int64_t> shape,
                            mlir::Type element, const Value &initializer, int64_t fanIn,
                            int64_t fanOut) const {
  return emitter.variable(path + "." + name.str(), dlc::dl::Role::Parameter,
                          mlir::RankedTensorType::get(shape, element), initializer, fanIn, fanOut,
                          loc);
}

Value Call::fail(llvm::StringRef name, const llvm::Twine &message) const {
  emitter.error((*this)[name].loc, message);
  return {};
}

Note Call::note(llvm::StringRef name) const {
  const Value &value = (*this)[name];
  return {value.loc,
          "'" + (value.name.empty() ? name.str() : value.name) + "' is " + value.describe()};
}

Value Call::failWithNotes(const llvm::Twine &message, llvm::ArrayRef<llvm::StringRef> names) const {
  llvm::SmallVector<Note> notes;
  for (llvm::StringRef name : names)
    notes.push_back(note(name));
  emitter.error(loc, message, notes);
  return {};
}

static std::optional<int64_t> normalize(const Call &call, llvm::StringRef name, int64_t axis,
                                        int64_t rank) {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  call.emitter.error(call[name].kind == Value::Kind::None ? call.loc : call[name].loc,
                     "there is no axis " + llvm::Twine(axis) + " in a tensor of " +
                         llvm::Twine(rank) + " dimension" + (rank == 1 ? "" : "s"));
  return std::nullopt;
}

std::optional<int64_t> Call::axis(llvm::StringRef name, int64_t rank) const {
  return normalize(*this, name, integer(name), rank);
}

std::optional<llvm::SmallVector<int64_t>> Call::axes(llvm::StringRef name, int64_t rank) const {
  llvm::SmallVector<int64_t> result;
  if (!has(name)) {
    llvm::append_range(result, llvm::seq<int64_t>(0, rank));
    return result;
  }
  for (int64_t axis : integers(name)) {
    std::optional<int64_t> normal = normalize(*this, name, axis, rank);
    if (!normal)
      return std::nullopt;
    if (llvm::is_contained(result, *normal)) {
      fail(name, "axis " + llvm::Twine(axis) + " is given twice");
      return std::nullopt;
    }
    result.push_back(*normal);
  }
  llvm::sort(result);
  return result;
}

std::optional<llvm::SmallVector<int64_t>> Call::shape(llvm::StringRef name) const {
  int64_t elements = 1;
  for (const Value &dim : (*this)[name].elements) {
    if (dim.integer < 1) {
      emitter.error(dim.loc, "a dimension is at least 1, got " + llvm::Twine(dim.integer));
      return std::nullopt;
    }
    if (dim.integer > (int64_t(1) << 40) / elements) {
      emitter.error(dim.loc, "this tensor would have more than 2^40 elements");
      return std::nullopt;
    }
    elements *= dim.integer;
  }
  return integers(name);
}
