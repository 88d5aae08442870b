// Builds and starts Go programs of testdata for live tests; says loudly when `go` is not there.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const probe = spawnSync('go', ['version'], { encoding: 'utf8' });

/** `go1.26.8`, or undefined when there is no `go` on the PATH. */
export const goVersion = probe.status === 0 ? /go\d+\.\d+(\.\d+)?/.exec(probe.stdout)?.[0] : undefined;
if (goVersion === undefined) console.warn('SKIPPED: live tests need `go` on the PATH, and there is none');

/** The runtime's leak profile: from 1.27 always, in 1.26 as an experiment. */
export const leakExperiment = goVersion?.startsWith('go1.26') ? 'goroutineleakprofile' : '';

/** The same for all, so that the standard library is compiled once. */
export const goBuildEnv = {
  ...process.env,
  GOTOOLCHAIN: 'local',
  GOEXPERIMENT: leakExperiment,
  GOFLAGS: '-mod=mod',
};

/** Copies the sources to a temporary folder and builds them; the path of the binary. */
export function buildGoProgram(sources: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parkwatch-go-'));
  cpSync(sources, folder, { recursive: true });
  const binary = join(folder, 'program');
  const build = spawnSync('go', ['build', '-o', binary, '.'], {
    cwd: folder,
    env: goBuildEnv,
    encoding: 'utf8',
  });
  if (build.status !== 0) throw new Error(`go build in ${sources} failed:\n${build.stderr}`);
  return binary;
}

export interface GoProgram {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Starts a program that prints its address in its first line, and `ready` in a later one when `waitReady`. */
export async function startGoProgram(binary: string, args: readonly string[], waitReady: boolean): Promise<GoProgram> {
  const child: ChildProcess = spawn(binary, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${binary} ended with ${code} before it was ready`)));
    child.stdout?.on('data', (data) => {
      text += String(data);
      if (text.includes('\n') && (!waitReady || text.includes('ready'))) resolve();
    });
  });
  return {
    get lines() {
      return text.trim().split('\n');
    },
    address: text.split('\n')[0].replace(/^https?:\/\//, ''),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
