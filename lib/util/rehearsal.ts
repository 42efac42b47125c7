/**
 * Code that runs for the first time is compiled first, and a child would do that anew each time. So a parent runs once what
 * its children begin and end with, as far as that has no effect.
 */
export function rehearsal(play: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    try {
      play();
    } catch {
      // No descriptors or memory to spare, or it was meant to throw: it was for speed alone.
    }
  };
}
