import { leave } from '@package-model/host/leave';
import { runCommandLine } from './command-line.ts';

leave(await runCommandLine(process.argv.slice(2)));
