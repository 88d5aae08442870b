// What becomes of those who are told to stop, and what one cancellation has to do with the next.
import { describe, expect, it } from 'vitest';
import { cancelStack, TraceStory } from '../../../test/support/trace-story.ts';

const done = ['runtime.chanrecv1', 'main.wait'];

function waiting(...names: string[]): TraceStory {
  const story = new TraceStory().start('boss', 'main.boss');
  for (const name of names) story.start(name, 'main.wait', 'boss').block(name, 'chan receive', done);
  return story.after(1000);
}

describe('cancellations', () => {
  it('one call is one tree until the canceller blocks', () => {
    const { cancels } = waiting('a', 'b', 'c')
      .wake('a', 'boss', cancelStack('main.boss'))
      .after(10)
      .wake('b', 'boss', cancelStack('main.boss', 2))
      .block('boss', 'sleep', ['time.Sleep', 'main.boss'])
      .after(10)
      .wake('boss', undefined, [])
      .run('boss')
      .wake('c', 'boss', cancelStack('main.boss'))
      .facts();
    expect(cancels.map((c) => c.woken.map((w) => [w.goroutine, w.depth]))).toEqual([
      [
        [2, 1],
        [3, 2],
      ],
      [[4, 1]],
    ]);
    expect(cancels[0]).toMatchObject({
      at: 1000,
      kind: 'manual',
      site: { function: 'main.boss' },
      canceller: { goroutine: 1 },
    });
  });

  it('a loop over cancel functions is told apart where their contexts have children', () => {
    const { cancels } = waiting('a', 'b', 'c', 'd')
      .wake('a', 'boss', cancelStack('main.boss'))
      .wake('b', 'boss', cancelStack('main.boss', 2))
      .wake('c', 'boss', cancelStack('main.boss'))
      .wake('d', 'boss', cancelStack('main.boss', 2))
      .facts();
    expect(cancels.map((c) => c.woken.map((w) => w.goroutine))).toEqual([
      [2, 3],
      [4, 5],
    ]);
  });

  it('two cancels from two lines without a pause are two', () => {
    const { cancels } = waiting('a', 'b')
      .wake('a', 'boss', cancelStack('main.first'))
      .wake('b', 'boss', cancelStack('main.second'))
      .facts();
    expect(cancels.map((c) => c.site?.function)).toEqual(['main.first', 'main.second']);
  });

  it('tells who ended, who stayed and where, and who was told again', () => {
    const { cancels } = waiting('ends', 'stays', 'twice', 'never')
      .wake('ends', 'boss', cancelStack('main.boss'))
      .wake('stays', 'boss', cancelStack('main.boss'))
      .wake('twice', 'boss', cancelStack('main.boss'))
      .wake('never', 'boss', cancelStack('main.boss'))
      .after(100)
      .run('ends')
      .run('stays')
      .run('twice')
      .after(50)
      .end('ends')
      .block('stays', 'select', ['runtime.selectgo', 'main.more'])
      .block('twice', 'chan receive', done)
      .after(50)
      .block('boss', 'sleep', ['time.Sleep'])
      .wake('boss', undefined, [])
      .run('boss')
      .wake('twice', 'boss', cancelStack('main.boss'))
      .after(7)
      .run('twice')
      .end('twice')
      .facts();
    expect(cancels[0].woken).toMatchObject([
      { fate: 'ended', startNs: 100, endNs: 150, blockedNs: 1000 },
      {
        fate: 'alive',
        startNs: 100,
        endNs: -1,
        atEnd: { state: 'waiting', reason: 'select', site: { function: 'main.more' } },
      },
      { fate: 'cancelled-again', endNs: -1 },
      { fate: 'alive', startNs: -1, endNs: -1, atEnd: { state: 'runnable' } },
    ]);
    expect(cancels[0].woken[2]).not.toHaveProperty('atEnd');
    expect(cancels[1].woken).toMatchObject([{ fate: 'ended', startNs: 7, endNs: 7 }]);
  });

  it('a slot that is used again is another goroutine', () => {
    const story = waiting('a').wake('a', 'boss', cancelStack('main.boss')).run('a').end('a');
    const { cancels } = story.after(5).start('b', 'main.other', 'boss').block('b', 'select', done).facts();
    expect(cancels[0].woken).toMatchObject([{ fate: 'ended', endNs: 0 }]);
  });

  it('links a cancellation to the one that woke its caller, unless that had blocked since', () => {
    const story = waiting('middle', 'leaf', 'late')
      .wake('middle', 'boss', cancelStack('main.boss'))
      .after(10)
      .run('middle')
      .wake('leaf', 'middle', cancelStack('main.wait'))
      .block('middle', 'sleep', ['time.Sleep', 'main.wait'])
      .after(10)
      .wake('middle', undefined, [])
      .run('middle')
      .wake('late', 'middle', cancelStack('main.wait'));
    const { cancels } = story.facts();
    expect(cancels.map((c) => c.after)).toEqual([undefined, 0, undefined]);
  });

  it('an unlock inside a cancel is no cancel', () => {
    const stack = ['sync.(*Mutex).Unlock', ...cancelStack('main.boss')];
    expect(waiting('a').wake('a', 'boss', stack).facts().cancels).toEqual([]);
  });

  it('a deadline that fires for nobody, and a plain timer', () => {
    const { contextSpawns, cancels } = new TraceStory()
      .start('boss', 'main.boss')
      .start('timer', 'context.WithDeadlineCause.func2')
      .end('timer')
      .start('tick', 'main.tick')
      .facts();
    expect(cancels).toEqual([]);
    // The first goroutine of the story has no creator either.
    expect(contextSpawns.map((s) => [s.kind, s.function, s.woke])).toEqual([
      ['timer', 'main.boss', undefined],
      ['deadline', 'context.WithDeadlineCause.func2', 0],
      ['timer', 'main.tick', undefined],
    ]);
  });

  it('an AfterFunc names the call of cancel', () => {
    const at = ['sync.(*Once).doSlow', 'context.(*afterFuncCtx).cancel', ...cancelStack('main.stop')];
    const { contextSpawns } = new TraceStory().start('boss', 'main.boss').start('f', 'main.after', 'boss', at).facts();
    expect(contextSpawns.at(-1)).toMatchObject({
      kind: 'afterfunc',
      site: { function: 'main.stop' },
      by: { goroutine: 1 },
    });
  });
});

describe('in a window', () => {
  const tell = (story: TraceStory) =>
    story
      .start('boss', 'main.boss')
      .start('early', 'main.wait', 'boss')
      .block('early', 'chan receive', done)
      .start('late', 'main.wait', 'boss')
      .block('late', 'chan receive', done)
      .after(100)
      .wake('early', 'boss', cancelStack('main.boss'))
      .run('early')
      .end('early')
      .block('boss', 'sleep', ['time.Sleep', 'main.boss'])
      .after(100)
      .wake('boss', undefined, [])
      .run('boss')
      .start('within', 'main.wait', 'boss', ['main.within'])
      .block('within', 'chan receive', done)
      .after(100)
      .wake('late', 'boss', cancelStack('main.boss'))
      .run('late')
      .after(100)
      .end('late')
      .after(100)
      .facts();

  it('only what happens in it is told, at the times of the whole trace', () => {
    const facts = tell(new TraceStory({ fromNs: 150, toNs: 350 }));
    expect(facts).toMatchObject({ durationNs: 200, window: { fromNs: 150, toNs: 350 } });
    // It waited since 0; in the window that is from 150 on. It ends after the window.
    expect(facts.cancels).toMatchObject([
      { at: 300, woken: [{ goroutine: 3, blockedNs: 150, endNs: -1, fate: 'alive' }] },
    ]);
    expect(facts.growth).toMatchObject([
      { birthSite: { function: 'main.within' }, created: 1, ended: 0, blockedAtEnd: 1 },
    ]);
    expect(facts.goroutines.count).toBe(3);
    expect(facts.blockedAtEnd.map((g) => [g.function, g.count, g.sinceStart])).toEqual([['main.wait', 1, 0]]);
  });

  it('without one it is the whole', () => {
    const facts = tell(new TraceStory());
    expect(facts.cancels.map((c) => c.at)).toEqual([100, 300]);
    expect(facts.window).toBeUndefined();
    expect(facts.growth.map((g) => [g.created, g.ended])).toEqual([
      [1, 0],
      [1, 0],
      [2, 2],
    ]);
  });
});
