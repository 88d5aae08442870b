import { describe, expect, it } from 'vitest';
import { causeOf } from './causes.ts';
import { knownLeaks, matchKnownLeaks, moduleOfFile } from './known-leaks.ts';

describe('a known leak', () => {
  it('names a cause of DESIGN §12, a fix and a source', () => {
    for (const leak of knownLeaks) {
      expect(causeOf(leak.rule), leak.id).toBeDefined();
      expect(leak.why, leak.id).toMatch(/[.]$/);
      expect(leak.fix, leak.id).toMatch(/[.]$/);
      expect(leak.issue, leak.id).toMatch(/#\d+|@v?\d|@go\d|docs of/);
    }
  });
});

describe('a stack of a client that is made over and over', () => {
  const kgo = 'github.com/twmb/franz-go/pkg/kgo';
  const paho = 'github.com/eclipse/paho.mqtt.golang';
  it.each<[string, string[], string]>([
    ['franz-client-per-request', [`${kgo}.(*Client).reapConnectionsLoop`], `${kgo}.NewClient`],
    ['paho-client-per-request', [`${paho}/packets.ReadPacket`, `${paho}.startIncoming.func1`], `${paho}.startIncoming`],
    ['paho-client-per-request', [`${paho}.keepalive`], `${paho}.(*client).startCommsWorkers`],
  ])('%s', (id, names, creator) =>
    expect(matchKnownLeaks(names, names.at(-1) ?? '', creator, 'select').map((l) => l.id)).toEqual([id]),
  );
});

describe('the module that a file belongs to', () => {
  const table = [
    {
      file: '/root/go/pkg/mod/github.com/redis/go-redis/v9@v9.14.0/pubsub.go',
      want: { module: 'github.com/redis/go-redis/v9', version: 'v9.14.0' },
    },
    {
      file: '/go/pkg/mod/github.com/!i!b!m/sarama@v1.40.1/utils.go',
      want: { module: 'github.com/IBM/sarama', version: 'v1.40.1' },
    },
    {
      file: 'github.com/nats-io/nats.go@v1.45.0/nats.go',
      want: { module: 'github.com/nats-io/nats.go', version: 'v1.45.0' },
    },
    {
      file: 'C:/Users/x/go/pkg/mod/gopkg.in/natefinch/lumberjack.v2@v2.2.1/lumberjack.go',
      want: { module: 'gopkg.in/natefinch/lumberjack.v2', version: 'v2.2.1' },
    },
    { file: '/srv/app/vendor/github.com/lib/pq/conn.go', want: undefined },
    { file: '/usr/local/go/src/net/http/server.go', want: undefined },
    { file: '', want: undefined },
  ];
  for (const { file, want } of table)
    it(`is read from ${file || 'nothing'}`, () => expect(moduleOfFile(file)).toEqual(want));
});
