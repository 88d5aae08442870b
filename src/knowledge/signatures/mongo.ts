// The MongoDB driver, v1 and v2.
import type { Signature } from '../signature.ts';

const library = 'go.mongodb.org/mongo-driver';
const t = `${library}/x/mongo/driver/topology`;

export const mongo: readonly Signature[] = [
  {
    id: 'mongo-server-monitor',
    library,
    kind: 'client-connection',
    match: { root: [`${t}.(*Server).update`] },
    per: 'client',
    bound: 'one per server of the deployment and client',
    meaning: 'Checks one server; ends with Client.Disconnect.',
    source: 'x/mongo/driver/topology/server.go@v1.17.4 (*Server).Connect',
    note: 'Grows with mongo.Connect per request (RS006).',
  },
  {
    id: 'mongo-rtt-monitor',
    library,
    kind: 'client-connection',
    match: { root: [`${t}.(*rttMonitor).connect.func*`, `${t}.(*rttMonitor).start`] },
    per: 'client',
    bound: 'one per server and client',
    meaning: 'Measures the round trip to one server.',
    source: 'x/mongo/driver/topology/rtt_monitor.go@v1.17.4',
  },
  {
    id: 'mongo-pool',
    library,
    kind: 'lifetime-singleton',
    match: { root: [`${t}.(*pool).maintain`, `${t}.(*pool).createConnections`] },
    per: 'pool',
    bound: 'one to three per server and client',
    meaning: 'Keeps the connection pool of one server.',
    source: 'x/mongo/driver/topology/pool.go@v1.17.4 newPool',
  },
  {
    id: 'mongo-srv-poll',
    library,
    kind: 'lifetime-singleton',
    match: { root: [`${t}.(*Topology).pollSRVRecords`] },
    per: 'client',
    bound: 'one per client of a mongodb+srv address',
    meaning: 'Looks for new servers in DNS.',
    source: 'x/mongo/driver/topology/topology.go@v1.17.4',
  },
  {
    id: 'mongo-cancellation',
    library,
    kind: 'known-benign',
    match: { root: [`${t}.(*cancellListener).Listen`, `${t}.(*contextDoneListener).Listen`] },
    per: 'request',
    bound: 'operations in flight',
    meaning: 'Watches the context of one read or write.',
    source: 'x/mongo/driver/topology/connection.go@v1.17.4 (*connection).read',
  },
];
