//===- AllOpsTest.cpp - No op is forgotten --------------------------------===//
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Interfaces/DifferentiableOpInterface.h"

#include <gtest/gtest.h>
#include <set>

// Whoever adds an op must decide whether it has a derivative. A new op without a decision is an
// error for users only once it lies on the way to a loss; here it is one at once.
TEST(AllOps, DecideOnDifferentiability) {
  mlir::DialectRegistry registry;
  registry.insert<dlc::dl::DLDialect>();
  dlc::registerDifferentiableModels(registry);
  mlir::MLIRContext context(registry);
  context.loadDialect<dlc::dl::DLDialect>();

  // Declarations, and what only exists before or after differentiation.
  const std::set<std::string> outside = {"dl.variable", "dl.group", "dl.yield", "dl.contract", "dl.gradient", "dl.gradient_of"};
  int seen = 0;
  for (mlir::RegisteredOperationName name : context.getRegisteredOperations()) {
    std::string text = name.getStringRef().str();
    if (name.getDialectNamespace() != "dl" || outside.count(text))
      continue;
    ++seen;
    EXPECT_TRUE(name.hasInterface<dlc::DifferentiableOpInterface>())
        << text
        << " has neither a rule nor is it declared to have none: see compiler/Autodiff/Rules";
  }
  EXPECT_GT(seen, 50);
}
