/** The spawn start method: a fresh Node with the parcel on its descriptors. */
import path from 'node:path';
import type { Parcel } from './parcel';
import { startNode, type Started } from './program';

export function startBySpawn(parcel: Parcel): Started {
  const script = path.join(__dirname, '..', 'context', 'spawn-main.js');
  return startNode(script, [String(parcel.descriptors.length)], parcel.descriptors);
}
