/** Tokens that reach a process without that object become proxies. */
import { currentProcess } from '../../process';
import type { Token } from '../protocol';
import { setRoles } from '../references';
import { answeringLink, knownLink, linkTo } from './link';
import { makeProxy } from './proxy';

setRoles({
  proxy: (token: Token) => {
    const answering = answeringLink();
    const same = answering !== null && JSON.stringify(answering.address) === JSON.stringify(token.address);
    const link = same
      ? answering
      : (knownLink(token.address) ?? linkTo(token.address, currentProcess().authkey));
    const proxy = makeProxy(link, token);
    if (same) link.hold(proxy, token.id);
    else link.adopt(proxy, token.id);
    return proxy;
  },
});
