// Cloud and workflow clients: Google, AWS, Docker, Temporal, Cadence, Dapr, Elasticsearch, InfluxDB.
import type { Signature } from '../signature.ts';

const temporal = 'go.temporal.io/sdk/internal';
const cadence = 'go.uber.org/cadence/internal';

export const clouds: readonly Signature[] = [
  {
    id: 'gcp-pubsub-receive',
    library: 'cloud.google.com/go/pubsub',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'cloud.google.com/go/pubsub.(*messageIterator).sender',
        'cloud.google.com/go/pubsub.(*Subscription).Receive.func*',
        'cloud.google.com/go/pubsub/internal/scheduler.(*ReceiveScheduler).Add.func*',
      ],
      park: ['cloud.google.com/go/pubsub*', 'google.golang.org/grpc*', 'golang.org/x/sync/*'],
    },
    per: 'subscription',
    bound: 'some per Receive and NumGoroutines',
    meaning: 'Pulls messages and extends deadlines; ends with the context of Receive.',
    source: 'iterator.go, subscription.go@v1.50.1',
  },
  {
    id: 'gcp-bigquery',
    library: 'cloud.google.com/go/bigquery',
    kind: 'known-benign',
    match: {
      root: [
        'cloud.google.com/go/bigquery.(*storageArrowIterator).init.func*',
        'cloud.google.com/go/bigquery.fetchTableResultPage.func*',
        'cloud.google.com/go/bigquery/storage/managedwriter.connRecvProcessor',
        'cloud.google.com/go/bigquery/storage/managedwriter.(*sharedRouter).watchdog',
      ],
    },
    per: 'request',
    bound: 'result iterators and write streams in use',
    meaning: 'Reads ahead for one iterator, or receives for one write stream.',
    source: 'storage_iterator.go, iterator.go, storage/managedwriter/connection.go@v1.70.0',
    note: 'Grows with iterators left before their end, when their context is not cancelled.',
  },
  {
    id: 'gcp-storage-writer',
    library: 'cloud.google.com/go/storage',
    kind: 'known-benign',
    match: {
      root: [
        'cloud.google.com/go/storage.(*Writer).monitorCancel',
        'cloud.google.com/go/storage.(*httpStorageClient).OpenWriter.func*',
        'cloud.google.com/go/storage.(*grpcStorageClient).OpenWriter.func*',
      ],
    },
    per: 'request',
    bound: 'open Writers',
    meaning: 'Uploads what is written; ends with Close or the context.',
    source: 'writer.go, http_client.go, grpc_client.go@v1.56.2',
    note: 'Grows with Writers that are not closed (RS009).',
  },
  {
    id: 'gcp-storage-transfer',
    library: 'cloud.google.com/go/storage',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'cloud.google.com/go/storage/transfermanager.(*Downloader).downloadWorker',
        'cloud.google.com/go/storage/transfermanager.(*Downloader).sendInputsToWorkChan',
      ],
    },
    per: 'client',
    bound: 'the number of workers of one Downloader',
    meaning: 'Waits for downloads; ends with WaitAndClose.',
    source: 'transfermanager/downloader.go@v1.56.2',
  },
  {
    id: 'aws-s3-manager',
    library: 'github.com/aws/aws-sdk-go-v2/feature/s3/manager',
    kind: 'known-benign',
    match: {
      root: [
        'github.com/aws/aws-sdk-go-v2/feature/s3/manager.(*downloader).downloadPart',
        'github.com/aws/aws-sdk-go-v2/feature/s3/manager.(*multiuploader).readChunk',
        'github.com/aws/aws-sdk-go/service/s3/s3manager.(*downloader).downloadPart',
        'github.com/aws/aws-sdk-go/service/s3/s3manager.(*multiuploader).readChunk',
      ],
    },
    per: 'request',
    bound: 'Concurrency (5) per transfer in progress',
    meaning: 'Moves parts of one transfer.',
    source: 'feature/s3/manager/download.go, upload.go@v1.19.4',
  },
  {
    id: 'docker-client',
    library: 'github.com/docker/docker/client',
    kind: 'known-benign',
    match: {
      root: [
        'github.com/docker/docker/client.(*Client).Events.func*',
        'github.com/docker/docker/client.(*Client).ContainerWait.func*',
      ],
    },
    per: 'subscription',
    bound: 'open event streams and waits',
    meaning: 'Reads events or waits for a container until its context ends.',
    source: 'client/events.go, container_wait.go@v28.4.0',
    note: 'Grows with Events below a context that never ends (RS005).',
  },
  {
    id: 'temporal-worker',
    library: 'go.temporal.io/sdk',
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${temporal}.(*baseWorker).runPoller`,
        `${temporal}.(*baseWorker).runPoller.func*`,
        `${temporal}.(*baseWorker).runTaskDispatcher`,
        `${temporal}.(*baseWorker).runEagerTaskDispatcher`,
        `${temporal}.(*baseWorker).Start.func*`,
        `${temporal}.(*basePoller).doPoll.func*`,
        `${temporal}.(*temporalInvoker).Heartbeat.func*`,
      ],
    },
    per: 'server',
    bound: 'some ten per worker and the number of pollers',
    meaning: 'Polls for tasks and dispatches them; ends with Worker.Stop.',
    source: 'internal/internal_worker_base.go@v1.36.0',
  },
  {
    id: 'temporal-workflow',
    library: 'go.temporal.io/sdk',
    kind: 'idle-pool',
    match: {
      root: [`${temporal}.(*coroutineState).run`, `${temporal}.(*dispatcherImpl).NewCoroutine.func*`],
      frame: [`${temporal}.(*coroutineState).yield`, `${temporal}.(*coroutineState).initialYield`],
    },
    per: 'pool',
    bound: 'cached workflows (SetStickyWorkflowCacheSize, 10,000) times their coroutines',
    meaning: 'A workflow in the sticky cache waits for its next task.',
    source: 'internal/internal_workflow.go@v1.36.0',
    note: 'Grows up to the size of the cache and no further.',
  },
  {
    id: 'cadence-worker',
    library: 'go.uber.org/cadence',
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${cadence}.(*baseWorker).runPoller`,
        `${cadence}.(*baseWorker).runTaskDispatcher`,
        `${cadence}.(*basePoller).doPoll.func*`,
        `${cadence}.StartVersionMetrics.func*`,
      ],
    },
    per: 'server',
    meaning: 'Polls for tasks and dispatches them; ends with Worker.Stop.',
    source: 'internal/internal_worker_base.go@v1.3.0',
  },
  {
    id: 'cadence-workflow',
    library: 'go.uber.org/cadence',
    kind: 'idle-pool',
    match: {
      root: [`${cadence}.(*dispatcherImpl).newNamedCoroutine.func*`],
      frame: [`${cadence}.(*coroutineState).yield`, `${cadence}.(*coroutineState).initialYield`],
    },
    per: 'pool',
    bound: 'cached workflows times their coroutines',
    meaning: 'A workflow in the sticky cache waits for its next task.',
    source: 'internal/internal_workflow.go@v1.3.0',
  },
  {
    id: 'dapr-subscription',
    library: 'github.com/dapr/go-sdk',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/dapr/go-sdk/client.(*GRPCClient).SubscribeConfigurationItems.func*',
        'github.com/dapr/go-sdk/client.(*GRPCClient).SubscribeWithHandler.func*',
      ],
      park: ['google.golang.org/grpc*', 'github.com/dapr/go-sdk/*'],
    },
    per: 'subscription',
    meaning: 'Waits for the next item of one subscription.',
    source: 'client/configuration.go, subscribe.go@v1.13.0',
  },
  {
    id: 'elastic-client',
    library: 'github.com/olivere/elastic',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/olivere/elastic.(*Client).sniffer',
        'github.com/olivere/elastic.(*Client).healthchecker',
        'github.com/olivere/elastic.(*BulkProcessor).flusher',
        'github.com/olivere/elastic.(*bulkWorker).work',
      ],
    },
    per: 'client',
    bound: 'two per client, and one per worker of a bulk processor',
    meaning: 'Looks for nodes and checks them, or sends in bulk; ends with Stop or Close.',
    source: 'client.go, bulk_processor.go@v7.0.32',
    note: 'Grows with NewClient per request without Stop (RS006).',
  },
  {
    id: 'influxdb-write',
    library: 'github.com/influxdata/influxdb-client-go',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/influxdata/influxdb-client-go/api.(*WriteAPIImpl).bufferProc',
        'github.com/influxdata/influxdb-client-go/api.(*WriteAPIImpl).writeProc',
      ],
    },
    per: 'client',
    bound: 'two per WriteAPI',
    meaning: 'Buffers and writes points; ends with Client.Close.',
    source: 'api/write.go@v2.14.0 NewWriteAPI',
  },
];
