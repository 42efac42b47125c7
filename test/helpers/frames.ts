/** Random streams of frames, sound, cut off and hostile, with what a receiver must make of them. */

export interface Frames {
  /** The stream in the pieces in which it is written. */
  wire: Buffer[];
  expected: { messages: string[]; end: 'ERR_EOF' | 'ERR_TRUNCATED_MESSAGE' | 'ERR_BAD_MESSAGE_LENGTH' };
}

/** A small generator of Marsaglia's: the same numbers for the same seed. */
export function random(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export function randomFrames(seed: number): Frames {
  const next = random(seed);
  const parts: Buffer[] = [];
  const messages: string[] = [];
  let end: Frames['expected']['end'] = 'ERR_EOF';
  for (let left = next(20); left > 0; left--) {
    const payload = Buffer.alloc([0, 1, next(100), next(5000)][next(4)] as number, 'a' + left);
    parts.push(header(payload.length, next(4) === 0), payload);
    messages.push(payload.toString('latin1'));
  }
  switch (next(4)) {
    case 0: {
      const frame = Buffer.concat([header(100 + next(1 << 30), next(2) === 0), Buffer.alloc(next(90))]);
      parts.push(frame.subarray(0, 1 + next(frame.length)));
      end = 'ERR_TRUNCATED_MESSAGE';
      break;
    }
    case 1: {
      const hostile = Buffer.alloc(4);
      hostile.writeInt32BE(-2 - next(0x7ffffffe));
      parts.push(hostile, Buffer.alloc(next(50)));
      end = 'ERR_BAD_MESSAGE_LENGTH';
      break;
    }
    case 2: {
      const hostile = Buffer.alloc(12, 0xff);
      hostile.writeUInt16BE(0x20 + next(0xffdf), 4);
      parts.push(hostile);
      end = 'ERR_BAD_MESSAGE_LENGTH';
      break;
    }
  }
  const stream = Buffer.concat(parts);
  const wire: Buffer[] = [];
  for (let at = 0; at < stream.length;) {
    const size = 1 + next(3000);
    wire.push(stream.subarray(at, at + size));
    at += size;
  }
  return { wire, expected: { messages, end } };
}

function header(length: number, long: boolean): Buffer {
  const out = Buffer.alloc(long ? 12 : 4, 0xff);
  if (long) out.writeBigUInt64BE(BigInt(length), 4);
  else out.writeInt32BE(length);
  return out;
}
