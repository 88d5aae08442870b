// A result in the form that was asked for; each renderer is loaded only when it is needed.
import type { RunResult } from '../model/run-result.ts';

export interface PrintOptions {
  readonly verbose?: boolean;
  /** Text lists every group. */
  readonly all?: boolean;
  /** It goes into a file: no colours, fixed width. */
  readonly file?: boolean;
}

export const formats = ['text', 'json', 'ndjson', 'sarif', 'junit', 'markdown', 'github', 'html'] as const;
type Format = (typeof formats)[number];

/** Whether a word names a form of result. */
export function isFormat(word: string): word is Format {
  return (formats as readonly string[]).includes(word);
}

/** Whether colours may be used on standard output: NO_COLOR and FORCE_COLOR decide, else the terminal. */
export function wantsColour(): boolean {
  if (process.env.FORCE_COLOR !== undefined) return process.env.FORCE_COLOR !== '0';
  if (process.env.NO_COLOR) return false;
  return process.stdout.isTTY === true;
}

/** How text is to be written on standard output, or into a file. */
export function textOptions(options: PrintOptions): {
  color: boolean;
  width: number;
  verbose?: boolean;
  all?: boolean;
} {
  const { verbose, all } = options;
  if (options.file) return { color: false, width: 100, verbose, all };
  return { color: wantsColour(), width: Math.min(process.stdout.columns ?? 100, 120), verbose, all };
}

/** The text to write; throws for a format that is not known. */
export async function printResult(result: RunResult, format: string, options: PrintOptions): Promise<string> {
  const text = await render(result, format, options);
  return text.endsWith('\n') ? text : `${text}\n`;
}

async function render(result: RunResult, format: string, options: PrintOptions): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/render-text.ts')).renderText(result, textOptions(options));
    case 'json':
      return (await import('../report/render-json.ts')).renderJson(result);
    case 'ndjson':
      return [...(await import('../report/render-ndjson.ts')).renderNdjson(result)].join('\n');
    case 'sarif':
      return (await import('../report/render-sarif.ts')).renderSarif(result);
    case 'junit':
      return (await import('../report/render-junit.ts')).renderJunit(result);
    case 'markdown':
      return (await import('../report/render-markdown.ts')).renderMarkdown(result);
    case 'github':
      return (await import('../report/render-annotations.ts')).renderAnnotations(result);
    case 'html':
      return (await import('../report/render-html.ts')).renderHtml(result);
    default:
      throw new Error(`no renderer for ${format}`);
  }
}

/** Writes to standard output and waits until it is taken, so that a slow pipe gets all of it. */
export async function writeOut(text: string): Promise<void> {
  const all = text.endsWith('\n') ? text : `${text}\n`;
  await new Promise<void>((resolve) => {
    process.stdout.write(all, () => resolve());
  });
}
