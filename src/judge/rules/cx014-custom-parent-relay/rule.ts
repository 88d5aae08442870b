// The relay goroutine that context starts for a parent of a foreign type: it ends only when parent or child is cancelled.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'CX014',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    const relay = group.stack.frames.some((f) =>
      /^context\.(\(\*cancelCtx\)\.)?propagateCancel\.func/.test(f.function),
    );
    return relay ? { score: 95, search: 'context.With… with a parent that is your own context type' } : undefined;
  },
});
