/** The addon as TypeScript sees it: one interface for each file of native/binding. */
import type { AsyncWaitsBinding } from './async-waits';
import type { ChildBinding } from './child';
import type { CompileBinding } from './compile';
import type { DescriptorsBinding } from './descriptors';
import type { DictBinding } from './dict';
import type { MemoryBinding } from './memory';
import type { SegmentsBinding } from './segments';
import type { SyncBinding } from './sync';
import type { EntropyBinding } from './entropy';
import type { FdWatcherBinding } from './fd-watcher';
import type { ForkBinding } from './fork';
import type { IoBinding } from './io';
import type { MemoryObjectsBinding } from './memory-objects';
import type { MessageStreamsBinding } from './message-streams';
import type { ProcessBinding } from './process';
import type { ProgramsBinding } from './programs';
import type { PtyBinding } from './pty';
import type { RingBinding } from './ring';
import type { SchedulingBinding } from './scheduling';
import type { SignalsBinding } from './signals';
import type { SocketsBinding } from './sockets';
import type { UsageBinding } from './usage';
import type { WaitBinding } from './wait';

export interface Addon
  extends
    AsyncWaitsBinding,
    ChildBinding,
    CompileBinding,
    DescriptorsBinding,
    DictBinding,
    EntropyBinding,
    FdWatcherBinding,
    ForkBinding,
    IoBinding,
    MemoryObjectsBinding,
    MessageStreamsBinding,
    ProcessBinding,
    ProgramsBinding,
    PtyBinding,
    RingBinding,
    SchedulingBinding,
    SignalsBinding,
    SocketsBinding,
    UsageBinding,
    WaitBinding,
    MemoryBinding,
    SegmentsBinding,
    SyncBinding {
  /** Hands in the constructor of errors; called once by load.ts. */
  setErrorFactory(make: (errno: number, syscall: string, detail?: string, code?: string) => Error): void;
  /** Numeric constants of the C headers by their C names. */
  readonly constants: Readonly<Record<string, number>>;
}
