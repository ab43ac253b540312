// The one exception of libdlrt_train.
#ifndef DLRT_TRAIN_ERROR_H
#define DLRT_TRAIN_ERROR_H

#include <stdexcept>
#include <string>

namespace dlrt {

// The input, the data or I/O is wrong. The text is one line for the user, in lower case, without a
// final period.
class Error : public std::runtime_error {
public:
  explicit Error(const std::string &text) : std::runtime_error(text) {}
};

// A command line or option that makes no sense: exit code 2 instead of 1.
class UsageError : public Error {
public:
  explicit UsageError(const std::string &text) : Error(text) {}
};

} // namespace dlrt
#endif
