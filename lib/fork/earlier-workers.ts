/** Workers that the program had before it loaded the library. Node has no list of them. */
import { Worker } from 'node:worker_threads';
import { native } from '../native';
import { Inspection } from '../util/inspection';

/**
 * `known`: how many are known of. Only where threads tell that there are others, all objects are looked through.
 * Null: it could not be seen this time.
 */
export function findEarlierWorkers(known: number): Worker[] | null {
  const all = native.countWorkers();
  if (all < 0) return null;
  return (all > known && Inspection.within(findWorkers)) || [];
}

function findWorkers(inspection: Inspection): Worker[] {
  let found: object[] = [];
  const take = (objects: object[]): void => {
    found = objects;
  };
  const { objectId: prototypeObjectId } = inspection.remote(Worker.prototype);
  const { objects } = inspection.post<{ objects: { objectId: string } }>('Runtime.queryObjects', {
    prototypeObjectId,
  });
  inspection.call(objects, 'function (take) { take(Array.from(this)); }', inspection.remote(take));
  return found.filter(isAlive);
}

/** Neither a prototype nor the Worker of a thread that has ended. */
function isAlive(object: object): object is Worker {
  try {
    return (object as Worker).threadId > 0;
  } catch {
    return false;
  }
}
