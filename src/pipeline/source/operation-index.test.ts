// The operations of a package by kind and by what they call, beside a walk over all functions.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { factsOf } from '../../../test/support/source-fixtures.ts';
import { makesChannel } from '../../analyse/source/channel-uses.ts';
import { locksOfPackage } from '../../analyse/source/held-locks.ts';
import { functionsOf, type OperationSite } from '../../analyse/source/operation-index.ts';
import { textOf } from '../../model/go-tree.ts';
import type { Operation } from '../../model/source-function.ts';

const folder = mkdtempSync(join(tmpdir(), 'parkwatch-operations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = `package app

import "sync"

type Pool struct { mu sync.Mutex; jobs chan int; wg sync.WaitGroup }

func (p *Pool) Run() {
	results := make(chan int)
	go func() { results <- 1 }()
	go p.work()
	defer p.wg.Wait()
	for range p.jobs { p.mu.Lock(); p.work(); p.mu.Unlock() }
	select { case <-results: case p.jobs <- 2: }
	close(results)
}

func (p *Pool) work() {
	defer p.wg.Done()
	p.mu.Lock()
	defer p.mu.Unlock()
}

func inLiteral() {
	var given chan int
	func() { given = make(chan int) }()
	sizes := make(map[string]int)
	_, _ = given, sizes
}

func plain(n int) int { return n + 1 }
`;
mkdirSync(join(folder, 'app'));
writeFileSync(join(folder, 'go.mod'), 'module example.com/m\n\ngo 1.27\n');
writeFileSync(join(folder, 'app/app.go'), source);

const { facts } = factsOf(folder, './app');
const { operations } = facts;
const short = ({ name }: { readonly name: string }) => name.replace('example.com/m/app.', '');
const shown = (sites: readonly OperationSite[]) =>
  sites.map(({ fn, operation }) => `${short(fn)}: ${textOf(fn.file.tree, operation.node)}`);

describe('operations of a package', () => {
  it('are found by what they call, in the order of the source', () => {
    expect(shown(operations.callsOf(['sync.Mutex.Unlock', 'sync.Mutex.Lock']))).toEqual([
      '(*Pool).Run: p.mu.Lock()',
      '(*Pool).Run: p.mu.Unlock()',
      '(*Pool).work: p.mu.Lock()',
      '(*Pool).work: p.mu.Unlock()',
    ]);
    expect(shown(operations.callsOf(/^sync\.WaitGroup\./))).toEqual([
      '(*Pool).Run: p.wg.Wait()',
      '(*Pool).work: p.wg.Done()',
    ]);
    expect(operations.callsOf(['sync.Cond.Wait'])).toEqual([]);
  });

  it('are found by how they are called', () => {
    expect(shown(operations.callsBy('go'))).toEqual([
      '(*Pool).Run: func() { results <- 1 }()',
      '(*Pool).Run: p.work()',
    ]);
    expect(shown(operations.callsBy('defer'))).toEqual([
      '(*Pool).Run: p.wg.Wait()',
      '(*Pool).work: p.wg.Done()',
      '(*Pool).work: p.mu.Unlock()',
    ]);
  });

  it('tell who calls a function or a literal', () => {
    const named = (name: string) => facts.functions.filter((fn) => short(fn) === name);
    expect(named('(*Pool).work').flatMap((fn) => shown(operations.callsTo(fn)))).toEqual([
      '(*Pool).Run: p.work()',
      '(*Pool).Run: p.work()',
    ]);
    expect(named('(*Pool).Run.func1').flatMap((fn) => shown(operations.callsTo(fn)))).toHaveLength(1);
    expect(named('plain').flatMap((fn) => operations.callsTo(fn))).toEqual([]);
  });

  it('on channels are those of a walk over all functions', () => {
    const kinds = ['send', 'receive', 'close', 'range', 'select'] as const;
    const walked: Operation[] = facts.functions.flatMap((fn) =>
      facts.flowOf(fn).blocks.flatMap((block) => block.operations.filter(({ kind }) => kinds.some((k) => k === kind))),
    );
    expect(operations.channelOperations(...kinds).map(({ operation }) => operation)).toEqual(walked);
    expect(walked).toHaveLength(6);
    const holders = facts.functions.filter((fn) => operations.hasChannelOperation(fn, 'send', 'range'));
    expect(holders.map(short)).toEqual(['(*Pool).Run', '(*Pool).Run.func1']);
    expect(functionsOf(operations.channelOperations('send', 'range'))).toEqual(holders);
  });

  it('give the results of calls and the variables that hold a channel made in their function', () => {
    expect(shown(operations.resultsOf(['make']))).toHaveLength(3);
    expect(facts.functions.filter((fn) => makesChannel(facts, fn)).map(short)).toEqual(['(*Pool).Run', 'inLiteral']);
  });

  it('hold all calls of a graph, and the locks taken', () => {
    for (const fn of facts.functions) {
      const { blocks, calls } = facts.flowOf(fn);
      expect(calls).toEqual(blocks.flatMap((block) => block.operations.filter(({ kind }) => kind === 'call')));
    }
    expect([...locksOfPackage(facts)].map(([fn, held]) => `${short(fn)} ${held.length}`)).toEqual([
      '(*Pool).Run 1',
      '(*Pool).work 1',
    ]);
  });
});
