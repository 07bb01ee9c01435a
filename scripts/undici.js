// undici without its fetch, WebSocket, caches and mocks: nothing here uses them, and they are much of what it takes to load.
// What makes `request` a method of every agent is done here, as its own index does it.
import api from '../node_modules/undici/lib/api/index.js';
import Dispatcher from '../node_modules/undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from '../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from '../node_modules/undici/lib/dispatcher/pool.js';

Object.assign(Dispatcher.prototype, api);

export {EnvHttpProxyAgent, Pool};
