import type { Face } from '../protocol';

/** An object that clients can reach. */
export interface Entry {
  readonly id: number;
  readonly typeid: string;
  readonly face: Face;
  readonly object: object;
  readonly exposed: readonly string[] | null;
  /** Its methods take the caller first. */
  readonly managed: boolean;
  /** Methods whose result stays here and is given as a proxy: typeids by method. */
  readonly methodToTypeid: Readonly<Record<string, string>>;
  /** How many refer to it: clients and other objects. */
  references: number;
}
