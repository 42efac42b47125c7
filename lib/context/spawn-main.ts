/** The program of a process with the start method spawn. */
import '../index';
import { Arrival, FIRST_DESCRIPTOR } from '../launch';
import { arrive, receiveDescriptors } from '../process';

arrive(new Arrival(receiveDescriptors(FIRST_DESCRIPTOR, Number(process.argv[2]))));
