// A value or the reason why there is none. No exceptions, no allocation: fit for a fresh child.
#ifndef FORKABLE_BASE_RESULT_H_
#define FORKABLE_BASE_RESULT_H_

#include <cerrno>
#include <utility>

namespace forkable {

// What went wrong: an errno with the call that gave it, or (code set) a condition of our own.
// All strings are literals.
struct SysError {
  int err = 0;
  const char* syscall = "";
  const char* detail = nullptr;
  const char* code = nullptr;

  static SysError Last(const char* syscall, const char* detail = nullptr) { return {errno, syscall, detail}; }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(SysError error) : error_(error), ok_(false) {}

  bool ok() const { return ok_; }
  T& value() { return value_; }
  const T& value() const { return value_; }
  T&& take() { return std::move(value_); }
  const SysError& error() const { return error_; }

 private:
  T value_{};
  SysError error_{};
  bool ok_ = true;
};

struct Unit {};
using Status = Result<Unit>;
inline Status Ok() { return Status(Unit{}); }

}  // namespace forkable

#endif  // FORKABLE_BASE_RESULT_H_
