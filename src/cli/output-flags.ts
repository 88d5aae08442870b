// Flags for the forms of output, shared by the commands that make a diagnosis.
import type { Command } from 'commander';

/** Collects the values of an option that may be repeated. */
export const many = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];

/** Adds --json, --format, --output and a flag for each form; `lines` says what NDJSON has one a line. */
export function addOutputFlags(command: Command, lines: string): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--format <name>', 'text, json, ndjson, sarif, junit, markdown, github or html (default text)')
    .option('-o, --output <file>', 'write the result there, in --format or by the ending; may be repeated', many)
    .option('--html <file>', 'also write one self-contained page')
    .option('--sarif <file>', 'also write SARIF')
    .option('--junit <file>', 'also write JUnit XML')
    .option('--markdown <file>', 'also write Markdown')
    .option('--ndjson <file>', `also write ${lines} one a line`);
}
