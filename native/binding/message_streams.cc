// MessageStream for JavaScript. send and receive are called for every message: raw callbacks.
#include <napi.h>
#include <stdlib.h>

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/external_memory.h"
#include "native/binding/large_buffer.h"
#include "native/binding/message_stream.h"
#include "native/binding/module.h"

namespace forkable::binding {

namespace {

constexpr int kEndOfFile = -1;
constexpr int kNotYet = -2;
constexpr int kTurnTaken = -3;
constexpr size_t kMaxFds = 253;
const napi_type_tag kTag = {0x6d73675f73747265, 0x616d5f666f726b61};

napi_value ToNumber(napi_env env, double value) {
  napi_value out;
  napi_create_double(env, value, &out);
  return out;
}

template <size_t N>
MessageStream* Unwrap(napi_env env, napi_callback_info info, napi_value (&args)[N], size_t* count) {
  napi_value self;
  *count = N;
  napi_get_cb_info(env, info, count, args, &self, nullptr);
  bool ours = false;
  void* stream = nullptr;
  if (napi_check_object_type_tag(env, self, &kTag, &ours) != napi_ok || !ours ||
      napi_unwrap(env, self, &stream) != napi_ok) {
    ThrowType(env, "a MessageStream was expected");
    return nullptr;
  }
  return static_cast<MessageStream*>(stream);
}

bool GetBytes(napi_env env, napi_value value, uint8_t** data, size_t* size) {
  bool is_buffer = false;
  void* start = nullptr;
  if (napi_is_buffer(env, value, &is_buffer) != napi_ok || !is_buffer ||
      napi_get_buffer_info(env, value, &start, size) != napi_ok) {
    ThrowType(env, "bytes were expected");
    return false;
  }
  static uint8_t nothing;
  *data = start == nullptr ? &nothing : static_cast<uint8_t*>(start);
  return true;
}

Deadline GetDeadline(napi_env env, napi_value value) {
  double ms = 0;
  napi_get_value_double(env, value, &ms);
  return Deadline::AfterMillis(ms);
}

int Status(Outcome outcome) {
  switch (outcome) {
    case Outcome::kEnd:
      return kEndOfFile;
    case Outcome::kWait:
    case Outcome::kMemory:
      return kNotYet;
    case Outcome::kBusy:
      return kTurnTaken;
    case Outcome::kDone:
      break;
  }
  return 0;
}

// Blocks until the outcome or until a signal handler has run: it may have used this very stream, and what
// waits for its turn in lib/ must be looked at anew. The exception of a handler is pending then.
template <typename Call>
Result<Outcome> OnceBlocking(napi_env env, MessageStream* stream, const Deadline& deadline, Call call) {
  stream->interrupted = false;
  if (deadline.passed()) return call();  // does not block: handlers can wait for the loop
  {
    InterruptibleSection section;
    if (!interrupt_pending()) {
      Result<Outcome> outcome = call();
      if (outcome.ok() || outcome.error().err != EINTR) return outcome;
    }
  }
  if (!RunDueSignalHandlers(env)) stream->interrupted = true;
  return Outcome::kWait;
}

napi_value Conclude(napi_env env, const MessageStream& stream, const Result<Outcome>& outcome) {
  if (stream.interrupted) return nullptr;
  if (!outcome.ok()) return Throw(env, outcome.error());
  return ToNumber(env, Status(outcome.value()));
}

// new MessageStream(fd, partner?): the partner is the other end of the same Pipe.
napi_value Construct(napi_env env, napi_callback_info info) {
  napi_value args[2], self;
  size_t count = 2;
  napi_get_cb_info(env, info, &count, args, &self, nullptr);
  int32_t fd = -1;
  if (napi_get_value_int32(env, args[0], &fd) != napi_ok) return ThrowType(env, "a descriptor was expected");
  Result<Stream> stream = DescribeStream(fd);
  if (!stream.ok()) return Throw(env, stream.error());
  std::shared_ptr<Share> share;
  napi_valuetype type;
  napi_typeof(env, args[1], &type);
  void* partner = nullptr;
  if (type == napi_object && napi_unwrap(env, args[1], &partner) == napi_ok)
    share = static_cast<MessageStream*>(partner)->share();
  else share = std::make_shared<Share>();
  bool paired = type != napi_null;  // null: what is at the other end is no kin of ours
  auto* made = new MessageStream(stream.value(), std::move(share), partner != nullptr ? 1 : 0, paired);
  napi_wrap(
      env, self, made, [](napi_env, void* data, void*) { delete static_cast<MessageStream*>(data); }, nullptr,
      nullptr);
  napi_type_tag_object(env, self, &kTag);
  return self;
}

// send(bytes, ms, fds?) → 0 sent, kNotYet, kTurnTaken. Called again it goes on with the same message. May
// come back before the time is up.
napi_value Send(napi_env env, napi_callback_info info) {
  napi_value args[3];
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  uint8_t* data;
  Outgoing message = {};
  if (stream == nullptr || !GetBytes(env, args[0], &data, &message.size)) return nullptr;
  message.data = data;
  int fds[kMaxFds];
  uint32_t fd_count = 0;
  if (count > 2 && napi_get_array_length(env, args[2], &fd_count) == napi_ok) {
    if (fd_count > kMaxFds) return Throw(env, {EINVAL, "sendmsg", "too many descriptors for one message"});
    for (uint32_t i = 0; i < fd_count; i++) {
      napi_value item;
      napi_get_element(env, args[2], i, &item);
      if (napi_get_value_int32(env, item, &fds[i]) != napi_ok)
        return ThrowType(env, "a descriptor was expected");
    }
    message.fds = fds;
    message.fd_count = fd_count;
  }
  const Deadline deadline = GetDeadline(env, args[1]);
  return Conclude(env, *stream,
                  OnceBlocking(env, stream, deadline, [&] { return stream->Send(message, deadline); }));
}

napi_value TakeMessage(napi_env env, MessageStream* stream) {
  FrameReader& reader = stream->reader();
  const size_t size = reader.size();
  if (reader.lent()) {
    napi_value buffer = stream->landing.Value();
    stream->landing.Reset();
    reader.Next();
    return buffer;
  }
  uint8_t* bytes = reader.TakeBytes();
  reader.Next();
  if (bytes == nullptr) return ToNumber(env, static_cast<double>(size));
  napi_value buffer;
  napi_status status = napi_create_external_buffer(
      env, size, bytes, [](napi_env, void* data, void*) { ::free(data); }, nullptr, &buffer);
  if (status == napi_ok) return buffer;
  return NoExternalMemory(env, status, "no memory for the message", [&] { ::free(bytes); });
}

// A Buffer for the message that has begun.
void LendMemory(napi_env env, MessageStream* stream) {
  FrameReader& reader = stream->reader();
  const size_t size = reader.size();
  napi_value buffer = MakeLargeBuffer(env, size);
  void* memory = nullptr;
  size_t length = 0;
  if (buffer == nullptr || napi_get_buffer_info(env, buffer, &memory, &length) != napi_ok) {
    // The reader gets what it needs bit by bit then, or says that there is no memory.
    napi_value ignored;
    napi_get_and_clear_last_exception(env, &ignored);
    memory = nullptr;
  } else {
    stream->landing = Napi::Persistent(Napi::Object(env, buffer));
  }
  reader.Lend(static_cast<uint8_t*>(memory));
}

// Into the caller's own memory, as long as no JavaScript runs that could take it away.
template <typename Call>
Result<Outcome> ReceiveInto(napi_env env, MessageStream* stream, uint8_t* target, const Deadline& deadline,
                            Call receive) {
  return OnceBlocking(env, stream, deadline, [&]() -> Result<Outcome> {
    stream->reader().Lend(target);
    Result<Outcome> outcome = receive();
    if (outcome.ok() && outcome.value() == Outcome::kDone) return outcome;
    forkable::Status kept = stream->reader().Keep();
    return kept.ok() ? outcome : Result<Outcome>(kept.error());
  });
}

// receive(scratch, ms, limit, awake?, target?) → the size of a message that is now in scratch (or, larger
// than that, in the target), a Buffer, or a negative status.
napi_value Receive(napi_env env, napi_callback_info info) {
  napi_value args[5];
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  Scratch scratch;
  if (stream == nullptr || !GetBytes(env, args[0], &scratch.data, &scratch.size)) return nullptr;
  double given = 0;
  napi_get_value_double(env, args[2], &given);
  const auto limit = static_cast<uint64_t>(given);
  const Deadline deadline = GetDeadline(env, args[1]);
  double awake_ms = -1;
  if (count > 3) napi_get_value_double(env, args[3], &awake_ms);
  const auto awake = static_cast<int64_t>(awake_ms * static_cast<double>(kNanosPerMilli));
  auto receive = [&] { return stream->Receive(scratch, limit, deadline, awake); };
  Result<Outcome> outcome = OnceBlocking(env, stream, deadline, receive);
  if (outcome.ok() && outcome.value() == Outcome::kMemory) {
    Scratch target = {};
    bool given = false;
    if (count > 4) napi_is_buffer(env, args[4], &given);
    if (given) GetBytes(env, args[4], &target.data, &target.size);
    FrameReader& reader = stream->reader();
    const size_t size = reader.size();
    if (size <= target.size) {
      outcome = ReceiveInto(env, stream, target.data, deadline, receive);
      if (reader.lent()) {
        reader.Next();
        return ToNumber(env, static_cast<double>(size));
      }
    } else {
      LendMemory(env, stream);
      outcome = OnceBlocking(env, stream, deadline, receive);
    }
  }
  if (outcome.ok() && outcome.value() == Outcome::kDone) return TakeMessage(env, stream);
  return Conclude(env, *stream, outcome);
}

// takeDescriptors() → the descriptors that came with the last message, now the caller's; null when some were
// lost.
napi_value TakeDescriptors(napi_env env, napi_callback_info info) {
  napi_value args[1];
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  if (stream == nullptr) return nullptr;
  napi_value list;
  if (stream->reader().descriptors_lost()) {
    napi_get_null(env, &list);
    return list;
  }
  std::vector<UniqueFd>& fds = stream->reader().descriptors();
  napi_create_array_with_length(env, fds.size(), &list);
  for (size_t i = 0; i < fds.size(); i++)
    napi_set_element(env, list, static_cast<uint32_t>(i), ToNumber(env, fds[i].release()));
  fds.clear();
  return list;
}

napi_value Fileno(napi_env env, napi_callback_info info) {
  napi_value args[1];
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  return stream == nullptr ? nullptr : ToNumber(env, stream->fd());
}

// sending() → whether a message is half sent.
napi_value Sending(napi_env env, napi_callback_info info) {
  napi_value args[1], out;
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  if (stream == nullptr) return nullptr;
  napi_get_boolean(env, stream->sending(), &out);
  return out;
}

// interrupted() → whether the last call threw what a signal handler threw.
napi_value Interrupted(napi_env env, napi_callback_info info) {
  napi_value args[1], out;
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  if (stream == nullptr) return nullptr;
  napi_get_boolean(env, stream->interrupted, &out);
  return out;
}

// receiving() → whether a message is half received that another process of the family is sending.
napi_value Receiving(napi_env env, napi_callback_info info) {
  napi_value args[1], out;
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  if (stream == nullptr) return nullptr;
  napi_get_boolean(env, stream->receiving(), &out);
  return out;
}

// close(silently)
napi_value Close(napi_env env, napi_callback_info info) {
  napi_value args[1];
  size_t count;
  MessageStream* stream = Unwrap(env, info, args, &count);
  if (stream == nullptr) return nullptr;
  bool silently = false;
  napi_get_value_bool(env, args[0], &silently);
  stream->Close(silently);
  return nullptr;
}

}  // namespace

void InitMessageStreams(Napi::Env env, Napi::Object exports) {
  const napi_property_descriptor methods[] = {
      {"send", nullptr, Send, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"receive", nullptr, Receive, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"takeDescriptors", nullptr, TakeDescriptors, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"fileno", nullptr, Fileno, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"sending", nullptr, Sending, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"receiving", nullptr, Receiving, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"interrupted", nullptr, Interrupted, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"close", nullptr, Close, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  Napi::Value buffers = env.Global().Get("Buffer");
  Environment::Of(env).make_buffer =
      Napi::Persistent(buffers.As<Napi::Object>().Get("allocUnsafeSlow").As<Napi::Function>());
  napi_value made;
  napi_define_class(env, "MessageStream", NAPI_AUTO_LENGTH, Construct, nullptr,
                    sizeof methods / sizeof methods[0], methods, &made);
  napi_set_named_property(env, exports, "MessageStream", made);
}

}  // namespace forkable::binding
