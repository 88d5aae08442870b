// Which views of a trace have a picture, and in which forms.
import type { TraceView } from '../../../model/trace-result.ts';

export type PictureForm = 'html' | 'svg';

/** Forms of the picture of a view; none where text says it better. The timeline has a walk of its own. */
export const pictureForms: Readonly<Partial<Record<TraceView, readonly PictureForm[]>>> = {
  graph: ['svg', 'html'],
  cancels: ['svg', 'html'],
  gc: ['svg', 'html'],
  sched: ['svg', 'html'],
};
