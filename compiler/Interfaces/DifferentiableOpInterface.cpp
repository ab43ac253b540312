//===- DifferentiableOpInterface.cpp - What differentiation asks of an op -===//
#include "dlc/Interfaces/DifferentiableOpInterface.h"

#include "dlc/Interfaces/DifferentiableOpInterface.cpp.inc"
