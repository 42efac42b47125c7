/** native/binding/programs.cc */
export interface ProgramsBinding {
  /** Tries the paths in turn, or runs the open file; returns only by throwing. */
  exec(program: readonly string[] | number, argv: readonly string[], env: readonly string[]): never;
  posixSpawn(
    path: string,
    argv: readonly string[],
    env: readonly string[],
    search: boolean,
    actions: readonly (readonly (number | string)[])[],
    /** -1 where not given. */
    numbers: readonly [group: number, resetIds: number, newSession: number, policy: number, priority: number],
    mask: readonly number[] | null,
    defaults: readonly number[],
  ): number;
}
