/** How proxies behave, by what they stand for. */
import type { Face } from '../../protocol';
import { collection } from './collection';
import { dict } from './dict';
import type { MakeHandler } from './face';
import { list } from './list';
import { object } from './object';
import { pool } from './pool';

export { base } from './face';

export const HANDLERS: Record<Face, MakeHandler> = {
  dict,
  namespace: dict,
  list,
  array: list,
  map: collection('map'),
  set: collection('set'),
  object,
  pool,
};
