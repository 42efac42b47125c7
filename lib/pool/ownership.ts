/** A pool or an executor, as its program has it, and the dispatcher that does its work. */
import { Dispatcher } from './dispatcher';
import { checkSettings, type GivenSettings, type SettingNames } from './settings';

/** Of owners that nobody has any more: their workers end when their tasks are done. */
const forgotten = new FinalizationRegistry<Dispatcher>((dispatcher) => dispatcher.close());

/** Throws what is wrong with the settings. */
export function makeDispatcher(owner: object, given: GivenSettings, names: SettingNames): Dispatcher {
  const dispatcher = new Dispatcher(checkSettings(given, names));
  forgotten.register(owner, dispatcher, dispatcher);
  return dispatcher;
}
