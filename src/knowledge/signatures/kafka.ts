// Kafka clients: sarama, franz-go, segmentio/kafka-go, confluent-kafka-go.
import type { Signature } from '../signature.ts';

/** sarama starts everything through withRecover; the module moved from Shopify to IBM. */
function sarama(...functions: string[]): string[] {
  return ['github.com/IBM/sarama', 'github.com/Shopify/sarama'].flatMap((path) => functions.map((f) => `${path}.${f}`));
}

export const kafka: readonly Signature[] = [
  {
    id: 'sarama-producer',
    library: 'github.com/IBM/sarama',
    kind: 'lifetime-singleton',
    match: {
      root: sarama('withRecover'),
      frame: sarama(
        '(*asyncProducer).dispatcher',
        '(*asyncProducer).retryHandler',
        '(*asyncProducer).newBrokerProducer',
        '(*topicProducer).dispatch',
        '(*partitionProducer).dispatch',
        '(*brokerProducer).run',
        '(*syncProducer).handleSuccesses',
        '(*syncProducer).handleErrors',
      ),
    },
    per: 'client',
    bound: 'two per producer, one per topic and per partition written to, three per broker',
    meaning: 'Routes messages of one producer; ends with Close once Successes and Errors are drained.',
    source: 'async_producer.go, sync_producer.go@v1.46.0',
    note: 'Grows with a producer per request; stuck in chan send on Errors or Successes when nobody reads those (GL004).',
  },
  {
    id: 'sarama-client',
    library: 'github.com/IBM/sarama',
    kind: 'client-connection',
    match: {
      root: sarama('withRecover'),
      frame: sarama('(*client).backgroundMetadataUpdater', '(*Broker).responseReceiver'),
    },
    per: 'client',
    bound: 'one per client and one per broker connection',
    meaning: 'Updates metadata, or reads the answers of one broker.',
    source: 'client.go, broker.go@v1.46.0',
  },
  {
    id: 'sarama-consumer',
    library: 'github.com/IBM/sarama',
    kind: 'lifetime-singleton',
    match: {
      root: sarama('withRecover'),
      frame: sarama(
        '(*partitionConsumer).dispatcher',
        '(*partitionConsumer).responseFeeder',
        '(*brokerConsumer).subscriptionManager',
        '(*brokerConsumer).subscriptionConsumer',
        '(*offsetManager).mainLoop',
      ),
    },
    per: 'subscription',
    bound: 'two per partition and two per broker',
    meaning: 'Feeds one partition consumer.',
    source: 'consumer.go, offset_manager.go@v1.46.0',
    note: 'responseFeeder in chan send: nobody reads Messages or Errors.',
  },
  {
    id: 'sarama-group',
    library: 'github.com/IBM/sarama',
    kind: 'lifetime-singleton',
    match: {
      root: sarama(
        '(*consumerGroupSession).heartbeatLoop',
        '(*consumerGroup).loopCheckPartitionNumbers',
        'newConsumerGroupSession.func*',
        'newConsumerGroupClaim.func*',
        '(*consumerGroupClaim).waitClosed.func*',
      ),
      park: sarama('*'),
    },
    per: 'subscription',
    bound: 'some per session and claim',
    meaning: 'Keeps one session of a consumer group alive.',
    source: 'consumer_group.go@v1.46.0',
  },
  {
    id: 'franz-client',
    library: 'github.com/twmb/franz-go',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/twmb/franz-go/pkg/kgo.(*Client).updateMetadataLoop',
        'github.com/twmb/franz-go/pkg/kgo.(*Client).reapConnectionsLoop',
        'github.com/twmb/franz-go/pkg/kgo.(*Client).pushMetrics',
        'github.com/twmb/franz-go/pkg/kgo.(*groupConsumer).manage',
        'github.com/twmb/franz-go/pkg/kgo.(*groupConsumer).loopCommit',
        'github.com/twmb/franz-go/pkg/kgo.(*groupConsumer).setupAssignedAndHeartbeat.func*',
        'github.com/twmb/franz-go/pkg/kgo.(*source).loopFetch',
        'github.com/twmb/franz-go/pkg/kgo.(*consumerSession).manageFetchConcurrency',
        'github.com/twmb/franz-go/pkg/kgo.(*sink).drain',
      ],
    },
    per: 'client',
    bound: 'some per kgo.Client',
    meaning: 'Metadata, groups, fetching and producing of one client; end with Close.',
    source: 'pkg/kgo/client.go, consumer_group.go, source.go@v1.19.5',
  },
  {
    id: 'franz-connection',
    library: 'github.com/twmb/franz-go',
    kind: 'client-connection',
    match: {
      root: [
        'github.com/twmb/franz-go/pkg/kgo.(*broker).handleReqs',
        'github.com/twmb/franz-go/pkg/kgo.(*brokerCxn).handleResps',
        'github.com/twmb/franz-go/pkg/kgo.(*brokerCxn).discard',
        'github.com/twmb/franz-go/pkg/kgo.(*brokerCxn).readConn.func*',
        'github.com/twmb/franz-go/pkg/kgo.(*brokerCxn).writeConn.func*',
      ],
    },
    per: 'connection',
    meaning: 'Reads or writes one broker connection.',
    source: 'pkg/kgo/broker.go@v1.19.5',
  },
  {
    id: 'kafka-go-reader',
    library: 'github.com/segmentio/kafka-go',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/segmentio/kafka-go.(*Reader).run',
        'github.com/segmentio/kafka-go.(*Reader).start.func*',
        'github.com/segmentio/kafka-go.(*Reader).readLag',
        'github.com/segmentio/kafka-go.(*Generation).Start.func*',
        'github.com/segmentio/kafka-go.NewConsumerGroup.func*',
      ],
    },
    per: 'subscription',
    bound: 'some per Reader and assigned partition',
    meaning: 'Reads ahead for one Reader; ends with Reader.Close.',
    source: 'reader.go, consumergroup.go@v0.4.49',
    note: 'Grows with a Reader per request without Close (RS005).',
  },
  {
    id: 'kafka-go-connection',
    library: 'github.com/segmentio/kafka-go',
    kind: 'client-connection',
    match: {
      root: [
        'github.com/segmentio/kafka-go.(*connPool).discover',
        'github.com/segmentio/kafka-go.(*conn).run',
        'github.com/segmentio/kafka-go.(*connGroup).grabConnOrConnect.func*',
        'github.com/segmentio/kafka-go.(*Writer).spawn.func*',
      ],
    },
    per: 'connection',
    bound: 'one per broker connection and cluster of a Transport',
    meaning: 'Connections and discovery of one Transport, or batches of one Writer.',
    source: 'transport.go, writer.go@v0.4.49',
  },
  {
    id: 'confluent-poller',
    library: 'github.com/confluentinc/confluent-kafka-go',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/confluentinc/confluent-kafka-go/kafka.NewProducer.func*',
        'github.com/confluentinc/confluent-kafka-go/kafka.NewConsumer.func*',
        'github.com/confluentinc/confluent-kafka-go/kafka.(*handle).setupLogQueue.func*',
      ],
    },
    per: 'client',
    bound: 'two or three per producer or consumer',
    meaning: 'Polls librdkafka for one handle; ends with Close.',
    source: 'kafka/producer.go, consumer.go, handle.go@v2.11.1',
    note: 'In chan send: nobody reads Events or the delivery channel (GL004).',
  },
];
