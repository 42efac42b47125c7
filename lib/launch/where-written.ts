/** Where a function was written, from V8's debugger interface: the URL and source of its module and its names there. */
import type * as InspectorModule from 'node:inspector';

export interface Written {
  url: string;
  source: string;
  /** Top-level variables of the module that have the function as their value. */
  names: string[];
}

interface Remote {
  objectId?: string;
  description?: string;
  value?: unknown;
}
interface Property {
  name: string;
  value?: Remote;
}

const SLOT = Symbol.for('forkable.where-written');

/** Null where the function comes from no script, or this Node has no inspector. */
export function whereWritten(fn: object): Written | null {
  if (!process.features.inspector) return null;
  const { Session } = require('node:inspector') as typeof InspectorModule;
  const session = new Session();
  session.connect();
  try {
    return new Inquiry(session).ask(fn);
  } finally {
    session.disconnect();
  }
}

class Inquiry {
  readonly #session: InspectorModule.Session;
  readonly #urls = new Map<string, string>();

  constructor(session: InspectorModule.Session) {
    this.#session = session;
    session.on('Debugger.scriptParsed', ({ params }) => this.#urls.set(params.scriptId, params.url));
    this.#post('Debugger.enable', {});
  }

  ask(fn: object): Written | null {
    const subject = this.#remote(fn);
    const { internalProperties = [] } = this.#properties(subject);
    const internal = (name: string): Remote | undefined =>
      internalProperties.find((property) => property.name === name)?.value;
    const location = internal('[[FunctionLocation]]')?.value as { scriptId: string } | undefined;
    const url = location === undefined ? undefined : this.#urls.get(location.scriptId);
    if (location === undefined || url === undefined) return null;
    const { scriptSource } = this.#post<{ scriptSource: string }>('Debugger.getScriptSource', {
      scriptId: location.scriptId,
    });
    return { url, source: scriptSource, names: this.#namesOf(subject, internal('[[Scopes]]')) };
  }

  #remote(value: object): Remote {
    const slots = globalThis as unknown as Record<symbol, unknown>;
    slots[SLOT] = value;
    try {
      const expression = `globalThis[Symbol.for(${JSON.stringify(SLOT.description)})]`;
      return this.#post<{ result: Remote }>('Runtime.evaluate', { expression }).result;
    } finally {
      delete slots[SLOT];
    }
  }

  #namesOf(subject: Remote, scopes: Remote | undefined): string[] {
    if (scopes?.objectId === undefined) return [];
    const modules = this.#properties(scopes).result.filter(
      ({ name, value }) => /^\d+$/.test(name) && value?.description?.startsWith('Module') === true,
    );
    return modules.flatMap(({ value }) =>
      this.#properties(value as Remote)
        .result.filter((property) => this.#isSame(property.value, subject))
        .map((property) => property.name),
    );
  }

  #isSame(candidate: Remote | undefined, subject: Remote): boolean {
    if (candidate?.objectId === undefined) return false;
    const { result } = this.#post<{ result: Remote }>('Runtime.callFunctionOn', {
      objectId: candidate.objectId,
      functionDeclaration: 'function (other) { return this === other; }',
      arguments: [{ objectId: subject.objectId }],
      returnByValue: true,
    });
    return result.value === true;
  }

  #properties({ objectId }: Remote): { result: Property[]; internalProperties?: Property[] } {
    return this.#post('Runtime.getProperties', { objectId, ownProperties: true });
  }

  /** Within one thread the answer is there when post() returns. */
  #post<T>(method: string, params: object): T {
    let answer: unknown;
    let failure: Error | null = null;
    this.#session.post(method, params, (error, result) => {
      failure = error;
      answer = result;
    });
    if (failure !== null) throw failure as Error;
    return answer as T;
  }
}
