// What a signal handler can read of the code it interrupted: the one place that knows the processor.
#ifndef FORKABLE_FORK_ARCH_H_
#define FORKABLE_FORK_ARCH_H_

#include <ucontext.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace forkable::arch {

#if defined(__x86_64__)

constexpr size_t kSyscallSize = 2;
inline uintptr_t ProgramCounter(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RIP]; }
inline uintptr_t StackPointer(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RSP]; }
inline long ReturnValue(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RAX]; }
inline bool IsSyscall(const unsigned char* code) { return code[0] == 0x0f && code[1] == 0x05; }
// Before the call is (re)started its number is in rax; afterwards rax holds the result and the number is
// gone.
inline long NumberOfRestarted(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RAX]; }
inline long NumberOfInterrupted(const ucontext_t*) { return -1; }
inline long Argument0(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RDI]; }
inline long Argument1(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RSI]; }
inline long Argument2(const ucontext_t* uc) { return uc->uc_mcontext.gregs[REG_RDX]; }
constexpr bool kInterruptKeepsArgument0 = true;
constexpr size_t kRegisters = 16;
inline uintptr_t Register(const ucontext_t* uc, size_t i) { return uc->uc_mcontext.gregs[i]; }
inline void SkipSyscall(ucontext_t* uc, long result) {
  uc->uc_mcontext.gregs[REG_RIP] += kSyscallSize;
  uc->uc_mcontext.gregs[REG_RAX] = result;
}

#elif defined(__aarch64__)

constexpr size_t kSyscallSize = 4;
inline uintptr_t ProgramCounter(const ucontext_t* uc) { return uc->uc_mcontext.pc; }
inline uintptr_t StackPointer(const ucontext_t* uc) { return uc->uc_mcontext.sp; }
inline long ReturnValue(const ucontext_t* uc) { return static_cast<long>(uc->uc_mcontext.regs[0]); }
inline bool IsSyscall(const unsigned char* code) {
  uint32_t instruction;
  memcpy(&instruction, code, sizeof instruction);
  return instruction == 0xd4000001;  // svc #0
}
inline long NumberOfRestarted(const ucontext_t* uc) { return static_cast<long>(uc->uc_mcontext.regs[8]); }
inline long NumberOfInterrupted(const ucontext_t* uc) { return static_cast<long>(uc->uc_mcontext.regs[8]); }
inline long Argument0(const ucontext_t* uc) { return static_cast<long>(uc->uc_mcontext.regs[0]); }
inline long Argument1(const ucontext_t* uc) { return static_cast<long>(uc->uc_mcontext.regs[1]); }
inline long Argument2(const ucontext_t* uc) { return static_cast<long>(uc->uc_mcontext.regs[2]); }
// x0 is both the first argument and the result.
constexpr bool kInterruptKeepsArgument0 = false;
constexpr size_t kRegisters = 31;
inline uintptr_t Register(const ucontext_t* uc, size_t i) { return uc->uc_mcontext.regs[i]; }
inline void SkipSyscall(ucontext_t* uc, long result) {
  uc->uc_mcontext.pc += kSyscallSize;
  uc->uc_mcontext.regs[0] = static_cast<uint64_t>(result);
}

#else
#error "forkable knows x86-64 and aarch64"
#endif

}  // namespace forkable::arch

#endif  // FORKABLE_FORK_ARCH_H_
