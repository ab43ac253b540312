// RUN: dlc-opt %s -split-input-file -dlc-reference-entries -verify-diagnostics

// expected-error @+1 {{needs a role, a place and a type for argument 0}}
llvm.func @predict(%x: !llvm.ptr) {
  llvm.return
}

// -----

// Only the functions that the runtime calls need them.
llvm.func @helper(%x: !llvm.ptr) {
  llvm.return
}
