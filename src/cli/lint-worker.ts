// A thread of `lint` that judges folders of packages: reads them itself and answers with plain results.
import { parentPort, workerData } from 'node:worker_threads';
import { Program } from '../analyse/source/program.ts';
import { Disk } from '../collect/source/disk.ts';
import type { GoEnvironment } from '../collect/source/go-environment.ts';
import { openStubIndex } from '../collect/source/standard-stubs.ts';
import { shareGoKernelModule } from '../decode/gosource/go-kernel.ts';
import { sourceRules } from '../judge/rules/source-registry.ts';
import { judgeFolder, type PoolContext } from '../pipeline/source/judge-scope.ts';
import { recordReported } from '../pipeline/source/reported-record.ts';
import { SourceTree, type SourceTreeOptions } from '../pipeline/source/source-tree.ts';

export interface LintWorkerData {
  readonly kernel: WebAssembly.Module;
  readonly env: GoEnvironment;
  readonly tree: Omit<SourceTreeOptions, 'disk' | 'env' | 'stubs'>;
  readonly rules: readonly string[];
  readonly context: PoolContext;
}

const data = workerData as LintWorkerData;
shareGoKernelModule(data.kernel);
const tree = new SourceTree({ ...data.tree, env: data.env, disk: new Disk(), stubs: openStubIndex() });
tree.takeScope(data.context.matches);
const rules = sourceRules.filter((rule) => data.rules.includes(rule.id));
const program = new Program(tree.find);
const context = { ...data.context, clock: () => performance.now() };

parentPort?.on('message', (batch: readonly string[]) => {
  if (batch.length === 0) {
    parentPort?.close();
    return;
  }
  const results = batch.map((folder) => {
    const packages = tree.scopePackages(folder);
    const { reported, calls, problems, bodies } = judgeFolder(program, packages, rules, context, new Map());
    for (const { package: pkg } of packages) tree.shelf.finish(pkg.files);
    tree.shelf.clear();
    return { folder, records: recordReported(reported), calls, problems, bodies };
  });
  parentPort?.postMessage({ results });
});
parentPort?.postMessage({ results: [] });
