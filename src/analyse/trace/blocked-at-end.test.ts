// What is said of goroutines that are blocked when the trace ends, by stories told by hand.
import { expect, it } from 'vitest';
import { TraceStory } from '../../../test/support/trace-story.ts';

const receive = ['runtime.chanrecv1', 'main.worker'];

it('was never woken, though another one was that had the same slot before it', () => {
  const facts = new TraceStory()
    .start('main', 'main.main')
    .start('short', 'main.short', 'main')
    .block('short', 'chan receive', ['runtime.chanrecv1', 'main.short'])
    .after(100)
    .wake('short', 'main', ['runtime.chansend1', 'main.main'])
    .run('short')
    .end('short')
    .after(100)
    .found('old', receive)
    .after(1000)
    .facts();
  const [group] = facts.blockedAtEnd.filter((g) => g.count === 1 && g.function === 'main.worker');
  expect(group).toMatchObject({ sinceStart: 1, lastWakers: [] });
  expect(group.birthSite).toBeUndefined();
});
