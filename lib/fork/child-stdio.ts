/**
 * Output that the parent had written but that its reader had not yet taken is the parent's to deliver. The native part
 * drops it from the child's handles; here the child's stream objects forget it, so that they can be written to.
 */
import { standardState } from './standard-streams';

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
  for (const fd of [1, 2] as const) {
    const state = standardState(fd);
    if (state !== undefined) Object.assign(state, idle, { buffered: [] });
  }
}
