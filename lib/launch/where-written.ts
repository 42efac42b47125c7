/** Where a function was written, from V8's debugger interface: the URL and source of its module and its names there. */
import { Inspection, type Remote } from '../util/inspection';

export interface Written {
  url: string;
  source: string;
  /** Top-level variables of the module that have the function as their value. */
  names: string[];
}

interface Property {
  name: string;
  value?: Remote;
}

/** Null where the function comes from no script, or this Node has no inspector. */
export function whereWritten(fn: object): Written | null {
  return Inspection.within((inspection) => new Inquiry(inspection).ask(fn)) ?? null;
}

class Inquiry {
  readonly #inspection: Inspection;
  readonly #urls = new Map<string, string>();

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    inspection.session.on('Debugger.scriptParsed', ({ params }) =>
      this.#urls.set(params.scriptId, params.url),
    );
    inspection.post('Debugger.enable', {});
  }

  ask(fn: object): Written | null {
    const subject = this.#inspection.remote(fn);
    const { internalProperties = [] } = this.#properties(subject);
    const internal = (name: string): Remote | undefined =>
      internalProperties.find((property) => property.name === name)?.value;
    const location = internal('[[FunctionLocation]]')?.value as { scriptId: string } | undefined;
    const url = location === undefined ? undefined : this.#urls.get(location.scriptId);
    if (location === undefined || url === undefined) return null;
    const { scriptSource } = this.#inspection.post<{ scriptSource: string }>('Debugger.getScriptSource', {
      scriptId: location.scriptId,
    });
    return { url, source: scriptSource, names: this.#namesOf(subject, internal('[[Scopes]]')) };
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
    const same = 'function (other) { return this === other; }';
    return this.#inspection.call(candidate, same, subject).value === true;
  }

  #properties({ objectId }: Remote): { result: Property[]; internalProperties?: Property[] } {
    return this.#inspection.post('Runtime.getProperties', { objectId, ownProperties: true });
  }
}
