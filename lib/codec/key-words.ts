/**
 * The name of a property as it stands in a message (its length and as many ASCII characters), in little-endian words of
 * four bytes: written and compared a word at a time. Zeros fill up the last one.
 */
export function wordsOf(key: string): readonly number[] {
  const bytes = Buffer.alloc((key.length + 4) & ~3);
  bytes[0] = key.length;
  bytes.write(key, 1, 'latin1');
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(i * 4));
}
