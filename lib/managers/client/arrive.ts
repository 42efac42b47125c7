/** Tokens that reach a process without that object become proxies. */
import { incoming } from '../../codec';
import { currentProcess } from '../../process';
import type { Token } from '../protocol';
import { setRoles } from '../references';
import { tlsError } from '../tls/options';
import { answeringLink, type Link } from './link';
import { knownLink, linkTo } from './links';
import { makeProxy } from './proxy';

setRoles({
  proxy: (token: Token) => {
    const answering = answeringLink();
    const same = answering !== null && JSON.stringify(answering.address) === JSON.stringify(token.address);
    const link = same ? answering : (knownLink(token.address) ?? plainLink(token));
    const proxy = makeProxy(link, token);
    if (same) link.hold(proxy, token.id);
    else keepingIncoming(() => link.adopt(proxy, token.id));
    return proxy;
  },
});

/** With the key of the process, which its children have too. */
function plainLink({ address, secure }: Token): Link {
  if (secure)
    throw tlsError(
      'a proxy of a server that speaks TLS: this process needs a manager of that address with tls',
    );
  return linkTo({ address, authkey: currentProcess().authkey, tls: null });
}

/** The message that the proxy came in may still be there, half read. */
function keepingIncoming(call: () => void): void {
  const kept = Buffer.from(incoming);
  try {
    call();
  } finally {
    kept.copy(incoming);
  }
}
