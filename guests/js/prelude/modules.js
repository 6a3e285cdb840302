import { host } from './host.js';
import { inspect } from './inspect.js';
host.register(inspect, {});
