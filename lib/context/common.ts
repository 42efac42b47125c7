/** The names of `multiprocessing` that mean the same with every start method. */
import { cpuCount } from '../os';
import * as connection from '../connection';
import * as managers from '../managers';
import { AsyncResult } from '../pool';
import { activeChildren, currentProcess, getLogger, logToStderr, parentProcess } from '../process';
import { JoinableQueue, Queue, SimpleQueue } from '../queues';
import * as shared from '../shared';
import * as sync from '../sync';
import { SharedDict } from '../dict';
import { errorsOfMultiprocessing } from '../errors';

const { Client, ClientSync, Connection, Listener, Pipe, wait, waitSync } = connection;
const { asyncProxy, BaseManager, Manager, RemoteError, SyncManager } = managers;
const {
  Array,
  copy,
  ctypes,
  RawArray,
  RawValue,
  ShareableList,
  SharedMemory,
  Structure,
  synchronized,
  Value,
} = shared;

export const common = {
  ...{ activeChildren, cpuCount, currentProcess, parentProcess },
  ...{ connection, Client, ClientSync, Connection, Listener, Pipe, wait, waitSync },
  ...sync,
  ...{ Array, copy, ctypes, RawArray, RawValue, ShareableList, SharedMemory, Structure, synchronized, Value },
  ...{ JoinableQueue, Queue, SharedDict, SimpleQueue },
  ...{ asyncProxy, BaseManager, Manager, RemoteError, SyncManager },
  AsyncResult,
  ...errorsOfMultiprocessing,
  ...{ getLogger, logToStderr },
};
