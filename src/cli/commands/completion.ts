// Completion scripts for bash, zsh and fish, written from the commands and flags that commander knows.
import type { Command } from 'commander';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

interface Flag {
  readonly long: string;
  readonly short?: string;
  readonly about: string;
  readonly takesValue: boolean;
}

interface Entry {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly Flag[];
}

/** Values of flags that have a closed list. */
const valuesOf: Readonly<Record<string, string>> = {
  '--format': 'text json ndjson sarif junit markdown github html',
  '--fail-on': 'leak suspect note',
  '--by': 'stack park birth label:',
};

const shells: Readonly<Record<string, (entries: readonly Entry[]) => string>> = { bash, zsh, fish };

/** Prints the script; returns 0. Throws `UsageError` for a shell that is not known. */
export function runCompletionCommand(shell: string, program: Command): number {
  const write = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (!write) {
    const names = Object.keys(shells);
    throw new UsageError(`${shell} is not known${suggest(shell, names)}; there are ${names.join(', ')}`);
  }
  process.stdout.write(write(entriesOf(program)));
  return 0;
}

function entriesOf(program: Command): Entry[] {
  return program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    flags: [
      ...command.options.map((o) => ({
        long: o.long ?? '',
        short: o.short ?? undefined,
        about: o.description,
        takesValue: o.required || o.optional,
      })),
      { long: '--help', short: '-h', about: 'how to use it', takesValue: false },
    ],
  }));
}

function bash(entries: readonly Entry[]): string {
  const cases = entries.map((e) => `    ${e.name}) flags="${e.flags.map((f) => f.long).join(' ')}" ;;`).join('\n');
  const values = Object.entries(valuesOf)
    .map(([flag, list]) => `    ${flag}) COMPREPLY=($(compgen -W "${list}" -- "$word")); return ;;`)
    .join('\n');
  return `# bash completion of parkwatch
_parkwatch() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} flags=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${entries.map((e) => e.name).join(' ')} --help --version" -- "$word"))
    return
  fi
  case "$before" in
${values}
  esac
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _parkwatch parkwatch
`;
}

const quote = (text: string): string => text.replace(/'/g, `'\\''`);

function zsh(entries: readonly Entry[]): string {
  const clean = (text: string) => quote(text.replace(/[[\]:\\`$]/g, ' '));
  const one = (flag: Flag) =>
    `'${flag.long}[${clean(flag.about)}]${flag.takesValue ? `:value:${valuesOf[flag.long] ? `(${valuesOf[flag.long]})` : '_files'}` : ''}'`;
  const cases = entries
    .map((e) => `    ${e.name}) _arguments ${e.flags.map(one).join(' ')} '*:source:_files' ;;`)
    .join('\n');
  return `#compdef parkwatch
_parkwatch() {
  if (( CURRENT == 2 )); then
    local -a commands=(${entries.map((e) => `'${e.name}:${clean(e.about)}'`).join(' ')})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
${cases}
  esac
}
compdef _parkwatch parkwatch
`;
}

function fish(entries: readonly Entry[]): string {
  const lines = ['# fish completion of parkwatch'];
  for (const e of entries) {
    lines.push(`complete -c parkwatch -n __fish_use_subcommand -f -a ${e.name} -d '${quote(e.about)}'`);
    for (const f of e.flags) {
      const values = valuesOf[f.long];
      lines.push(
        `complete -c parkwatch -n '__fish_seen_subcommand_from ${e.name}' -l ${f.long.slice(2)}${f.short ? ` -s ${f.short.slice(1)}` : ''}${f.takesValue ? ` -r${values ? ` -f -a '${values}'` : ''}` : ''} -d '${quote(f.about)}'`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
