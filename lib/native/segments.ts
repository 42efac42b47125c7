/** native/binding/segments.cc */
export interface SegmentsBinding {
  createSegment(name: string, size: number, tracked: boolean): [fd: number, size: number];
  attachSegment(name: string): [fd: number, size: number];
  /** Removes the segments of this user whose creators are gone. */
  reapSegments(): number;
}
