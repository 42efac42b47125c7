#include "native/posix/interrupt.h"

namespace forkable {

static std::atomic<bool> pending{false};
static std::atomic<int> open_sections{0};

bool interrupt_pending() { return pending.load(std::memory_order_acquire); }
void set_interrupt_pending(bool value) { pending.store(value, std::memory_order_release); }

InterruptibleSection::InterruptibleSection() { open_sections.fetch_add(1); }
InterruptibleSection::~InterruptibleSection() { open_sections.fetch_sub(1); }

}  // namespace forkable
