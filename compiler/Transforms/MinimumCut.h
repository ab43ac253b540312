//===- MinimumCut.h - Choices of two kinds at the least cost ----*- C++ -*-===//
//
// A problem of choosing one of two sides for each of many nodes, where sides cost and neighbours on
// different sides cost, is a minimum cut: the cheapest set of arcs without which nothing flows from
// the source to the sink. This finds it exactly, by a maximum flow (Dinitz: "Algorithm for solution of
// a problem of maximum flow in networks with power estimation", 1970).
//
//===----------------------------------------------------------------------===//
#ifndef DLC_TRANSFORMS_MINIMUMCUT_H
#define DLC_TRANSFORMS_MINIMUMCUT_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace dlc {

class MinimumCut {
public:
  using Node = int32_t;
  /// The two nodes that are always there.
  static constexpr Node kSource = 0, kSink = 1;
  /// More than all that could be saved: an arc of this capacity is never cut unless there is no way
  /// around it. Sums of costs must stay below it.
  static constexpr int64_t kNever = int64_t(1) << 52;

  MinimumCut() : arcsOf(2) {}

  /// A node that may be on either side.
  Node addNode();
  /// `capacity` is paid if `from` is on the source's side and `to` on the sink's.
  void addArc(Node from, Node to, int64_t capacity);
  /// Finds the cut, once all nodes and arcs are there, and returns what it costs.
  int64_t solve();
  /// After `solve`: on which side the node is. Where several cuts cost the same, the fewest nodes are
  /// on the source's.
  bool isOnSourceSide(Node node) const { return levels[node] >= 0; }

private:
  struct Arc {
    Node to;
    int64_t left; ///< capacity that no flow takes
  };

  /// The distance of each node from the source over arcs with capacity left; -1 if there is no way.
  bool findLevels();
  /// Sends flow along one shortest way; none is left if it returns 0.
  int64_t sendFlow();

  std::vector<Arc> arcs; // an arc and its reverse are neighbours, 2 i and 2 i + 1
  std::vector<llvm::SmallVector<int32_t, 4>> arcsOf;
  std::vector<int32_t> levels;
  std::vector<uint32_t> next; // of each node's arcs, the first that may still lead to the sink
};

} // namespace dlc
#endif
