// Reader or writer of an io.Pipe or of a pipe to another process, whose other end was left open.
import { defineRule } from '../../rule.ts';

/** os/file.go@go1.26.8: a read or write of a file that the poller watches; regular files never wait there. */
const fileWait = /^os\.\(\*File\)\.(Read|Write)(From|To)?$/;

export const rule = defineRule({
  id: 'RS009',
  stage: 'stable',
  needs: ['group', 'trend'],
  match({ group, trend }) {
    const pipe = group.stack.frames.find((f) => /^io\.\(\*(pipe|PipeReader|PipeWriter|onceError)\)\./.test(f.function));
    if (pipe) return { score: 92, why: `It waits in ${pipe.function}.` };
    const file = group.stack.frames.find((f) => fileWait.test(f.function));
    if (!file || group.primitive !== 'IO wait' || (trend?.gain ?? 0) < 3) return undefined;
    return {
      score: 45,
      title: 'waits at a pipe of the system whose other end stays open',
      why: `It waits in ${file.function}: only pipes, sockets and devices wait there, so another process, or this one, holds the other end open.`,
      search:
        'exec.Cmd with StdoutPipe, StderrPipe or StdinPipe whose process is not ended and waited for; os.Pipe( without both Close',
    };
  },
});
