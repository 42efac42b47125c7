import { beforeAll, expect, test } from 'vitest';
import { scaled } from '../helpers/deadline';
import { runFixture, runProgram } from '../helpers/program';

let seen: Record<string, unknown>;
beforeAll(async () => {
  seen = (await runFixture('managers/tls.mjs')).json();
}, scaled(30_000));

const refused = 'RemoteError ERR_MANAGER_TLS';

test.each<[string, unknown]>([
  ['large', 5_000_000],
  ['counted', 80],
  ['helpers', 1],
  ['async', 'from a child'],
  ['lockBack', true],
  ['inherited', 'the dead'],
  ['badAuthority', `${refused} SELF_SIGNED_CERT_IN_CHAIN`],
  // A server that closes may be faster than its alert.
  ['noCertificate', expect.stringMatching(new RegExp(`^${refused}`))],
  ['badCertificate', expect.stringMatching(new RegExp(`^${refused}`))],
  ['otherKey', 'AuthenticationError ERR_AUTHENTICATION'],
  ['otherHost', `${refused} ERR_TLS_CERT_ALTNAME_INVALID`],
  ['nameGiven', 2],
  ['plainClient', 'AuthenticationError ERR_AUTHENTICATION'],
  [
    'plainServer',
    expect.stringMatching(new RegExp(`^${refused} (ERR_SSL_WRONG_VERSION_NUMBER|ECONNRESET)$`)),
  ],
  ['nobody', 'ConnectionRefusedError ECONNREFUSED'],
  ['garbage', 80],
  ['stranger', 1],
  ['unix', 'RangeError ERR_OUT_OF_RANGE'],
  ['functions', 'DataCloneError 25'],
  ['noIdentity', refused],
  ['noPem', `${refused} ERR_OSSL_PEM_NO_START_LINE`],
  ['inThisProcess', refused],
  ['helperDied', 'a coded error'],
  ['afterwards', 1],
  ['waiting', 'a coded error'],
  ['serverGone', 'ConnectionRefusedError ECONNREFUSED'],
  ['left', 0],
])('over TLS: %s', (what, wanted) => {
  expect(seen[what]).toEqual(wanted);
});

test('a program that uses no TLS does not load it', async () => {
  const look =
    'require("forkable"); console.log(process.moduleLoadList.filter((name) => /tls|https/.test(name)).length)';
  expect((await runProgram(['-e', look])).json()).toBe(0);
});
