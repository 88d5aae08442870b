// Background loops of pools or caches, one more for each instance that is made and dropped.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'RS011',
  stage: 'stable',
  needs: ['group', 'signatures', 'knownLeaks', 'trend'],
  match({ group, signatures, knownLeaks, trend }) {
    const leak = knownLeaks.find((k) => k.rule === 'RS011' && group.count >= k.atLeast);
    if (leak) return { score: 85, joinBy: leak.library, title: leak.title, why: leak.why, search: leak.fix };
    const birth = group.stack.createdBy?.function ?? '';
    const pool = signatures.find((s) => s.per === 'pool');
    // A loop that is blocked sending serves an instance that somebody still reads from, or did: that is another cause.
    const constructed =
      group.primitive !== 'chan send' &&
      /(^|[./])[nN]ew[A-Z]?\w*(\[\.\.\.\])?$/.test(birth) &&
      (trend?.gain ?? 0) >= 3 &&
      !birth.startsWith('main.');
    if (!pool && !constructed) return undefined;
    return {
      score: 60,
      joinBy: birth || pool?.library,
      why: `${birth || pool?.library} starts a background goroutine for each instance; make one instance, or close each.`,
      search: birth ? `calls of ${birth}` : undefined,
    };
  },
});
