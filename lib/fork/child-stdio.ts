/**
 * Output that the parent had written but that its reader had not yet taken is the parent's to deliver. The native part
 * drops it from the child's handles; here the child's stream objects forget it, so that they can be written to.
 */

/** The fields of a stream's state that say "a write is under way". */
const idle = {
  length: 0,
  writing: false,
  bufferProcessing: false,
  needDrain: false,
  bufferedIndex: 0,
  pendingcb: 0,
  writelen: 0,
  writecb: null,
  afterWriteTickInfo: null,
};

/** In the child, when there was such output. Streams that do not exist yet are not created. */
export function forgetOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const state = (stream as unknown as { _writableState: object })._writableState;
    Object.assign(state, idle, { buffered: [] });
  }
}
