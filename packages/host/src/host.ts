import type { Log } from '@package-model/core/log';
