/** native/binding/compile.cc */

export interface CompileBinding {
  /**
   * Has the engine compile functions without running them: ordinary ones, of JavaScript. How many were compiled before one
   * ran all the same.
   */
  compile(functions: readonly ((...args: never[]) => unknown)[]): number;
}
