/** What V8's debugger interface knows, asked from within: no debugger is needed, and none is disturbed. */
import type * as InspectorModule from 'node:inspector';

/** A value, as the interface speaks of it. */
export interface Remote {
  objectId?: string;
  description?: string;
  value?: unknown;
}

const SLOT = Symbol.for('forkable.inspection');

export class Inspection {
  readonly session: InspectorModule.Session;

  private constructor() {
    const { Session } = require('node:inspector') as typeof InspectorModule;
    this.session = new Session();
    this.session.connect();
  }

  /** Undefined where this Node has no inspector. */
  static within<T>(inquire: (inspection: Inspection) => T): T | undefined {
    if (!process.features.inspector) return undefined;
    const inspection = new Inspection();
    try {
      return inquire(inspection);
    } finally {
      inspection.session.disconnect();
    }
  }

  remote(value: object): Remote {
    const slots = globalThis as unknown as Record<symbol, unknown>;
    slots[SLOT] = value;
    try {
      const expression = `globalThis[Symbol.for(${JSON.stringify(SLOT.description)})]`;
      return this.post<{ result: Remote }>('Runtime.evaluate', { expression }).result;
    } finally {
      delete slots[SLOT];
    }
  }

  /** `declaration`: the source of a function, called on one value with another. */
  call({ objectId }: Remote, declaration: string, argument: Remote): Remote {
    return this.post<{ result: Remote }>('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: declaration,
      arguments: [{ objectId: argument.objectId }],
      returnByValue: true,
    }).result;
  }

  /** Within one thread the answer is there when this returns. */
  post<T>(method: string, params: object): T {
    let answer: unknown;
    let failure: Error | null = null;
    this.session.post(method, params, (error, result) => {
      failure = error;
      answer = result;
    });
    if (failure !== null) throw failure as Error;
    return answer as T;
  }
}
