// Reader or writer of an io.Pipe whose other end was left open.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'RS009',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    const pipe = group.stack.frames.find((f) => /^io\.\(\*(pipe|PipeReader|PipeWriter|onceError)\)\./.test(f.function));
    return pipe ? { score: 92, why: `It waits in ${pipe.function}.` } : undefined;
  },
});
