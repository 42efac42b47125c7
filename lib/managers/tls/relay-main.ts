/** The program of the helper that speaks TLS for a client of managers. See relay.ts. */
import { Socket } from 'node:net';
import { Connection } from '../../connection';
import { FIRST_DESCRIPTOR } from '../../launch';
import { native } from '../../native';
import { SIG_IGN, signal, SIGHUP, SIGINT, SIGTERM } from '../../signal';
import { bridge } from './bridge';
import { dialSecure } from './dial-secure';
import type { Order } from './relay';

/** Orders and connections under way; and whoever may still give orders. */
let uses = 1;

function release(): void {
  if (--uses === 0) native.exitNow(0);
}

async function serve({ address, options, end }: Order): Promise<void> {
  try {
    const secure = await dialSecure(address, options);
    try {
      end.sendSync(null);
    } catch (error) {
      secure.destroy();
      throw error;
    }
    bridge(new Socket({ fd: end.detach() }), secure, release);
  } catch (error) {
    await end.send(error).catch(() => {}); // whoever wanted it is gone
    end.close();
    release();
  }
}

async function main(): Promise<void> {
  // It ends with those who use it: they may have something to say to a server when a signal ends them.
  for (const sig of [SIGINT, SIGTERM, SIGHUP]) signal(sig, SIG_IGN);
  const control = new Connection(FIRST_DESCRIPTOR);
  native.setInheritable(FIRST_DESCRIPTOR, 0);
  for (;;) {
    try {
      const order = (await control.recv()) as Order;
      uses++;
      void serve(order);
    } catch (error) {
      // A connection that was lost on the way, for want of descriptors: its other end has been closed by that.
      if ((error as { code?: unknown }).code !== 'ERR_BAD_MESSAGE') break;
    }
  }
  release();
}

void main().catch(() => native.exitNow(1));
