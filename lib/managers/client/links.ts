/** The links of this process, one to each server for each way to use it. */
import { createHash } from 'node:crypto';
import { encode } from '../../codec';
import type { Address } from '../../connection';
import { addForkHooks } from '../../util/fork-hooks';
import { Link, type Access } from './link';

const links = new Map<string, Link>();
addForkHooks({
  needed: () => links.size > 0,
  afterInChild: () => {
    for (const link of links.values()) link.startOver();
  },
});

/** The link to a server for who has this key. */
export function linkTo(access: Access): Link {
  const name = createHash('sha256')
    .update(encode([access.address, access.authkey, access.tls]))
    .digest('hex');
  const link = links.get(name) ?? new Link(access);
  links.set(name, link);
  return link;
}

/** A link to that server that has been of use here, or was meant to be: whoever made it had the key. */
export function knownLink(address: Address): Link | undefined {
  const name = JSON.stringify(address);
  const there = [...links.values()].filter((link) => JSON.stringify(link.address) === name);
  return there.find((link) => link.connected) ?? there.find((link) => link.secure);
}
