//===- Tables.h - The face of a model in emitted C++ ------------*- C++ -*-===//
#ifndef DLC_TARGET_CPP_TABLES_H
#define DLC_TARGET_CPP_TABLES_H

#include "Plan.h"

#include "dlc/Target/ModelTable.h"
#include "llvm/Support/raw_ostream.h"

namespace dlc::cpp {

/// The entry points and what they call, as functions of the file.
struct Entries {
  std::string init = "nullptr", trainStep = "nullptr", gradients = "nullptr", apply = "nullptr",
              evalStep = "nullptr", predict = "nullptr", decodeStep = "nullptr";
};

/// Prints the values that `init` fills in, and `copy_stored`, which does it; nothing if there are none.
void printStoredValues(llvm::raw_ostream &out, const ModelDescription &model, llvm::ArrayRef<StoredValue> values,
                       Names &names);

/// Prints, for each step function of `module`, the entry point that checks its arguments as those
/// of an object do, and what chooses between the phases of a model. With `isStored`, `init` copies
/// the values that come with the model.
Entries printEntries(llvm::raw_ostream &out, mlir::ModuleOp module, const ModelDescription &model,
                     const Plan &plan, bool isStored);

/// Prints the tables of dlrt.h, the functions that read and write tensors and metrics, and the end
/// of the file's own namespace with `dlrt_model_<name>` after it.
void printTables(llvm::raw_ostream &out, const ModelDescription &model, const Entries &entries);

} // namespace dlc::cpp
#endif
