// Loggers: flush daemons and rotation.
import type { Signature } from '../signature.ts';

export const logging: readonly Signature[] = [
  {
    id: 'glog-flush',
    library: 'github.com/golang/glog',
    kind: 'lifetime-singleton',
    match: {
      root: ['github.com/golang/glog.(*fileSink).flushDaemon', 'github.com/golang/glog.(*loggingT).flushDaemon'],
    },
    per: 'process',
    bound: 'one',
    meaning: 'Flushes the log every 30 s; started by init, never stopped.',
    source: 'glog_file.go@v1.2.5',
  },
  {
    id: 'klog-flush',
    library: 'k8s.io/klog',
    kind: 'lifetime-singleton',
    match: { root: ['k8s.io/klog.(*flushDaemon).run.func*', 'k8s.io/klog.(*loggingT).flushDaemon'] },
    per: 'process',
    bound: 'one per major version that is linked',
    meaning: 'Flushes the log every 5 s; klog.StopFlushDaemon ends it.',
    source: 'klog.go@v2.130.1 (*flushDaemon).run',
  },
  {
    id: 'lumberjack-mill',
    library: 'gopkg.in/natefinch/lumberjack',
    kind: 'lifetime-singleton',
    match: {
      root: ['gopkg.in/natefinch/lumberjack.(*Logger).millRun'],
    },
    per: 'client',
    bound: 'one per Logger that has written; Close does not end it',
    meaning: 'Compresses and removes rotated files.',
    source: 'lumberjack.go@v2.2.1 (*Logger).mill',
    note: 'Grows with a Logger per request, tenant or job: natefinch/lumberjack#205 (RS011).',
  },
  {
    id: 'zap-buffered-sync',
    library: 'go.uber.org/zap',
    kind: 'lifetime-singleton',
    match: { root: ['go.uber.org/zap/zapcore.(*BufferedWriteSyncer).flushLoop'] },
    per: 'client',
    bound: 'one per BufferedWriteSyncer',
    meaning: 'Flushes a buffered log; ends with Stop.',
    source: 'zapcore/buffered_write_syncer.go@v1.27.0',
  },
  {
    id: 'zerolog-diode',
    library: 'github.com/rs/zerolog/diode',
    kind: 'lifetime-singleton',
    match: {
      root: ['github.com/rs/zerolog/diode.Writer.poll', 'github.com/rs/zerolog/diode/internal/diodes.NewWaiter.func*'],
    },
    per: 'client',
    bound: 'one or two per diode.Writer',
    meaning: 'Writes what was logged without blocking; ends with Close.',
    source: 'diode/diode.go@v1.34.0 NewWriter',
  },
];
