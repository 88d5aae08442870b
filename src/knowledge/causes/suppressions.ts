// Findings about suppressions themselves: PW001–PW003.
import type { CauseEntry } from './cause.ts';

const format = '//parkwatch:ignore ID until=YYYY-MM-DD reason';

export const suppressionCauses: readonly CauseEntry[] = [
  {
    id: 'PW001',
    name: 'suppression-without-reason',
    title: 'a suppression has no reason',
    explanation: `A finding is switched off without saying why. The next reader cannot tell whether it still holds. The form is \`${format}\`.`,
    runtime: 'Source only.',
    waker: 'Not a goroutine.',
    fix: {
      summary: 'Write the reason behind the id.',
      steps: [
        'Say why the finding is wrong or accepted, in a few words.',
        'If nobody knows, remove the comment and look at the finding.',
      ],
      search: 'grep -rn "parkwatch:ignore" .',
      template: {
        before: '//parkwatch:ignore CX002\n',
        after: '//parkwatch:ignore CX002 the pool cancels it in Close\n',
      },
    },
    source: 'Parkwatch’s own rule of suppressions',
  },
  {
    id: 'PW002',
    name: 'suppression-expired',
    title: 'a suppression has expired',
    explanation:
      'The date of a suppression has passed; the finding counts again. Either the cause is still there and has to be dealt with, or the date was too early.',
    runtime: 'Source only.',
    waker: 'Not a goroutine.',
    fix: {
      summary: 'Deal with the finding, or set a new date with a reason.',
      steps: [
        'Look at the finding below the comment.',
        'Remove the comment with the cause, or choose a later date and say why.',
      ],
      search: 'grep -rn "parkwatch:ignore.*until=" .',
      template: {
        before: '//parkwatch:ignore CX011 until=2026-01-31 audit queue comes next month\n',
        after: '// (removed: the audit queue has an owner now)\n',
      },
    },
    source: 'Parkwatch’s own rule of suppressions',
  },
  {
    id: 'PW003',
    name: 'suppression-unused',
    title: 'a suppression suppresses nothing',
    explanation:
      'A comment switches a rule off where that rule has nothing to say: the code was fixed, moved, or the id is mistyped. It would hide the next finding there.',
    runtime: 'Source only.',
    waker: 'Not a goroutine.',
    fix: {
      summary: 'Remove the comment.',
      steps: ['Check the spelling of the id with `parkwatch explain ID`.', 'Remove it if the finding is gone.'],
      search: 'grep -rn "parkwatch:ignore" .',
      template: {
        before: '//parkwatch:ignore GL003 buffered\nch := make(chan int, 1)\n',
        after: 'ch := make(chan int, 1)\n',
      },
    },
    source: 'Parkwatch’s own rule of suppressions',
  },
];
